//! The rules that a body breaks, gathered so that all are told at once.

use std::borrow::Cow;

use directory::Draft;
use model::{Email, Invalid, Refusal, Rule, text};

/// The rules that were broken, in the order of the members.
#[derive(Default)]
pub(super) struct Violations(Vec<Invalid>);

impl Violations {
    pub fn add(&mut self, path: impl Into<Cow<'static, str>>, rule: Rule) {
        self.0.push(Invalid { field: path.into(), rule });
    }

    /// Notes what `checked` refuses; none then.
    pub fn check<T, P: Into<Cow<'static, str>>>(
        &mut self,
        path: impl FnOnce() -> P,
        checked: Result<T, Rule>,
    ) -> Option<T> {
        checked.map_err(|rule| self.add(path(), rule)).ok()
    }

    /// A text that may be missing; an empty one is (`one-record` 1.1).
    pub fn text(&mut self, path: &'static str, text: Option<String>) -> Option<String> {
        let text = text.filter(|text| !text.is_empty())?;
        self.check(|| path, text::checked(text, text::MAX_TEXT))
    }

    /// As [`Self::text`], of an address.
    pub fn email(&mut self, path: &'static str, address: Option<String>) -> Option<Email> {
        let address = address.filter(|address| !address.is_empty())?;
        self.check(|| path, Email::new(address))
    }

    /// What was read. Refuses `Invalid` when any rule was broken; where nothing was read, one was.
    pub fn unless_any<T>(self, read: Option<T>) -> Draft<T> {
        read.filter(|_| self.0.is_empty()).ok_or(Refusal::Invalid(self.0))
    }
}
