//! Signing in: with a password once, for a session, perhaps with a code after it; or with a password in each call.

mod at_source;
mod by_password;
mod complete;
mod door;
mod drawn;
mod list;
mod open;
mod prove;
pub(crate) mod remembered;

pub use by_password::by_password;
pub use complete::complete;
pub use door::{Door, KeptAt};
pub use list::{Session, SessionPage, SessionsAfter, list};
pub use open::{AwaitsCode, Life, Opened, open, open_with_companion};
