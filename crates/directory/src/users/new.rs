//! A user about to be made.

use std::collections::BTreeMap;

use model::{AccessWindow, Dialect, Email, Kind, Login, Origin, Phone, Pin, Residue};

use super::change::NewLock;
use crate::groups::{GroupRef, Join};
use crate::passwords::{Password, PolicyRules};
use crate::roles::NewGrant;
use crate::tokens::NewToken;

/// The rule that a password must meet where no uniform policy is set.
#[derive(Clone, Debug)]
pub enum PasswordRule {
    /// A dialect's own.
    Own {
        /// What a refusal calls it.
        policy: &'static str,
        /// What it asks for.
        rules: PolicyRules,
    },
    /// The policy of this name that the organisation keeps, compared without case.
    Kept(String),
    /// The same of a name that was good when it was given: `Strong` where the organisation has that policy no more.
    KeptOrStrong(String),
}

/// Where the password of a new user comes from.
#[derive(Clone, Debug)]
pub enum NewPassword {
    /// None is stored: nobody signs in with one.
    None,
    /// The same; one that comes later is to meet this rule, so there must be it.
    Later(PasswordRule),
    /// As given, if it meets the rule.
    Given(Password, PasswordRule),
    /// Drawn by the server to meet the rule, and never returned.
    Drawn(PasswordRule),
}

/// A user about to be made. Every value is valid by itself; what the store must be asked is asked in `create`.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The login.
    pub login: Login,
    /// Given name.
    pub given: Option<String>,
    /// Family name.
    pub family: Option<String>,
    /// Name to display.
    pub display: Option<String>,
    /// E-mail addresses, in their order.
    pub emails: Vec<Email>,
    /// Phones, in their order.
    pub phones: Vec<Phone>,
    /// Personnel number.
    pub personnel_number: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Location.
    pub location: Option<String>,
    /// Language tag.
    pub locale: Option<String>,
    /// Free code.
    pub gender: Option<String>,
    /// Person or program.
    pub kind: Kind,
    /// Local or external.
    pub origin: Origin,
    /// The name of the auth source that is to answer for an external user, if there is one.
    pub source: Option<String>,
    /// The enabled axis.
    pub enabled: bool,
    /// Locked from the start.
    pub lock: Option<NewLock>,
    /// Whether a change of the password ends the lock.
    pub unlock_on_password: bool,
    /// When the user may enter.
    pub window: AccessWindow,
    /// Whether the password must be changed first.
    pub must_change: bool,
    /// The password.
    pub password: NewPassword,
    /// Name to value.
    pub attributes: BTreeMap<String, String>,
    /// A provisioning client's label, and the domain it is of.
    pub external_id: Option<(String, String)>,
    /// Groups to join, in their order.
    pub groups: Vec<Join>,
    /// Groups to manage.
    pub manages: Vec<GroupRef>,
    /// Roles to be given.
    pub grants: Vec<NewGrant>,
    /// What the dialect said besides.
    pub residue: Option<(Dialect, Residue)>,
    /// Wordings.
    pub pins: Vec<Pin>,
    /// A token to be issued with it.
    pub token: Option<NewToken>,
}

impl NewUser {
    /// An enabled local person of this login and nothing else.
    pub fn named(login: Login) -> Self {
        Self {
            login,
            given: None,
            family: None,
            display: None,
            emails: Vec::new(),
            phones: Vec::new(),
            personnel_number: None,
            department: None,
            location: None,
            locale: None,
            gender: None,
            kind: Kind::Person,
            origin: Origin::Local,
            source: None,
            enabled: true,
            lock: None,
            unlock_on_password: false,
            window: AccessWindow::ALWAYS,
            must_change: false,
            password: NewPassword::None,
            attributes: BTreeMap::new(),
            external_id: None,
            groups: Vec::new(),
            manages: Vec::new(),
            grants: Vec::new(),
            residue: None,
            pins: Vec::new(),
            token: None,
        }
    }
}
