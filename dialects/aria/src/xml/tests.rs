//! The table and the walkers: the vendor's forms, both ways; whatever a table can say; what no body may be.

mod faithful;
mod hostile;
mod rights;
mod samples;
mod sources;
mod tolerant;

use serde_json::Value;

use super::error::{Fault, XmlError};
use super::table::Document;
use super::{OPS, document, read};
use crate::wire::UserBody;

/// A document with this root, whose namespace is declared as the vendor's prefix.
fn rooted(name: &str, rest: &str, inside: &str) -> String {
    format!(r#"<ops:{name} xmlns:ops="{OPS}"{rest}>{inside}</ops:{name}>"#)
}

/// A user with these elements.
fn user(inside: &str) -> String {
    rooted("user", "", inside)
}

fn read_user(text: &str) -> Result<Value, XmlError> {
    read(text.as_bytes(), UserBody::ROOT)
}

fn fault(text: &str) -> Fault {
    match read_user(text) {
        Err(error) => error.fault,
        Ok(value) => panic!("not refused: {value}"),
    }
}
