//! Where a user comes from, as events tell it.

use db::Conn;
use model::Origin;

use crate::sources;

/// `local`, or `external` or `imported` with the auth source that answers for the password.
pub(super) fn told(c: &mut dyn Conn, origin: Origin) -> db::Result<String> {
    let name = match origin.source() {
        Some(source) => sources::repo::name_of(c, source)?,
        None => None,
    };
    let word = match origin {
        Origin::Local => "local",
        Origin::External(_) => "external",
        Origin::Imported(_) => "imported",
    };
    Ok(name.map_or_else(|| word.to_owned(), |name| format!("{word} ({name})")))
}
