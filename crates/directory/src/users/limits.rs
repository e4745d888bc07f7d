//! How much one user may hold: nothing that a client can make grow is without a limit.

use model::{Email, Phone, Refusal, Rule, UserView};

use super::new::NewUser;

/// The most e-mail addresses, and the most phones.
const CONTACTS: usize = 50;
/// The most attributes.
const ATTRIBUTES: usize = 100;
/// The most characters of an attribute's name.
const NAME: usize = 255;
/// The most characters of an attribute's value.
const VALUE: usize = 1_024;

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
    at_most(CONTACTS, emails.len(), "emails", "must be at most 50")
}

fn phones(phones: &[Phone]) -> Result<(), Refusal> {
    at_most(CONTACTS, phones.len(), "phones", "must be at most 50")
}

fn at_most(most: usize, count: usize, field: &'static str, words: &'static str) -> Result<(), Refusal> {
    if count > most { Err(Refusal::invalid(field, Rule::Format(words))) } else { Ok(()) }
}

fn attributes(attributes: &std::collections::BTreeMap<String, String>) -> Result<(), Refusal> {
    at_most(ATTRIBUTES, attributes.len(), "attributes", "must be at most 100")?;
    let longer = |text: &str, max: usize| text.len() > max && text.chars().count() > max;
    for (name, value) in attributes {
        for (text, max) in [(name, NAME), (value, VALUE)] {
            if longer(text, max) {
                return Err(Refusal::invalid("attributes", Rule::TooLong { max }));
            }
            model::text::checked(text.clone(), max).map_err(|rule| Refusal::invalid("attributes", rule))?;
        }
    }
    Ok(())
}
