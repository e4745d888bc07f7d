//! The rows of users.

pub(crate) mod blocks;
mod read_lists;
mod rows;
mod search;
mod write_lists;

pub(crate) use read_lists::with_parts;
pub(super) use rows::{COLUMNS, NewRow, from_columns, insert, set_password};
pub(crate) use rows::{
    SigningIn, delete, find_by_id, find_by_key, find_by_login, find_by_number, find_signing_in, has_password,
    insert_first, of_org, of_source, password_of, renew_password, signed_in, update,
};
pub(crate) use search::index_all;
pub(crate) use write_lists::{SEARCH, delete_pins_of, put_residue, replace_residue, residue_of};
pub(super) use write_lists::{insert_lists, rewrite_attributes, rewrite_contacts, rewrite_pins};
