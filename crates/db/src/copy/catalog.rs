//! The tables of a store, as its own schema tells them.

use super::row::Kind;
use super::{Failure, Result};
use crate::{Conn, Engine, Error, Migration, words};
use std::collections::BTreeSet;

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// Names of the columns of its primary key, in its order.
    pub key: Vec<String>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub name: String,
    pub kind: Kind,
}

impl Table {
    pub fn kinds(&self) -> Vec<Kind> {
        self.columns.iter().map(|column| column.kind).collect()
    }

    /// The names of the columns as they stand in a statement.
    pub fn names(&self) -> String {
        list(self.columns.iter().map(|column| column.name.as_str()))
    }

    /// The names of the key's columns as they stand in a statement.
    pub fn key_names(&self) -> String {
        list(self.key.iter().map(String::as_str))
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(quote).collect::<Vec<_>>().join(", ")
}

/// A name in a statement.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The list of applied migrations: made with a store and never copied.
const LIST: &str = "store_migrations";

/// The names of all tables but the text indexes and what belongs to the engine.
fn names(conn: &mut dyn Conn, migrations: &[Migration]) -> crate::Result<Vec<String>> {
    let sql = match conn.engine() {
        Engine::Sqlite => {
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
             AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name"
        }
        Engine::Postgres => {
            // Not from `information_schema`: that leaves out what this user has no right to.
            "SELECT tablename::text FROM pg_catalog.pg_tables
             WHERE schemaname = current_schema() ORDER BY tablename::text COLLATE \"C\""
        }
    };
    let indexes: BTreeSet<String> =
        migrations.iter().flat_map(|migration| words::text_indexes(migration.sql)).collect();
    let mut names: Vec<String> = conn.all(sql, &[], |row| row.get(0))?;
    names.retain(|name| !indexes.contains(name));
    Ok(names)
}

/// Any table in the place where a store is to be made.
pub(super) fn any(conn: &mut dyn Conn) -> Result<Option<String>> {
    Ok(names(conn, &[]).map_err(Failure::Target)?.into_iter().next())
}

/// Whether there is a store at all.
pub(super) fn has_store(conn: &mut dyn Conn) -> Result<bool> {
    Ok(names(conn, &[]).map_err(Failure::Source)?.iter().any(|name| name == LIST))
}

/// The tables to copy, each behind those that it refers to.
///
/// Refuses a table without a primary key, with a column that is neither integer, text nor bytes, and references in a circle.
pub(super) fn tables(conn: &mut dyn Conn, migrations: &[Migration]) -> Result<Vec<Table>> {
    let names = names(conn, migrations).map_err(Failure::Source)?;
    let mut waiting = Vec::new();
    for name in names.into_iter().filter(|name| name != LIST) {
        let refers = refers(conn, &name).map_err(Failure::Source)?;
        waiting.push((table(conn, name)?, refers));
    }
    in_order(waiting)
}

fn in_order(mut waiting: Vec<(Table, BTreeSet<String>)>) -> Result<Vec<Table>> {
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let names: BTreeSet<String> = waiting.iter().map(|(table, _)| table.name.clone()).collect();
        let (ready, rest): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(_, refers)| refers.is_disjoint(&names));
        if ready.is_empty() {
            let circle = Vec::from_iter(names).join(", ");
            return Err(Failure::Table(format!("the tables {circle} refer to each other in a circle")));
        }
        ordered.extend(ready.into_iter().map(|(table, _)| table));
        waiting = rest;
    }
    Ok(ordered)
}

/// The other tables that a table refers to.
fn refers(conn: &mut dyn Conn, name: &str) -> crate::Result<BTreeSet<String>> {
    let sql = match conn.engine() {
        Engine::Sqlite => "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)",
        Engine::Postgres => {
            "SELECT DISTINCT used.table_name::text FROM information_schema.table_constraints made
             JOIN information_schema.constraint_table_usage used
               ON used.constraint_schema = made.constraint_schema AND used.constraint_name = made.constraint_name
             WHERE made.constraint_type = 'FOREIGN KEY' AND made.table_schema = current_schema()
               AND made.table_name::text = $1"
        }
    };
    let found = conn.all(sql, &[name.into()], |row| row.get::<String>(0))?;
    Ok(found.into_iter().filter(|other| other != name).collect())
}

fn table(conn: &mut dyn Conn, name: String) -> Result<Table> {
    let columns = columns(conn, &name).map_err(Failure::Source)?;
    let key = key(conn, &name).map_err(Failure::Source)?;
    if key.is_empty() {
        return Err(Failure::Table(format!("the table {name} has no primary key")));
    }
    Ok(Table { name, columns, key })
}

fn columns(conn: &mut dyn Conn, table: &str) -> crate::Result<Vec<Column>> {
    let sql = match conn.engine() {
        Engine::Sqlite => "SELECT name, type FROM pragma_table_info($1) ORDER BY cid",
        Engine::Postgres => {
            "SELECT column_name::text, data_type::text FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name::text = $1 ORDER BY ordinal_position"
        }
    };
    conn.all(sql, &[table.into()], |row| {
        let (name, declared): (String, String) = (row.get(0)?, row.get(1)?);
        let kind = match declared.as_str() {
            "INTEGER" | "bigint" => Kind::Int,
            "TEXT" | "text" => Kind::Text,
            "BLOB" | "bytea" => Kind::Bytes,
            other => return Err(Error::schema(format!("{table}.{name} has the type {other}"))),
        };
        Ok(Column { name, kind })
    })
}

fn key(conn: &mut dyn Conn, table: &str) -> crate::Result<Vec<String>> {
    let sql = match conn.engine() {
        Engine::Sqlite => "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk",
        Engine::Postgres => {
            "SELECT part.column_name::text FROM information_schema.table_constraints made
             JOIN information_schema.key_column_usage part
               ON part.constraint_schema = made.constraint_schema AND part.constraint_name = made.constraint_name
              AND part.table_name = made.table_name
             WHERE made.constraint_type = 'PRIMARY KEY' AND made.table_schema = current_schema()
               AND made.table_name::text = $1 ORDER BY part.ordinal_position"
        }
    };
    conn.all(sql, &[table.into()], |row| row.get(0))
}
