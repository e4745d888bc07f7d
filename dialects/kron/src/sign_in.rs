//! The body of both ways to sign in (sections 3.1, 3.2).

use directory::passwords::{Password, PasswordRefused};
use model::Refusal;
use serde_json::Value;

use crate::body;

/// Who wants to sign in. A password that cannot be right stands as its refusal, so that the core does the same work
/// and gives the same answer.
pub(crate) struct SignIn {
    pub login: String,
    pub password: Result<Password, PasswordRefused>,
}

/// Refuses `Invalid` for a body that is no object, and for a name or a password that is missing or no text.
pub(crate) fn sign_in(body: &Value) -> Result<SignIn, Refusal> {
    let members = body::members(body)?;
    match (body::text(members, "username"), body::text(members, "password")) {
        (Ok(login), Ok(password)) => Ok(of(login, password.to_owned())),
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
