//! Kron's word for locked, which a disabled user shows too (invariants 12 and 13), and its other states (1 and 3).

use directory::users::{Change, NewLock};
use model::AccessWindow;
use proptest::collection::btree_map;
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::on_both_engines;

use crate::doors::{Door, Kron, Person, Someone, as_sets, draw, kron};
use crate::draw::{door, made, made_through};
use crate::runner::for_all;
use crate::stage::Stage;

/// Makes a user who is free of any state, of which `changes` then puts him into one.
async fn make(stage: &Stage<'_>, door: &dyn Door, person: &Person, changes: Vec<Change>) -> Someone {
    let (who, _) = stage.make(door, &stage.alone(person)).await;
    stage.change(&who, changes).await;
    who
}

fn lock() -> Change {
    Change::Lock(Some(NewLock { reason: Some("told".to_owned()), until: None }))
}

on_both_engines! {
    /// 1, of the states that only Kron can say.
    async fn a_state_is_read_as_it_was_said(world: World) {
        for_all(&world, 24, &kron::people::in_states(), async |stage, person| {
            let person = stage.alone(&person);
            let (who, _) = stage.make(&Kron, &person).await;
            let (mut view, mut norm) = (stage.view(&Kron, &who).await, Kron.norm(&person, &who, &stage.groups));
            as_sets(&mut view);
            as_sets(&mut norm);
            assert_eq!(view, norm);
        });
    }

    /// 3, of the states that only Kron can say: each door sends back what it prints of them.
    async fn a_state_that_is_sent_back_changes_nothing(world: World) {
        for_all(&world, 12, &kron::people::in_states(), async |stage, person| {
            let (who, _) = stage.make(&Kron, &stage.alone(&person)).await;
            crate::neutral::assert_neutral(stage, &who).await;
        });
    }

    /// 5, of Kron's own wordings: a word that nothing is locked falls with a lock that comes and goes through another door.
    async fn a_word_of_no_lock_falls_with_a_lock_and_does_not_come_back(world: World) {
        let lockers = || door(|door| door.lock(&Someone::nobody()).is_some() && door.dialect() != Kron.dialect());
        for_all(&world, 6, &(kron::people::anybody(), lockers(), lockers()), async |stage, (person, locks, unlocks)| {
            let mut person = stage.alone(&person);
            let mut map = person.said.remove("properties").unwrap_or_else(|| json!({}));
            map["isLocked"] = json!("false");
            person.said.insert("properties".to_owned(), map);
            let (who, _) = stage.make(&Kron, &person).await;
            assert_eq!(stage.view(&Kron, &who).await[0]["properties"]["isLocked"], json!("false"), "as it was worded");
            stage.done(locks, &locks.lock(&who).unwrap()).await;
            assert_eq!(stage.view(&Kron, &who).await[0]["properties"]["isLocked"], json!("true"));
            stage.done(unlocks, &unlocks.unlock(&who).unwrap()).await;
            assert_eq!(stage.view(&Kron, &who).await[0]["properties"].get("isLocked"), None);
            crate::neutral::assert_neutral(stage, &who).await;
        });
    }

    /// 12: nor does a Kron map without the keys (end a lock or change a window), but for 1.3's two-sided word.
    async fn a_map_without_the_keys_leaves_lock_and_window(world: World) {
        let map = btree_map("[a-z][a-zA-Z]{0,6}[0-9]", draw::text(), 0..3);
        let cases = (made(), map, any::<bool>(), proptest::option::of(any::<bool>()));
        for_all(&world, 12, &cases, async |stage, ((door, person), map, bounded, temp_user)| {
            let now = stage.world.directory.now();
            let until = bounded.then(|| now.plus_seconds(1_000));
            let window = AccessWindow::new(Some(now.plus_seconds(-1)), until).unwrap();
            let who = make(stage, door, &person, vec![lock(), Change::Window(window)]).await;
            let before = stage.record(&who.login).await.unwrap().user;
            let mut body = json!({"properties": map, "locked": false});
            if let Some(word) = temp_user {
                body["tempUser"] = json!(word);
                if word {
                    // The word alone asks for what it needs; beside a window that stands it asks for nothing.
                    body.as_object_mut().unwrap().remove("tempUser");
                }
            }
            stage.done(&Kron, &Kron::update(&who, body.clone())).await;
            let after = stage.record(&who.login).await.unwrap().user;
            assert_eq!(after.lock, before.lock);
            let expected = if body["tempUser"] == json!(false) { AccessWindow::ALWAYS } else { before.window };
            assert_eq!(after.window, expected, "{body}");
        });
    }

    /// 13: A Kron unlock of a disabled user answers 409 and changes nothing; the written-back Kron view of a disabled user
    /// never creates a lock.
    async fn a_disabled_user_is_not_unlocked_and_not_locked_by_what_he_shows(world: World) {
        let enables = made_through(|door| door.reads());
        let cases = (made(), enables, any::<bool>(), any::<bool>(), any::<bool>());
        for_all(&world, 14, &cases, async |stage, ((door, person), (through, _), locked, detail, enabled_meanwhile)| {
            let state = if locked { vec![Change::Enabled(false), lock()] } else { vec![Change::Enabled(false)] };
            let who = make(stage, door, &person, state).await;
            let before = stage.record(&who.login).await;
            let answer = stage.ask(&Kron, &Kron.unlock(&who).unwrap()).await;
            assert_eq!((answer.status, answer.json()), (409, Value::from("The account is disabled.")));
            assert_eq!(stage.record(&who.login).await, before);

            let view = stage.view(&Kron, &who).await;
            let shown = &view[usize::from(detail)];
            if enabled_meanwhile {
                match through.enable(&who) {
                    Some(ask) => drop(stage.done(through, &ask).await),
                    None => stage.change(&who, vec![Change::Enabled(true)]).await,
                }
            }
            let before = stage.record(&who.login).await.unwrap().user;
            stage.done(&Kron, &Kron::update(&who, shown.clone())).await;
            let after = stage.record(&who.login).await.unwrap().user;
            assert_eq!((after.lock, after.enabled), (before.lock, before.enabled));
        });
    }
}
