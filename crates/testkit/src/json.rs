//! Any JSON, for properties that must hold of every body.

use proptest::prelude::*;
use serde_json::{Map, Value};

/// Any text, control characters among its characters: proptest's own texts have none.
pub fn any_text() -> impl Strategy<Value = String> + Clone {
    prop::collection::vec(any::<char>(), 0..24).prop_map(|text| text.into_iter().collect())
}

/// Any JSON: `texts` as its texts, `members` as the names in its objects, so many levels deep.
pub fn any_json(
    texts: impl Strategy<Value = String> + 'static,
    members: impl Strategy<Value = String> + Clone + 'static,
    levels: u32,
) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts.prop_map(Value::from),
    ];
    leaf.prop_recursive(levels, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            any_object(members.clone(), inner),
        ]
    })
}

/// An object of these names and values.
pub fn any_object(
    members: impl Strategy<Value = String>,
    values: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    prop::collection::vec((members, values), 0..12)
        .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()))
}
