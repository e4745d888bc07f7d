//! Finding users and groups by what somebody typed.

use ldap3_proto::proto::{LdapFilter, LdapSearchScope};

use crate::connection::Connection;
use crate::entry::Entry;
use crate::failover::{Attempt, Question};
use crate::filter::{equal, typed};
use crate::people::{attributes, group, groups, person, users};
use crate::search::{Hits, Query};
use crate::{Certificate, Error, Group, Person, Security, Source};

/// So many names are looked for with one question.
const NAMED: usize = 100;

/// A server that was tried and answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// The first of the source's hosts that did.
    pub host: String,
}

/// What a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// In the order of the server.
    pub all: Vec<T>,
    /// There are more than the limit, or than the server is willing to send.
    pub more: bool,
}

struct Show;

impl Attempt for Show {
    type Answer = Vec<Certificate>;

    async fn on(&self, source: &Source, host: &str) -> Result<Vec<Certificate>, Error> {
        let shown = Connection::certificates(source, host).await?;
        let read: Option<Vec<_>> = shown.iter().map(Certificate::read).collect();
        let unread = || Error::Tls { host: host.to_owned(), why: "its certificate cannot be read".into() };
        read.filter(|read| !read.is_empty()).ok_or_else(unread)
    }
}

struct LookAtBase;

impl Question for LookAtBase {
    type Answer = Tested;

    async fn ask(&self, source: &Source, connection: &mut Connection) -> Result<Tested, Error> {
        let filter = LdapFilter::Present("objectClass".into());
        let scope = LdapSearchScope::Base;
        let query = Query { base: &source.base_dn, scope, filter, attributes: &["1.1"], most: 1 };
        if connection.search(&query).await?.entries.is_empty() {
            return Err(Error::Refused(format!("there is no {}", source.base_dn)));
        }
        Ok(Tested { host: connection.host().to_owned() })
    }
}

struct Find {
    filter: LdapFilter,
    limit: usize,
}

impl Question for Find {
    type Answer = Hits;

    async fn ask(&self, source: &Source, connection: &mut Connection) -> Result<Hits, Error> {
        let query = Query {
            base: &source.base_dn,
            scope: LdapSearchScope::Subtree,
            filter: self.filter.clone(),
            attributes: &attributes(source),
            most: self.limit,
        };
        connection.search(&query).await
    }
}

impl Source {
    /// The certificates that the first reachable server shows, its own first, for somebody to accept. None without TLS.
    /// Nothing is trusted and no password is sent.
    pub async fn certificates(&self) -> Result<Vec<Certificate>, Error> {
        if self.security == Security::None {
            return Ok(Vec::new());
        }
        self.on_a_host(&Show).await
    }

    /// Logs in as the source, and looks whether the base is there.
    pub async fn test(&self) -> Result<Tested, Error> {
        self.logged_in(LookAtBase).await
    }

    /// Users whose name is `text`, `*` standing for anything; at most `limit`.
    pub async fn search_users(&self, text: &str, limit: usize) -> Result<Found<Person>, Error> {
        let named = typed(&self.names.user, text);
        self.find(named, users(self), limit, |entry| person(self, entry)).await
    }

    /// Groups whose name is `text`, `*` standing for anything; at most `limit`.
    pub async fn search_groups(&self, text: &str, limit: usize) -> Result<Found<Group>, Error> {
        let named = typed(&self.names.group, text);
        self.find(named, groups(self), limit, |entry| group(self, entry)).await
    }

    /// The one user of exactly this name. Refuses to choose among several.
    pub async fn user(&self, name: &str) -> Result<Option<Person>, Error> {
        let named = exactly(&self.names.user, name);
        one(self.find(named, users(self), 2, |entry| person(self, entry)).await?)
    }

    /// Users of exactly these names, as far as there are any, in no order.
    pub async fn users_named(&self, names: &[&str]) -> Result<Vec<Person>, Error> {
        let mut all = Vec::new();
        for some in names.chunks(NAMED) {
            let these: Vec<_> = some.iter().filter_map(|name| exactly(&self.names.user, name)).collect();
            if these.is_empty() {
                continue;
            }
            let limit = some.len().saturating_mul(2);
            let any = LdapFilter::Or(these);
            let found = self.find(Some(any), users(self), limit, |entry| person(self, entry)).await?;
            if found.more {
                return Err(Error::Ambiguous);
            }
            all.extend(found.all);
        }
        Ok(all)
    }

    /// The one group of exactly this name. Refuses to choose among several.
    pub async fn group(&self, name: &str) -> Result<Option<Group>, Error> {
        let named = exactly(&self.names.group, name);
        one(self.find(named, groups(self), 2, |entry| group(self, entry)).await?)
    }

    async fn find<T>(
        &self,
        named: Option<LdapFilter>,
        among: LdapFilter,
        limit: usize,
        read: impl Fn(&Entry) -> Option<T>,
    ) -> Result<Found<T>, Error> {
        let Some(named) = named.filter(|_| limit > 0) else {
            return Ok(Found { all: Vec::new(), more: false });
        };
        let filter = LdapFilter::And(vec![named, among]);
        let Hits { entries, more } = self.logged_in(Find { filter, limit }).await?;
        Ok(Found { all: entries.iter().filter_map(read).collect(), more })
    }
}

/// Entries of exactly this name; none if it can be nobody's.
fn exactly(attribute: &str, name: &str) -> Option<LdapFilter> {
    (!name.trim().is_empty() && !name.contains('\0')).then(|| equal(attribute, name))
}

fn one<T>(found: Found<T>) -> Result<Option<T>, Error> {
    let mut all = found.all.into_iter();
    match (all.next(), all.next()) {
        (Some(_), Some(_)) => Err(Error::Ambiguous),
        (first, _) => Ok(first),
    }
}
