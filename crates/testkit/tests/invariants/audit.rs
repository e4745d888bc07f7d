//! What is changed is recorded, what is refused changes nothing, and no secret is kept (invariant 20).

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use testkit::{Log, on_both_engines};

use crate::doors::{Ask, Badge, Door, Pam360, Person, Someone, draw};
use crate::draw::{Made, Step, door, made, step_of};
use crate::rows;
use crate::runner::for_all;
use crate::secrets::Confidences;
use crate::stage::Stage;

/// Something that is asked of the server, mostly about the same user.
#[derive(Clone, Debug)]
enum Act {
    Create(Made),
    /// Of a name that is taken.
    CreateAgain(Made),
    Edit(Step),
    Disable,
    Enable,
    Lock,
    Unlock,
    SetPassword(String),
    /// A role that nobody made.
    GrantNothing,
    Delete,
    Read,
}

#[derive(Clone, Debug)]
struct Deed {
    door: &'static dyn Door,
    act: Act,
    /// By a user without privileges, and not by `admin`.
    by_nobody: bool,
}

fn deed() -> impl Strategy<Value = Deed> {
    let act = prop_oneof![
        2 => made().prop_map(Act::Create),
        1 => made().prop_map(Act::CreateAgain),
        4 => step_of(|field| field != crate::doors::Field::Login).prop_map(Act::Edit),
        2 => Just(Act::Disable),
        2 => Just(Act::Enable),
        1 => Just(Act::Lock),
        1 => Just(Act::Unlock),
        2 => draw::password().prop_map(Act::SetPassword),
        1 => Just(Act::GrantNothing),
        1 => Just(Act::Delete),
        1 => Just(Act::Read),
    ];
    (door(|_| true), act, proptest::bool::weighted(0.2)).prop_map(|(door, act, by_nobody)| Deed {
        door,
        act,
        by_nobody,
    })
}

impl Deed {
    /// The door and the call; none where it has no word for it.
    fn ask(&self, stage: &Stage<'_>, who: &Someone, place: usize) -> Option<(&'static dyn Door, Ask)> {
        let created = |(door, person): &Made, login: String| {
            (*door, door.create(&Person { login, ..person.clone() }, &stage.groups))
        };
        let door = self.door;
        let ask = match &self.act {
            Act::Create(made) => return Some(created(made, stage.unique(&format!("n{place}.")))),
            Act::CreateAgain(made) => return Some(created(made, who.login.clone())),
            Act::Edit((door, facts)) => return Some((*door, door.edit(who, facts, &stage.groups)?)),
            Act::Disable => door.disable(who),
            Act::Enable => door.enable(who),
            Act::Lock => door.lock(who),
            Act::Unlock => door.unlock(who),
            Act::SetPassword(new) => door.set_password(who, new),
            Act::GrantNothing => door.grant(who, &["Nobody's role".to_owned()]),
            Act::Delete => door.delete(who),
            Act::Read => door.read(who).pop(),
        };
        Some((door, ask?))
    }

    fn password(&self) -> Option<&String> {
        match &self.act {
            Act::Create((_, person)) | Act::CreateAgain((_, person)) => person.password.as_ref(),
            Act::SetPassword(new) => Some(new),
            _ => None,
        }
    }
}

/// Events that speak of no change of the record.
const NO_CHANGE: [&str; 5] =
    ["auth.succeeded", "auth.failed", "access.refused", "session.opened", "session.closed"];

/// Names of the events that were written, by request; and the requests that changed something.
async fn written(stage: &Stage<'_>) -> (BTreeMap<String, BTreeSet<String>>, BTreeSet<String>) {
    let mut events: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for mut row in rows::rows(stage.world, "SELECT request_id, event FROM audit_events", 2).await {
        events.entry(row.remove(0)).or_default().insert(row.remove(0));
    }
    let changes = rows::rows(stage.world, "SELECT request_id FROM changes", 1).await;
    (events, changes.into_iter().flatten().collect())
}

