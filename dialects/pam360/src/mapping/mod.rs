//! From the vendor's parameters to the record: pure functions.
//!
//! Wordings that the record cannot give back are pinned (`one-record` R2), and who prints a user reads them there:
//!
//! | field | entry | wording |
//! |---|---|---|
//! | `phones` | `mobile`, `landline` | JSON object: the parameters that were spelled otherwise than their digits |
//! | `grants` | | JSON object: `ROLE` and `ROLEID` as sent; none when neither was |
//! | `groups` | | `USERGROUPNAME` as sent |
//!
//! `PRIMARYCONTACT` stands in the residue as sent, and holds while the phone it names is primary or is not there.

mod addressed;
mod password;
mod phones;
mod role;
mod said;
mod token;
mod user;

#[cfg(test)]
mod tests;

pub use addressed::{addressed, named, nobody_named};
pub use user::new_user;
