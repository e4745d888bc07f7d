//! What is said is read, and stays (invariants 1, 2 and 5).

use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::on_both_engines;

use crate::doors::{self, Door, Facts, Field, Oipa, as_sets, readers};
use crate::draw::{door, made, made_through, steps};
use crate::runner::for_all;
use crate::stage::Stage;

fn assert_prints(view: &Value, expected: &Value, about: &str) {
    let (mut view, mut expected) = (view.clone(), expected.clone());
    as_sets(&mut view);
    as_sets(&mut expected);
    assert_eq!(view, expected, "{about}");
}

/// Every door prints the plain form of every core field.
async fn assert_facts(stage: &Stage<'_>, who: &doors::Someone, facts: &Facts, but: &[Field], about: &str) {
    for door in readers() {
        let view = stage.view(door, who).await;
        for (field, printed) in door.facts(&view, &stage.groups) {
            if !but.contains(&field) {
                assert_eq!(printed, facts[&field], "{field:?} as {door:?} prints it, {about}");
            }
        }
    }
}

on_both_engines! {
    /// 1: `read(d, create(d, x)) = norm_d(x)` for every `x` that `d` accepts.
    async fn what_is_said_at_creation_is_read(world: World) {
        for_all(&world, 24, &made_through(|door| door.reads()), async |stage, (door, person)| {
            let person = stage.alone(&person);
            let (who, _) = stage.make(door, &person).await;
            let norm = door.norm(&person, &who, &stage.groups);
            assert_prints(&stage.view(door, &who).await, &norm, "what was said is printed");
        });
    }

    /// The other half of 1: what a door says of the core, the others print.
    async fn what_one_says_all_print(world: World) {
        for_all(&world, 16, &made(), async |stage, (door, person)| {
            let person = stage.alone(&person);
            let (who, _) = stage.make(door, &person).await;
            // A wording of one's own is asked after in the last property.
            let but = if person.said.contains_key("userStatus") { vec![Field::Enabled] } else { vec![] };
            assert_facts(stage, &who, &door.says(&person), &but, "after its creation").await;
        });
    }

    /// 2: After any accepted edit through `e` of core fields that `x` does not say, every field that `x` says reads as
    /// before.
    ///
    /// Edits of fields that `x` says come among them: those then print the plain form (5), the others as before.
    async fn what_no_edit_names_reads_as_before(world: World) {
        let cases = (made_through(|door| door.reads()), steps());
        for_all(&world, 10, &cases, async |stage, ((door, person), steps)| {
            let person = stage.alone(&person);
            let (mut who, _) = stage.make(door, &person).await;
            let mut expected = door.norm(&person, &who, &stage.groups);
            let mut facts = door.says(&person);
            let changed = stage.walk(&mut who, steps).await;
            facts.extend(changed.clone());
            let mut view = stage.view(door, &who).await;
            for field in changed.keys() {
                door.hide(&mut view, *field);
                door.hide(&mut expected, *field);
            }
            assert_prints(&view, &expected, "no edit named it");
            // A wording of one's own stands until the value changes: the last property.
            let but = if person.said.contains_key("userStatus") { vec![Field::Enabled] } else { vec![] };
            assert_facts(stage, &who, &facts, &but, "after the edits").await;
        });
    }

    /// 5: After `e` changes a core field to `v`, `d` prints the plain form of `v`, also when `v` is the value that `d` had
    /// once worded otherwise; writing `v` back through `d` is neutral.
    async fn a_wording_falls_with_the_value_and_does_not_come_back(world: World) {
        let says_it = |door: &dyn Door| door.edits().iter().any(|(field, _)| *field == Field::Enabled);
        let cases = (doors::oipa::people::worded(), door(says_it), door(says_it), any::<bool>());
        for_all(&world, 12, &cases, async |stage, (person, leaves, returns, is_left)| {
            let person = stage.alone(&person);
            let (mut who, _) = stage.make(&Oipa, &person).await;
            let was = Oipa.says(&person)[&Field::Enabled].clone();
            if is_left {
                let other = Facts::from([(Field::Enabled, json!(was != true))]);
                stage.edit(leaves, &mut who, &other).await;
            }
            stage.edit(returns, &mut who, &Facts::from([(Field::Enabled, was.clone())])).await;
            let code = stage.view(&Oipa, &who).await[0]["user"]["userStatus"].clone();
            // OIPA's own word is a wording of its own.
            if is_left || returns.dialect() == Oipa.dialect() {
                assert_eq!(code, json!(if was == true { "01" } else { "02" }));
            } else {
                assert_eq!(code, person.said["userStatus"], "no change of the value leaves the wording alone");
            }
            let before = stage.record(&who.login).await;
            let view = stage.view(&Oipa, &who).await;
            for ask in Oipa.send_back(&who, &view) {
                stage.done(&Oipa, &ask).await;
            }
            assert_eq!(stage.record(&who.login).await, before);
        });
    }
}
