//! How a dialect sees a record: what an update compares with, before it changes anything.

use serde_json::Value;

use crate::{Refusal, Timestamp, UserView};

/// A dialect's pure view of a user: prints fields, and parses what was sent for them.
///
/// An update reads the record inside its transaction and asks the dialect to print it; what was sent equal to
/// what is printed is dropped before any rule is applied to it (neutral write-back, `one-record` R3). Both
/// directions are total and read no clock: `now` is given, since a membership or a lock may have ended.
pub trait Projection: Send + Sync {
    /// What this projection reads a sent value into.
    type Change;

    /// The names of the fields this dialect shows, in its own words and order.
    fn fields(&self) -> &'static [&'static str];

    /// The field as this dialect prints it; none where it leaves it out.
    fn print(&self, field: &str, user: &UserView, now: Timestamp) -> Option<Value>;

    /// The change that a sent value asks for. Refuses `Invalid` for a value that this dialect's door refuses.
    fn parse(&self, field: &str, value: &Value) -> Result<Self::Change, Refusal>;
}
