//! The first organisation, which a fresh store gets at its first start.

use std::sync::Arc;

use model::{OrgKey, OrgName, Refusal};

use super::furnish::{self, FirstAdministrator, Plan};
use super::repo;
use crate::audit::Actor;
use crate::passwords::Password;
use crate::{Directory, Via};

/// Makes the first organisation and its administrator, if the store has none.
pub(crate) async fn if_fresh(
    directory: &Directory,
    name: &str,
    given: Option<Password>,
) -> Result<Option<FirstAdministrator>, Refusal> {
    let request = directory.own_request(Via::System, "first start");
    if directory.read_plainly(&request, |c, _| repo::any(c)).await? {
        return Ok(None);
    }
    let name = OrgName::new(name).map_err(|rule| Refusal::invalid("org.name", rule))?;
    let (plan, administrator) = Plan::draw(directory, given).await?;
    let plan = Arc::new(plan);
    let made = directory
        .write_plainly(&request, move |work| {
            let system = Actor { id: None, login: "system".to_owned(), credential: None };
            Ok(!repo::any(work.c)? && furnish::make(work, OrgKey::FIRST, &system, &name, &plan)?)
        })
        .await?;
    Ok(made.then_some(administrator))
}
