//! Edits of different fields do not meet (invariant 4).

use std::collections::BTreeMap;

use model::{Dialect, UserView};
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::Value;
use testkit::on_both_engines;

use crate::doors::{Field, Someone, encoded};
use crate::draw::{made, step_of};
use crate::runner::for_all;
use crate::stage::Stage;

/// What the doors can change besides the login.
const FIELDS: [Field; 7] = [
    Field::Given,
    Field::Family,
    Field::Email,
    Field::Gender,
    Field::Enabled,
    Field::Groups,
    Field::Personnel,
];

/// The views of a twin, with one name for both.
async fn masked(stage: &Stage<'_>, who: &Someone) -> BTreeMap<Dialect, Vec<String>> {
    let mut views = stage.views(who).await;
    for text in views.values_mut().flatten() {
        for (found, mask) in [
            (who.login.clone(), "LOGIN"),
            (encoded(&who.login), "LOGIN"),
            (Value::from(who.login.as_str()).to_string().trim_matches('"').to_owned(), "LOGIN"),
            (who.id.clone(), "ID"),
            (who.id.to_uppercase(), "ID"),
            (format!(r#""USERID":"{}""#, who.number), "NUMBER"),
        ] {
            *text = text.replace(&found, mask);
        }
    }
    views
}

/// The record of a twin, without what makes the two of them two.
async fn record(stage: &Stage<'_>, who: &Someone, like: &UserView) -> UserView {
    let mut view = stage.record(&who.login).await.unwrap();
    let user = &mut view.user;
    (user.key, user.id, user.number, user.login) =
        (like.user.key, like.user.id, like.user.number, like.user.login.clone());
    for membership in &mut view.memberships {
        (membership.user, membership.joined) = (user.key, 0);
    }
    view
}

on_both_engines! {
    /// 4: Two edits through `d` and `e` on disjoint core fields give the same six views in either order.
    async fn edits_of_different_fields_commute(world: World) {
        // Of one half of the fields, and of the other.
        let halves = subsequence(FIELDS.to_vec(), 1..FIELDS.len()).prop_flat_map(|half| {
            let rest = half.clone();
            (step_of(move |field| half.contains(&field)), step_of(move |field| FIELDS.contains(&field) && !rest.contains(&field)))
        });
        for_all(&world, 24, &(made(), halves), async |stage, ((door, person), (one, other))| {
            let mut twins = Vec::new();
            for (name, steps) in [("a", [&one, &other]), ("b", [&other, &one])] {
                let mut person = stage.alone(&person);
                person.login.insert_str(0, name);
                let (mut who, _) = stage.make(door, &person).await;
                for (through, edit) in steps {
                    stage.edit(*through, &mut who, edit).await;
                }
                twins.push(who);
            }
            let like = stage.record(&twins[0].login).await.unwrap();
            assert_eq!(record(stage, &twins[0], &like).await, record(stage, &twins[1], &like).await);
            assert_eq!(masked(stage, &twins[0]).await, masked(stage, &twins[1]).await);
        });
    }
}
