//! Checking a password that is nobody's yet.

use model::{Refusal, Rule};

use super::repo;
use crate::passwords::Password;
use crate::{Credential, Directory, Draft, Request};

/// Whether a password meets the policy of this name; any caller may ask (`one-record` 4.5). Whose login it is not to be
/// is not known here.
///
/// Refuses `Invalid` with the first rule that it breaks, `NotFound` for no such policy in the caller's organisation.
pub async fn check(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(Password, String)>,
) -> Result<(), Refusal> {
    let floor = directory.password_min_length();
    directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.not_before_a_change()?;
            let (password, policy) = draft.as_ref().map_err(Clone::clone)?;
            let policy = repo::referred_to(c, caller.org(), policy)?;
            policy.rules.over(floor).check(password.as_str(), "").map_err(|violation| {
                let rule = Rule::Policy { policy: policy.name.to_string(), violation: violation.to_string() };
                Refusal::invalid("password", rule).into()
            })
        })
        .await
}
