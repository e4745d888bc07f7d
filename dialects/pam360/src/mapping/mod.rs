//! From the vendor's parameters to the record: pure functions.

mod password;
mod phones;
mod role;
mod said;
mod token;
mod user;

#[cfg(test)]
mod tests;

pub use user::new_user;
