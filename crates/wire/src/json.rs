//! JSON bodies: the value, or where and how it is wrong.

use model::{Refusal, Rule};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// Where and how a body is no JSON of the wanted shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} (line {line}, column {column})", self.place())]
pub struct JsonError {
    /// The field, as `users[0].name`; `.` is the whole, also where the text is no JSON.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, in bytes, from 1; 0 is the end of the line before.
    pub column: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a body. Values that the caller sent are not repeated: one may be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is no JSON, also when it is nested deeper than 128 levels.
    #[error("the body is no JSON")]
    Syntax,
    /// It ends in the middle.
    #[error("the body ends in the middle")]
    Incomplete,
    /// A field must be given.
    #[error("missing field `{0}`")]
    Missing(String),
    /// A field is given that the shape does not have, or twice; or its own rule refuses it, in the rule's words.
    #[error("{0}")]
    Field(String),
    /// A value is of another type; what was expected instead, in the words of the parser.
    #[error("expected {0}")]
    Type(String),
}

impl JsonError {
    fn place(&self) -> String {
        if self.path == "." { self.fault.to_string() } else { format!("{}: {}", self.path, self.fault) }
    }
}

impl From<JsonError> for Refusal {
    /// Names the field; a text that is no JSON is the field `body`.
    fn from(error: JsonError) -> Self {
        let whole = error.path == ".";
        let field = if whole { "body".to_owned() } else { error.path };
        match error.fault {
            Fault::Syntax | Fault::Incomplete => Self::invalid("body", Rule::Format("must be valid JSON")),
            Fault::Missing(name) if whole => Self::invalid(name, Rule::Required),
            Fault::Missing(name) => Self::invalid(format!("{field}.{name}"), Rule::Required),
            Fault::Field(_) => Self::invalid(field, Rule::NotAllowed),
            Fault::Type(_) => Self::invalid(field, Rule::Format("must be of the type that is documented")),
        }
    }
}

/// Reads one JSON value; only white space may follow it.
pub fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonError> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        describe(path, error.inner())
    })?;
    reader.end().map_err(|error| describe(".".to_owned(), &error))?;
    Ok(value)
}

fn describe(path: String, error: &serde_json::Error) -> JsonError {
    let fault = match error.classify() {
        Category::Syntax | Category::Io => Fault::Syntax,
        Category::Eof => Fault::Incomplete,
        Category::Data => data_fault(error),
    };
    let path = match fault {
        Fault::Syntax | Fault::Incomplete => ".".to_owned(),
        Fault::Missing(_) | Fault::Field(_) | Fault::Type(_) => path,
    };
    JsonError { path, line: error.line(), column: error.column(), fault }
}

/// Serde tells faults by words alone; those that repeat a value are cut down to what was expected.
fn data_fault(error: &serde_json::Error) -> Fault {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let words = whole.strip_suffix(&place).unwrap_or(&whole);
    if let Some(name) = words.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return Fault::Missing(name.to_owned());
    }
    let repeats = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "];
    if !repeats.iter().any(|start| words.starts_with(start)) {
        return Fault::Field(words.to_owned());
    }
    let expected = words.rsplit_once(", expected ").map_or("another value", |(_, expected)| expected);
    Fault::Type(expected.to_owned())
}
