//! Two organisations do not notice each other: what is done in both in turns comes out as what is done in each alone.

use std::collections::BTreeMap;

use model::Dialect;
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::on_both_engines;

use crate::doors::{Field, Someone};
use crate::draw::{Made, Step, made, step_of};
use crate::rows;
use crate::runner::for_all;
use crate::stage::Stage;

/// What happens next, and in which of the two.
#[derive(Clone, Debug)]
struct Act {
    side: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Make(Box<Made>),
    /// The user who is changed, counted round.
    Edit(usize, Step),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let what = prop_oneof![
        made().prop_map(|made| What::Make(Box::new(made))),
        (0..8_usize, step_of(|field| field != Field::Login)).prop_map(|(who, step)| What::Edit(who, step)),
    ];
    vec((0..2_usize, what).prop_map(|(side, what)| Act { side, what }), 4..12)
}

/// Does one thing; `people` were made here before.
async fn act(stage: &Stage<'_>, people: &mut Vec<Someone>, what: &What) {
    match what {
        What::Make(made) => {
            let (door, person) = &**made;
            let mut person = stage.alone(person);
            person.login.insert_str(0, &format!("p{}", people.len()));
            people.push(stage.make(*door, &person).await.0);
        }
        What::Edit(who, (through, facts)) => {
            let among = people.len();
            if let Some(who) = people.get_mut(who.checked_rem(among).unwrap_or_default()) {
                stage.edit(*through, who, facts).await;
            }
        }
    }
}

/// What every door prints of everybody, with names for ids, which are unique over all, and one name for every host.
async fn views(stage: &Stage<'_>, people: &[Someone]) -> Vec<(i64, BTreeMap<Dialect, Vec<String>>)> {
    let mut all = Vec::new();
    for who in people {
        let mut views = stage.views(who).await;
        let names = stage.groups.iter().map(|(name, id)| (id.as_str(), name.as_str()));
        let ids: Vec<_> = names.chain([(who.id.as_str(), "ID"), (stage.host(), "HOST")]).collect();
        for text in views.values_mut().flatten() {
            for (id, name) in &ids {
                *text = text.replace(id, name).replace(&id.to_uppercase(), name);
            }
        }
        all.push((who.number, views));
    }
    all
}

/// What the audit tells of an organisation.
async fn told(stage: &Stage<'_>) -> Vec<Vec<String>> {
    let query = format!(
        "SELECT event, via, actor_login, target_kind, target_name FROM audit_events WHERE org_key = {}",
        stage.org_key()
    );
    let mut told = rows::rows(stage.world, &query, 5).await;
    told.sort();
    told
}

on_both_engines! {
    async fn what_is_done_in_turns_comes_out_as_each_alone(world: World) {
        for_all(&world, 12, &acts(), async |stage, acts| {
            let number = stage.number();
            let mut both = Vec::new();
            for name in ["left", "right"] {
                both.push((Stage::set_in(&world, number, name).await, Vec::new()));
            }
            for Act { side, what } in &acts {
                let (stage, people) = &mut both[*side];
                act(stage, people, what).await;
            }
            for (side, (stage, people)) in both.iter().enumerate() {
                let alone = Stage::set_in(&world, number, &format!("alone-{side}")).await;
                let mut there = Vec::new();
                for Act { what, .. } in acts.iter().filter(|act| act.side == side) {
                    act(&alone, &mut there, what).await;
                }
                assert_eq!(views(stage, people).await, views(&alone, &there).await);
                assert_eq!(told(stage).await, told(&alone).await);
            }
        });
    }
}
