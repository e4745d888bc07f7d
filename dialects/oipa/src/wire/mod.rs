//! The types as the vendor spells them, members in the order of section 4.

mod answer;
mod error;
mod read;
mod user;

pub(crate) use ::wire::Sent;
pub(crate) use answer::{Client, GroupEntry, GroupPage, Guids, Link, One, User, UserPage};
pub(crate) use error::{ErrorBody, Problem};
pub(crate) use user::{ClientBody, GroupBody, UserBody, one_user, some_users};
