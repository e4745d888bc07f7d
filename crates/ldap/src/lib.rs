//! Speaking to a directory server: OpenLDAP, Active Directory, and what behaves like one of them.
//!
//! This room knows no table, no dialect and no clock. It is handed a [`Source`], opens a connection for each question and
//! closes it again. Everything it reads comes from a machine that may be slow, broken or hostile: each message has a bound
//! on its size and depth, each answer, connection and question a bound on its time, each list a bound on its length.
//!
//! What a person types never becomes the text of a filter: it is put into the filter's tree as a value ([`Filter`]), and
//! the tree is what is sent.

mod certificate;
mod connection;
mod entry;
mod error;
mod failover;
mod filter;
mod frame;
mod login;
mod lookup;
mod members;
mod people;
mod range;
mod search;
mod secret;
mod source;
#[cfg(test)]
mod tests;
mod tls;

pub use certificate::{BadThumbprint, Certificate, Thumbprint};
pub use error::{During, Error};
pub use filter::{BadFilter, Filter};
pub use lookup::{Found, Tested};
pub use members::Members;
pub use people::{Group, Person};
pub use secret::Secret;
pub use source::{Kind, Names, Security, Source, Times};
