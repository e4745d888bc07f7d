//! The tables as last read, so that they are not read with each request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use db::Conn;
use model::OrgKey;

use super::{CodeTables, repo};

/// Tables with the version of their organisation, which is compared in every request: nothing that is kept here outlives
/// a change by anybody.
#[derive(Default)]
pub(crate) struct KeptCodes(Mutex<HashMap<OrgKey, (i64, Arc<CodeTables>)>>);

impl KeptCodes {
    /// The tables of `org` as they stand.
    pub fn tables(&self, c: &mut dyn Conn, org: OrgKey) -> db::Result<Arc<CodeTables>> {
        let version = repo::version(c, org)?;
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&org).cloned();
        if let Some((_, tables)) = kept.filter(|(of, _)| *of == version) {
            return Ok(tables);
        }
        let tables = Arc::new(repo::all(c, org)?);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(org, (version, Arc::clone(&tables)));
        Ok(tables)
    }
}
