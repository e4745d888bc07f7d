//! What may be kept of a source.

use model::Refusal;
use model::refusal::Rule;

use super::{Accepted, Secret};

/// The most characters of a name.
const MAX_NAME: usize = 255;
/// The most characters of one value; a certificate's details are the longest.
const MAX_VALUE: usize = 8_192;
/// The most properties, and the most certificates.
const MAX_ENTRIES: usize = 100;

/// Refuses what the store would not hold as it was sent, and a password where it would be kept in clear.
pub(super) fn check(
    name: Option<&str>,
    properties: Option<&[(String, String)]>,
    certificates: Option<&[Accepted]>,
    secret: Option<&Secret>,
) -> Result<(), Refusal> {
    if let Some(name) = name {
        check_name(name)?;
    }
    let properties = properties.unwrap_or_default();
    let certificates = certificates.unwrap_or_default();
    if properties.len().max(certificates.len()) > MAX_ENTRIES {
        return Err(Refusal::invalid("properties", Rule::TooMany { max: MAX_ENTRIES }));
    }
    for (name, value) in properties {
        if name.to_lowercase() == "password" {
            return Err(Refusal::invalid("properties.password", Rule::NotAllowed));
        }
        check_value(name)?;
        check_value(value)?;
    }
    for one in certificates {
        for value in [&one.thumbprint, &one.details, &one.issued_to, &one.issued_by, &one.expires] {
            check_value(value)?;
        }
    }
    secret.map_or(Ok(()), |secret| check_value(secret.expose()))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let broken = if name.trim().is_empty() {
        Some(Rule::Required)
    } else if name.chars().count() > MAX_NAME {
        Some(Rule::TooLong { max: MAX_NAME })
    } else if name.chars().any(char::is_control) {
        Some(Rule::ControlCharacter)
    } else {
        None
    };
    broken.map_or(Ok(()), |rule| Err(Refusal::invalid("name", rule)))
}

fn check_value(value: &str) -> Result<(), Refusal> {
    if value.contains('\0') {
        return Err(Refusal::invalid("properties", Rule::ControlCharacter));
    }
    if value.chars().count() > MAX_VALUE {
        return Err(Refusal::invalid("properties", Rule::TooLong { max: MAX_VALUE }));
    }
    Ok(())
}
