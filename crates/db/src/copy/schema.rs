//! Which schema a source has, and whether this program knows it.

use super::{Failure, Result};
use crate::{Conn, Migration};
use sha2::{Digest, Sha256};

/// The migrations that were run on a store, all of them known to this program.
pub(super) struct Schema(pub Vec<Migration>);

/// A migration as a store or a file names it.
pub(super) struct Applied {
    pub number: i64,
    pub name: String,
    pub digest: Vec<u8>,
}

impl Schema {
    /// The schema of a store.
    pub fn of(conn: &mut dyn Conn, known: &[Migration]) -> Result<Self> {
        let applied =
            conn.all("SELECT number, name, digest FROM store_migrations ORDER BY number", &[], |row| {
                Ok(Applied { number: row.get(0)?, name: row.get(1)?, digest: row.get(2)? })
            });
        Self::known(applied.map_err(Failure::Source)?, known)
    }

    /// Refuses what this program does not know, or knows otherwise.
    pub fn known(applied: Vec<Applied>, known: &[Migration]) -> Result<Self> {
        let find = |Applied { number, name, digest }| match known
            .iter()
            .find(|migration| i64::from(migration.number) == number)
        {
            None => Err(Failure::Newer { number, name }),
            Some(found) if digest_of(found) != digest => Err(Failure::OtherSchema { number, name }),
            Some(found) => Ok(*found),
        };
        applied.into_iter().map(find).collect::<Result<_>>().map(Self)
    }
}

/// The digest of a migration's text, as the list of applied ones holds it.
pub(super) fn digest_of(migration: &Migration) -> Vec<u8> {
    Sha256::digest(migration.sql.as_bytes()).to_vec()
}
