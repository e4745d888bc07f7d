//! Draws that several doors share.

use std::fmt;

use proptest::prelude::*;
use serde_json::Value;

/// Groups of a fresh server that carry no right.
pub const GROUPS: [&str; 4] = ["System.users", "Prototype Super", "International Super", "Super"];

/// Begins a login; what makes it unique comes behind.
pub fn login() -> BoxedStrategy<String> {
    "[a-z][a-z0-9._-]{0,6}".boxed()
}

/// A password that every dialect takes.
pub fn password() -> BoxedStrategy<String> {
    "[A-Z][a-z]{6}[0-9]{4}[!#%][a-z]{4}".boxed()
}

/// A name of a person, which every dialect takes.
pub fn name() -> BoxedStrategy<String> {
    "[A-Za-zéжÅ][A-Za-zéж' -]{0,9}[a-z]".boxed()
}

/// An address that every dialect takes.
pub fn email() -> BoxedStrategy<String> {
    r"[a-z][a-z.+]{0,6}[a-z]@[a-z]{1,6}\.test".boxed()
}

/// Any text without control characters; spelled as no door trims or folds it.
pub fn text() -> BoxedStrategy<String> {
    "[^\\p{C}\\p{Z}\u{ad}]([^\\p{C}\u{2028}\u{2029}]{0,12}[^\\p{C}\\p{Z}])?".boxed()
}

/// Some groups, each once.
pub fn groups() -> BoxedStrategy<Vec<String>> {
    proptest::sample::subsequence(GROUPS.map(str::to_owned).to_vec(), 0..=GROUPS.len()).boxed()
}

pub fn value<T: Into<Value> + fmt::Debug + 'static>(strategy: BoxedStrategy<T>) -> BoxedStrategy<Value> {
    strategy.prop_map(Into::into).boxed()
}

/// A value or, sometimes, null.
pub fn or_none(strategy: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop_oneof![3 => strategy, 1 => Just(Value::Null)].boxed()
}
