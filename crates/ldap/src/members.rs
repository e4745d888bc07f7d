//! Everybody in a group, groups in the group included.

use std::collections::{HashSet, VecDeque};

use ldap3_proto::proto::{LdapFilter, LdapSearchScope};

use crate::connection::Connection;
use crate::entry::{Entry, dn_key};
use crate::failover::Question;
use crate::filter::equal;
use crate::people::{attributes, groups, is_group, person, users};
use crate::search::Query;
use crate::{Error, Kind, Person, Source};

/// How many members are looked up with one question.
const BATCH: usize = 200;
/// The most groups that are followed.
const MOST_GROUPS: usize = 1000;

/// Who is in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// Each user once, disabled ones too, in the order in which they were met.
    pub people: Vec<Person>,
    /// How many groups were looked into, the first included.
    pub groups: usize,
    /// How many members are no users of this source: outside of its base, not meant by its filters, or gone.
    pub elsewhere: usize,
}

impl Source {
    /// The users in the group `group_dn` and in the groups in it, however deep; groups that contain each other are looked
    /// into once. None if there is no such group.
    ///
    /// [`Error::TooMany`] beyond `most` users or a thousand groups: a part of a membership must not be taken for the whole.
    /// Users whose *primary* group it is in Active Directory are not listed by the server and so not here.
    pub async fn members_of(&self, group_dn: &str, most: usize) -> Result<Option<Members>, Error> {
        self.logged_in(MembersOf { group_dn, most }).await
    }
}

struct MembersOf<'a> {
    group_dn: &'a str,
    most: usize,
}

impl Question for MembersOf<'_> {
    type Answer = Option<Members>;

    async fn ask(&self, source: &Source, connection: &mut Connection) -> Result<Option<Members>, Error> {
        let mut walk = Walk::new(source, self.most);
        walk.meet(self.group_dn);
        if !walk.step(connection).await? {
            return Ok(None);
        }
        while !walk.open.is_empty() {
            walk.step(connection).await?;
        }
        Ok(Some(walk.found))
    }
}

/// A walk through groups.
struct Walk<'a> {
    source: &'a Source,
    most: usize,
    /// Groups to be looked into.
    open: VecDeque<String>,
    /// Groups that were met, by key.
    groups: HashSet<String>,
    /// Values that were looked up.
    asked: HashSet<String>,
    /// Users, by key.
    people: HashSet<String>,
    found: Members,
}

impl<'a> Walk<'a> {
    fn new(source: &'a Source, most: usize) -> Self {
        let (open, groups, asked) = (VecDeque::new(), HashSet::new(), HashSet::new());
        Self { source, most, open, groups, asked, people: HashSet::new(), found: Members::default() }
    }

    /// A group, if it is a new one, is to be looked into.
    fn meet(&mut self, dn: &str) {
        if self.groups.insert(dn_key(dn)) {
            self.open.push_back(dn.to_owned());
        }
    }

    /// Looks into the next group; false if it is not there.
    async fn step(&mut self, connection: &mut Connection) -> Result<bool, Error> {
        let Some(dn) = self.open.pop_front() else { return Ok(false) };
        let Some(values) = connection.all_values(&dn, &self.source.names.member).await? else {
            self.found.elsewhere += 1;
            return Ok(false);
        };
        self.found.groups += 1;
        if self.found.groups > MOST_GROUPS {
            return Err(Error::TooMany(format!("{MOST_GROUPS} groups in one another")));
        }
        let fresh = self.fresh(values);
        for batch in fresh.chunks(BATCH) {
            self.look_up(connection, batch).await?;
        }
        Ok(true)
    }

    /// The values that were not looked up yet.
    fn fresh(&mut self, values: Vec<Vec<u8>>) -> Vec<String> {
        let by_name = self.source.names.member_match.is_none();
        let mut fresh = Vec::new();
        for value in values {
            match String::from_utf8(value) {
                Ok(value) if !value.is_empty() => {
                    let key = if by_name { dn_key(&value) } else { value.clone() };
                    if self.asked.insert(key) {
                        fresh.push(value);
                    }
                }
                _ => self.found.elsewhere += 1,
            }
        }
        fresh
    }

    async fn look_up(&mut self, connection: &mut Connection, batch: &[String]) -> Result<(), Error> {
        let attribute = match (&self.source.names.member_match, self.source.kind) {
            (Some(attribute), _) => attribute,
            (None, Kind::OpenLdap) => "entryDN",
            (None, Kind::ActiveDirectory) => "distinguishedName",
        };
        let these = batch.iter().map(|value| equal(attribute, value)).collect();
        let ours = LdapFilter::Or(vec![users(self.source), groups(self.source)]);
        let query = Query {
            base: &self.source.base_dn,
            scope: LdapSearchScope::Subtree,
            filter: LdapFilter::And(vec![LdapFilter::Or(these), ours]),
            attributes: &attributes(self.source),
            most: batch.len().saturating_mul(2),
        };
        let hits = connection.search(&query).await?;
        if hits.more {
            return Err(Error::TooMany("it is willing to send of a group".into()));
        }
        let known = hits.entries.iter().filter(|entry| self.take(entry)).count();
        self.found.elsewhere += batch.len().saturating_sub(known);
        if self.found.people.len() > self.most {
            return Err(Error::TooMany(format!("{} members of the group", self.most)));
        }
        Ok(())
    }

    /// Keeps a user, or notes a group; false if it is neither.
    fn take(&mut self, entry: &Entry) -> bool {
        if is_group(entry) {
            self.meet(&entry.dn);
            return true;
        }
        let Some(person) = person(self.source, entry) else { return false };
        if self.people.insert(dn_key(&person.dn)) {
            self.found.people.push(person);
        }
        true
    }
}
