//! Asking the auth source of a user whether it takes a password.

use std::time::Duration;

use db::Conn;
use ldap::{Secret, Times};
use model::{OrgKey, SourceKey, User};

use crate::passwords::Password;
use crate::seals::Seals;
use crate::sources::{self, AuthSource};
use crate::{Directory, Request};

/// How long a sign-in waits for each of two questions, who that is and whether the password is his: a person stands before the
/// door.
const TIMES: Times =
    Times { connect: Duration::from_secs(3), answer: Duration::from_secs(5), whole: Duration::from_secs(5) };

/// What came of asking a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It takes the password.
    Right,
    /// It does not, or knows nobody of that name.
    Wrong,
    /// It could not be asked, or did not answer.
    Nothing,
}

/// The auth source that answers for a user's password.
pub(super) struct Linked {
    pub source: AuthSource,
    secret: Option<Secret>,
}

/// The source of `user`, if he has one.
pub(super) fn of(c: &mut dyn Conn, seals: &Seals, org: OrgKey, user: &User) -> db::Result<Option<Linked>> {
    let Some(key) = user.origin.source() else { return Ok(None) };
    let found = sources::repo::find_by_key(c, org, key)?;
    Ok(found.map(|(source, sealed)| {
        let secret = sealed.and_then(|kept| sources::sealed::open(seals, org, source.id, &kept));
        Linked { source, secret }
    }))
}

impl Linked {
    /// What this source is found by.
    pub const fn key(&self) -> SourceKey {
        self.source.key
    }

    /// Whether the source knows `login` and takes `password` of it.
    ///
    /// A source that cannot be asked has not said yes: the log tells why, and whoever signs in is told what he is told of a
    /// wrong password, for else a stranger would learn whose password is kept where. It is no guess either.
    pub async fn says(
        &self,
        directory: &Directory,
        request: &Request,
        login: &str,
        password: &Password,
    ) -> Said {
        let name = &self.source.name;
        let Ok(_place) = directory.at_sources().try_acquire() else {
            tracing::warn!(request = %request.id, source = %name, "too many wait for auth sources");
            return Said::Nothing;
        };
        let mut server = match sources::connect::ldap(&self.source, self.secret.as_ref()) {
            Ok(server) => server,
            Err(refusal) => {
                tracing::warn!(request = %request.id, source = %name, ?refusal, "no auth source to be asked");
                return Said::Nothing;
            }
        };
        server.times = TIMES;
        match bind(&server, login, &Secret::new(password.as_str().to_owned()), directory).await {
            Ok(true) => Said::Right,
            Ok(false) => Said::Wrong,
            Err(error) => {
                tracing::warn!(request = %request.id, source = %name, %error, "the auth source did not answer");
                Said::Nothing
            }
        }
    }
}

/// Logs in as the one entry that has this name now: names outlast the places of entries.
async fn bind(
    server: &ldap::Source,
    login: &str,
    password: &Secret,
    directory: &Directory,
) -> Result<bool, ldap::Error> {
    match server.user(login).await? {
        Some(person) if !person.disabled_at(directory.now().seconds()) => {
            server.check_password(&person.dn, password).await
        }
        Some(_) | None => Ok(false),
    }
}
