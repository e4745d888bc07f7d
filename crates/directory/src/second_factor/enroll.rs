//! Drawing the secret that codes are computed with.

use std::fmt;

use model::refusal::BadCredential;
use model::{Conflict, Refusal};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::repo;
use super::totp::Secret;
use crate::audit::{Changes, Event, Target};
use crate::caller::Stage;
use crate::run::Step;
use crate::seals::{Owner, no_key};
use crate::users::repo as users;
use crate::{Credential, Directory, Request};

/// Who asks for codes, as authenticators show it.
const ISSUER: &str = "Provisor";

/// A secret that was drawn, to be shown once.
pub struct Enrollment {
    /// In base32 without padding: 32 characters.
    pub secret: Zeroizing<String>,
    /// The same as authenticators read it: `otpauth://totp/..`.
    pub uri: Zeroizing<String>,
}

impl fmt::Debug for Enrollment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enrollment(..)")
    }
}

/// Draws a secret for the user whose session awaits a code. It counts from its first right code on; until then another takes
/// its place.
///
/// Refuses `Unauthenticated` unless the session awaits a code; `Conflict` where a secret was confirmed (it must be
/// [`super::reset`] first), and where the server has no key to seal with.
pub async fn enroll(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<Enrollment, Refusal> {
    let secret = std::sync::Arc::new(Secret::new(directory.outside().random()));
    let (drawn, nonce, seals) = (secret.clone(), directory.outside().random(), directory.seals());
    let login = directory
        .write_at(Stage::AwaitsCode, request, credential, move |work, caller| -> Step<String> {
            let nobody = Refusal::Unauthenticated(BadCredential::Unknown);
            let key = caller.key().ok_or_else(|| nobody.clone())?;
            let user = users::find_by_key(work.c, key)?.ok_or(nobody)?;
            let owner = Owner::SecondFactor(user.org, user.id);
            let sealed = seals.seal(owner, drawn.as_bytes(), nonce).ok_or_else(no_key)?;
            if !repo::draw(work.c, user.key, &sealed, work.now)? {
                return Err(Refusal::Conflict(Conflict::State("A second factor is enrolled already.")).into());
            }
            let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
            let event = Event { name: "second_factor.drawn", target, changes: Changes::default() };
            work.record(caller, &event)?;
            Ok(user.login.to_string())
        })
        .await?;
    let secret = secret.base32();
    let uri = Zeroizing::new(uri(&login, &secret));
    Ok(Enrollment { secret, uri })
}

fn uri(login: &str, secret: &str) -> String {
    let login = utf8_percent_encode(login, NON_ALPHANUMERIC);
    format!(
        "otpauth://totp/{ISSUER}:{login}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30"
    )
}
