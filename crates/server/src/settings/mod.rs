//! What the operator decided: command line over `PROVISOR_*` environment over `provisor.toml` over defaults.
//!
//! Every setting is declared once, in [`table`]. [`load`] collects what was said ([`Inputs`]), checks each value
//! by its own rule, then the few rules between values, and gives a [`Settings`] that cannot be wrong. All that is
//! wrong is reported at once, each with its key, where it came from, the rule, and what to do.

mod database;
mod declare;
mod error;
mod file;
mod parse;
mod prefix;
mod print;
mod resolve;
mod secret;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod value;
mod words;

pub use database::{Database, PostgresUrl};
pub use declare::{Allowed, Declared, Shape};
pub use error::{Problem, SettingsError};
pub use prefix::Prefix;
pub use print::{Line, describe};
pub use resolve::{Listener, Loaded, Settings, TlsFiles, Transport, load};
pub use secret::Secret;
pub use sources::{Inputs, Origin};
pub use table::{Aria, Hashing, Kron, Log, Oipa, Org, Otp, Pam360, Password, Sources, TABLE, Throttle};
pub use words::{
    DuplicateStatus, ErrorStyle, HttpStatus, LogFormat, OtherDoors, Pam360Dialect, PasswordPolicy, PutGroups,
    StatusCode, UnknownGroup,
};
