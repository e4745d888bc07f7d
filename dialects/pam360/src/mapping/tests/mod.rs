mod addressed;
mod hostile;
mod passwords;
mod people;
mod phones;
mod refusals;
mod residue;
mod roles;
mod samples;
mod tokens;

use std::fmt::Write;

use directory::users::NewUser;
use model::{Refusal, Timestamp};

use super::new_user;
use crate::Settings;
use crate::errors::spoken;
use crate::input::decode;

/// 2026-01-09T05:16:00Z.
const NOW: i64 = 1_767_935_760;

fn now() -> Timestamp {
    Timestamp::from_seconds(NOW).unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

/// What becomes of parameters that are added to a user's mandatory ones; a blank one takes a mandatory one away.
fn map_with(parameters: &[(&str, &str)], settings: &Settings) -> Result<NewUser, Refusal> {
    let mut all = vec![
        ("FIRSTNAME", "\"Jo\""),
        ("LASTNAME", "\"Ng\""),
        ("USERNAME", "\"jo\""),
        ("EMAIL", "\"jo@ng.example\""),
    ];
    all.retain(|(name, _)| parameters.iter().all(|(given, _)| given != name));
    all.extend(parameters);
    let members = all.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = write!(text, "\"{name}\":{value},");
        text
    });
    let body = format!("INPUT_DATA={{\"operation\":{{\"Details\":{{{members}}}}}}}");
    new_user(&decode(None, body.as_bytes(), None).unwrap(), settings, now())
}

fn user(parameters: &[(&str, &str)]) -> NewUser {
    map_with(parameters, &Settings::default()).unwrap_or_else(|refusal| panic!("{parameters:?}: {refusal}"))
}

/// The message of the refusal, for one parameter beside the mandatory ones.
fn refused(parameters: &[(&str, &str)]) -> String {
    refused_under(&Settings::default(), parameters)
}

fn refused_under(settings: &Settings, parameters: &[(&str, &str)]) -> String {
    let refusal = map_with(parameters, settings).err();
    spoken(&refusal.unwrap_or_else(|| panic!("{parameters:?} passed")))
}

/// What was said and the record has no word for, as JSON.
fn residue(user: &NewUser) -> String {
    user.residue.as_ref().unwrap().1.to_json()
}

/// The pins, as `field/entry: wording`.
fn pins(user: &NewUser) -> Vec<String> {
    user.pins.iter().map(|pin| format!("{}/{}: {}", pin.field, pin.entry, pin.wording)).collect()
}
