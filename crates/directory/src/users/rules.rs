//! The rules for new passwords that are in force here: the one place that every password goes through.

use db::Conn;
use model::{Invalid, OrgKey, Origin, Refusal, Rule};

use super::new::{NewPassword, NewUser, PasswordRule};
use crate::Directory;
use crate::passwords::{Password, PolicyRules};
use crate::policies::{Policy, repo};
use crate::run::Step;

/// The floor under every dialect's own rule, and the name of the one policy in place of them all, if there is one.
#[derive(Clone)]
pub(super) struct RuleBook {
    min_length: usize,
    uniform: Option<String>,
}

/// The rules that hold for one password, and what a refusal calls them.
struct InForce {
    policy: String,
    rules: PolicyRules,
}

impl RuleBook {
    /// As the directory was opened with.
    pub fn of(directory: &Directory) -> Self {
        let uniform = directory.uniform_policy().map(str::to_owned);
        Self { min_length: directory.password_min_length(), uniform }
    }

    /// What new users' passwords that the server draws must meet, in the order of `users`; none for the others.
    ///
    /// Refuses `Invalid` for every given password that breaks its rule, and for one of an external user; `NotFound` for a
    /// policy that the organisation does not have.
    pub fn check(&self, c: &mut dyn Conn, org: OrgKey, users: &[NewUser]) -> Step<Vec<Option<PolicyRules>>> {
        let (mut drawn, mut broken) = (Vec::with_capacity(users.len()), Vec::new());
        for user in users {
            drawn.push(match (&user.password, user.origin) {
                (NewPassword::None, _) => None,
                (NewPassword::Later(own), _) => {
                    self.in_force(c, org, own)?;
                    None
                }
                (
                    NewPassword::Given(..) | NewPassword::Drawn(_),
                    Origin::External(_) | Origin::Imported(_),
                ) => {
                    broken.push(Invalid { field: "password".into(), rule: Rule::NotAllowed });
                    None
                }
                (NewPassword::Given(password, own), Origin::Local) => {
                    broken.extend(self.broken(c, org, password, own, user.login.as_str())?);
                    None
                }
                (NewPassword::Drawn(own), Origin::Local) => Some(self.in_force(c, org, own)?.rules),
            });
        }
        if broken.is_empty() { Ok(drawn) } else { Err(Refusal::Invalid(broken).into()) }
    }

    /// The first rule that `password` breaks. Refuses `NotFound` for a policy that the organisation does not have.
    pub fn broken(
        &self,
        c: &mut dyn Conn,
        org: OrgKey,
        password: &Password,
        own: &PasswordRule,
        login: &str,
    ) -> Step<Option<Invalid>> {
        let InForce { policy, rules } = self.in_force(c, org, own)?;
        let violation = rules.check(password.as_str(), login).err();
        Ok(violation.map(|violation| {
            let rule = Rule::Policy { policy, violation: violation.to_string() };
            Invalid { field: "password".into(), rule }
        }))
    }

    /// What holds where a dialect's own rule would be `own`.
    fn in_force(&self, c: &mut dyn Conn, org: OrgKey, own: &PasswordRule) -> Step<InForce> {
        let own = match own {
            PasswordRule::Own { policy, rules } => InForce { policy: (*policy).to_owned(), rules: *rules },
            PasswordRule::Kept(name) => repo::referred_to(c, org, name)?.into(),
            PasswordRule::KeptOrStrong(name) => named_or_strong(c, org, name)?,
        };
        let InForce { policy, rules } = match &self.uniform {
            None => own,
            Some(uniform) => named_or_strong(c, org, uniform)?,
        };
        Ok(InForce { policy, rules: rules.over(self.min_length) })
    }
}

/// The policy of this name; `Strong`, which every organisation has, where there is none.
fn named_or_strong(c: &mut dyn Conn, org: OrgKey, name: &str) -> Step<InForce> {
    match repo::find_by_name(c, org, name)? {
        Some(policy) => Ok(policy.into()),
        None => Ok(repo::referred_to(c, org, Policy::STRONG)?.into()),
    }
}

impl From<Policy> for InForce {
    fn from(policy: Policy) -> Self {
        Self { policy: policy.name.to_string(), rules: policy.rules }
    }
}
