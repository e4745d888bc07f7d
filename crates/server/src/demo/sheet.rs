//! The people as a table.

use comfy_table::presets::UTF8_BORDERS_ONLY;
use comfy_table::{ContentArrangement, Table};

use super::people::{ASKED, Person, Shown};
use super::show::WIDTH;

const LEGEND: &str = "\
-     the dialect has no word for it
none  it says that there is nothing
…     the end of an id: users and groups have one id in all dialects, beside PAM360's numbers
";

/// The table with a heading and a legend.
pub fn text(people: &[Person]) -> String {
    let heading = super::show::heading(
        "The same people through every dialect",
        "Read back, each through each dialect's own calls.",
    );
    format!("{heading}\n{}\n\n{LEGEND}", table(people))
}

fn table(people: &[Person]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(WIDTH).unwrap_or(u16::MAX));
    if let Some(first) = people.first() {
        table.set_header(["user", ""].into_iter().chain(first.views.iter().map(|(name, _)| *name)));
    }
    for (at, person) in people.iter().enumerate() {
        if at > 0 {
            table.add_row([""]);
        }
        add(&mut table, person);
    }
    table
}

fn add(table: &mut Table, person: &Person) {
    for (at, field) in ASKED.into_iter().enumerate() {
        let user = if at == 0 { person.login.as_str() } else { "" };
        let cells = person.views.iter().filter_map(|(_, view)| view.get(at)).map(cell);
        table.add_row([user, field].into_iter().chain(cells));
    }
}

fn cell(shown: &Shown) -> &str {
    match shown {
        Shown::Value(text) => text,
        Shown::Nothing => "none",
        Shown::NoWord => "-",
    }
}
