//! `docs/compatibility.md` lists what is served, no more and no less.

use std::collections::BTreeSet;

use testkit::World;

use super::source::read;

const PAGE: &str = "docs/compatibility.md";

/// Name, method and path of each operation in the tables of a page: `| number | name | method and path | mark | .. |`.
fn listed(page: &str) -> BTreeSet<String> {
    let rows = page.lines().filter(|line| line.starts_with('|'));
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, _, name, place, mark, ..] = cells.as_slice() else { return None };
        let name = name.strip_prefix('`')?.strip_suffix('`')?;
        let place = place.strip_prefix('`')?.strip_suffix('`')?;
        assert!(matches!(*mark, "C" | "I"), "{row}: C or I, for confirmed or inferred");
        Some(format!("{name} {place}"))
    })
    .collect()
}

#[tokio::test]
async fn the_page_of_operations_lists_what_is_served() {
    let world = World::new().await;
    let served = world.operations.iter();
    let served: BTreeSet<_> = served.map(|one| format!("{} {} {}", one.name, one.method, one.path)).collect();
    let listed = listed(&read(PAGE));
    let missing: Vec<_> = served.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&served).collect();
    assert!(missing.is_empty() && gone.is_empty(), "{PAGE}: not listed {missing:?}; not served {gone:?}");
}

#[test]
fn rows_are_read_and_headings_are_not() {
    let page =
        "| No. | Operation | Request | | |\n|---|---|---|---|---|\n| 1 | `a` | `GET /b` | C | none |\n";
    assert_eq!(listed(page).into_iter().collect::<Vec<_>>(), ["a GET /b"]);
}
