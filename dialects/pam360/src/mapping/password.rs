//! `PASSWORD` and `POLICY` (contract sections 7.3 and 7.5).

use directory::Draft;
use directory::passwords::{MAX_CHARACTERS, Password, PasswordRefused, Violation};
use directory::policies::Policy;
use directory::users::{NewPassword, PasswordRule};
use model::{Refusal, Rule};

use crate::wire::CreateUser;

/// The password as given; else one that the server draws for a person, and none for a program.
pub fn of(sent: &CreateUser<'_>) -> Draft<NewPassword> {
    let policy = sent.policy.unwrap_or(Policy::STRONG);
    let rule = PasswordRule::Kept(policy.to_owned());
    match sent.password {
        Some(text) => checked("PASSWORD", text, policy).map(|password| NewPassword::Given(password, rule)),
        None if sent.is_api() => Ok(NewPassword::Later(rule)),
        None => Ok(NewPassword::Drawn(rule)),
    }
}

/// A password out of the parameter `name`, for the policy called `policy`, which asks the core for the rest.
pub fn checked(name: &'static str, text: &str, policy: &str) -> Draft<Password> {
    Password::new(text.to_owned()).map_err(|refused| Refusal::invalid(name, broken(refused, policy)))
}

/// What no password may be, in the words of policies where they have some.
fn broken(refused: PasswordRefused, policy: &str) -> Rule {
    let violation = match refused {
        PasswordRefused::Blank => Violation::Blank,
        PasswordRefused::TooLong => Violation::TooLong(MAX_CHARACTERS),
        PasswordRefused::Nul => return Rule::ControlCharacter,
    };
    Rule::Policy { policy: policy.to_owned(), violation: violation.to_string() }
}
