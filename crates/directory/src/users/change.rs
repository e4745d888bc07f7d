//! What an update can change, in the record's own words.

use std::collections::BTreeMap;

use model::{AccessWindow, Dialect, Email, Login, Origin, Phone, Slot, Timestamp};
use serde_json::Value;

use super::new::PasswordRule;
use crate::groups::GroupRef;
use crate::groups::Join;
use crate::passwords::Password;
use crate::roles::{NewGrant, RoleRef};
use crate::tokens::TermsOf;

/// One change of a user. Each is an explicit word: what no change names stays as it is (R4, R5).
#[derive(Clone, Debug)]
pub enum Change {
    /// Another login, or another spelling of the same.
    Login(Login),
    /// A text of the record.
    Text(TextField, Option<String>),
    /// The address in a slot; none clears it, and leaves it empty.
    EmailIn(Slot, Option<String>),
    /// The whole list; slots are given anew.
    Emails(Vec<Email>),
    /// The phone in a slot; none clears it.
    PhoneIn(Slot, Option<Phone>),
    /// All texts, as a dialect that joins them sees them.
    PhoneTexts {
        /// The texts.
        texts: Vec<String>,
        /// The text that the dialect shows a phone as.
        shown: fn(&Phone) -> String,
    },
    /// The whole list; entries equal in text and type keep their parts, slots are given anew.
    Phones(Vec<Phone>),
    /// Which slot's phone is the primary one; others are not.
    PrimaryPhone(Slot),
    /// The enabled axis.
    Enabled(bool),
    /// A lock, or the end of any. The reason of a lock that stands stays.
    Lock(Option<NewLock>),
    /// Another end of the lock that stands, or none; nothing where none stands.
    LockEnd(Option<Timestamp>),
    /// The access window.
    Window(AccessWindow),
    /// Whether the password must be changed first.
    MustChange(bool),
    /// Whether a change of the password ends the lock.
    UnlockOnPassword(bool),
    /// Local or external.
    Origin(Origin),
    /// The name of the auth source that is to answer for an external user; nobody does where there is none of that name. Who was
    /// brought from a source, and who is local, stays what he is.
    Source(Option<String>),
    /// Another password. The same again is no change.
    Password(Password, PasswordRule),
    /// What a dialect says of the password, by name; a label that decides nothing, kept as residue.
    PasswordLabel(Dialect, &'static str, Option<Value>),
    /// The policy of the organisation that later passwords are to meet, kept as a word of that dialect; none takes it back.
    PasswordPolicy(Dialect, &'static str, Option<String>),
    /// Attributes to set, and to remove where there is no value.
    Attributes(BTreeMap<String, Option<String>>),
    /// What a dialect says besides, by name; none takes it back.
    Residue(Dialect, &'static str, Option<Value>),
    /// As [`Change::Residue`], of a word that nobody says of himself: `Conflict` for the caller's own record.
    ResidueOfAnother(Dialect, &'static str, Option<Value>),
    /// What was said of the user's AUTHTOKEN is to hold for the one that he has: whether he may have it, from where and
    /// until when it is good. Whatever else is changed is changed first.
    Terms(TermsOf),
    /// A wording to be printed instead of the plain form, until the value changes.
    Pin(PinField, String, Dialect, Option<String>),
    /// Memberships.
    Groups(GroupsChange),
    /// The groups that the user manages become these.
    Manages(Vec<GroupRef>),
    /// Direct grants.
    Grants(GrantsChange),
}

/// Texts of the record without a rule of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextField {
    /// Given name.
    Given,
    /// Family name.
    Family,
    /// Name to display.
    Display,
    /// Personnel number.
    PersonnelNumber,
    /// Department.
    Department,
    /// Location.
    Location,
    /// Language tag.
    Locale,
    /// Free code.
    Gender,
}

impl TextField {
    /// The record's name of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Family => "family",
            Self::Display => "display",
            Self::PersonnelNumber => "personnel_number",
            Self::Department => "department",
            Self::Location => "location",
            Self::Locale => "locale",
            Self::Gender => "gender",
        }
    }
}

/// A lock that a request wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLock {
    /// Why; none: `Locked by` and the caller's login, unless the lock that stands has a reason.
    pub reason: Option<String>,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

/// The field that a wording belongs to; it falls with any change of that field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinField {
    /// The phones; the entry is a slot, and falls with the text of the phone in it, or empty for the list.
    Phones,
    /// The enabled axis.
    Enabled,
    /// The lock.
    Lock,
    /// The access window.
    Window,
    /// Whether the password must be changed.
    MustChange,
    /// Whether a change of the password ends the lock.
    UnlockOnPassword,
    /// The locale.
    Locale,
}

impl PinField {
    /// The record's name of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phones => "phones",
            Self::Enabled => "enabled",
            Self::Lock => "lock",
            Self::Window => "window",
            Self::MustChange => "must_change",
            Self::UnlockOnPassword => "unlock_on_password",
            Self::Locale => "locale",
        }
    }
}

/// How memberships change (`one-record` 4.3).
#[derive(Clone, Debug)]
pub enum GroupsChange {
    /// The rows in force become these; ended and future ones stay.
    InForce(Vec<GroupRef>),
    /// The rows that are a dialect's own (groups of its roll, or last written through it) become these; others stay.
    Own(Vec<Join>),
    /// Every row becomes one of these.
    All(Vec<Join>),
    /// Leaves one group, joins another.
    Swap {
        /// To leave, where it is a member.
        leave: Option<GroupRef>,
        /// To join.
        join: Option<Join>,
    },
}

/// How direct grants change (`one-record` 4.4).
#[derive(Clone, Debug)]
pub enum GrantsChange {
    /// All direct grants become these.
    All(Vec<NewGrant>),
    /// The all-object grants become these; scoped ones stay.
    OnAll(Vec<RoleRef>),
    /// PAM360's one role in place of all-object grants of 301 to 307 and of roles with core privileges; others stay.
    OneRole(RoleRef),
}
