//! Reading one parameter by the rules that hold for all of its type.

use directory::Draft;
use model::{Email, GroupName, Login, Refusal, Rule, text};
use unicode_normalization::char::is_combining_mark;

use crate::input::{BadValue, Details};
use crate::quirks;

/// The most characters of text that no narrower rule speaks of (contract section 7).
pub const MAX_TEXT: usize = 255;

/// The most characters of a first or last name.
pub const MAX_NAME: usize = 100;

/// A text with every character that was sent, as a password is read.
pub fn given<'a>(details: &'a Details, name: &'static str) -> Draft<Option<&'a str>> {
    details.text(name).map_err(|bad| wrong_type(bad, "a text"))
}

/// The same text, if it has at most `max` characters. Refuses control characters and script tags (`E_HARM`).
pub fn checked<'a>(name: &'static str, text: &'a str, max: usize) -> Draft<&'a str> {
    harmless(name, text)?;
    text::check(text, max).map_err(|rule| Refusal::invalid(name, rule))?;
    Ok(text)
}

/// A text as sent, [`checked`].
pub fn text<'a>(details: &'a Details, name: &'static str, max: usize) -> Draft<Option<&'a str>> {
    given(details, name)?.map(|text| checked(name, text, max)).transpose()
}

/// As [`text`], for a parameter that the caller has found to be given.
pub fn required<'a>(details: &'a Details, name: &'static str, max: usize) -> Draft<&'a str> {
    text(details, name, max)?.ok_or_else(|| Refusal::invalid(name, Rule::Required))
}

/// A truth value in any of its spellings (contract section 4.3).
pub fn flag(details: &Details, name: &'static str) -> Draft<Option<bool>> {
    details.boolean(name).map_err(|bad| wrong_type(bad, "true or false"))
}

/// A whole number.
pub fn integer(details: &Details, name: &'static str) -> Draft<Option<i64>> {
    details.integer(name).map_err(|bad| wrong_type(bad, "a whole number"))
}

/// An address: one `@` with something on both sides, no blanks, at most 254 characters (contract section 7.1).
pub fn email(name: &'static str, sent: &str) -> Draft<Email> {
    let bad = |rule| Refusal::invalid(name, rule);
    text::check(sent, 254).map_err(bad)?;
    let sides = sent.split_once('@').filter(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if sides.is_none_or(|(_, domain)| domain.contains('@')) || sent.contains(char::is_whitespace) {
        return Err(bad(Rule::Format("must be an e-mail address")));
    }
    Email::new(sent.to_owned()).map_err(bad)
}

/// Letters and digits of any script, `. _ - @ + $ \ '`, and blanks inside (contract section 7.1, `one-record` 3.2).
pub fn login(sent: &str) -> Draft<Login> {
    let fits = |c: char| c.is_alphanumeric() || is_combining_mark(c) || "._-@+$\\' ".contains(c);
    if !sent.chars().all(fits) {
        return Err(Refusal::invalid(
            "USERNAME",
            Rule::Format("must be of letters, digits, . _ - @ + $ \\ ' and blanks"),
        ));
    }
    Login::new(sent).map_err(|rule| Refusal::invalid("USERNAME", rule))
}

/// The name of a group: no `<`, `>` or `"` (`one-record` 3.2).
pub fn group(sent: &str) -> Draft<GroupName> {
    if sent.contains(['<', '>', '"']) {
        return Err(Refusal::invalid("USERGROUPNAME", Rule::Format("must not contain < > \"")));
    }
    GroupName::new(sent).map_err(|rule| Refusal::invalid("USERGROUPNAME", rule))
}

/// Refuses what the product takes for an attack in any text that people will see.
fn harmless(name: &'static str, text: &str) -> Draft<()> {
    if text.chars().any(char::is_control) {
        return Err(Refusal::invalid(name, Rule::ControlCharacter));
    }
    if quirks::has_script(text) { Err(Refusal::invalid(name, quirks::SCRIPT)) } else { Ok(()) }
}

fn wrong_type(bad: BadValue, wanted: &'static str) -> Refusal {
    Refusal::invalid(bad.parameter, Rule::Type(wanted))
}
