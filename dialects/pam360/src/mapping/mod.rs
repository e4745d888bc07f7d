//! Between the vendor's words and the record: pure functions.
//!
//! Wordings that the record cannot give back are pinned (`one-record` R2), and who prints a user reads them there:
//!
//! | field | entry | wording |
//! |---|---|---|
//! | `phones` | `mobile`, `landline` | JSON object: the parameters that were spelled otherwise than their digits |
//!
//! What decides more than a wording stands in the residue, as sent: `PRIMARYCONTACT` holds while the phone it names is
//! primary or is not there, `ROLE` and `ROLEID` while that role is granted, `USERGROUPNAME` while the user is in that group.

mod addressed;
mod audit;
mod edit;
mod group;
mod page;
mod password;
mod phones;
mod policy;
mod role;
mod said;
mod shown;
mod token;
mod user;
mod user_group;

#[cfg(test)]
mod tests;

pub use addressed::{addressed, called, named, nobody_named, numbered};
pub use audit::{audit_entry, audit_search};
pub use edit::{edit, new_password, new_role};
pub use page::{Paging, Sent, wanted_users};
pub use policy::{OF_CHECK as PASSWORD_POLICY, drawn_by, policy, to_check};
pub use shown::{PARTS, Shown};
pub use token::terms_of;
pub use user::new_user;
pub use user_group::{
    NUMBER as USERGROUPID, group_edit, named as group_named, new_group, numbered as group_numbered,
    some_users, user_group, wanted_groups,
};