fn secret_of(badge: &Badge) -> Vec<String> {
    let values = badge.0.iter().map(|(_, value)| value.rsplit(' ').next().unwrap().to_owned());
    values.collect()
}

on_both_engines! {
    /// 20: Each accepted change writes at least one audit event in its commit, each refused one no change and no change
    /// event; no secret of any request occurs in rows, events, logs or answers except the answer that issues it.
    async fn what_changes_is_recorded_and_no_secret_is(world: World) {
        let log = Log::of_this_process();
        for_all(&world, 6, &(made(), vec(deed(), 2..8)), async |stage, ((maker, person), deeds)| {
            let (mut said, logged) = (Confidences::default(), log.length());
            let (mut who, _) = stage.make(maker, &stage.alone(&person)).await;
            let nobody = crate::power::plain(stage, "nobody").await;
            said.secrets.extend([who.password.clone(), nobody.password.clone()].into_iter().flatten());
            stage.all_of_admin().await;
            let weak = stage.all_credentials(&nobody).await;
            for (place, deed) in deeds.into_iter().enumerate() {
                let Some((door, ask)) = deed.ask(stage, &who, place) else { continue };
                let badge = match weak.iter().find(|(at, _)| deed.by_nobody && at.dialect() == door.dialect()) {
                    Some((_, badge)) => badge.clone(),
                    None => stage.admin(door).await,
                };
                let (before, (events, changes)) = (rows::record(stage.world).await, written(stage).await);
                let answer = stage.send(Some(&badge), &ask).await;
                let (after, (events_after, changes_after)) = (rows::record(stage.world).await, written(stage).await);
                let accepted = door.is_accepted(&answer);
                assert!(accepted || before == after, "refused, and still: {deed:?}: {}", answer.text());
                // A wording alone is no change (R9, R2).
                let tables = before.iter().filter(|(table, rows)| *table != "user_pins" && after[*table] != **rows);
                let changed: Vec<_> = tables.map(|(table, _)| table.as_str()).collect();
                let new: BTreeMap<_, _> =
                    events_after.into_iter().filter(|(request, names)| events.get(request) != Some(names)).collect();
                let of_change =
                    new.values().flatten().filter(|name| !NO_CHANGE.contains(&name.as_str())).collect::<Vec<_>>();
                assert!(!deed.by_nobody || !accepted, "{deed:?}: {}", answer.text());
                let what = format!("{deed:?} changed {changed:?} and wrote {of_change:?}: {}", answer.text());
                assert_eq!(changed.is_empty(), of_change.is_empty(), "{what}");
                let noted: Vec<_> = changes_after.difference(&changes).collect();
                assert_eq!(noted.is_empty(), changed.is_empty(), "{what}");
                assert!(noted.iter().all(|request| new.contains_key(*request)), "an event in the same commit: {deed:?}");

                let issues = accepted && door.dialect() == Pam360.dialect();
                let issued = issues.then(|| Pam360::token(&answer)).flatten();
                let issued = issued.and_then(|badge| secret_of(&badge).pop());
                said.secrets.extend(deed.password().cloned().into_iter().chain(secret_of(&badge)).chain(issued.clone()));
                let heard = format!("{:?} {}", answer.headers, answer.text());
                said.answers.push((heard, issued));
                if let (Act::SetPassword(new), true) = (&deed.act, accepted) {
                    who.password = Some(new.clone());
                }
                if matches!(deed.act, Act::Delete) && accepted {
                    break;
                }
            }
            said.secrets.extend(weak.iter().flat_map(|(_, badge)| secret_of(badge)));
            stage.world.directory.tidy().await.unwrap();
            for (table, lines) in rows::everything(stage.world).await {
                said.assert_absent(&lines.join("\n"), &table);
            }
            said.assert_kept();
            said.assert_absent(&log.behind(logged), "the log");
        });
        assert!(log.behind(0).contains("provisor::request"), "something was logged");
    }
}
