//! The rules of single values (sections 4.1, 5.1, 5.6).

use std::borrow::Cow;

use directory::passwords::{MAX_CHARACTERS, Password, PasswordRefused, PolicyRules};
use directory::users::PasswordRule;
use model::{Invalid, Login, Rule, text};

use crate::wire::Sent;

/// The digests that may be named (section 5.6).
const DIGESTS: [&str; 3] = ["SHA-512", "SHA-256", "SHA-1"];
/// The digest of a user for whom none was named.
pub(super) const DEFAULT_DIGEST: &str = "SHA-512";

/// The rules that were broken, in the order of the members.
#[derive(Default)]
pub(super) struct Violations(pub Vec<Invalid>);

impl Violations {
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, rule: Rule) {
        self.0.push(Invalid { field: field.into(), rule });
    }

    /// Notes what `checked` refuses; none then.
    pub fn check<T>(&mut self, field: impl FnOnce() -> String, checked: Result<T, Rule>) -> Option<T> {
        checked.map_err(|rule| self.add(field(), rule)).ok()
    }
}

/// A value that must be there.
pub(super) fn required(sent: Sent<String>) -> Result<String, Rule> {
    sent.value().ok_or(Rule::Required)
}

/// A login that Basic can carry (`one-record` 3.2).
pub(super) fn login(name: &str) -> Result<Login, Rule> {
    if name.trim().is_empty() {
        return Err(Rule::Required);
    }
    if name.contains(':') {
        return Err(Rule::Format("must not contain a colon"));
    }
    Login::new(name)
}

/// A name that must not be blank.
pub(super) fn name(name: String) -> Result<String, Rule> {
    if name.trim().is_empty() {
        return Err(Rule::Required);
    }
    plain(name)
}

/// Any text.
pub(super) fn plain(plain: String) -> Result<String, Rule> {
    text::checked(plain, text::MAX_TEXT)
}

/// The name of a digest: a label, and never what is stored.
pub(super) fn digest(name: String) -> Result<String, Rule> {
    let known = DIGESTS.iter().any(|digest| digest.eq_ignore_ascii_case(&name));
    known.then_some(name).ok_or(Rule::UnknownValue)
}

/// A password; its policy is asked in the core.
pub(super) fn password(given: String) -> Result<(Password, PasswordRule), Rule> {
    let password = Password::new(given).map_err(|refused| match refused {
        PasswordRefused::Blank => Rule::Required,
        PasswordRefused::TooLong => Rule::TooLong { max: MAX_CHARACTERS },
        PasswordRefused::Nul => Rule::ControlCharacter,
    })?;
    Ok((password, PasswordRule::Own { policy: "OIPA", rules: PolicyRules::OIPA }))
}
