//! Organisations: made with all that a new one has, named, bound to hosts, and deleted with all that is theirs
//! (`one-record` section 11).
//!
//! What stands here is managed in the first organisation, and by nobody else. The others are told apart everywhere by the
//! key that stands in each of their rows.

mod clear;
mod create;
mod delete;
mod first;
mod furnish;
mod list;
pub(crate) mod repo;
mod update;

pub(crate) use clear::finish_left;
pub use create::{NewOrg, create};
pub use delete::delete;
pub(crate) use first::if_fresh;
pub use furnish::FirstAdministrator;
pub use list::{Org, list};
pub use update::{OrgEdit, update};

use model::{Noun, OrgKey, Refusal};

use crate::audit::Target;

/// How the audit names an organisation, which has a key and no id: the key, behind zeros.
pub(crate) fn id_in_audit(org: OrgKey) -> [u8; 16] {
    i128::from(org.0).to_be_bytes()
}

/// How the audit names an organisation.
pub(crate) fn target(org: OrgKey, name: &str) -> Target {
    Target { kind: "org", id: id_in_audit(org), name: name.to_owned() }
}

fn no_such(name: &str) -> Refusal {
    Refusal::no_such(Noun::Org, name)
}
