//! What is wrong with the settings, for the person who can put it right.

use std::fmt;

use super::Origin;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setting's key, or the unknown name as it was written; empty when it is the file as a whole.
    pub key: String,
    pub origin: Origin,
    /// What was written; nothing where it may be a secret.
    pub value: Option<String>,
    /// The rule that was broken, and what to do.
    pub text: String,
}

/// Everything that is wrong, one sentence a line. At least one.
#[derive(Debug, thiserror::Error)]
pub struct SettingsError {
    pub problems: Vec<Problem>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.value, self.key.as_str()) {
            (_, "") => write!(f, "{}: {}", self.origin, self.text),
            (Some(value), key) => write!(f, "{key} = {value:?} ({}): {}", self.origin, self.text),
            (None, key) => write!(f, "{key} ({}): {}", self.origin, self.text),
        }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if n == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

/// The name among `known` that was most likely meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    known
        .max_by(|a, b| strsim::jaro_winkler(name, a).total_cmp(&strsim::jaro_winkler(name, b)))
        .unwrap_or_default()
}
