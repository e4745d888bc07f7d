//! `PASSWORD` and `POLICY` (contract sections 7.3 and 7.5).

use directory::Draft;
use directory::passwords::{Password, PasswordRefused, PolicyRules, Violation};
use directory::users::{NewPassword, PasswordRule};
use model::{Refusal, Rule};

use crate::wire::CreateUser;

/// The policy of whoever names none.
pub const DEFAULT_POLICY: &str = "Strong";

/// The password as given; else one that the server draws for a person, and none for a program.
pub fn of(sent: &CreateUser<'_>) -> Draft<NewPassword> {
    let rule = rule(sent.policy)?;
    match sent.password {
        Some(text) => checked("PASSWORD", text, &rule).map(|password| NewPassword::Given(password, rule)),
        None if sent.is_api() => Ok(NewPassword::None),
        None => Ok(NewPassword::Drawn(rule)),
    }
}

/// The rule of the policy with this name; of none, of the default one.
pub fn rule(policy: Option<&str>) -> Draft<PasswordRule> {
    let policy = policy.unwrap_or(DEFAULT_POLICY);
    let rules = PolicyRules::pam360(policy).ok_or_else(|| Refusal::invalid("POLICY", Rule::UnknownValue))?;
    Ok(PasswordRule { policy: policy.to_owned(), rules })
}

/// A password out of the parameter `name`. What its rule asks for is asked in the core.
pub fn checked(name: &'static str, text: &str, rule: &PasswordRule) -> Draft<Password> {
    Password::new(text.to_owned()).map_err(|refused| Refusal::invalid(name, broken(refused, rule)))
}

/// What no password may be, in the words of the policy where it has some.
fn broken(refused: PasswordRefused, rule: &PasswordRule) -> Rule {
    let violation = match refused {
        PasswordRefused::Blank => Violation::Blank,
        PasswordRefused::TooLong => Violation::TooLong(rule.rules.max),
        PasswordRefused::Nul => return Rule::ControlCharacter,
    };
    Rule::Policy { policy: rule.policy.clone(), violation: violation.to_string() }
}
