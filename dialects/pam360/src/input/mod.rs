//! What a caller said: `INPUT_DATA` in every form that the vendor's clients send it, and the query string.
//!
//! Contract section 4. Everything here is a pure function of the request's bytes; its time grows linearly with them.

mod candidates;
mod decode;
mod details;
mod document;
mod grammar;
mod multipart;
mod number;
mod query;
mod scalar;
#[cfg(test)]
mod tests;

pub use decode::{InputError, decode};
pub use details::Details;
pub use query::Query;
pub use scalar::BadValue;
