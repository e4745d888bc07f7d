//! What version 3.5 repeated of a password in its answer to a create (section 5.1): a leak, and off unless a site asks
//! for it.

use md5::{Digest, Md5};

use super::new_user::is_internal;
use crate::Settings;
use crate::wire::UserBody;

/// The label, and the digest of the password that was sent. Nothing here is stored.
pub(crate) struct Echo {
    algorithm: Option<String>,
    md5: Option<String>,
}

impl Echo {
    /// Of a body that creates a user; none but with `legacy_35`.
    pub fn of(body: &UserBody, settings: Settings) -> Option<Self> {
        let password = body.password.as_value().filter(|_| is_internal(body));
        settings.legacy_35.then(|| Self {
            algorithm: body.password_algorithm.as_value().cloned(),
            md5: password.map(|password| digits(password)),
        })
    }

    pub(super) fn algorithm(&self) -> Option<&str> {
        self.algorithm.as_deref()
    }

    pub(super) fn md5(&self) -> Option<&str> {
        self.md5.as_deref()
    }
}

/// The digest as 32 hexadecimal digits.
fn digits(password: &str) -> String {
    format!("{:032x}", u128::from_be_bytes(Md5::digest(password.as_bytes()).into()))
}
