//! Logins and ids (invariants 6 and 7).

use std::collections::BTreeSet;

use futures_util::future::join_all;
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::on_both_engines;

use crate::doors::{Door, Pam360, Person, Someone};
use crate::draw::{Made, door, made};
use crate::runner::for_all;

/// How a name may be spelled otherwise and still be the same.
#[derive(Clone, Copy, Debug)]
enum Spelling {
    Capitals,
    Wide,
}

impl Spelling {
    fn of(self, login: &str) -> String {
        match self {
            Self::Capitals => login.to_uppercase(),
            Self::Wide => login.chars().map(wide).collect(),
        }
    }
}

/// Its form of full width, for letters and digits of ASCII.
fn wide(c: char) -> char {
    let shifted = if c.is_ascii_alphanumeric() { char::from_u32(u32::from(c) + 0xfee0) } else { None };
    shifted.unwrap_or(c)
}

fn spelling() -> impl Strategy<Value = Spelling> {
    prop_oneof![Just(Spelling::Capitals), Just(Spelling::Wide)]
}

/// People of a plain name, which every door takes in any spelling.
fn plainly_named() -> BoxedStrategy<Made> {
    let named = (made(), "[a-z]{2,8}");
    named.prop_map(|((door, person), login)| (door, Person { login, ..person })).boxed()
}

on_both_engines! {
    /// 6: Create through `d` with a login that differs from an existing one only in case or width is Exists with `e`'s
    /// row unchanged.
    async fn a_name_is_taken_in_every_spelling(world: World) {
        for_all(&world, 16, &(plainly_named(), plainly_named(), spelling()), async |stage, case| {
            let ((through, first), (again, second), spelling) = case;
            let first = stage.alone(&first);
            stage.make(through, &first).await;
            let before = stage.record(&first.login).await;
            let second = Person { login: spelling.of(&first.login), ..second };
            let answer = stage.ask(again, &again.create(&second, &stage.groups)).await;
            assert!(again.is_taken(&answer), "{again:?}: {} {}", answer.status, answer.text());
            assert_eq!(stage.record(&first.login).await, before);
            let refound = stage.record(&second.login).await;
            assert_eq!(refound, before, "the name is found in that spelling");
        });
    }

    /// 6: of n parallel creates exactly one succeeds.
    async fn of_parallel_creates_of_one_name_one_succeeds(world: World) {
        let racers = vec((plainly_named(), proptest::option::of(spelling())), 2..6);
        for_all(&world, 8, &racers, async |stage, racers| {
            let login = stage.unique("race");
            let asks: Vec<_> = racers
                .into_iter()
                .map(|((door, person), spelling)| {
                    let login = spelling.map_or_else(|| login.clone(), |spelling| spelling.of(&login));
                    (door, door.create(&Person { login, ..person }, &stage.groups))
                })
                .collect();
            // Signed in before the race: a new PAM360 token ends the one before it.
            stage.all_of_admin().await;
            let answers = join_all(asks.iter().map(|(door, ask)| stage.ask(*door, ask))).await;
            let mut made = 0;
            for ((door, _), answer) in asks.iter().zip(&answers) {
                made += usize::from(door.is_accepted(answer));
                assert!(door.is_accepted(answer) || door.is_taken(answer), "{door:?}: {}", answer.text());
            }
            assert_eq!(made, 1);
            assert!(stage.record(&login).await.is_some());
        });
    }

    /// 7: The UUIDs printed by kron, oipa, aria, scim, nat for one user are the same 128 bits; ids and numbers of deleted
    /// users never appear again.
    async fn ids_are_one_for_all_dialects_and_never_used_again(world: World) {
        let seen = std::sync::Mutex::new((BTreeSet::new(), BTreeSet::new()));
        let deleters = || door(|door| door.delete(&Someone::nobody()).is_some());
        for_all(&world, 12, &(vec(made(), 1..3), deleters()), async |stage, (people, deleter)| {
            let login = stage.unique("same");
            for (door, person) in people {
                let (who, _) = stage.make(door, &Person { login: login.clone(), ..person }).await;
                for text in stage.views(&who).await.into_values().flatten() {
                    let found = uuids(&text).into_iter().filter(|id| !stage.groups.values().any(|group| group == id));
                    let found: BTreeSet<_> = found.collect();
                    assert!(found.iter().all(|id| *id == who.id), "{found:?} in {text}");
                }
                let ask = Pam360.own(&who);
                assert_eq!(Pam360::number(&stage.ask(&Pam360, &ask).await), Some(who.number));
                {
                    let mut seen = seen.lock().unwrap();
                    assert!(seen.0.insert(who.id.clone()), "{} was another's", who.id);
                    assert!(seen.1.insert(who.number), "{} was another's", who.number);
                }
                stage.done(deleter, &deleter.delete(&who).unwrap()).await;
            }
        });
    }
}

/// Every UUID in a text, in lower case.
fn uuids(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let words = text.split(|c| !is_part(c)).filter(|word| word.len() == 36 && word.matches('-').count() == 4);
    words.map(str::to_lowercase).collect()
}
