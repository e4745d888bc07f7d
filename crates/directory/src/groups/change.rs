//! What an update of a group can change, in the record's own words.

use std::sync::Arc;

use model::{Dialect, GroupName};
use serde_json::Value;

use super::GroupView;
use crate::Draft;
use crate::roles::NewGrant;
use crate::users::UserRef;

/// One change of a group. What no change names stays as it is (R4).
#[derive(Clone, Debug)]
pub enum GroupChange {
    /// Another name, or another spelling of the same.
    Name(GroupName),
    /// For people to read; none takes it back.
    Description(Option<String>),
    /// Whether its members in force need a one-time code beside their password.
    AsksCode(bool),
    /// The members in force become these; rows that are not in force stay (R7).
    Members(Vec<UserRef>),
    /// The managers become these.
    Managers(Vec<UserRef>),
    /// All grants become these.
    Grants(Vec<NewGrant>),
    /// What a dialect says besides, by name; none takes it back.
    Residue(Dialect, &'static str, Option<Value>),
}

/// How a dialect wants a group changed, once it sees the group as it stands: a pure function, so that what was sent as
/// it would be printed asks for nothing (R3).
pub type GroupEdit = Arc<dyn Fn(&GroupView) -> Draft<Vec<GroupChange>> + Send + Sync>;
