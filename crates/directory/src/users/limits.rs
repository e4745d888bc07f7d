//! How much one user may hold: nothing that a client can make grow is without a limit.

use std::collections::BTreeMap;

use model::{Email, Phone, Refusal, Rule, Timestamp, UserView, text};

use super::new::NewUser;

/// The most e-mail addresses, and the most phones.
const CONTACTS: usize = 50;
/// The most attributes.
const ATTRIBUTES: usize = 100;
/// The most characters of an attribute's name.
const NAME: usize = 255;

/// Refuses `Invalid` for a list that an update has made too long.
pub(super) fn check(before: &UserView, after: &UserView) -> Result<(), Refusal> {
    if before.emails != after.emails {
        emails(&after.emails)?;
    }
    if before.phones != after.phones {
        phones(&after.phones)?;
    }
    if before.attributes != after.attributes {
        attributes(&after.attributes)?;
    }
    Ok(())
}

/// Refuses `Invalid` for a list of a new user that is too long.
pub(super) fn check_new(user: &NewUser) -> Result<(), Refusal> {
    emails(&user.emails)?;
    phones(&user.phones)?;
    attributes(&user.attributes)
}

fn emails(emails: &[Email]) -> Result<(), Refusal> {
    at_most(CONTACTS, emails.len(), "emails")
}

fn phones(phones: &[Phone]) -> Result<(), Refusal> {
    at_most(CONTACTS, phones.len(), "phones")
}

fn at_most(max: usize, count: usize, field: &'static str) -> Result<(), Refusal> {
    if count > max { Err(Refusal::invalid(field, Rule::TooMany { max })) } else { Ok(()) }
}

fn attributes(attributes: &BTreeMap<String, String>) -> Result<(), Refusal> {
    at_most(ATTRIBUTES, attributes.len(), "attributes")?;
    attributes
        .iter()
        .try_for_each(|(name, value)| {
            text::check(name, NAME).and_then(|()| text::check(value, text::MAX_TEXT))
        })
        .map_err(|rule| Refusal::invalid("attributes", rule))
}

/// Refuses `Invalid` for the end of a lock that would be over at once.
pub(super) fn lock_end(until: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    match until {
        Some(until) if until <= now => {
            Err(Refusal::invalid("lock_until", Rule::Format("must lie in the future")))
        }
        _ => Ok(()),
    }
}
