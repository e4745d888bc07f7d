//! The address of a PostgreSQL as libpq writes it: a URL, completed by the `PG*` environment.
//!
//! The driver has a parser of its own, which refuses half of these words and would repeat a password in what it says.

mod percent;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use words::Word;

use percent::decode;
use std::collections::BTreeMap;

/// Variables by name: the `PG*` ones, and `HOME` and `USER` for what libpq takes from there.
pub type Environment = BTreeMap<String, String>;

/// A sentence for the operator: what is wrong and what to do. Never a password.
pub(crate) type Sentence = String;

/// What was said, each word at most once. Empty values count as not said.
#[derive(Default)]
pub(crate) struct Said(BTreeMap<Word, String>);

impl Said {
    /// Reads a URL: `postgres://user:password@host:port,host:port/database?word=value&..`.
    ///
    /// Refuses other schemes, words that are unknown or mean something that is not done here, and escapes that are
    /// none. What a query says goes before what stands in front of it, the environment after both.
    pub fn read(url: &str, environment: &Environment) -> Result<Self, Sentence> {
        let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let rest = rest.ok_or("the database URL must begin with postgres://")?;
        let mut said = Self::default();
        let rest = match rest.split_once('@').filter(|(user, _)| !user.contains('/')) {
            Some((user, rest)) => {
                said.user(user)?;
                rest
            }
            None => rest,
        };
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
        if place.contains('@') || database.contains('/') {
            return Err(
                "the database URL has an @ or a / too many: in a user, a password or the folder of a socket \
                        write them as %40 and %2F"
                    .into(),
            );
        }
        said.hosts(hosts)?;
        said.put(Word::Dbname, decode(database, "the name of the database")?);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            said.pair(pair)?;
        }
        said.complete(environment);
        Ok(said)
    }

    /// What was said for `word`.
    pub fn get(&self, word: Word) -> Option<&str> {
        self.0.get(&word).map(String::as_str)
    }

    fn put(&mut self, word: Word, value: String) {
        if !value.is_empty() {
            self.0.insert(word, value);
        }
    }

    fn user(&mut self, text: &str) -> Result<(), Sentence> {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        self.put(Word::User, decode(user, "the user")?);
        self.put(Word::Password, decode(password, "the password")?);
        Ok(())
    }

    /// `host:port,[::1]:port,..`; escapes are read after the parts are taken apart.
    fn hosts(&mut self, text: &str) -> Result<(), Sentence> {
        let (mut hosts, mut ports) = (Vec::new(), Vec::new());
        for one in text.split(',') {
            let (host, port) = match one.strip_prefix('[') {
                Some(six) => {
                    let (host, port) =
                        six.split_once(']').ok_or("an IPv6 address in the database URL lacks its ]")?;
                    (host, port.strip_prefix(':').unwrap_or(port))
                }
                None => one.split_once(':').unwrap_or((one, "")),
            };
            if port.contains(':') {
                return Err(
                    "a host in the database URL has two colons: write an IPv6 address in brackets".into()
                );
            }
            hosts.push(decode(host, "a host")?);
            ports.push(decode(port, "a port")?);
        }
        if hosts.iter().any(|host| !host.is_empty()) {
            self.put(Word::Host, hosts.join(","));
        }
        if ports.iter().any(|port| !port.is_empty()) {
            self.put(Word::Port, ports.join(","));
        }
        Ok(())
    }

    fn pair(&mut self, pair: &str) -> Result<(), Sentence> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let word = Word::known(name)?;
        let value = decode(value, name)?;
        match word {
            // As the drivers of Java write it.
            None if value == "true" => self.put(Word::Sslmode, "require".into()),
            None => return Err("ssl can only be true; say sslmode instead".into()),
            Some(word) => self.put(word, value),
        }
        Ok(())
    }

    fn complete(&mut self, environment: &Environment) {
        for word in Word::ALL {
            let variable = word.variable().and_then(|name| environment.get(name));
            if let (None, Some(value)) = (self.get(word), variable) {
                self.put(word, value.clone());
            }
        }
    }
}
