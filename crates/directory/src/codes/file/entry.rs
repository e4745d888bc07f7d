//! One code of a table, as a text or with its words.

use model::text::{self, MAX_TEXT};
use model::{GroupName, Rule};
use toml::de::{DeTable, DeValue};

use crate::codes::{Code, SECURITY_GROUP, USER_STATUS};

/// The most characters of a code.
const MAX_CODE: usize = 255;

/// Told of each member that breaks a rule; no member: the whole.
type Refuse<'a> = dyn FnMut(&str, Rule) + 'a;

/// The code that `entry` says; none where it cannot be told which.
pub(super) fn read(table: &'static str, entry: &DeValue<'_>, refuse: &mut Refuse<'_>) -> Option<Code> {
    match entry {
        DeValue::String(code) if table == USER_STATUS => {
            refuse(code, Rule::Format("must be written with { code = .., enabled = true or false }"));
            None
        }
        DeValue::String(code) => {
            let code = code.to_string();
            check(table, &code).err().into_iter().for_each(|rule| refuse("", rule));
            Some(Code { description: code.clone(), code, flag: false })
        }
        DeValue::Table(members) => with_members(table, members, refuse),
        _ => {
            refuse("", Rule::Type("a text, or a table with code and description"));
            None
        }
    }
}

fn with_members(table: &'static str, members: &DeTable<'_>, refuse: &mut Refuse<'_>) -> Option<Code> {
    for (name, _) in members {
        let known = match name.get_ref().as_ref() {
            "code" | "description" => true,
            "enabled" => table == USER_STATUS,
            _ => false,
        };
        if !known {
            refuse(name.get_ref(), Rule::NotAllowed);
        }
    }
    let code = text_of(members, "code", refuse);
    if let Some(rule) = code.as_ref().and_then(|code| check(table, code).err()) {
        refuse("code", rule);
    }
    let flag = match members.get("enabled").map(toml::Spanned::get_ref) {
        Some(DeValue::Boolean(enabled)) => *enabled,
        None if table != USER_STATUS => false,
        _ => {
            refuse("enabled", Rule::Type("true or false"));
            false
        }
    };
    let description = if members.contains_key("description") {
        let description = text_of(members, "description", refuse)?;
        if let Err(rule) = text::check(&description, MAX_TEXT) {
            refuse("description", rule);
        }
        description
    } else {
        code.clone()?
    };
    Some(Code { code: code?, description, flag })
}

fn text_of(members: &DeTable<'_>, name: &str, refuse: &mut Refuse<'_>) -> Option<String> {
    let text = members.get(name).and_then(|value| value.get_ref().as_str().map(str::to_owned));
    if text.is_none() {
        refuse(name, Rule::Type("a text"));
    }
    text
}

/// What a code may be: what a request can send, and for the roll a group's name.
fn check(table: &str, code: &str) -> Result<(), Rule> {
    if code.trim().is_empty() {
        return Err(Rule::Required);
    }
    if code.trim().len() != code.len() {
        return Err(Rule::Format("must not begin or end with a blank"));
    }
    if table == SECURITY_GROUP { GroupName::new(code).map(drop) } else { text::check(code, MAX_CODE) }
}
