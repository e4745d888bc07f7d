//! From the vendor's words to the record and back: pure functions.

mod filter;
mod grants;
mod group;
mod holding;
mod import;
mod meaning;
mod new_user;
mod own_password;
mod permission;
mod projection;
mod role;
mod scope;
mod sign_in;
mod source;
mod time;
mod user;
mod violations;

pub(crate) use filter::{filter, group_filter, named, some_ids};
pub(crate) use group::{group, group_edit, group_href, new_group};
pub(crate) use holding::{no_permission, permissions, put_permission, put_spec};
pub(crate) use import::{described, group_hits, imported_href, imports, user_hits};
pub(crate) use new_user::new_user;
pub(crate) use own_password::own_password;
pub(crate) use projection::edit;
pub(crate) use role::{key_edit, keys, new_role, privilege_groups, privileges, role, role_edit, role_href};
pub(crate) use scope::{new_scope, scope, scope_details, scope_edit, scope_href, some_scopes, template};
pub(crate) use sign_in::{auth_token, life, service_keys, sign_in};
pub(crate) use source::{
    Kept, confirmed, deletion, new_source, proposed, source, source_change, source_href, source_name,
    source_type,
};
pub(crate) use time::long_english;
pub(crate) use user::{Links, PARTS, href, user};

/// The names of what this dialect says and the record has no word for (`one-record` 1.4).
mod residue {
    pub const DISPLAY_NAME: &str = "displayName";
    pub const DISTINGUISHED_NAME: &str = "distinguishedName";
    pub const EXTERNAL_ID: &str = "externalId";
    /// Permissions as they were sent, by the role's key, where the grant alone does not tell them.
    pub const PERMISSIONS: &str = "role-permissions";
}

#[cfg(test)]
mod tests;
