//! Somebody is left to administer, and nobody ends himself (invariant 16).

use std::sync::atomic::{AtomicUsize, Ordering};

use directory::groups::{GroupRef, Join};
use directory::roles::{NewGrant, RoleRef};
use directory::users::NewUser;
use model::{AccessWindow, GroupName, Login};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use testkit::{ADMIN_PASSWORD, World, on_both_engines};

use crate::doors::{Ask, Badge, Door, Groups, Someone};
use crate::draw::door;
use crate::rows;
use crate::runner::for_all;
use crate::stage::Stage;

const PASSWORD: &str = "Tr4in-delay";

/// What makes somebody an administrator, and for how long.
#[derive(Clone, Copy, Debug)]
enum Office {
    ByRole,
    ByGroup,
    InAWindow,
    ByAMembershipThatEnds,
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Disable,
    Lock,
    Delete,
    TakeRoles,
    TakeOneRole,
    TakeGroups,
}

impl Act {
    fn ask(self, door: &dyn Door, who: &Someone, groups: &Groups) -> Option<Ask> {
        match self {
            Self::Disable => door.disable(who),
            Self::Lock => door.lock(who),
            Self::Delete => door.delete(who),
            Self::TakeRoles => door.grant(who, &[]),
            Self::TakeOneRole => door.take_one(who, "Administrator"),
            Self::TakeGroups => door.join(who, &[], groups),
        }
    }
}

type Deed = (&'static dyn Door, Act, usize, usize);

fn cases() -> impl Strategy<Value = (Vec<Office>, Vec<Deed>)> {
    let offices =
        select(vec![Office::ByRole, Office::ByGroup, Office::InAWindow, Office::ByAMembershipThatEnds]);
    let acts = [Act::Disable, Act::Lock, Act::Delete, Act::TakeRoles, Act::TakeOneRole, Act::TakeGroups].map(
        |act| {
            let has_word = |door: &dyn Door| act.ask(door, &Someone::nobody(), &Groups::new()).is_some();
            door(has_word).prop_map(move |door| (door, act))
        },
    );
    let deed = (Union::new(acts), 0..3_usize, 0..3_usize);
    let deed = deed.prop_map(|((door, act), caller, target)| (door, act, caller, target));
    (vec(offices, 1..3), vec(deed, 4..10))
}

async fn hold(stage: &Stage<'_>, n: usize, office: Office) -> Someone {
    let now = stage.world.directory.now();
    let end = Some(now.plus_seconds(3_600));
    let mut user = NewUser::named(Login::new(&format!("chief{n}")).unwrap());
    user.password = crate::odd::new_password(PASSWORD);
    let role = || vec![NewGrant::on_all(RoleRef::Name("Administrator".to_owned()))];
    let join = || Join::now(GroupRef::Name(GroupName::new("System.admins").unwrap()));
    match office {
        Office::ByRole => user.grants = role(),
        Office::ByGroup => user.groups = vec![join()],
        Office::InAWindow => (user.grants, user.window) = (role(), AccessWindow::new(None, end).unwrap()),
        Office::ByAMembershipThatEnds => user.groups = vec![Join { until: end, ..join() }],
    }
    let who = stage.make_in_core(user).await;
    Someone { password: Some(PASSWORD.to_owned()), ..who }
}

/// Who is an administrator and may sign in: logins of those without an end, and of all.
async fn administrators(world: &World) -> (Vec<String>, Vec<String>) {
    let now = world.directory.now().micros();
    let by_role = "SELECT g.holder_key FROM grants g JOIN roles r ON r.role_key = g.role_key
         WHERE r.number IN (301, 302) AND g.all_objects = 1 AND g.holder_kind = ";
    let find = async |lasts: bool| {
        let (window, membership) = if lasts {
            ("u.window_until IS NULL".to_owned(), "m.until IS NULL".to_owned())
        } else {
            (
                format!("(u.window_until IS NULL OR u.window_until > {now})"),
                format!("(m.until IS NULL OR m.until > {now})"),
            )
        };
        let query = format!(
            "SELECT u.login FROM users u
             WHERE u.enabled = 1 AND u.lock_since IS NULL AND {window} AND (u.user_key IN ({by_role} 1) OR u.user_key IN
               (SELECT m.user_key FROM memberships m WHERE {membership} AND m.group_key IN ({by_role} 2)))
             ORDER BY u.user_key"
        );
        rows::rows(world, &query, 1).await.concat()
    };
    (find(true).await, find(false).await)
}

on_both_engines! {
    /// 16: No sequence of accepted calls leaves an org without an administrator who may sign in, and no caller ends, locks
    /// or demotes himself.
    async fn an_administrator_is_left_and_nobody_ends_himself(world: World) {
        let (accepted, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
        for_all(&world, 6, &cases(), async |stage, (offices, deeds)| {
            // A world of its own: its own `admin` is among those who may go.
            let world = World::on(stage.world.directory.store().engine()).await;
            let stage = Stage::set(&world, 0).await;
            let mut people = vec![stage.someone("admin", Some(ADMIN_PASSWORD.to_owned())).await];
            for (n, office) in offices.into_iter().enumerate() {
                people.push(hold(&stage, n, office).await);
            }
            let mut badges: Vec<Vec<(&'static dyn Door, Badge)>> = Vec::new();
            for who in &people {
                badges.push(stage.all_credentials(who).await);
            }
            for (door, act, caller, target) in deeds {
                let (caller, target) = (caller % people.len(), target % people.len());
                let Some(ask) = act.ask(door, &people[target], &stage.groups) else { continue };
                let badge = &badges[caller].iter().find(|(at, _)| at.dialect() == door.dialect()).unwrap().1;
                let own = &people[caller].login;
                let (_, before) = administrators(&world).await;
                let answer = stage.send(Some(badge), &ask).await;
                let (lasting, after) = administrators(&world).await;
                let what = format!("{act:?} of {} by {own} through {door:?}: {}", people[target].login, answer.text());
                assert!(!lasting.is_empty(), "nobody is left: {what}");
                assert_eq!(before.contains(own), after.contains(own), "the caller's own office: {what}");
                accepted.fetch_add(usize::from(door.is_accepted(&answer)), Ordering::Relaxed);
                refused.fetch_add(usize::from(door.is_protected(&answer)), Ordering::Relaxed);
                if caller == target && matches!(act, Act::Disable | Act::Lock | Act::Delete) {
                    assert!(!door.is_accepted(&answer), "{what}");
                }
            }
        });
        let (accepted, refused) = (accepted.into_inner(), refused.into_inner());
        assert!(accepted > 8 && refused > 2, "{accepted} accepted and {refused} protected show nothing");
    }
}
