//! The product's words for ours.

use model::{Conflict, Invalid, Noun, Rule, fold};
use serde_json::Value;

use crate::settings::DuplicateStatus;
use crate::wire::Problem;

/// The most characters of a sent value that a refusal repeats.
const MOST_REPEATED: usize = 80;

/// The body that a refusal speaks of.
pub(crate) struct Body<'a> {
    /// The body as it was sent.
    pub sent: &'a Value,
    /// The status for a login name that is taken.
    pub duplicate: DuplicateStatus,
}

impl Body<'_> {
    /// No body.
    pub const NONE: Body<'static> = Body { sent: &Value::Null, duplicate: DuplicateStatus::BadRequest };

    /// Where the one user stands; of several nobody can say which.
    fn at(&self) -> &'static str {
        match self.sent.get("users").and_then(Value::as_array).map(Vec::len) {
            Some(1) => "users[0].",
            Some(_) => "users[].",
            None if self.sent.get("user").is_some() => "user.",
            None => "",
        }
    }

    /// The path of a field that the core names; paths of this dialect stay as they are.
    pub(super) fn core_field(&self, field: &str) -> String {
        let leaf = match field {
            "login" => "loginName",
            "password" => "password",
            "given" => "client.firstName",
            "family" => "client.lastName",
            "gender" => "client.sex",
            "email" => "client.email",
            "group" => "securityGroup",
            "filter" => return "q".to_owned(),
            other => return other.to_owned(),
        };
        format!("{}{leaf}", self.at())
    }

    /// Where a login name stands in the body.
    pub(super) fn named(&self, login: &str) -> Option<String> {
        let key = fold::key(login);
        let is_it = |user: &Value| {
            user.get("loginName").and_then(Value::as_str).is_some_and(|name| fold::key(name) == key)
        };
        if let Some(users) = self.sent.get("users").and_then(Value::as_array) {
            return users.iter().position(is_it).map(|index| format!("users[{index}].loginName"));
        }
        self.sent.get("user").filter(|user| is_it(user)).map(|_| "user.loginName".to_owned())
    }

    /// The text at a path, cut short. Never asked for a password.
    fn text(&self, path: &str) -> Option<String> {
        let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
        let text = self.sent.pointer(&pointer)?.as_str()?;
        Some(text.chars().take(MOST_REPEATED).collect())
    }
}

/// One value and the rule it breaks.
pub(super) fn problem(invalid: &Invalid, body: &Body<'_>) -> Problem {
    let field = body.core_field(&invalid.field);
    let leaf = field.rsplit('.').next().unwrap_or_default().to_owned();
    let message = match &invalid.rule {
        Rule::UnknownValue => unknown(&leaf, &body.text(&field).unwrap_or_default()),
        Rule::Twice => twice(&leaf, &body.text(&field).unwrap_or_default()),
        Rule::Required
        | Rule::Type(_)
        | Rule::TooLong { .. }
        | Rule::TooMany { .. }
        | Rule::ControlCharacter
        | Rule::Format(_)
        | Rule::Filter(_)
        | Rule::Policy { .. }
        | Rule::NotAllowed => format!("{leaf} {}", invalid.rule),
    };
    Problem { code: code(&invalid.rule), field: Some(field), message }
}

fn code(rule: &Rule) -> &'static str {
    match rule {
        Rule::Required => "REQUIRED",
        Rule::UnknownValue => "UNKNOWN_VALUE",
        Rule::Twice => "DUPLICATE",
        Rule::NotAllowed => "NOT_ALLOWED",
        Rule::Filter(_) => "BAD_FILTER",
        Rule::Type(_)
        | Rule::TooLong { .. }
        | Rule::TooMany { .. }
        | Rule::ControlCharacter
        | Rule::Format(_)
        | Rule::Policy { .. } => "BAD_FORMAT",
    }
}

fn unknown(leaf: &str, value: &str) -> String {
    match leaf {
        "securityGroupName" | "securityGroupGuid" => no_such(Noun::Group, value),
        "primaryCompany" => format!("Company '{value}' does not exist"),
        "userStatus" => format!("Code '{value}' is not in the table UserStatus"),
        "localeCode" => format!("Code '{value}' is not in the table Locale"),
        _ => format!("{leaf} '{value}' is not a known value"),
    }
}

fn twice(leaf: &str, value: &str) -> String {
    match leaf {
        "loginName" => taken(Noun::User, value),
        "securityGroupName" | "securityGroupGuid" => format!("Security group '{value}' is given twice"),
        _ => format!("{leaf} {}", Rule::Twice),
    }
}

/// A name that nobody has.
pub(super) fn no_such(what: Noun, name: &str) -> String {
    let name: String = name.chars().take(MOST_REPEATED).collect();
    format!("{} '{name}' does not exist", noun(what))
}

/// A name that somebody has.
pub(super) fn taken(what: Noun, name: &str) -> String {
    match what {
        Noun::User => format!("Login name '{name}' is taken"),
        Noun::Group | Noun::Role | Noun::Scope | Noun::Source | Noun::Token | Noun::Policy | Noun::Org => {
            format!("{} '{name}' exists already", noun(what))
        }
    }
}

const fn noun(what: Noun) -> &'static str {
    match what {
        Noun::User => "User",
        Noun::Group => "Security group",
        Noun::Role => "Role",
        Noun::Scope => "Scope",
        Noun::Source => "Auth source",
        Noun::Token => "Token",
        Noun::Policy => "Password policy",
        Noun::Org => "Organisation",
    }
}

/// The core's name of the member that refers to such a thing.
pub(super) const fn member(what: Noun) -> &'static str {
    match what {
        Noun::User => "login",
        Noun::Group => "group",
        Noun::Role => "role",
        Noun::Scope => "scope",
        Noun::Source => "source",
        Noun::Token => "token",
        Noun::Policy => "policy",
        Noun::Org => "org",
    }
}

/// What in the state of the record forbids the change.
pub(super) const fn conflict(conflict: &Conflict) -> &'static str {
    match conflict {
        Conflict::Protected => "The own account and the last administrator cannot be made inactive",
        Conflict::BuiltIn => "A built-in object cannot be changed",
        Conflict::State(words) => words,
        Conflict::ApiAccessOff => "The user has no access to that API",
        Conflict::Version => "The object was changed meanwhile",
    }
}
