//! From the vendor's words to the record and back: pure functions.

mod attributes;
mod check;
mod echo;
mod edit;
mod flags;
mod group;
mod lock;
mod new_user;
mod phones;
mod search;
mod shown;
mod told;
mod user;
mod user_group;
mod window;
mod words;

pub(crate) use echo::Echo;
pub(crate) use edit::{edit, lock, unlock, user_ref};
pub(crate) use group::by_id;
pub(crate) use lock::{end_in, naming_end};
pub(crate) use new_user::new_user;
pub(crate) use search::search;
pub(crate) use user::{PARTS, any_user, detail};
pub(crate) use user_group::{group_edit, group_ref, group_search, new_group, user_group};

/// The names of what this dialect says and the record has no word for (`one-record` 1.4).
mod residue {
    pub const RAP_ONLY: &str = "rapOnlyUser";
    pub const ALGORITHM: &str = "passwordAlgorithm";
    pub const SOURCE: &str = "externalDirectorySource";
    /// Of a group.
    pub const PROPERTIES: &str = "properties";
}

/// The reason that a disabled user shows. It never locks (`one-record` 2.5).
const DISABLED: &str = "Account is disabled";

#[cfg(test)]
mod tests;
