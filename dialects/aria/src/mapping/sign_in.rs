//! Signing in (section 4).

use directory::passwords::{Password, PasswordRefused};
use directory::sessions::{KeptAt, Life, Opened};
use model::{Invalid, Refusal, Rule};

use super::long_english;
use crate::wire::{AuthToken, ServiceKeys, UsernamePassword};
use crate::{Settings, quirks};

const SECONDS_PER_HOUR: i64 = 3_600;

/// Who wants to sign in. A password that cannot be right stands as its refusal, so that the core does the same work
/// and gives the same answer.
pub(crate) struct SignIn {
    pub login: String,
    /// Where the password is kept: here, unless the request names a source.
    pub kept_at: KeptAt<String>,
    pub password: Result<Password, PasswordRefused>,
}

/// Refuses `Invalid` without a name or a password. A name with U+0000 is nobody's: its passwords are all wrong (section 4.1).
pub(crate) fn sign_in(body: UsernamePassword) -> Result<SignIn, Refusal> {
    let (login, password) = match (body.username, body.password) {
        (Some(login), Some(password)) => (login, password),
        (login, password) => return Err(missing(login.is_none(), password.is_none())),
    };
    let can_be_right = !login.contains('\0');
    let password = Password::new(password);
    let local = quirks::is_local_source(body.auth_source.as_deref());
    let named = body.auth_source.filter(|_| !local);
    Ok(SignIn {
        kept_at: named.map_or(KeptAt::Here, KeptAt::Source),
        login: login.replace('\0', "\u{fffd}"),
        password: if can_be_right { password } else { Err(PasswordRefused::Nul) },
    })
}

fn missing(login: bool, password: bool) -> Refusal {
    let fields = [("username", login), ("password", password)];
    let required = |field: &'static str| Invalid { field: field.into(), rule: Rule::Required };
    Refusal::Invalid(fields.into_iter().filter(|(_, is)| *is).map(|(field, _)| required(field)).collect())
}

/// Each use moves the end of a token; nothing else ends it (section 4.2).
pub(crate) fn life(settings: Settings) -> Life {
    Life { idle_seconds: i64::from(settings.token_hours) * SECONDS_PER_HOUR, longest_seconds: None }
}

/// The answer to acquire.
pub(crate) fn auth_token(opened: &Opened) -> AuthToken<'_> {
    AuthToken {
        token: opened.secret.reveal(),
        validity: opened.expires.millis(),
        expires_at: long_english(opened.expires),
        roles: [],
    }
}

/// Why no token can be had for these services: none is known.
pub(crate) fn service_keys(body: ServiceKeys) -> Refusal {
    let keys = body.keys.unwrap_or_default();
    if keys.is_empty() {
        return Refusal::invalid("serviceKeys", Rule::Required);
    }
    let mut seen = std::collections::HashSet::new();
    let rule = |key| if seen.insert(key) { Rule::UnknownValue } else { Rule::Twice };
    let refused = keys.iter().map(rule).enumerate();
    Refusal::Invalid(
        refused.map(|(at, rule)| Invalid { field: format!("serviceKeys[{at}]").into(), rule }).collect(),
    )
}
