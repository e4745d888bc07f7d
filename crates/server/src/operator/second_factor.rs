//! The second factor: who is asked for one, and the way back for who has lost his.

use std::sync::Arc;

use directory::groups::{self, GroupChange, GroupRef};
use directory::users::{Parts, UserRef};
use directory::{Credential, Directory, second_factor};
use model::{GroupName, Invalid, Refusal};

use super::order::request;

/// Has the members of a group asked for a code beside their password, or no more.
pub(super) async fn ask(
    directory: &Directory,
    org: Option<String>,
    group: &str,
    asks: bool,
) -> Result<String, Refusal> {
    let request = request(directory, "otp group", org);
    let name = GroupName::new(group)
        .map_err(|rule| Refusal::Invalid(vec![Invalid { field: "group".into(), rule }]))?;
    let edit: groups::GroupEdit = Arc::new(move |_| Ok(vec![GroupChange::AsksCode(asks)]));
    let draft = Ok((GroupRef::Name(name), edit));
    let view = groups::update(directory, &request, &Credential::System, draft).await?;
    let words = if view.group.asks_code { "are asked for a code" } else { "are asked for no code" };
    Ok(format!("members of {} {words}", view.group.name))
}

/// Takes the second factor of the user with this login away.
pub(super) async fn reset(
    directory: &Directory,
    org: Option<String>,
    login: String,
) -> Result<String, Refusal> {
    let request = request(directory, "otp reset", org);
    let user = Ok(UserRef::Login(login));
    let view = second_factor::reset(directory, &request, &Credential::System, user, Parts::NONE).await?;
    Ok(format!("{} has no second factor now", view.user.login))
}
