//! Giving changes and events their places in the order of commits.

use model::Refusal;

use super::repo;
use crate::leases::{self, Lease};
use crate::run::Step;
use crate::{Directory, Request, audit};

/// So many rows get their places in one transaction.
const A_BATCH: u64 = 20_000;
/// The most transactions of one round: the next round begins a second later.
const A_ROUND: usize = 8;

/// Places what waits, unless another node does. Costs one small read when nothing waits.
pub(crate) async fn keep_order(directory: &Directory, request: &Request) -> Result<(), Refusal> {
    for table in [repo::TABLE, audit::repo::TABLE] {
        if directory.glance_plainly(request, move |c| repo::any_waits(c, table)).await?
            && leases::hold(directory, request, Lease::Order).await?
        {
            place(directory, request, table).await?;
        }
    }
    Ok(())
}

async fn place(directory: &Directory, request: &Request, table: &'static str) -> Result<(), Refusal> {
    let node = directory.node();
    for _ in 0..A_ROUND {
        let placed = directory
            .write_plainly(request, move |work| -> Step<u64> {
                db::order::begin(work.c)?;
                if !leases::is_held(work.c, Lease::Order, node)? {
                    return Ok(0);
                }
                Ok(db::order::stamp(work.c, table, i64::try_from(A_BATCH).unwrap_or(i64::MAX))?)
            })
            .await?;
        if placed < A_BATCH {
            break;
        }
    }
    Ok(())
}
