//! Taking a user's auth source from him.

use model::{Origin, SourceKey, User};

use super::persist::{self, Following};
use super::{Parts, repo};
use crate::run::{Step, Work};
use crate::{Caller, authority};

/// Leaves this user external, and nobody to answer for his password, because `source` goes. Refuses `Conflict` for the
/// caller himself, and where no administrator is left but such as come from `source`.
pub(crate) fn unlink_one(work: &mut Work<'_>, caller: &Caller, user: User, source: SourceKey) -> Step<()> {
    authority::protect_from(work.c, caller, &user, source, work.now)?;
    let before = repo::with_parts(work.c, user, Parts::NONE)?;
    let mut after = before.clone();
    after.user.origin = Origin::External(None);
    persist::write(work, caller, &before, &after, &Following::default())
}
