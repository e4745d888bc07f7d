//! A look at the rows under the core.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use db::{Conn, Outcome};
pub use testkit::rows;
use testkit::{Cell, Engine, World};

use crate::doors::{CODES, Groups};

/// The rows of each table, one a line.
pub type Tables = BTreeMap<String, Vec<String>>;

/// Tables and their columns.
type Columns = Vec<(String, Vec<String>)>;

/// Runs a statement where no use case reaches yet.
pub async fn run(world: &World, statement: &str) {
    let statement = statement.to_owned();
    let work = move |c: &mut dyn Conn| Ok(Outcome::<_, ()>::Done(c.execute(&statement, &[])?));
    world.directory.store().write(work).await.unwrap().unwrap();
}

/// Has the site add its own codes of `UserStatus`: those that are not the first of their kind.
pub async fn more_codes(world: &World, org: i64) {
    for (place, (code, enabled)) in CODES.into_iter().enumerate().skip(2) {
        let row = format!("({org}, 'UserStatus', '{code}', {place}, '{code}', {})", u8::from(enabled));
        let insert = "INSERT INTO codes (org_key, code_table, code, place, description, flag) VALUES";
        run(world, &format!("{insert} {row} ON CONFLICT DO NOTHING")).await;
    }
}

/// Makes a role of these privileges; bit n stands for key n. There is no use case for it yet.
pub async fn make_role(world: &World, name: &str, privileges: u32) {
    let (id, name) = (world.directory.outside().id(), name.to_owned());
    let work = move |c: &mut dyn Conn| {
        let key = c.one("SELECT max(role_key) + 1 FROM roles", &[], |row| row.get::<i64>(0))?;
        c.execute(
            "INSERT INTO roles (role_key, org_key, role_id, number, name, name_key, privileges, predefined, created,
                 updated, version)
             VALUES ($1, 1, $2, $3, $4, $5, $6, 0, 0, 0, 1)",
            &[
                key.into(),
                id.into(),
                (key + 1_000).into(),
                name.as_str().into(),
                model::fold::key(&name).as_str().into(),
                i64::from(privileges).into(),
            ],
        )?;
        Ok(Outcome::<_, ()>::Done(()))
    };
    world.directory.store().write(work).await.unwrap().unwrap();
}

/// The key of an organisation.
pub async fn org_key(world: &World, name: &str) -> i64 {
    let found = rows(world, &format!("SELECT org_key FROM orgs WHERE name = '{name}'"), 1).await;
    found[0][0].parse().unwrap()
}

/// The groups of an organisation.
pub async fn groups(world: &World, org: i64) -> Groups {
    let found = rows(world, &format!("SELECT name, group_id FROM groups WHERE org_key = {org}"), 2).await;
    let id = |hex: &str| {
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        parts.join("-")
    };
    found.into_iter().map(|row| (row[0].clone(), id(&row[1]))).collect()
}

/// Every row of every table, as text.
pub async fn everything(world: &World) -> Tables {
    look(world, tables(world).await).await
}

/// Tables that tell what happened, or what comes next, and nothing of the record.
const NOT_THE_RECORD: [&str; 8] = [
    "audit_events",
    "audit_failures",
    "changes",
    "leases",
    "numbers",
    "password_failures",
    "password_successes",
    "totals",
];
/// Columns that tell of uses.
const USES: [&str; 5] = ["expires", "last_sign_in", "last_sign_in_from", "last_used", "last_used_from"];

/// The rows of the record, without what only uses of it change.
pub async fn record(world: &World) -> Tables {
    let mut tables = tables(world).await;
    tables.retain(|(table, _)| !NOT_THE_RECORD.contains(&table.as_str()));
    for (_, columns) in &mut tables {
        columns.retain(|column| !USES.contains(&column.as_str()));
    }
    look(world, tables).await
}

/// Some columns of some tables, at one moment.
async fn look(world: &World, tables: Columns) -> Tables {
    let read = move |c: &mut dyn Conn| {
        let mut all = Tables::new();
        for (table, columns) in &tables {
            let query = format!("SELECT {} FROM {table}", columns.join(", "));
            let line = |row: &db::Row<'_>| {
                let cells = (0..columns.len()).map(|index| row.get::<Cell>(index).map(|cell| cell.0));
                Ok(cells.collect::<Result<Vec<_>, _>>()?.join("|"))
            };
            let mut lines = c.all(&query, &[], line)?;
            lines.sort_unstable();
            all.insert(table.clone(), lines);
        }
        Ok(all)
    };
    world.directory.store().read(read).await.unwrap()
}

/// The tables of the store and their columns; the text index holds nothing but what stands in `users`, and on SQLite
/// has tables of its own form. All stores of an engine have the same.
async fn tables(world: &World) -> Columns {
    static KNOWN: [OnceLock<Columns>; 2] = [OnceLock::new(), OnceLock::new()];
    let known = match world.directory.store().engine() {
        Engine::Sqlite => &KNOWN[0],
        Engine::Postgres => &KNOWN[1],
    };
    if let Some(known) = known.get() {
        return known.clone();
    }
    let found = ask_for_tables(world).await;
    known.get_or_init(|| found).clone()
}

async fn ask_for_tables(world: &World) -> Columns {
    let query = match world.directory.store().engine() {
        Engine::Sqlite => {
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' ORDER BY t.name, c.cid"
        }
        Engine::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns
             WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        }
    };
    let mut all = Columns::new();
    for mut row in rows(world, query, 2).await {
        let (column, table) = (row.remove(1), row.remove(0));
        if table.starts_with("user_search") || table.starts_with("sqlite_") {
            continue;
        }
        match all.last_mut().filter(|(last, _)| *last == table) {
            Some((_, columns)) => columns.push(column),
            None => all.push((table, vec![column])),
        }
    }
    all
}
