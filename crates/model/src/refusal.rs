//! Why a request was refused: facts, not words. Each dialect words them once (`one-record` section 9).

use std::borrow::Cow;
use std::fmt;

use crate::{Privilege, RequestId};

/// Why a request was refused. Nothing of a refused request is stored, but what `db` was told to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No credential, or one that opens nothing here.
    Unauthenticated(BadCredential),
    /// The credential is right; the user is locked or disabled.
    Locked {
        /// Disabled wins over locked.
        disabled: bool,
    },
    /// The credential is right, but its time, or the user's, is not now.
    Expired(Expiry),
    /// The caller may not do this.
    Forbidden(Forbidden),
    /// The thing does not exist, or not in the caller's organisation.
    NotFound {
        /// What kind of thing.
        what: Noun,
        /// Whether the request addressed it or its body referred to it.
        addressing: Addressing,
        /// As the caller named it.
        name: String,
    },
    /// The name is taken.
    Exists {
        /// What kind of thing.
        what: Noun,
        /// As the caller named it.
        name: String,
    },
    /// Values that break a rule: all that were found, in the order of the fields.
    Invalid(Vec<Invalid>),
    /// The request is right, and the state of the record forbids it.
    Conflict(Conflict),
    /// Too many requests of this source.
    Limited {
        /// Seconds after which to try again.
        retry_after: u32,
    },
    /// The body is larger than this server reads.
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The server cannot do it now; nothing was changed.
    Unavailable {
        /// Seconds after which to try again.
        retry_after: u32,
    },
    /// An auth source could not be asked, or did not answer what was hoped for.
    SourceFailed {
        /// Its settings came with this request, so it is they that are wrong; else they are those of a source that is kept.
        draft: bool,
        /// What failed, in a sentence for whoever keeps the source. Never a password, and nothing for strangers.
        why: String,
    },
    /// The answer of the commit was lost: it may or may not have happened.
    OutcomeUnknown(RequestId),
    /// A fault of ours.
    Internal,
}

/// What was wrong with a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadCredential {
    /// None was given.
    Missing,
    /// A token that names nobody, or a wrong login or password: told apart nowhere outside.
    Unknown,
    /// A token used from a host it is not bound to.
    Host,
    /// A password alone, or a session that was opened with it alone, where a one-time code is asked too.
    NoCode,
    /// A one-time code that is not right now, or was taken before.
    WrongCode,
}

/// Whose time is over, or has not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// The token's.
    Credential,
    /// The user's access window.
    Window,
}

/// What the caller lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forbidden {
    /// The privilege that the operation asks for.
    Lacks(Privilege),
    /// Rule G: the act would let somebody use a privilege the caller does not hold.
    GivesMoreThanHeld(Privilege),
    /// The organisation named is not the caller's, or does not exist.
    Org(String),
    /// The caller must change the own password first.
    MustChangePassword,
    /// The call changes something and did not bring the companion of its session.
    Companion,
}

/// Kinds of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
    /// A scope.
    Scope,
    /// An auth source.
    Source,
    /// A token.
    Token,
    /// A password policy.
    Policy,
    /// An organisation.
    Org,
}

impl Noun {
    /// The field's word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::Scope => "scope",
            Self::Source => "auth source",
            Self::Token => "token",
            Self::Policy => "password policy",
            Self::Org => "organisation",
        }
    }
}

/// How a request named a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressing {
    /// In its path or query: the thing itself.
    Addressed,
    /// Inside its body: a thing the change refers to.
    ReferredTo,
}

/// One value and the rule it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field: the dialect's own name where its door refused, else the name of the record's field.
    pub field: Cow<'static, str>,
    /// The rule.
    pub rule: Rule,
}

