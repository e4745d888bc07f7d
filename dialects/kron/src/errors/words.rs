//! The vendor's words for ours.

use model::{Invalid, Noun};

/// The most characters of a sent value that a refusal repeats.
const MOST_REPEATED: usize = 80;

/// A sent value, cut short.
pub(super) fn shortened(value: &str) -> String {
    value.chars().take(MOST_REPEATED).collect()
}

/// All values that break a rule, as `<field>: <rule>`. A field may be a key that was sent.
pub(super) fn invalid(all: &[Invalid]) -> String {
    let one = |invalid: &Invalid| format!("{}: {}", shortened(field(&invalid.field)), invalid.rule);
    all.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A name in the body that nobody has.
pub(super) fn refers_to_no(what: Noun, name: &str) -> String {
    let field = match what {
        Noun::User => "users",
        Noun::Group => "groups",
        Noun::Role => "roles",
        Noun::Scope => "scope",
        Noun::Source => "externalDirectorySource",
        Noun::Token => "token",
        Noun::Policy => "policy",
        Noun::Org => "organisation",
    };
    format!("{field}: there is no {} {}", what.word(), shortened(name))
}

/// What kind of thing, as in `User not found.`
pub(super) const fn noun(what: Noun) -> &'static str {
    match what {
        Noun::User => "User",
        Noun::Group => "Group",
        Noun::Role => "Role",
        Noun::Scope => "Scope",
        Noun::Source => "Source",
        Noun::Token => "Token",
        Noun::Policy => "Policy",
        Noun::Org => "Organisation",
    }
}

/// The vendor's name of a field that the core names; names of this dialect stay as they are.
fn field(field: &str) -> &str {
    match field {
        "login" => "eid",
        "given" => "name",
        "family" => "surname",
        "emails" => "email",
        "phone" | "phones" => "phoneNumber",
        "personnel_number" => "personelId",
        "group" => "groups",
        "manages" => "managerGroups",
        "origin" => "internal",
        "attribute" | "attributes" => "properties",
        "lock" => "properties.isLocked",
        "window" => "tempUserEndTime",
        other => other,
    }
}
