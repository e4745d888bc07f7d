//! The types as the vendor spells them, members in the order of section 4.

mod answer;
mod error;
mod read;
mod user;

pub(crate) use ::wire::Sent;
pub(crate) use answer::{
    Client, CodeEntry, CodePage, Group, GroupEntry, GroupPage, Guids, Link, One, OneGroup, User, UserPage,
    WholeGroupPage,
};
pub(crate) use error::{ErrorBody, Problem};
pub(crate) use user::{ClientBody, GroupBody, UserBody, one_user, some_users};
