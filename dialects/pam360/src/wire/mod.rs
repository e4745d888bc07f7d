//! The vendor's words: the envelope of every answer, the members of users, and the parameters of operations.

mod audit;
mod create_user;
mod envelope;
pub mod field;
mod key;
mod policy;
mod role;
mod truth;
mod user;
mod user_group;

pub use audit::AuditEntry;
pub use create_user::CreateUser;
pub use envelope::{Envelope, Outcome};
pub use field::MAX_TEXT;
pub use key::{Key, Kind};
pub use policy::{DrawnPassword, Policy};
pub use role::Role;
pub use truth::truth;
pub use user::{CreatedUser, NewAuthtoken, User, UserNumber};
pub use user_group::{Member, UserGroup, UserGroupDetails, UserGroupNumber};
