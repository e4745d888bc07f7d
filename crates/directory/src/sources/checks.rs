//! What may be kept of a source.

use ldap::Thumbprint;
use model::refusal::{Invalid, Rule};
use model::{Refusal, fold};

use super::{Accepted, AuthSource, SourceType, properties};

/// The most characters of a name.
const MAX_NAME: usize = 255;
/// The most characters of one value; a certificate's details are the longest.
const MAX_VALUE: usize = 8_192;
/// The most characters of a certificate itself.
const MAX_CERTIFICATE: usize = 65_536;
/// The most properties, and the most certificates.
const MAX_ENTRIES: usize = 100;

const NOT_LOCAL: Rule = Rule::Format("must not be LOCAL, which means the users that are kept here");

/// The type of this name. Refuses `Invalid` for none.
pub(super) fn type_of(id: &str) -> Result<&'static SourceType, Refusal> {
    SourceType::find(id).ok_or_else(|| Refusal::invalid("source_type", Rule::UnknownValue))
}

/// Refuses properties that would not be held as they were sent, and a password that came among them, not apart.
pub(super) fn sizes(properties: &[(String, String)], certificates: &[Accepted]) -> Result<(), Refusal> {
    for (field, entries) in [("properties", properties.len()), ("certificates", certificates.len())] {
        if entries > MAX_ENTRIES {
            return Err(Refusal::invalid(field, Rule::TooMany { max: MAX_ENTRIES }));
        }
    }
    for (name, value) in properties {
        if name.to_lowercase() == "password" {
            return Err(Refusal::invalid("properties.password", Rule::NotAllowed));
        }
        check_value("properties", name, MAX_VALUE)?;
        check_value("properties", value, MAX_VALUE)?;
    }
    for one in certificates {
        for value in [&one.thumbprint, &one.details, &one.issued_to, &one.issued_by, &one.expires] {
            check_value("certificates", value, MAX_VALUE)?;
        }
        check_value("certificates", &one.pem, MAX_CERTIFICATE)?;
    }
    Ok(())
}

/// Refuses `Invalid`, with all that is wrong, for a source that breaks the rules of its type; what it has of `before` is
/// not looked at again.
pub(super) fn check(
    kind: &SourceType,
    after: &AuthSource,
    before: Option<&AuthSource>,
) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    if before.is_none_or(|before| before.name != after.name) {
        broken.extend(of_name(&after.name));
    }
    if before.is_none_or(|before| before.shown_name() != after.shown_name()) && is_local(after.shown_name()) {
        broken.push(Invalid { field: "properties.display-name".into(), rule: NOT_LOCAL });
    }
    let known = before.map(|before| &before.properties[..]);
    broken.extend(properties::violations(kind, &after.properties, known, after.has_secret));
    if kind.is_spoken() && before.is_none_or(|before| before.certificates != after.certificates) {
        broken.extend(after.certificates.iter().filter_map(of_certificate));
    }
    if broken.is_empty() { Ok(()) } else { Err(Refusal::Invalid(broken)) }
}

/// Refuses a password of a source that could not be kept.
pub(super) fn check_secret(secret: Option<&super::Secret>) -> Result<(), Refusal> {
    secret.map_or(Ok(()), |secret| check_value("properties.password", secret.expose(), MAX_VALUE))
}

/// Doors take this word for the users that are kept here, so nobody would sign in at a source of that name.
fn is_local(name: &str) -> bool {
    fold::key(name.trim()) == "local"
}

fn of_name(name: &str) -> Option<Invalid> {
    let rule = if name.trim().is_empty() {
        Rule::Required
    } else if name.chars().count() > MAX_NAME {
        Rule::TooLong { max: MAX_NAME }
    } else if name.chars().any(char::is_control) {
        Rule::ControlCharacter
    } else if is_local(name) {
        NOT_LOCAL
    } else {
        return None;
    };
    Some(Invalid { field: "name".into(), rule })
}

/// A certificate of a server that is spoken to counts by its thumbprint, so that must be one.
fn of_certificate(one: &Accepted) -> Option<Invalid> {
    let rule = Rule::Format("must be a SHA-256 in hexadecimal, as it was shown");
    let wrong = one.thumbprint.parse::<Thumbprint>().is_err();
    wrong.then(|| Invalid { field: "certificates.thumbprint".into(), rule })
}

fn check_value(field: &'static str, value: &str, max: usize) -> Result<(), Refusal> {
    if value.contains('\0') {
        return Err(Refusal::invalid(field, Rule::ControlCharacter));
    }
    if value.chars().count() > max {
        return Err(Refusal::invalid(field, Rule::TooLong { max }));
    }
    Ok(())
}
