//! Keeping count of users in the order of their ids and of their numbers, so that a list begins anywhere at once.

use model::{OrgKey, Refusal};

use super::repo::blocks;
use crate::run::Step;
use crate::{Directory, Request, orgs};

/// The most blocks that one round closes: a round must not hold up what else is to be tidied.
const A_ROUND: usize = 64;

/// Closes blocks of users that are due, each in a transaction of its own.
pub(crate) async fn close_blocks(directory: &Directory, request: &Request) -> Result<(), Refusal> {
    for _ in 0..A_ROUND {
        let Some(org) = directory.read_plainly(request, |c, _| first_due(c)).await? else { break };
        let closed = directory
            .write_plainly(request, move |work| -> Step<bool> { Ok(blocks::close(work.c, org)?) })
            .await?;
        if !closed {
            break;
        }
    }
    Ok(())
}

fn first_due(c: &mut dyn db::Conn) -> db::Result<Option<OrgKey>> {
    for org in orgs::repo::keys(c)? {
        if blocks::is_due(c, org)? {
            return Ok(Some(org));
        }
    }
    Ok(None)
}
