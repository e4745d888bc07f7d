//! From the vendor's words to the record and back: pure functions.

mod check;
mod code;
mod codes;
mod edit;
mod filter;
mod group;
mod link;
mod new_user;
mod page;
mod time;
mod user;

pub(crate) use code::{asked_code, codes};
pub(crate) use codes::Codes;
pub(crate) use edit::edit;
use group::group_guid;
pub(crate) use group::{entry, group};
pub(crate) use link::{BASE, Links, V1};
pub(crate) use new_user::{names, new_users};
pub(crate) use page::{stretch, wanted_groups, wanted_users};
pub(crate) use user::{PARTS, guid, user};

/// The names of what this dialect says and the record has no word for (`one-record` 1.4).
mod residue {
    pub const COMPANY: &str = "primaryCompany";
    pub const LOCALE: &str = "localeCode";
    pub const ENCRYPTION: &str = "passwordEncryption";
}

#[cfg(test)]
mod tests;
