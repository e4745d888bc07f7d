//! Whether a password is somebody's.

use crate::connection::{Connection, Login};
use crate::failover::Attempt;
use crate::{Error, Secret, Source};

struct Check<'a> {
    user_dn: &'a str,
    password: &'a Secret,
}

impl Attempt for Check<'_> {
    type Answer = bool;

    async fn on(&self, source: &Source, host: &str) -> Result<bool, Error> {
        let mut connection = Connection::open(source, host).await?;
        Ok(connection.bind(self.user_dn, self.password).await? == Login::Right)
    }
}

impl Source {
    /// Whether `password` is the one of the entry `user_dn`, by logging in with it.
    ///
    /// False too for an empty password or name, of which the server learns nothing: many answer "success" to it and mean
    /// nobody (RFC 4513, 5.1.2). A login that the server took for nobody's is false as well.
    pub async fn check_password(&self, user_dn: &str, password: &Secret) -> Result<bool, Error> {
        if user_dn.trim().is_empty() || password.sendable().is_none() {
            return Ok(false);
        }
        self.on_a_host(&Check { user_dn, password }).await
    }
}
