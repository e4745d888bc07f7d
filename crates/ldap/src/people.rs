//! Users and groups, out of entries.

use ldap3_proto::proto::LdapFilter;
use uuid::Uuid;

use crate::entry::Entry;
use crate::filter::{class, equal};
use crate::{Kind, Source};

/// The bit of `userAccountControl` that disables an account of Active Directory.
const ACCOUNT_DISABLED: i64 = 2;
/// `pwdAccountLockedTime` of an account that an administrator has locked; any other value is a pause after wrong passwords,
/// which the server itself ends.
const LOCKED_FOR_GOOD: &str = "000001010000Z";
/// `accountExpires` of an account that does not expire, besides 0.
const NEVER: i64 = i64::MAX;
/// From 1601 to 1970, in units of 100 nanoseconds.
const SINCE_1601: i64 = 116_444_736_000_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// What is read of each entry, besides what the source names.
pub(crate) const ATTRIBUTES: [&str; 16] = [
    "objectClass",
    "cn",
    "givenName",
    "sn",
    "displayName",
    "mail",
    "description",
    "entryUUID",
    "objectGUID",
    "userAccountControl",
    "accountExpires",
    "pwdAccountLockedTime",
    "shadowExpire",
    "nsAccountLock",
    "distinguishedName",
    "uid",
];

/// Classes of groups, by standard and habit.
const GROUP_CLASSES: [&str; 5] =
    ["groupOfNames", "groupOfUniqueNames", "groupOfMembers", "posixGroup", "group"];

/// A user, as a directory server knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The distinguished name, as the server writes it.
    pub dn: String,
    /// The name by which the source knows users.
    pub name: String,
    /// Given name.
    pub given: Option<String>,
    /// Family name.
    pub family: Option<String>,
    /// Name to display.
    pub display: Option<String>,
    /// The first e-mail address.
    pub email: Option<String>,
    /// What stays when the entry is renamed: `entryUUID` or `objectGUID`, as a UUID.
    pub external_id: Option<String>,
    /// Disabled by an administrator.
    pub disabled: bool,
    /// The first second, since 1970 UTC, at which the account is over.
    pub expires: Option<i64>,
}

impl Person {
    /// Whether the account is closed at this second since 1970 UTC.
    pub fn disabled_at(&self, now: i64) -> bool {
        self.disabled || self.expires.is_some_and(|end| end <= now)
    }
}

/// A group, as a directory server knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The distinguished name, as the server writes it.
    pub dn: String,
    /// The name by which the source knows groups.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What stays when the entry is renamed.
    pub external_id: Option<String>,
}

/// The user that an entry is; none without the attribute that names users.
pub(crate) fn person(source: &Source, entry: &Entry) -> Option<Person> {
    Some(Person {
        dn: entry.dn.clone(),
        name: entry.text(&source.names.user)?,
        given: entry.text("givenName"),
        family: entry.text("sn"),
        display: entry.text("displayName").or_else(|| entry.text("cn")),
        email: entry.text("mail"),
        external_id: external_id(entry),
        disabled: is_disabled(entry),
        expires: expires(entry),
    })
}

/// The group that an entry is; none without the attribute that names groups.
pub(crate) fn group(source: &Source, entry: &Entry) -> Option<Group> {
    Some(Group {
        dn: entry.dn.clone(),
        name: entry.text(&source.names.group)?,
        description: entry.text("description"),
        external_id: external_id(entry),
    })
}

/// Whether an entry is a group by its classes.
pub(crate) fn is_group(entry: &Entry) -> bool {
    GROUP_CLASSES.iter().any(|name| entry.is(name))
}

/// What makes an entry a user of this source.
pub(crate) fn users(source: &Source) -> LdapFilter {
    match (&source.users, source.kind) {
        (Some(filter), _) => filter.tree(),
        (None, Kind::OpenLdap) => {
            LdapFilter::Or(["person", "account", "posixAccount"].into_iter().map(class).collect())
        }
        (None, Kind::ActiveDirectory) => {
            LdapFilter::And(vec![equal("objectCategory", "person"), class("user")])
        }
    }
}

/// What makes an entry a group of this source.
pub(crate) fn groups(source: &Source) -> LdapFilter {
    match (&source.groups, source.kind) {
        (Some(filter), _) => filter.tree(),
        (None, Kind::OpenLdap) => LdapFilter::Or(GROUP_CLASSES.into_iter().map(class).collect()),
        (None, Kind::ActiveDirectory) => class("group"),
    }
}

/// The attributes to be asked for, each once.
pub(crate) fn attributes(source: &Source) -> Vec<&str> {
    let names = &source.names;
    let mut all = ATTRIBUTES.to_vec();
    let said = [Some(&names.user), Some(&names.group), names.member_match.as_ref()];
    for name in said.into_iter().flatten() {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            all.push(name);
        }
    }
    all
}

fn external_id(entry: &Entry) -> Option<String> {
    let guid =
        entry.bytes("objectGUID").first().and_then(|bytes| <[u8; 16]>::try_from(bytes.as_slice()).ok());
    guid.map(|bytes| Uuid::from_bytes_le(bytes).to_string()).or_else(|| entry.text("entryUUID"))
}

fn is_disabled(entry: &Entry) -> bool {
    number(entry, "userAccountControl").is_some_and(|bits| bits & ACCOUNT_DISABLED != 0)
        || entry.texts("pwdAccountLockedTime").any(|time| time == LOCKED_FOR_GOOD)
        || entry.texts("nsAccountLock").any(|locked| locked.eq_ignore_ascii_case("true"))
}

fn expires(entry: &Entry) -> Option<i64> {
    let windows = number(entry, "accountExpires").filter(|time| *time != 0 && *time != NEVER);
    let windows = windows.map(|time| time.saturating_sub(SINCE_1601).div_euclid(10_000_000));
    let shadow = number(entry, "shadowExpire").filter(|days| *days >= 0);
    let shadow = shadow.map(|days| days.saturating_mul(SECONDS_PER_DAY));
    [windows, shadow].into_iter().flatten().min()
}

fn number(entry: &Entry, name: &str) -> Option<i64> {
    entry.texts(name).find_map(|value| value.parse().ok())
}
