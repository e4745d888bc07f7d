//! The words of libpq that are understood.

use super::Sentence;

macro_rules! words {
    ($($word:ident $name:literal $(= $variable:literal)?;)+) => {
        /// A word of libpq.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Word { $($word),+ }

        impl Word {
            pub(super) const ALL: [Self; [$($name),+].len()] = [$(Self::$word),+];

            /// As it is written in a URL.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$word => $name),+ }
            }

            /// The variable that says it where the URL does not.
            pub(super) fn variable(self) -> Option<&'static str> {
                let name = match self { $(Self::$word => concat!($($variable)?)),+ };
                (!name.is_empty()).then_some(name)
            }
        }
    };
}

words! {
    Host "host" = "PGHOST";
    Hostaddr "hostaddr" = "PGHOSTADDR";
    Port "port" = "PGPORT";
    Dbname "dbname" = "PGDATABASE";
    User "user" = "PGUSER";
    Password "password" = "PGPASSWORD";
    Passfile "passfile" = "PGPASSFILE";
    Sslmode "sslmode" = "PGSSLMODE";
    Sslrootcert "sslrootcert" = "PGSSLROOTCERT";
    Sslcert "sslcert" = "PGSSLCERT";
    Sslkey "sslkey" = "PGSSLKEY";
    ChannelBinding "channel_binding" = "PGCHANNELBINDING";
    TargetSessionAttrs "target_session_attrs" = "PGTARGETSESSIONATTRS";
    ConnectTimeout "connect_timeout" = "PGCONNECT_TIMEOUT";
    TcpUserTimeout "tcp_user_timeout";
    Keepalives "keepalives";
    KeepalivesIdle "keepalives_idle";
    KeepalivesInterval "keepalives_interval";
    KeepalivesCount "keepalives_count";
    ApplicationName "application_name" = "PGAPPNAME";
    Options "options" = "PGOPTIONS";
}

/// The longest name that a sentence repeats: what is longer may be a piece of a password.
const LONGEST: usize = 32;

impl Word {
    /// The word with this name; none for `ssl`, which is another word for `sslmode`.
    pub(super) fn known(name: &str) -> Result<Option<Self>, Sentence> {
        if name == "ssl" {
            return Ok(None);
        }
        if let Some(word) = Self::ALL.into_iter().find(|word| word.name() == name) {
            return Ok(Some(word));
        }
        let is_word = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let shown = if is_word && name.len() <= LONGEST { name } else { "a word" };
        // No `join` of the array: an optimiser that knows all lengths takes a quarter of an hour over it.
        let known = Self::ALL.iter().fold(String::new(), |mut list, word| {
            list.push_str(if list.is_empty() { "" } else { ", " });
            list.push_str(word.name());
            list
        });
        Err(format!(
            "the database URL says {shown}, which is not understood; leave it out, or say one of {known}"
        ))
    }
}
