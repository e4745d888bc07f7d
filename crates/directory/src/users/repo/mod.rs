//! The rows of users.

pub(crate) mod blocks;
mod lists;
mod parts;
mod rows;

pub(crate) use lists::with_parts;
pub(crate) use parts::{SEARCH, put_residue, residue_of};
pub(super) use parts::{
    delete_pins_of, insert_lists, replace_residue, rewrite_attributes, rewrite_contacts, rewrite_pins,
};
pub(super) use rows::{COLUMNS, NewRow, delete, from_columns, insert, set_password, update};
pub(crate) use rows::{
    find_by_id, find_by_key, find_by_login, find_by_number, insert_first, password_of, renew_password,
    signed_in,
};
