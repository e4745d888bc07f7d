//! Drawing a password by a policy.

use model::Refusal;

use super::repo;
use crate::passwords::Password;
use crate::{Credential, Directory, Draft, Request};

/// A password that meets the policy of this name; any caller may ask (`one-record` 4.5). It is stored nowhere.
///
/// Refuses `NotFound` for no such policy in the caller's organisation.
pub async fn generate(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    policy: Draft<String>,
) -> Result<Password, Refusal> {
    let policy = directory
        .glance_as(request, credential, move |c, caller, _| {
            caller.not_before_a_change()?;
            repo::referred_to(c, caller.org(), policy.as_ref().map_err(Clone::clone)?)
        })
        .await?;
    Ok(directory.draw_password(&policy.rules.over(directory.password_min_length())))
}
