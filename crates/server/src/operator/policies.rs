//! Password policies: those there are, and a site's own.

use std::fmt::Write;

use directory::passwords::PolicyRules;
use directory::policies::{self, NewPolicy, Policy, PolicyEdit, RulesEdit};
use directory::{Credential, Directory};
use model::{PolicyName, Refusal};

use super::order::request;

/// What a policy asks for unless it says otherwise: eight characters, and not the login.
const UNSAID: PolicyRules = PolicyRules { login_allowed: false, ..PolicyRules::at_least(8) };

/// All policies, two lines each.
pub(super) async fn list(directory: &Directory, org: Option<String>) -> Result<String, Refusal> {
    let request = request(directory, "policy list", org);
    let all = policies::list(directory, &request, &Credential::System).await?;
    Ok(all.iter().map(told).collect::<Vec<_>>().join("\n"))
}

/// Makes a policy, and says what it asks for.
pub(super) async fn create(
    directory: &Directory,
    org: Option<String>,
    name: &str,
    description: Option<String>,
    rules: RulesEdit,
) -> Result<String, Refusal> {
    let request = request(directory, "policy create", org);
    let name = PolicyName::new(name).map_err(|rule| Refusal::invalid("name", rule));
    let draft = name.map(|name| NewPolicy { name, description, rules: rules.of(UNSAID) });
    policies::create(directory, &request, &Credential::System, draft).await.map(|made| told(&made))
}

/// Changes a policy, and says what it asks for now. An empty description takes it back.
pub(super) async fn update(
    directory: &Directory,
    org: Option<String>,
    name: String,
    description: Option<String>,
    rules: RulesEdit,
) -> Result<String, Refusal> {
    let request = request(directory, "policy update", org);
    let description = description.map(|said| Some(said).filter(|said| !said.is_empty()));
    let draft = Ok((name, PolicyEdit { description, rules }));
    policies::update(directory, &request, &Credential::System, draft).await.map(|policy| told(&policy))
}

/// Deletes a policy.
pub(super) async fn delete(
    directory: &Directory,
    org: Option<String>,
    name: String,
) -> Result<String, Refusal> {
    let request = request(directory, "policy delete", org);
    let deleted = format!("{name} is deleted");
    policies::delete(directory, &request, &Credential::System, Ok(name)).await.map(|()| deleted)
}

/// Name and description, and what is asked for.
fn told(policy: &Policy) -> String {
    let mut text = policy.name.to_string();
    if policy.predefined {
        text.push_str(" (predefined)");
    }
    if let Some(description) = &policy.description {
        let _ = write!(text, ": {description}");
    }
    let PolicyRules { min, max, digits, specials, .. } = policy.rules;
    let _ = write!(text, "\n  {min} to {max} characters");
    let counted = [(digits, "digits"), (specials, "special characters")];
    for (count, what) in counted.into_iter().filter(|(count, _)| *count > 0) {
        let _ = write!(text, ", {what}: {count} or more");
    }
    let rules = policy.rules;
    let said = [
        (rules.mixed_case, "upper and lower case"),
        (rules.letter_and_digit, "a letter and a digit"),
        (rules.starts_with_letter, "starts with a letter"),
        (!rules.login_allowed, "not the login"),
        (rules.refuse_common, "not a commonly used one"),
    ];
    for (_, what) in said.into_iter().filter(|(holds, _)| *holds) {
        let _ = write!(text, ", {what}");
    }
    text
}
