//! What the properties of a source must be, by the table of its type.
//!
//! A property that the table does not name is kept as it was sent and has no effect: the tables of some types are our best
//! reading, and nothing that a caller said is lost. The one exception is a secret, which would be kept in clear: it is
//! dropped (`one-record` R1).

use std::net::IpAddr;

use model::refusal::{Invalid, Rule};

use super::Properties;
use super::types::{Form, PropertyType, SourceType, is_secret, names};

/// The most hosts of one source.
const MAX_HOSTS: usize = 16;
/// The most characters of a host's name.
const MAX_HOST: usize = 253;
/// The most characters of an attribute's name.
const MAX_ATTRIBUTE: usize = 128;

/// What is kept of `given`: no secrets; what may not be changed and was not given stays as it was `before`.
pub(super) fn settled(
    kind: &SourceType,
    given: &[(String, String)],
    before: &[(String, String)],
) -> Properties {
    let mut kept: Properties = given.iter().filter(|(name, _)| !is_secret(name)).cloned().collect();
    let fixed = |name: &str| kind.property(name).is_some_and(|property| !property.modifiable);
    for (name, value) in before.iter().filter(|(name, _)| fixed(name)) {
        if value_of(&kept, name).is_none() {
            kept.push((name.clone(), value.clone()));
        }
    }
    kept
}

/// The rules that `after` breaks, in the order of the table. What is as it was `before` breaks none.
pub(super) fn violations(
    kind: &SourceType,
    after: &[(String, String)],
    before: Option<&[(String, String)]>,
    has_secret: bool,
) -> Vec<Invalid> {
    let mut broken = Vec::new();
    let mut broke = |name: &str, rule| {
        broken.push(Invalid { field: format!("properties.{name}").into(), rule });
    };
    for (index, (name, _)) in after.iter().enumerate() {
        if after.iter().take(index).any(|(earlier, _)| earlier == name) {
            broke(name, Rule::Twice);
        }
    }
    for property in kind.properties {
        let value = value_of(after, property.name);
        let was = before.map(|before| value_of(before, property.name));
        let rule = match property.form {
            Form::Password => (property.required && !has_secret).then_some(Rule::Required),
            _ if was == Some(value) => None,
            _ => of_value(property, value, was.flatten()),
        };
        if let Some(rule) = rule {
            broke(property.name, rule);
        }
    }
    if both_kinds_of_tls(after) && !before.is_some_and(both_kinds_of_tls) {
        broke(names::START_TLS, Rule::Format("must not be true beside use-ssl"));
    }
    broken
}

fn both_kinds_of_tls(properties: &[(String, String)]) -> bool {
    [names::USE_SSL, names::START_TLS].into_iter().all(|name| value_of(properties, name).is_some_and(is_true))
}

/// The value of a property; none for a blank one.
pub(super) fn value_of<'a>(properties: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = properties.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

fn of_value(property: &PropertyType, value: Option<&str>, was: Option<&str>) -> Option<Rule> {
    match (value, was) {
        (None, _) => property.required.then_some(Rule::Required),
        (Some(_), Some(_)) if !property.modifiable => Some(Rule::Format("must stay as it is")),
        (Some(value), _) => of_form(property.form, value),
    }
}

/// The rule that `value` breaks.
fn of_form(form: Form, value: &str) -> Option<Rule> {
    match form {
        Form::Text | Form::Password => value.chars().any(char::is_control).then_some(Rule::ControlCharacter),
        Form::Hosts => {
            let wrong = hosts(value).next().is_none() || !hosts(value).all(is_host);
            let many = hosts(value).nth(MAX_HOSTS).is_some();
            if wrong {
                Some(Rule::Format("must be names or addresses of hosts, separated by blanks or commas"))
            } else {
                many.then_some(Rule::TooMany { max: MAX_HOSTS })
            }
        }
        Form::Port => port(value).is_none().then_some(Rule::Type("an integer from 1 to 65535")),
        Form::Flag => {
            (!is_true(value) && !value.eq_ignore_ascii_case("false")).then_some(Rule::Type("true or false"))
        }
        Form::Attribute => (!is_attribute(value)).then_some(Rule::Format("must be the name of an attribute")),
        Form::Filter => value
            .parse::<ldap::Filter>()
            .is_err()
            .then_some(Rule::Format("must be a search filter, as (objectClass=person)")),
    }
}

/// The hosts of a list.
pub(super) fn hosts(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| c == ',' || c.is_whitespace()).filter(|host| !host.is_empty())
}

/// The port that a text says.
pub(super) fn port(value: &str) -> Option<u16> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|port| *port > 0 && digits)
}

/// Whether a flag is set.
pub(super) fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}

fn is_host(host: &str) -> bool {
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_name = host.len() <= MAX_HOST && !host.starts_with(['-', '.']) && host.chars().all(of_a_name);
    is_name || host.parse::<IpAddr>().is_ok()
}

/// A short name, or the numbers of an object identifier.
fn is_attribute(name: &str) -> bool {
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(of_a_name);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    name.len() <= MAX_ATTRIBUTE && (is_name || name.split('.').all(is_number))
}

#[cfg(test)]
mod tests;
