//! The vendor's words for ours.

use std::borrow::Cow;

use model::refusal::Forbidden;
use model::{Noun, Rule};

/// The most characters of a parameter that a refusal repeats.
pub(super) const MOST_REPEATED: usize = 80;

/// What kind of thing, as in `No such User - <id>.`
pub(super) const fn noun(what: Noun) -> &'static str {
    match what {
        Noun::User => "User",
        Noun::Group => "User Group",
        Noun::Role => "Role",
        Noun::Scope => "Scope",
        Noun::Source => "Auth Source",
        Noun::Token => "Token",
        Noun::Policy => "Password Policy",
        Noun::Org => "Organization",
    }
}

/// A name that is taken.
pub(super) fn exists(what: Noun, name: &str) -> String {
    let by = if what == Noun::User { "username" } else { "name" };
    format!("{} with the same {by} already exists: {name}.", noun(what))
}

/// What the caller may not do.
pub(super) const fn forbidden(why: &Forbidden) -> &'static str {
    match why {
        Forbidden::Lacks(_) | Forbidden::GivesMoreThanHeld(_) | Forbidden::Org(_) | Forbidden::Companion => {
            "You do not have the privilege for this operation."
        }
        Forbidden::MustChangePassword => "You must change your password first.",
    }
}

/// A rule that is broken: what is missing in the vendor's words, the rest in the core's.
pub(super) fn rule(rule: &Rule) -> String {
    match rule {
        Rule::Required => "must not be null".to_owned(),
        Rule::Type(_)
        | Rule::TooLong { .. }
        | Rule::TooMany { .. }
        | Rule::ControlCharacter
        | Rule::Format(_)
        | Rule::Filter(_)
        | Rule::UnknownValue
        | Rule::Policy { .. }
        | Rule::NotAllowed
        | Rule::Twice => rule.to_string(),
    }
}

/// The vendor's member for a field that the core names; paths of this dialect stay as they are.
pub(super) fn path(field: &str) -> Cow<'_, str> {
    if let Some(property) = field.strip_prefix("properties.") {
        return Cow::Owned(format!("property.{property}"));
    }
    Cow::Borrowed(match field {
        "properties" => "property",
        "source_type" => "sourceType",
        "login" => "username",
        "given" => "firstName",
        "family" => "lastName",
        "email" => "emailAddress",
        "group" => "groupIds",
        "role" => "role-permissions",
        "display" => "displayName",
        "current_password" => "currentPassword",
        other => other,
    })
}
