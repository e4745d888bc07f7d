//! What one step keeps of its answer for those that follow.

use std::collections::BTreeMap;

use super::Given;

/// Texts by name.
#[derive(Clone, Debug, Default)]
pub struct Kept(BTreeMap<String, String>);

impl Kept {
    /// Keeps a text under a name, in place of what was kept there.
    pub fn keep(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    /// The text of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// `text` with every `{name}` replaced by what was kept.
    pub fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// Keeps what stands in an answer: `/a/0` in its body, `header NAME`, or `cookie NAME`. A sentence when it is not there.
    pub(super) fn take(&mut self, name: &str, place: &str, given: &Given<'_>) -> Result<(), String> {
        let value = match place.split_once(' ') {
            Some(("header", header)) => given.header(header).map(ToOwned::to_owned),
            Some(("cookie", cookie)) => given.cookie(cookie),
            _ => given.json().ok().and_then(|body| body.pointer(place)?.scalar()),
        };
        self.keep(name, &value.ok_or_else(|| format!("there is no {place} to keep as {name}"))?);
        Ok(())
    }
}
