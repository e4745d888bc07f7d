//! From the vendor's words to the record and back: pure functions.

mod filter;
mod grants;
mod meaning;
mod new_user;
mod permission;
mod projection;
mod sign_in;
mod time;
mod user;
mod violations;

pub(crate) use filter::{filter, some_ids};
pub(crate) use new_user::new_user;
pub(crate) use projection::edit;
pub(crate) use sign_in::{auth_token, life, sign_in};
pub(crate) use time::long_english;
pub(crate) use user::{Links, PARTS, href, user};

/// The names of what this dialect says and the record has no word for (`one-record` 1.4).
mod residue {
    pub const DISTINGUISHED_NAME: &str = "distinguishedName";
    pub const EXTERNAL_ID: &str = "externalId";
    /// Permissions as they were sent, by the role's key, where the grant alone does not tell them.
    pub const PERMISSIONS: &str = "role-permissions";
}

#[cfg(test)]
mod tests;
