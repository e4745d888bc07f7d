use std::borrow::Cow;

use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{Conflict, Invalid, Noun, Refusal, Rule};

use super::key::Key;
use crate::input::InputError;
use crate::quirks;

/// The parameter that carries all others.
const INPUT_DATA: &str = "INPUT_DATA";

/// One failure, ready to be put into an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub key: Key,
    pub message: Cow<'static, str>,
}

impl Fault {
    pub const fn new(key: Key, message: &'static str) -> Self {
        Self { key, message: Cow::Borrowed(message) }
    }

    const fn with(key: Key, message: String) -> Self {
        Self { key, message: Cow::Owned(message) }
    }

    const INTERNAL: Self = Self::new(Key::Internal, "Internal error. Contact your administrator.");
    const BUSY: &'static str = "Too many requests.";
}

impl From<&Refusal> for Fault {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Unauthenticated(bad) => of_credential(*bad),
            Refusal::Locked { disabled: true } => Self::new(Key::Inactive, "User account is disabled."),
            Refusal::Locked { disabled: false } => Self::new(Key::Inactive, "User account is locked."),
            Refusal::Expired(Expiry::Credential | Expiry::Window) => {
                Self::new(Key::Expired, "API key received has expired. Authentication failed.")
            }
            Refusal::Forbidden(forbidden) => of_forbidden(forbidden),
            Refusal::NotFound { what, name, .. } => of_not_found(*what, name),
            Refusal::Exists { what, name } => of_exists(*what, name),
            Refusal::Invalid(all) => all.first().map_or(Self::INTERNAL, of_invalid),
            Refusal::Conflict(
                Conflict::Protected | Conflict::BuiltIn | Conflict::State(_) | Conflict::Version,
            ) => Self::new(Key::Protect, "This operation is not permitted on this user."),
            Refusal::Conflict(Conflict::ApiAccessOff) => {
                Self::new(Key::NoRest, "REST API access is not enabled for this user.")
            }
            Refusal::Limited { .. } => Self::new(Key::Busy, Self::BUSY),
            Refusal::TooLarge { .. } => Self::new(Key::TooLarge, "Request body is too large."),
            Refusal::Unavailable { .. } => Self::new(Key::Unavailable, Self::BUSY),
            Refusal::SourceFailed { .. } => {
                Self::new(Key::Unavailable, "The directory source cannot be reached.")
            }
            Refusal::OutcomeUnknown(request) => {
                Self::with(Key::Unavailable, format!("The outcome of request {request} is unknown."))
            }
            Refusal::Internal => Self::INTERNAL,
        }
    }
}

const fn of_credential(bad: BadCredential) -> Fault {
    match bad {
        BadCredential::Missing
        | BadCredential::Unknown
        | BadCredential::NoCode
        | BadCredential::WrongCode => {
            Fault::new(Key::Token, "API key received is not associated to any user. Authentication failed.")
        }
        BadCredential::Host => Fault::new(Key::Host, "User is not allowed to access from this host"),
    }
}

fn of_forbidden(forbidden: &Forbidden) -> Fault {
    match forbidden {
        Forbidden::Lacks(_)
        | Forbidden::GivesMoreThanHeld(_)
        | Forbidden::MustChangePassword
        | Forbidden::Companion => Fault::new(Key::Perm, "User is not authorized to perform this operation."),
        Forbidden::Org(name) => {
            Fault::with(Key::Org, format!("Organization {name} does not exist or is not accessible."))
        }
    }
}

fn of_not_found(what: Noun, name: &str) -> Fault {
    match what {
        Noun::User => Fault::new(Key::NoUser, "No such user found."),
        Noun::Group => Fault::new(Key::NoGroup, "No such user group found."),
        Noun::Role => Fault::with(Key::Role, format!("Role {name} does not exist.")),
        Noun::Policy => wrong_value("POLICY"),
        // No operation of this dialect names one.
        Noun::Scope | Noun::Source | Noun::Token | Noun::Org => Fault::INTERNAL,
    }
}

fn of_exists(what: Noun, name: &str) -> Fault {
    match what {
        Noun::User => Fault::with(Key::Exists, format!("User {name} is not added as it already exists.")),
        Noun::Group => {
            Fault::with(Key::GroupExists, format!("User group {name} is not added as it already exists."))
        }
        // No operation of this dialect makes one.
        Noun::Role | Noun::Scope | Noun::Source | Noun::Token | Noun::Policy | Noun::Org => Fault::INTERNAL,
    }
}

/// One failure is told, so the first that was found.
fn of_invalid(invalid: &Invalid) -> Fault {
    let field = parameter(&invalid.field);
    match &invalid.rule {
        Rule::Required if field == INPUT_DATA => {
            Fault::new(Key::NoInput, "Mandatory parameter INPUT_DATA is missing.")
        }
        Rule::Required => Fault::with(Key::Missing, format!("Mandatory parameter {field} is missing.")),
        Rule::Policy { policy, violation } => Fault::with(
            Key::Policy,
            format!("Password does not comply with the policy {policy}: {violation}"),
        ),
        rule if *rule == quirks::SCRIPT => harmful(),
        Rule::ControlCharacter => harmful(),
        _ if field == INPUT_DATA => Fault::new(Key::Json, "INPUT_DATA is not a valid JSON."),
        Rule::Type(_)
        | Rule::TooLong { .. }
        | Rule::TooMany { .. }
        | Rule::Format(_)
        | Rule::Filter(_)
        | Rule::UnknownValue
        | Rule::NotAllowed
        | Rule::Twice => wrong_value(field),
    }
}

const fn harmful() -> Fault {
    Fault::new(Key::Harm, "Harmful content detected in the data entered by the user. Operation aborted.")
}

fn wrong_value(parameter: &str) -> Fault {
    Fault::with(Key::Value, format!("Invalid value for parameter {parameter}."))
}

/// The vendor's name of a field of the record, where the core refused it; the door's own names stay.
fn parameter(field: &str) -> &str {
    match field {
        "login" => "USERNAME",
        "password" => "PASSWORD",
        "given" => "FIRSTNAME",
        "family" => "LASTNAME",
        "display" => "FULLNAME",
        "email" | "emails" => "EMAIL",
        "department" => "DEPARTMENT",
        "location" => "LOCATION",
        "role" | "grant" | "grants" => "ROLE",
        "group" | "groups" => "USERGROUPNAME",
        "filter" => "SEARCHVALUE",
        "users" => "USERIDS",
        "description" => "DESCRIPTION",
        other => other,
    }
}

/// The reason why it could not be read is not told: the vendor has one text for all of them.
impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        let rule = match error {
            InputError::NoInput => Rule::Required,
            InputError::NotJson { .. }
            | InputError::NotUtf8
            | InputError::TooDeep
            | InputError::TooMany
            | InputError::DuplicateKey
            | InputError::NoDetails => Rule::Format("must be JSON"),
        };
        Self::invalid(INPUT_DATA, rule)
    }
}
