//! Which store: a file for SQLite or the URL of a PostgreSQL.

use std::{fmt, path::PathBuf};

use super::Secret;

/// The store that was asked for.
#[derive(Clone, Debug)]
pub enum Database {
    /// The file of the store; it is made when it is not there.
    Sqlite(PathBuf),
    Postgres(PostgresUrl),
}

/// A `postgres://` URL. It prints without its password.
#[derive(Clone)]
pub struct PostgresUrl(Secret);

impl Database {
    /// Nothing for empty text.
    ///
    /// Refuses every other URL and libpq's `host=.. password=..`: taken for the path of a file, such a text would
    /// be shown with its password.
    pub fn parse(text: &str) -> Result<Option<Self>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        if ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Some(Self::Postgres(PostgresUrl(Secret::new(text)))));
        }
        if text.contains("://") || text.starts_with("postgres") && text.contains(':') || text.contains('=') {
            return Err("must be the path of an SQLite file or a URL that begins with postgres://; write for example \
                 postgres://provisor@db.example.com/provisor"
                .into());
        }
        super::parse::path(text).map(|path| Some(Self::Sqlite(path)))
    }
}

impl PostgresUrl {
    /// The whole URL with its password, for the connection.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The URL with `***` for what may be a password. When the URL is written wrongly (an `@` or `/` in the password
    /// that is not escaped), rather too much is hidden than too little.
    fn masked(&self) -> String {
        let (scheme, rest) = self.expose().split_once("://").unwrap_or(("postgres", ""));
        let rest = match rest.rsplit_once('@') {
            Some((user, host)) => match user.split_once(':') {
                Some((user, _)) => format!("{user}:***@{host}"),
                None => rest.to_owned(),
            },
            None => rest.to_owned(),
        };
        let query = rest.split_once('?').map(|(before, query)| {
            let pairs = query.split('&').map(|pair| match pair.split_once('=') {
                Some((name, _)) if name.contains("password") => format!("{name}=***"),
                _ => pair.to_owned(),
            });
            format!("{before}?{}", pairs.collect::<Vec<_>>().join("&"))
        });
        format!("{scheme}://{}", query.unwrap_or(rest))
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
