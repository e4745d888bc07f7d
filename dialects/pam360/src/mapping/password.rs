//! `PASSWORD` and `POLICY` (contract sections 7.3 and 7.5).

use directory::Draft;
use directory::passwords::{Password, PasswordRefused, PolicyRules, Violation};
use directory::users::{NewPassword, PasswordRule};
use model::{Refusal, Rule};

use crate::wire::CreateUser;

/// The policy of whoever names none.
const DEFAULT_POLICY: &str = "Strong";

/// The password as given; else one that the server draws for a person, and none for a program.
pub fn of(sent: &CreateUser<'_>) -> Draft<NewPassword> {
    let policy = sent.policy.unwrap_or(DEFAULT_POLICY);
    let rules = PolicyRules::pam360(policy).ok_or_else(|| Refusal::invalid("POLICY", Rule::UnknownValue))?;
    let rule = PasswordRule { policy: policy.to_owned(), rules };
    match sent.password {
        Some(text) => match Password::new(text.to_owned()) {
            Ok(password) => Ok(NewPassword::Given(password, rule)),
            Err(refused) => Err(Refusal::invalid("PASSWORD", broken(refused, rule))),
        },
        None if sent.is_api() => Ok(NewPassword::None),
        None => Ok(NewPassword::Drawn(rule)),
    }
}

/// What no password may be, in the words of the policy where it has some.
fn broken(refused: PasswordRefused, rule: PasswordRule) -> Rule {
    let violation = match refused {
        PasswordRefused::Blank => Violation::Blank,
        PasswordRefused::TooLong => Violation::TooLong(rule.rules.max),
        PasswordRefused::Nul => return Rule::ControlCharacter,
    };
    Rule::Policy { policy: rule.policy, violation: violation.to_string() }
}
