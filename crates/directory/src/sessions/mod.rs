//! Sign-in sessions.

mod open;

pub use open::{Life, Opened, open};
