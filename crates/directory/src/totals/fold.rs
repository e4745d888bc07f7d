//! Folding the change record into totals.

use model::Refusal;

use super::repo;
use crate::leases::{self, Lease};
use crate::run::Step;
use crate::{Directory, Request};

/// So many changes are folded in one transaction.
const A_BATCH: i64 = 10_000;
/// The most transactions of one round.
const A_ROUND: usize = 32;
/// Fewer changes are not worth a write: a total adds them up.
const WORTH_A_WRITE: i64 = 100;

/// Folds what has a place in the order, unless another node does. Costs one small read when there is little.
pub(crate) async fn fold(directory: &Directory, request: &Request) -> Result<(), Refusal> {
    for _ in 0..A_ROUND {
        if directory.glance_plainly(request, repo::to_fold).await? < WORTH_A_WRITE
            || !leases::hold(directory, request, Lease::Order).await?
        {
            break;
        }
        directory.write_plainly(request, |work| -> Step<()> { Ok(repo::fold(work.c, A_BATCH)?) }).await?;
    }
    Ok(())
}
