//! Cases: who is made through which door, and what is changed through which.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::Union;

use crate::doors::{DOORS, Door, Facts, Field, Person};

/// A user and the door that makes him.
pub type Made = (&'static dyn Door, Person);

/// A change of some fields through a door.
pub type Step = (&'static dyn Door, Facts);

/// A user through any of the doors that `fits`.
pub fn made_through(fits: impl Fn(&dyn Door) -> bool) -> BoxedStrategy<Made> {
    let some = DOORS.into_iter().filter(|door| fits(*door));
    Union::new(some.map(|door| door.people().prop_map(move |person| (door, person)))).boxed()
}

/// A user through any door.
pub fn made() -> BoxedStrategy<Made> {
    made_through(|_| true)
}

/// A change of one to three of the fields that `fits`, through any door that can say them.
pub fn step_of(fits: impl Fn(Field) -> bool) -> BoxedStrategy<Step> {
    let doors = DOORS.into_iter().filter_map(|door| {
        let fields: Vec<_> = door.edits().into_iter().filter(|(field, _)| fits(*field)).collect();
        let most = fields.len().min(3);
        if fields.is_empty() {
            return None;
        }
        let facts = subsequence(fields, 1..=most).prop_flat_map(|chosen| {
            let one = |(field, values): (Field, BoxedStrategy<_>)| (Just(field), values);
            chosen.into_iter().map(one).collect::<Vec<_>>()
        });
        Some(facts.prop_map(move |facts| (door, Facts::from_iter(facts))))
    });
    Union::new(doors).boxed()
}

/// One to eight changes.
pub fn steps() -> BoxedStrategy<Vec<Step>> {
    proptest::collection::vec(step_of(|_| true), 1..=8).boxed()
}

/// Any of the doors that `fits`.
pub fn door(fits: impl Fn(&dyn Door) -> bool) -> BoxedStrategy<&'static dyn Door> {
    select(DOORS.into_iter().filter(|door| fits(*door)).collect::<Vec<_>>()).boxed()
}
