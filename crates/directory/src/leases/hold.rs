//! Taking, keeping and giving up a lease.

use db::Conn;
use model::Refusal;

use super::repo;
use crate::run::Step;
use crate::{Directory, Request};

/// So long a lease lasts, in seconds: the work stands still for so long when its holder dies.
const SECONDS: i64 = 10;
/// A lease that seems to last longer than this, in seconds, was taken by a node whose clock was wrong, and counts for
/// nothing: nobody may have to wait for a year.
const LONGEST: i64 = 600;

/// What is leased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lease {
    /// Giving changes their places in the order of commits, and folding what follows from them.
    Order,
}

impl Lease {
    const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
        }
    }
}

/// Whether this node holds a lease, which it takes when nobody does. A holder writes once in some seconds, and others
/// only read.
pub(crate) async fn hold(directory: &Directory, request: &Request, lease: Lease) -> Result<bool, Refusal> {
    let (node, now) = (directory.node(), directory.now());
    let held = directory.glance_plainly(request, move |c| repo::find(c, lease.name())).await?;
    match held {
        Some((holder, until)) if holder == node && now.plus_seconds(SECONDS / 2) < until => return Ok(true),
        Some((holder, until)) if holder != node && now < until && until <= now.plus_seconds(LONGEST) => {
            return Ok(false);
        }
        Some(_) | None => {}
    }
    let latest = now.plus_seconds(LONGEST);
    directory
        .write_plainly(request, move |work| -> Step<bool> {
            Ok(repo::take(work.c, lease.name(), node, (now, latest), now.plus_seconds(SECONDS))?)
        })
        .await
}

/// Whether `node` holds a lease still. Until the end of this transaction nobody else can take it.
pub(crate) fn is_held(c: &mut dyn Conn, lease: Lease, node: [u8; 16]) -> db::Result<bool> {
    repo::lock(c, lease.name(), node)
}

/// Gives up what this node holds, so that another need not wait.
pub(crate) async fn release(directory: &Directory, request: &Request) -> Result<(), Refusal> {
    let node = directory.node();
    directory.write_plainly(request, move |work| -> Step<()> { Ok(repo::release(work.c, node)?) }).await
}
