//! XML in place of JSON (section 7): one table of how each schema is written, and one walker each way between XML and the
//! JSON that the wire types know.
//!
//! What is read: XML 1.0 in UTF-8, every element in the vendor's namespace. No document type, and so no entities but
//! the five that XML has; no processing instructions. Bounded in depth and in the number of values.

mod error;
mod form;
mod print;
mod read;
mod source;
mod table;

pub(crate) use error::XmlError;
pub(crate) use form::{Member, Root};
pub(crate) use print::{begin, document, end, item};
pub(crate) use read::read;
pub(crate) use table::{Document, GROUPS, USER_GROUPS, USER_LIST, USERS};

const OPS: &str = "http://webservice.vmware.com/vRealizeOpsMgr/1.0/";
const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Whether XML 1.0 can hold the character, as itself or by its number.
const fn holds(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests;
