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

    /// The field as this dialect prints it; none where it leaves it out.
    fn print(&self, field: &str, user: &UserView, now: Timestamp) -> Option<Value>;

    /// Whether what was sent for a field is what is printed, after this dialect's own coercion. Unless the dialect
    /// says otherwise, nothing printed and `null` are one.
    fn is_printed(&self, _field: &str, sent: &Value, printed: Option<&Value>) -> bool {
        sent == printed.unwrap_or(&Value::Null)
    }

    /// The changes that a sent value asks for. Refuses `Invalid` for a value that this dialect's door refuses.
    fn parse(
        &self,
        field: &str,
        sent: &Value,
        user: &UserView,
        now: Timestamp,
    ) -> Result<Vec<Self::Change>, Refusal>;
}