/// The rule a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It must be given and not be blank.
    Required,
    /// It is of another type.
    Type(&'static str),
    /// It is longer than this many characters.
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// It has more entries than this.
    TooMany {
        /// The most entries.
        max: usize,
    },
    /// It holds a control character or a line separator.
    ControlCharacter,
    /// Its form is wrong; the words follow "it".
    Format(&'static str),
    /// It is no filter, or asks what cannot be answered; the words follow "it".
    Filter(String),
    /// It is not one of the values there are.
    UnknownValue,
    /// The password breaks the policy of this name, first in this.
    Policy {
        /// The policy's name.
        policy: String,
        /// What it asks for.
        violation: String,
    },
    /// It may not be given here.
    NotAllowed,
    /// It is given twice.
    Twice,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("must not be blank"),
            Self::Type(wanted) => write!(f, "must be {wanted}"),
            Self::TooLong { max } => write!(f, "must have at most {max} characters"),
            Self::TooMany { max } => write!(f, "must have at most {max} entries"),
            Self::ControlCharacter => f.write_str("must not contain control characters"),
            Self::Format(words) => f.write_str(words),
            Self::Filter(words) => f.write_str(words),
            Self::UnknownValue => f.write_str("is not a known value"),
            Self::Policy { policy, violation } => {
                write!(f, "does not comply with the policy {policy}: {violation}")
            }
            Self::NotAllowed => f.write_str("must not be given"),
            Self::Twice => f.write_str("must not be given twice"),
        }
    }
}

/// What in the record's state forbids the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// It would end the caller himself or the last administrator (`one-record` section 2.5).
    Protected,
    /// It is part of every organisation and stays as it is.
    BuiltIn,
    /// The record is in a state that forbids it; the words say which.
    State(&'static str),
    /// The user has no access to the API that the token would open.
    ApiAccessOff,
    /// Somebody changed it since the version given.
    Version,
}

impl Refusal {
    /// One value that breaks one rule.
    pub fn invalid(field: impl Into<Cow<'static, str>>, rule: Rule) -> Self {
        Self::Invalid(vec![Invalid { field: field.into(), rule }])
    }

    /// A thing that the request addressed and that is not there.
    pub fn no_such(what: Noun, name: impl Into<String>) -> Self {
        Self::NotFound { what, addressing: Addressing::Addressed, name: name.into() }
    }

    /// A thing that the body named and that is not there.
    pub fn refers_to_no(what: Noun, name: impl Into<String>) -> Self {
        Self::NotFound { what, addressing: Addressing::ReferredTo, name: name.into() }
    }

    /// The kind, as logs, metrics and audit name it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Unauthenticated(_) => "unauthenticated",
            Self::Locked { .. } => "locked",
            Self::Expired(_) => "expired",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound { .. } => "not_found",
            Self::Exists { .. } => "exists",
            Self::Invalid(_) => "invalid",
            Self::Conflict(_) => "conflict",
            Self::Limited { .. } => "limited",
            Self::TooLarge { .. } => "too_large",
            Self::Unavailable { .. } => "unavailable",
            Self::SourceFailed { .. } => "source_failed",
            Self::OutcomeUnknown(_) => "outcome_unknown",
            Self::Internal => "internal",
        }
    }
}

/// For logs and the command line; dialects have words of their own.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { what, name, .. } => write!(f, "there is no {} {name}", what.word()),
            Self::Exists { what, name } => write!(f, "the {} {name} exists already", what.word()),
            Self::Invalid(all) => {
                for (index, invalid) in all.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "; " };
                    write!(f, "{comma}{} {}", invalid.field, invalid.rule)?;
                }
                Ok(())
            }
            Self::Conflict(Conflict::Protected) => {
                f.write_str("this would end the last administrator, or yourself")
            }
            Self::Conflict(Conflict::BuiltIn) => f.write_str("it is built in"),
            Self::Conflict(Conflict::State(words)) => f.write_str(words),
            Self::Conflict(Conflict::ApiAccessOff) => {
                f.write_str("the user has no access to the API that the token would open")
            }
            Self::Forbidden(Forbidden::Lacks(privilege)) => {
                write!(f, "the privilege {} is needed", privilege.key())
            }
            Self::Forbidden(Forbidden::GivesMoreThanHeld(privilege)) => {
                write!(f, "nobody gives what he does not hold: {}", privilege.key())
            }
            Self::Forbidden(Forbidden::Org(name)) => write!(f, "there is no organisation {name}"),
            Self::Unavailable { retry_after } => write!(f, "busy; try again in {retry_after} s"),
            Self::SourceFailed { why, .. } => f.write_str(why),
            Self::OutcomeUnknown(request) => write!(f, "the outcome of request {request} is unknown"),
            other => f.write_str(other.name()),
        }
    }
}

impl std::error::Error for Refusal {}
