mod coercions;
mod decoding;
mod encodings;
mod grammar;
mod hostile;
mod query;
mod round_trip;
mod vectors;

use super::document::{Document, Members, Value};
use super::{Details, InputError, decode};

const FORM: &str = "application/x-www-form-urlencoded";

/// The parameters of a plain JSON body `{"operation":{"Details":..}}` around `details`.
fn details(details: &str) -> Details {
    sent(None, &format!("INPUT_DATA={{operation:{{Details:{details}}}}}")).unwrap()
}

fn sent(content_type: Option<&str>, body: &str) -> Result<Details, InputError> {
    decode(content_type, body.as_bytes(), None)
}

/// The document as JSON, keys as sent. Numbers beyond JSON's usual types would not survive: compare those as text.
fn as_json(members: Members<'_>) -> serde_json::Value {
    let entry = |(key, _, value): (&str, usize, Value<'_>)| (key.to_owned(), value_as_json(value));
    serde_json::Value::Object(members.map(entry).collect())
}

fn value_as_json(value: Value<'_>) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Boolean(value) => value.into(),
        Value::Number(number) => serde_json::from_str(number).unwrap(),
        Value::Text(text) => text.into(),
        Value::List(items) => items.map(value_as_json).collect(),
        Value::Object(members) => as_json(members),
    }
}

fn parsed(text: &str) -> serde_json::Value {
    let document: Document = super::grammar::object(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    as_json(document.root())
}
