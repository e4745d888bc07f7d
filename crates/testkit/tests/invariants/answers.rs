//! A wrong password is told nothing (invariant 19).

use std::sync::atomic::{AtomicUsize, Ordering};

use directory::users::{Change, NewLock};
use model::{AccessWindow, Origin};
use testkit::{Answer, on_both_engines};

use crate::doors::{DOORS, draw};
use crate::draw::made;
use crate::runner::for_all;
use crate::stage::Stage;

/// Why a password does not let its user in.
#[derive(Clone, Copy, Debug)]
enum State {
    Good,
    Locked,
    Disabled,
    NotYet,
    Over,
    External,
}

const STATES: [State; 6] =
    [State::Good, State::Locked, State::Disabled, State::NotYet, State::Over, State::External];

impl State {
    fn changes(self, stage: &Stage<'_>) -> Vec<Change> {
        let now = stage.world.directory.now();
        let window = |from, until| Change::Window(AccessWindow::new(from, until).unwrap());
        let change = match self {
            Self::Good => return vec![Change::Enabled(true)],
            Self::Locked => Change::Lock(Some(NewLock::default())),
            Self::Disabled => return vec![Change::Enabled(false)],
            Self::NotYet => window(Some(now.plus_seconds(1)), None),
            Self::Over => window(None, Some(now)),
            Self::External => Change::Origin(Origin::External(None)),
        };
        vec![Change::Enabled(true), change]
    }
}

/// All of an answer that a client sees, but for what names the request.
fn seen(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| !name.as_str().contains("request-id"));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (answer.status, headers.collect(), answer.text().to_owned())
}

on_both_engines! {
    /// 19: Unknown user, wrong password, and wrong password of a locked, disabled, outside-window, external or
    /// passwordless user get byte-identical answers (request ids aside) in each dialect.
    ///
    /// And as many hashes. A right password that does not let in gets the same answer too, but where a dialect tells why.
    async fn a_wrong_password_is_told_nothing(world: World) {
        // Each attempt from an address of its own, so that none is throttled.
        let address = AtomicUsize::new(1);
        for_all(&world, 8, &(made(), draw::password(), draw::login()), async |stage, ((door, person), wrong, unknown)| {
            let attempt = async |entry: &dyn crate::doors::Door, login: &str, password: &str| {
                let from = address.fetch_add(1, Ordering::Relaxed);
                let from = format!("10.{}.{}.{}", from >> 16, (from >> 8) & 255, from & 255);
                let hashes = || stage.world.directory.pool().statistics().hashes;
                let before = hashes();
                let answer = stage.send_from(None, &entry.sign_in(login, password).unwrap(), &from).await;
                assert!(entry.badge(login, password, &answer).is_none(), "{entry:?} lets {login} in");
                (seen(&answer), hashes() - before)
            };
            let mut people = Vec::new();
            for (n, state) in STATES.into_iter().enumerate() {
                let mut person = stage.alone(&person);
                person.login.insert_str(0, &format!("{n}"));
                let (who, _) = stage.make(door, &person).await;
                stage.change(&who, state.changes(stage)).await;
                people.push((who, state));
            }
            let without = stage.unique("none");
            stage.make_in_core(directory::users::NewUser::named(model::Login::new(&without).unwrap())).await;
            let right = person.password.clone().unwrap();
            for entry in DOORS.into_iter().filter(|entry| entry.sign_in("", "").is_some()) {
                let expected = attempt(entry, &format!("nobody-{unknown}"), &wrong).await;
                assert_eq!(expected.0.0, 401);
                assert_eq!(attempt(entry, &without, &wrong).await, expected, "{entry:?}: no password");
                for (who, state) in &people {
                    if wrong != right {
                        assert_eq!(attempt(entry, &who.login, &wrong).await, expected, "{entry:?}: {state:?}");
                    }
                    let lets_in = matches!(state, State::Good);
                    if !lets_in && !entry.tells_why() {
                        assert_eq!(attempt(entry, &who.login, &right).await, expected, "{entry:?}: right, {state:?}");
                    }
                }
            }
        });
    }
}
