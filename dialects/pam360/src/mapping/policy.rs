//! Password policies, and passwords that are nobody's yet (contract section 7.5; section 6, O8, O9 and O20).

use directory::Draft;
use directory::passwords::{Password, PolicyRules};
use directory::policies;
use model::{Refusal, Rule};

use super::password;
use crate::input::Details;
use crate::wire::{MAX_TEXT, Policy, field, truth};

/// No policy of ours remembers old passwords, or lets one get too old.
const NEVER: &str = "0";

/// The name of O9's parameter that says which policy is asked.
pub const OF_CHECK: &str = "PASSWORDPOLICY";

/// A policy in the vendor's words.
pub fn policy(policy: &policies::Policy) -> Policy<'_> {
    let rules: PolicyRules = policy.rules;
    Policy {
        policyid: policy.number.to_string(),
        policyname: policy.name.as_str(),
        description: policy.description.as_deref().unwrap_or_default(),
        minlength: rules.min.to_string(),
        maxlength: rules.max.to_string(),
        mixedcase: truth(rules.mixed_case),
        numerals: rules.digits.max(usize::from(rules.letter_and_digit)).to_string(),
        specialchars: rules.specials.to_string(),
        startwithalphabet: truth(rules.starts_with_letter),
        loginnameallowed: truth(rules.login_allowed),
        history: NEVER,
        age: NEVER,
    }
}

/// The policy by which O8 draws a password; none named: `Strong`.
pub fn drawn_by(details: &Details) -> Draft<String> {
    named(details, "POLICY")
}

/// The password that O9 checks, and by which policy; none named: `Strong`.
pub fn to_check(details: &Details) -> Draft<(Password, String)> {
    let text = field::given(details, "PASSWORD")?;
    let text = text.ok_or_else(|| Refusal::invalid("PASSWORD", Rule::Required))?;
    let policy = named(details, OF_CHECK)?;
    Ok((password::checked("PASSWORD", text, &policy)?, policy))
}

fn named(details: &Details, parameter: &'static str) -> Draft<String> {
    let said = field::text(details, parameter, MAX_TEXT)?;
    Ok(said.unwrap_or(policies::Policy::STRONG).to_owned())
}
