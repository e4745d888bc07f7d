//! Tables of codes that a site edits: what a dialect checks values against.

mod file;
mod kept;
mod load;
mod print;
pub(crate) mod repo;
mod tables;

pub use file::{CodeFile, LONGEST as LONGEST_FILE};
pub(crate) use kept::KeptCodes;
pub use load::{Loaded, TableChange, load};
pub use tables::{Code, CodeTables, read, tables};

/// The tables there are, in the order of the file.
pub const TABLES: [&str; 5] = [USER_STATUS, "Locale", "ClientSex", "Company", SECURITY_GROUP];
/// The table of states, where the flag of a code says: enabled.
pub(crate) const USER_STATUS: &str = "UserStatus";
/// The roll of security groups.
pub(crate) const SECURITY_GROUP: &str = "SecurityGroup";
