//! The mapping with the examples of the contract, and with whatever else a body may hold.

mod acquire;
mod arbitrary;
mod create;
mod modify;
mod permissions;
mod print;
mod query;
mod regrant;

use directory::users::{Change, NewUser};
use model::projection::Projection;
use model::{Refusal, Rule, UserView};
use serde_json::Value;

use super::new_user;
use super::projection::AsAria;
use crate::Settings;
use crate::wire::{UserBody, whole};

/// The user that a body makes.
fn made(body: &Value) -> NewUser {
    draft(body).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn draft(body: &Value) -> Result<NewUser, Refusal> {
    let body = whole::<UserBody>(body).unwrap_or_else(|wrong| panic!("wrong types: {:?}", wrong.0));
    new_user(body, Settings::default())
}

/// The rules that a body breaks.
fn broken(body: &Value) -> Vec<(String, Rule)> {
    match draft(body) {
        Err(Refusal::Invalid(all)) => all.into_iter().map(|one| (one.field.into_owned(), one.rule)).collect(),
        other => panic!("not refused as invalid: {other:?}"),
    }
}

/// What is asked of `user` for one member: nothing when it is sent as it is printed.
fn asked(user: &UserView, member: &str, value: &Value) -> Result<Vec<Change>, Refusal> {
    let aria = AsAria(Settings::default());
    let printed = aria.print(member, user, print::at(100));
    if aria.is_printed(member, value, printed.as_ref()) {
        return Ok(Vec::new());
    }
    aria.parse(member, value, user, print::at(100))
}
