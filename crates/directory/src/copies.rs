//! What this program knows about copies of its stores, for [`db::copy`].

use db::Conn;
use db::copy::Plan;

use crate::{MIGRATIONS, numbers, users};

/// A store that is moved: its old place is not used any more.
pub const MOVED: Plan = Plan { migrations: MIGRATIONS, finish: index };

/// A store that is brought back to an earlier moment. What was numbered after that moment is lost, and its numbers may be
/// known outside: they are not given again.
pub const RESTORED: Plan = Plan { migrations: MIGRATIONS, finish: index_and_skip };

fn index(c: &mut dyn Conn) -> db::Result<()> {
    users::index_all(c)
}

fn index_and_skip(c: &mut dyn Conn) -> db::Result<()> {
    index(c)?;
    numbers::skip(c)
}
