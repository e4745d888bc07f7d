//! Codes as they are asked for and answered (section 9).

use ::wire::Form;
use directory::Draft;
use directory::codes::{Code, CodeTables};
use directory::users::Stretch;
use model::{Refusal, Rule};

use super::page;
use crate::wire::CodeEntry;

/// The tables that are told to anybody who may sign in; companies and groups are none of them.
const TOLD: [&str; 3] = ["UserStatus", "Locale", "ClientSex"];

/// A code that somebody asks for.
#[derive(Debug)]
pub(crate) struct Asked {
    table: String,
    /// None: all of the table.
    code: Option<String>,
    pub stretch: Stretch,
}

/// What is asked for. Refuses a query that names no table, and a stretch that is none.
pub(crate) fn asked_code(query: &Form) -> Draft<Asked> {
    let stretch = page::stretch(query)?;
    let table = query.first("codeName").filter(|name| !name.is_empty());
    let table = table.ok_or_else(|| Refusal::invalid("codeName", Rule::Required))?.to_owned();
    Ok(Asked { table, code: query.first("codeValue").map(str::to_owned), stretch })
}

/// The codes asked for, in the order of the table; none for one that is unknown.
pub(crate) fn codes<'a>(tables: &'a CodeTables, asked: &Asked) -> Vec<CodeEntry<'a>> {
    let Some(table) = TOLD.iter().find(|name| **name == asked.table) else { return Vec::new() };
    let is_asked = |code: &&Code| asked.code.as_ref().is_none_or(|wanted| code.code == *wanted);
    let entry = |code: &'a Code| CodeEntry {
        code_name: table,
        code_value: &code.code,
        short_description: &code.description,
        long_description: &code.description,
    };
    let offset = usize::try_from(asked.stretch.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(asked.stretch.limit).unwrap_or(usize::MAX);
    tables.rows(table).iter().filter(is_asked).skip(offset).take(limit).map(entry).collect()
}
