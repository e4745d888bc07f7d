//! The filter language of SCIM (RFC 7644 section 3.4.2.2), over whatever names a dialect gives it.
//!
//! Three steps, each its own: [`parse`] reads a text into a [`Filter`] and knows no attribute; [`Filter::check`] refuses
//! what the attributes of a dialect do not allow; [`Filter::meets`] looks at the values of one object.

mod check;
mod meets;
mod parse;
mod print;
mod token;
mod tree;

pub use check::{Kind, Misuse};
pub use meets::{Held, Subject};
pub use parse::{DEEPEST, LONGEST, Malformed, parse};
pub use tree::{Attribute, Filter, Operator, Value};

#[cfg(test)]
mod tests;
