//! The types as the vendor spells them, members in the order of the contract's vectors.

mod key;
mod named;
mod properties;
mod read;
mod search_body;
mod session;
mod user;
mod user_body;
mod user_group;

pub(crate) use ::wire::Sent;
pub(crate) use key::Key;
pub(crate) use named::Named;
pub(crate) use properties::{Properties, PropertiesBody};
pub(crate) use search_body::{PageBody, SearchBody};
pub(crate) use session::ActiveSession;
pub(crate) use user::{AnyUser, Detail, LegacyUser, User};
pub(crate) use user_body::UserBody;
pub(crate) use user_group::{GroupBody, GroupSearchBody, Person, UserGroup};

#[cfg(test)]
mod tests;
