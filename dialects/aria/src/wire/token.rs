//! `username-password` and `auth-token`.

use serde::Serialize;

use super::read::{FromMembers, Members, WrongTypes};

/// Section 3.1. `username` and `password` are required.
pub(crate) struct UsernamePassword {
    pub username: Option<String>,
    pub auth_source: Option<String>,
    pub password: Option<String>,
}

impl FromMembers for UsernamePassword {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self {
            username: members.text("username", wrong),
            auth_source: members.text("authSource", wrong),
            password: members.secret("password", wrong),
        }
    }
}

/// Section 3.1. `validity` is an instant in epoch milliseconds, and no duration.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthToken<'a> {
    pub token: &'a str,
    pub validity: i64,
    pub expires_at: String,
    pub roles: [&'a str; 0],
}

/// Section 3.1. Both members are required.
pub(crate) struct PasswordChange {
    pub current: Option<String>,
    pub new: Option<String>,
}

impl FromMembers for PasswordChange {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self { current: members.secret("currentPassword", wrong), new: members.secret("newPassword", wrong) }
    }
}
