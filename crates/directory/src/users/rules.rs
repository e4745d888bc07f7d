//! The rules for new passwords that are in force here.

use model::{Invalid, Origin, Refusal, Rule};

use super::new::{NewPassword, NewUser, PasswordRule};
use crate::Directory;
use crate::passwords::{Password, Violation};

/// The floor under every dialect's own rule, and the one rule in place of them all, if there is one.
#[derive(Clone)]
pub(super) struct RuleBook {
    min_length: usize,
    uniform: Option<PasswordRule>,
}

impl RuleBook {
    /// As the directory was opened with.
    pub fn of(directory: &Directory) -> Self {
        let uniform = directory.uniform_policy().cloned();
        Self {
            min_length: directory.password_min_length(),
            uniform: uniform.map(|(policy, rules)| PasswordRule { policy, rules }),
        }
    }

    /// The rule in force where a dialect's own would be `own`.
    pub fn rule<'a>(&'a self, own: &'a PasswordRule) -> &'a PasswordRule {
        self.uniform.as_ref().unwrap_or(own)
    }

    /// Refuses `Invalid` for every password of new users that breaks its rule, and for one of an external user.
    pub fn check(&self, users: &[NewUser]) -> Result<(), Refusal> {
        let broken = |user: &NewUser| match (&user.password, user.origin) {
            (NewPassword::None, _) | (NewPassword::Drawn(_), Origin::Local) => None,
            (NewPassword::Given(..) | NewPassword::Drawn(_), Origin::External(_) | Origin::Imported(_)) => {
                Some(Invalid { field: "password".into(), rule: Rule::NotAllowed })
            }
            (NewPassword::Given(password, own), Origin::Local) => {
                self.broken(password, own, user.login.as_str())
            }
        };
        let broken: Vec<_> = users.iter().filter_map(broken).collect();
        if broken.is_empty() { Ok(()) } else { Err(Refusal::Invalid(broken)) }
    }

    /// The first rule that `password` breaks.
    pub fn broken(&self, password: &Password, own: &PasswordRule, login: &str) -> Option<Invalid> {
        let rule = self.rule(own);
        let violation = match rule.rules.check(password.as_str(), login) {
            Err(violation) => violation.to_string(),
            Ok(()) if password.as_str().chars().count() < self.min_length => {
                Violation::TooShort(self.min_length).to_string()
            }
            Ok(()) => return None,
        };
        let rule = Rule::Policy { policy: rule.policy.clone(), violation };
        Some(Invalid { field: "password".into(), rule })
    }
}
