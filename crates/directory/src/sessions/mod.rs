//! Signing in: with a password once, for a session, or with each call.

mod at_source;
mod by_password;
mod door;
mod list;
mod open;
mod prove;
pub(crate) mod remembered;

pub use by_password::by_password;
pub use door::{Door, KeptAt};
pub use list::{Session, SessionPage, SessionsAfter, list};
pub use open::{Life, Opened, open, open_with_companion};
