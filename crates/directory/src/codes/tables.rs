//! Reading the tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::Refusal;

use crate::{Credential, Directory, Request};

/// One code of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code, compared letter for letter.
    pub code: String,
    /// For people to read.
    pub description: String,
    /// What the table says by it; in a table of states: enabled.
    pub flag: bool,
}

/// The tables of an organisation, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeTables(BTreeMap<String, Vec<Code>>);

impl CodeTables {
    /// A code of a table, if it is there.
    pub fn find(&self, table: &str, code: &str) -> Option<&Code> {
        self.rows(table).iter().find(|known| known.code == code)
    }

    /// The first code of a table with this flag.
    pub fn first(&self, table: &str, flag: bool) -> Option<&Code> {
        self.rows(table).iter().find(|known| known.flag == flag)
    }

    /// The codes of a table in its order; none of a table that is not there.
    pub fn rows(&self, table: &str) -> &[Code] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }
}

impl FromIterator<(String, Code)> for CodeTables {
    /// Codes with the names of their tables, in the order of each table.
    fn from_iter<I: IntoIterator<Item = (String, Code)>>(rows: I) -> Self {
        let mut tables = BTreeMap::<_, Vec<_>>::new();
        for (table, code) in rows {
            tables.entry(table).or_default().push(code);
        }
        Self(tables)
    }
}

/// The tables of the caller's organisation, for whoever asks what a code means. Refuses `Forbidden` to a caller who must
/// change his password first, and to nobody else.
pub async fn read(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Arc<CodeTables>, Refusal> {
    let codes = directory.codes();
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.not_before_a_change()?;
            Ok(codes.tables(c, caller.org())?)
        })
        .await
}

/// The tables of the caller's organisation; any caller may read them, as what he wants to do is looked at later.
pub async fn tables(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Arc<CodeTables>, Refusal> {
    let codes = directory.codes();
    directory.glance_as(request, credential, move |c, caller, _| Ok(codes.tables(c, caller.org())?)).await
}
