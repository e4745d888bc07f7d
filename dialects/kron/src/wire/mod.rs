//! The types as the vendor spells them, members in the order of the contract's vectors.

mod key;
mod properties;
mod read;
mod user;
mod user_body;

pub(crate) use ::wire::Sent;
pub(crate) use key::Key;
pub(crate) use properties::{Properties, PropertiesBody};
pub(crate) use user::{Detail, LegacyUser, User};
pub(crate) use user_body::UserBody;

#[cfg(test)]
mod tests;
