//! What is true without any machine: names, ids, times, users, groups, roles, windows, refusals.
//!
//! Nothing here reads a clock, draws a random number, touches a disk or knows a vendor's word. A value of
//! one of these types is valid: its rule stands in its constructor (`one-record` sections 1 to 4).

pub mod contact;
pub mod fold;
pub mod group;
pub mod host;
pub mod ids;
pub mod name;
pub mod privilege;
pub mod projection;
pub mod refusal;
pub mod residue;
pub mod role;
pub mod scope;
pub mod state;
pub mod text;
pub mod time;
pub mod token;
pub mod user;
pub mod window;

pub use contact::{Email, Phone, PhoneParts, Slot};
pub use group::{Group, Inherited, Managed, Membership};
pub use host::HostName;
pub use ids::{
    GroupId, GroupKey, OrgKey, RequestId, RoleId, RoleKey, ScopeId, SourceId, SourceKey, TokenId, UserId,
    UserKey,
};
pub use name::{GroupName, Login, OrgName, PolicyName, RoleName, ScopeName};
pub use privilege::{Privilege, PrivilegeSet};
pub use refusal::{Addressing, Conflict, Invalid, Noun, Refusal, Rule};
pub use residue::{Dialect, Pin, Residue};
pub use role::{Grant, GrantObjects, Holder, Role};
pub use scope::{Scope, TraversalSpec};
pub use state::{Lock, SignIn};
pub use time::Timestamp;
pub use token::TokenKind;
pub use user::{Kind, Origin, User, UserView};
pub use window::AccessWindow;
