//! A user.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::{
    AccessWindow, Dialect, Email, Grant, Inherited, Lock, Login, Managed, Membership, OrgKey, Phone, Pin,
    Residue, SignIn, SourceKey, Timestamp, UserId, UserKey, state,
};

/// What a user is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A human being.
    #[default]
    Person,
    /// A program; fixed at creation.
    Api,
}

/// Where a user comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Made here; its password is kept here.
    #[default]
    Local,
    /// From an auth source that is linked, or from one that is only named.
    External(Option<SourceKey>),
    /// Brought from an auth source, and deleted with it.
    Imported(SourceKey),
}

impl Origin {
    /// The auth source that answers for the password.
    pub const fn source(self) -> Option<SourceKey> {
        match self {
            Self::Local | Self::External(None) => None,
            Self::External(Some(source)) | Self::Imported(source) => Some(source),
        }
    }
}

/// The columns of a user (`one-record` 1.2); lists stand in [`UserView`].
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// For joins.
    pub key: UserKey,
    /// For ever.
    pub id: UserId,
    /// PAM360's USERID; per organisation, from 1, never used again.
    pub number: i64,
    /// The organisation.
    pub org: OrgKey,
    /// Unique per organisation without case.
    pub login: Login,
    /// Given name.
    pub given: Option<String>,
    /// Family name.
    pub family: Option<String>,
    /// Name to display, where somebody set one.
    pub display: Option<String>,
    /// Personnel number.
    pub personnel_number: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Location.
    pub location: Option<String>,
    /// Language tag.
    pub locale: Option<String>,
    /// Free code, no mapping.
    pub gender: Option<String>,
    /// Person or program.
    pub kind: Kind,
    /// Local or external.
    pub origin: Origin,
    /// The enabled axis alone; see [`Self::sign_in`].
    pub enabled: bool,
    /// The lock, also one whose end has come.
    pub lock: Option<Lock>,
    /// Whether a change of the password ends the lock.
    pub unlock_on_password: bool,
    /// When the user may enter.
    pub window: AccessWindow,
    /// Whether the user must change the password first.
    pub must_change: bool,
    /// Whether a password is stored.
    pub has_password: bool,
    /// Rises with each password.
    pub password_version: i64,
    /// Whether the server made the password.
    pub password_generated: bool,
    /// When the password was set.
    pub password_changed: Option<Timestamp>,
    /// When the user last signed in.
    pub last_sign_in: Option<Timestamp>,
    /// From where the user last signed in.
    pub last_sign_in_from: Option<IpAddr>,
    /// When the user was made.
    pub created: Timestamp,
    /// When the record last changed.
    pub updated: Timestamp,
    /// Rises by one with each real change (R9).
    pub version: i64,
}

impl User {
    /// Whether the user may sign in at `now`.
    pub fn sign_in(&self, now: Timestamp) -> SignIn {
        state::sign_in(self.enabled, self.lock.as_ref(), self.window, now)
    }
}

/// A user with those of its lists that were asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct UserView {
    /// The columns.
    pub user: User,
    /// In their order.
    pub emails: Vec<Email>,
    /// In their order.
    pub phones: Vec<Phone>,
    /// Name to value.
    pub attributes: BTreeMap<String, String>,
    /// All rows, ended and future ones too, in order of joining.
    pub memberships: Vec<Membership>,
    /// Groups that the user manages, by number.
    pub manages: Vec<Managed>,
    /// Direct grants, by role name.
    pub grants: Vec<Grant>,
    /// Roles of the groups that the user is in, in force or not, by number.
    pub inherited: Vec<Inherited>,
    /// What dialects said besides.
    pub residue: BTreeMap<Dialect, Residue>,
    /// The name of the auth source that answers for the password; read with what Kron said besides.
    pub source: Option<String>,
    /// Wordings.
    pub pins: Vec<Pin>,
}

impl UserView {
    /// A user none of whose lists was asked for.
    pub const fn bare(user: User) -> Self {
        Self {
            user,
            emails: Vec::new(),
            phones: Vec::new(),
            attributes: BTreeMap::new(),
            memberships: Vec::new(),
            manages: Vec::new(),
            grants: Vec::new(),
            inherited: Vec::new(),
            residue: BTreeMap::new(),
            source: None,
            pins: Vec::new(),
        }
    }
}
