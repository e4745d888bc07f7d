//! The body of both ways to sign in (sections 3.1, 3.2).

use directory::passwords::{Password, PasswordRefused};
use model::{Invalid, Refusal, Rule};
use serde_json::Value;

use crate::quirks;

/// Who wants to sign in. A password that cannot be right stands as its refusal, so that the core does the same work
/// and gives the same answer.
pub(crate) struct SignIn {
    pub login: String,
    pub password: Result<Password, PasswordRefused>,
}

/// Refuses `Invalid` for a body that is no object, and for a name or a password that is missing or no text.
pub(crate) fn sign_in(body: &Value) -> Result<SignIn, Refusal> {
    let Value::Object(members) = body else {
        return Err(Refusal::invalid("body", Rule::Type("an object")));
    };
    let text = |name: &'static str| match quirks::member(members, name) {
        Some(Value::String(text)) => Ok(text.clone()),
        None | Some(Value::Null) => Err(Invalid { field: name.into(), rule: Rule::Required }),
        Some(_) => Err(Invalid { field: name.into(), rule: Rule::Type("a text") }),
    };
    match (text("username"), text("password")) {
        (Ok(login), Ok(password)) => Ok(of(&login, password)),
        (login, password) => {
            Err(Refusal::Invalid([login.err(), password.err()].into_iter().flatten().collect()))
        }
    }
}

/// A name with U+0000 is nobody's: its passwords are all wrong.
fn of(login: &str, password: String) -> SignIn {
    let password = Password::new(password);
    SignIn {
        login: login.replace('\0', "\u{fffd}"),
        password: if login.contains('\0') { Err(PasswordRefused::Nul) } else { password },
    }
}

#[cfg(test)]
mod tests;
