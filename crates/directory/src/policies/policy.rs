use model::{OrgKey, PolicyName, Refusal, Rule, text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::audit::{Changes, Target};
use crate::passwords::PolicyRules;

/// A named set of rules for passwords.
#[derive(Clone, Debug)]
pub struct Policy {
    /// PAM360's POLICYID: 1 to 4 are predefined in every organisation.
    pub number: i64,
    /// Unique without case; it stays, since users are held to it by name.
    pub name: PolicyName,
    /// For people to read.
    pub description: Option<String>,
    /// What it asks for.
    pub rules: PolicyRules,
    /// Part of every organisation: neither changed nor deleted.
    pub predefined: bool,
    /// Rises by one with each change.
    pub version: i64,
}

impl Policy {
    /// The policy of whoever names none.
    pub const STRONG: &'static str = "Strong";

    /// How the audit names it, which has a number and no id: organisation and number, behind each other.
    pub(super) fn target(&self, org: OrgKey) -> Target {
        let id = (i128::from(org.0) << 64) | i128::from(self.number);
        Target { kind: "policy", id: id.to_be_bytes(), name: self.name.to_string() }
    }

    /// Refuses `Invalid` for rules that no password can meet, and for a description that is too long.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if !self.rules.can_be_met() {
            return Err(Refusal::invalid(
                "rules",
                Rule::Format("must be such that a password can meet them"),
            ));
        }
        let description =
            self.description.as_deref().map_or(Ok(()), |said| text::check(said, text::MAX_TEXT));
        description.map_err(|rule| Refusal::invalid("description", rule))
    }
}

/// What the audit tells of a change, or of a policy that comes or goes.
pub(super) fn told(before: Option<&Policy>, after: Option<&Policy>) -> Changes {
    let mut changes = Changes::default();
    let name = |policy: Option<&Policy>| policy.map(|policy| policy.name.to_string());
    changes.both("name", name(before), name(after));
    let description = |policy: Option<&Policy>| policy.and_then(|policy| policy.description.clone());
    changes.both("description", description(before), description(after));
    let (before, after) = (fields(before), fields(after));
    for field in before.keys().chain(after.keys().filter(|field| !before.contains_key(*field))) {
        let of = |fields: &Map<String, Value>| fields.get(field).cloned().unwrap_or_default();
        changes.both(field, of(&before), of(&after));
    }
    changes
}

fn fields(policy: Option<&Policy>) -> Map<String, Value> {
    match policy.map(|policy| serde_json::to_value(policy.rules)) {
        Some(Ok(Value::Object(fields))) => fields,
        Some(_) | None => Map::new(),
    }
}

/// What is to change of rules; what is not said stays.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesEdit {
    /// Fewest characters.
    pub min: Option<usize>,
    /// Most characters.
    pub max: Option<usize>,
    /// Both an upper and a lower case letter.
    pub mixed_case: Option<bool>,
    /// Fewest digits.
    pub digits: Option<usize>,
    /// Fewest special characters.
    pub specials: Option<usize>,
    /// The first character is a letter.
    pub starts_with_letter: Option<bool>,
    /// The login may be the password.
    pub login_allowed: Option<bool>,
    /// At least one letter and at least one digit.
    pub letter_and_digit: Option<bool>,
    /// Not one of those that everybody uses.
    pub refuse_common: Option<bool>,
}

impl RulesEdit {
    /// The rules after the change.
    #[must_use]
    pub fn of(self, stands: PolicyRules) -> PolicyRules {
        PolicyRules {
            min: self.min.unwrap_or(stands.min),
            max: self.max.unwrap_or(stands.max),
            mixed_case: self.mixed_case.unwrap_or(stands.mixed_case),
            digits: self.digits.unwrap_or(stands.digits),
            specials: self.specials.unwrap_or(stands.specials),
            starts_with_letter: self.starts_with_letter.unwrap_or(stands.starts_with_letter),
            login_allowed: self.login_allowed.unwrap_or(stands.login_allowed),
            letter_and_digit: self.letter_and_digit.unwrap_or(stands.letter_and_digit),
            refuse_common: self.refuse_common.unwrap_or(stands.refuse_common),
        }
    }
}
