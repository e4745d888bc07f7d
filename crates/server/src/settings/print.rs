//! What is in force, and what could be said.

use std::fmt;

use super::{Allowed, Declared, Origin, Shape, TABLE};

/// One setting in force. Prints as a line of `provisor.toml`: `key = value  # origin`.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub key: &'static str,
    /// Secrets as `***`.
    pub value: toml::Value,
    pub origin: Origin,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path may hold a line break, and the comment must not end there.
        let origin = self.origin.to_string().replace(char::is_control, " ");
        write!(f, "{} = {}  # {origin}", self.key, self.value)
    }
}

/// Every setting with its default, its other names and a sentence, as a `provisor.toml` in which all is a comment.
pub fn describe() -> String {
    TABLE.iter().fold(String::new(), |text, known| {
        let flag = known.flag().map(|flag| format!(", --{flag}")).unwrap_or_default();
        let only = if known.allowed == Allowed::EnvironmentOnly { " only" } else { "" };
        let names = format!("{}{only}{flag}", known.env_name());
        text + &format!("# {}\n# {} = {}  # {names}\n\n", known.help(), known.key, default_of(known))
    })
}

/// The default as it would be written in the file.
fn default_of(known: &Declared) -> String {
    // TOML has no number with a leading zero: `00` is a text.
    let number = known.default.parse::<i64>().is_ok_and(|number| number.to_string() == known.default);
    let bare = number || known.default.parse::<bool>().is_ok();
    match known.shape {
        Shape::One if bare => known.default.to_owned(),
        Shape::One => toml::Value::from(known.default).to_string(),
        Shape::List => format!("[{}]", known.default),
        Shape::Map => format!("{{ {} }}", known.default),
    }
}
