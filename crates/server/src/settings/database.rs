//! Which store: a file for SQLite or the URL of a PostgreSQL.

use std::{collections::BTreeMap, ffi::OsString, fmt, path::PathBuf};

use super::{Inputs, Secret};

/// The store that was asked for.
#[derive(Clone, Debug)]
pub enum Database {
    /// The file of the store; it is made when it is not there.
    Sqlite(PathBuf),
    Postgres(PostgresUrl),
}

/// A `postgres://` URL, and the variables that complete it. It prints without its password.
#[derive(Clone)]
pub struct PostgresUrl {
    url: Secret,
    environment: BTreeMap<String, Secret>,
}

/// What libpq takes from the environment besides its own variables.
const BESIDES: [&str; 3] = ["HOME", "USER", "SSL_CERT_FILE"];

impl Database {
    /// Nothing for empty text.
    ///
    /// Refuses words in the URL that are not understood, every other URL, and libpq's `host=.. password=..`: taken for the path of a file, such a text would
    /// be shown with its password.
    pub fn parse(text: &str) -> Result<Option<Self>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        if ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
            db::check_url(text)?;
            let url = PostgresUrl { url: Secret::new(text), environment: BTreeMap::new() };
            return Ok(Some(Self::Postgres(url)));
        }
        if text.contains("://") || text.starts_with("postgres") && text.contains(':') || text.contains('=') {
            return Err("must be the path of an SQLite file or a URL that begins with postgres://; write for example \
                 postgres://provisor@db.example.com/provisor"
                .into());
        }
        super::parse::path(text).map(|path| Some(Self::Sqlite(path)))
    }

    /// The same, with what libpq's variables say and the URL does not. For a store that is no setting.
    ///
    /// Refuses a variable that is no text.
    pub fn completed(mut self, inputs: &Inputs) -> Result<Self, String> {
        let broken = match &mut self {
            Self::Sqlite(_) => Vec::new(),
            Self::Postgres(url) => url.complete(&inputs.environment),
        };
        match broken.first() {
            Some(name) => Err(format!("the variable {name} must be text in UTF-8")),
            None => Ok(self),
        }
    }
}

impl PostgresUrl {
    /// The whole URL with its password, for the connection.
    pub fn expose(&self) -> &str {
        self.url.expose()
    }

    /// What completes the URL, a password too, for the connection.
    pub fn environment(&self) -> db::Environment {
        self.environment.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect()
    }

    /// Takes what it needs out of the environment; the names of its own variables that are no text.
    pub(super) fn complete(&mut self, variables: &[(OsString, OsString)]) -> Vec<String> {
        let mut broken = Vec::new();
        for (name, value) in variables {
            let Some(name) = name.to_str() else { continue };
            match value.to_str() {
                _ if !name.starts_with("PG") && !BESIDES.contains(&name) => {}
                Some(value) => drop(self.environment.insert(name.to_owned(), Secret::new(value))),
                None => broken.push(name.to_owned()),
            }
        }
        broken
    }

    /// The URL with `***` for its password.
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
