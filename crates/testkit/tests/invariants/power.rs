//! Nobody gives what he does not hold (invariants 14 and 15). What may be used is computed here from the rows.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use directory::groups::{self, GroupRef, Join, NewGroup};
use directory::roles::{self, HolderRef, NewGrant, RoleRef};
use directory::users::{Change, NewUser};
use directory::{Credential, Request};
use model::{Dialect, GroupName, Login};
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::on_both_engines;

use crate::doors::{Ask, Badge, DOORS, Door, Groups, Person, Someone, draw};
use crate::draw::{Made, door, made};
use crate::rows;
use crate::runner::for_all;
use crate::stage::Stage;

/// Roles and groups of a case; the people are as many, and the caller is the last of them.
const EACH: usize = 3;
const PASSWORD: &str = "Tr4in-delay";
/// Seconds for which a user is locked, and after which nothing ends by itself any more.
const A_WHILE: i64 = 60;

#[derive(Clone, Debug)]
enum Act {
    Create { made: Made, role: usize, group: usize },
    Grant { role: usize },
    GrantOne { role: usize },
    Join { group: usize },
    Disable,
    Enable,
    Lock,
    LockForAWhile,
    Unlock,
    SetPassword { new: String },
}

/// What is done to whom through which door.
#[derive(Clone, Debug)]
struct Deed {
    door: &'static dyn Door,
    target: usize,
    act: Act,
}

#[derive(Clone, Debug)]
struct Case {
    caller: u32,
    roles: Vec<u32>,
    /// For each of the other people: a role or none, a group or none, whether he is enabled.
    people: Vec<(Option<usize>, Option<usize>, bool)>,
    deeds: Vec<Deed>,
}

/// Mostly sets that hold what the calls themselves ask for: reading, granting, managing users.
fn held() -> impl Strategy<Value = u32> {
    let asked = (1 << 1) | (1 << 3) | (1 << 4);
    prop_oneof![5 => any::<u32>().prop_map(move |bits| bits & 0x3f_fffe | asked), 1 => any::<u32>().prop_map(|bits| bits & 0x3f_fffe)]
}

/// Small sets, so that some are covered by what the caller holds.
fn keys() -> impl Strategy<Value = u32> {
    vec(1_u32..=21, 0..3).prop_map(|keys| keys.into_iter().fold(0, |bits, key| bits | (1 << key)))
}

fn deed() -> impl Strategy<Value = Deed> {
    let n = || 0..EACH;
    // Each through a door that has a word for it.
    let nobody = Someone::nobody;
    let no_groups = Groups::new;
    let through = |act: BoxedStrategy<Act>, door: BoxedStrategy<&'static dyn Door>| (door, act).boxed();
    let deeds = prop_oneof![
        3 => through((made(), n(), n()).prop_map(|(made, role, group)| Act::Create { made, role, group }).boxed(), door(|_| true)),
        2 => through(n().prop_map(|role| Act::Grant { role }).boxed(), door(|door| door.grant(&nobody(), &[]).is_some())),
        2 => through(n().prop_map(|role| Act::GrantOne { role }).boxed(), door(|door| door.grant_one(&nobody(), "").is_some())),
        5 => through(n().prop_map(|group| Act::Join { group }).boxed(), door(|door| door.join(&nobody(), &[], &no_groups()).is_some())),
        1 => through(Just(Act::Disable).boxed(), door(|door| door.disable(&nobody()).is_some())),
        2 => through(Just(Act::Enable).boxed(), door(|door| door.enable(&nobody()).is_some())),
        1 => through(Just(Act::Lock).boxed(), door(|door| door.lock(&nobody()).is_some())),
        4 => through(Just(Act::LockForAWhile).boxed(), door(|door| door.lock_until(&nobody(), 0).is_some())),
        1 => through(Just(Act::Unlock).boxed(), door(|door| door.unlock(&nobody()).is_some())),
        2 => through(draw::password().prop_map(|new| Act::SetPassword { new }).boxed(), door(|door| door.set_password(&nobody(), "").is_some())),
    ];
    (deeds, n()).prop_map(|((door, act), target)| Deed { door, target, act })
}

fn case() -> impl Strategy<Value = Case> {
    let one = || proptest::option::of(0..EACH);
    let person = (one(), one(), any::<bool>());
    // Often all is done to one: what one call prepares another may finish.
    let aimed = (any::<bool>(), vec(deed(), 1..=8)).prop_map(|(at_one, mut deeds)| {
        for deed in deeds.iter_mut().filter(|_| at_one) {
            deed.target = 0;
        }
        deeds
    });
    (held(), vec(keys(), EACH), vec(person, EACH - 1), aimed)
        .prop_map(|(caller, roles, people, deeds)| Case { caller, roles, people, deeds })
}

fn system(stage: &Stage<'_>) -> Request {
    stage.world.request(Dialect::Native)
}

/// A user past all doors, with a password, a role and a group.
async fn person(stage: &Stage<'_>, login: &str, role: Option<String>, group: Option<String>) -> Someone {
    let mut user = NewUser::named(Login::new(login).unwrap());
    user.password = crate::odd::new_password(PASSWORD);
    user.grants = role.map(|role| NewGrant::on_all(RoleRef::Name(role))).into_iter().collect();
    user.groups =
        group.map(|group| Join::now(GroupRef::Name(GroupName::new(&group).unwrap()))).into_iter().collect();
    Someone { password: Some(PASSWORD.to_owned()), ..stage.make_in_core(user).await }
}

/// A user without any privilege.
pub async fn plain(stage: &Stage<'_>, name: &str) -> Someone {
    person(stage, &stage.unique(name), None, None).await
}

/// A case, set.
struct Scene<'s, 'w> {
    stage: &'s Stage<'w>,
    groups: Groups,
    people: Vec<Someone>,
    badges: BTreeMap<Dialect, Badge>,
}

impl<'s, 'w> Scene<'s, 'w> {
    async fn set(stage: &'s Stage<'w>, case: &Case) -> Self {
        let directory = &stage.world.directory;
        for (n, bits) in case.roles.iter().enumerate() {
            rows::make_role(stage.world, &stage.unique(&format!("role {n} ")), *bits).await;
            let name = GroupName::new(&stage.unique(&format!("group {n} "))).unwrap();
            let new = NewGroup { name: name.clone(), description: None };
            groups::create(directory, &system(stage), &Credential::System, Ok(new)).await.unwrap();
            let grant = NewGrant::on_all(RoleRef::Name(stage.unique(&format!("role {n} "))));
            let draft = Ok((HolderRef::Group(GroupRef::Name(name)), grant));
            roles::give(directory, &system(stage), &Credential::System, draft).await.unwrap();
        }
        let mut people = Vec::new();
        for (n, (role, group, enabled)) in case.people.iter().enumerate() {
            let role = role.map(|n| stage.unique(&format!("role {n} ")));
            let group = group.map(|n| stage.unique(&format!("group {n} ")));
            let who = person(stage, &stage.unique(&format!("p{n}.")), role, group).await;
            if !enabled {
                stage.change(&who, vec![Change::Enabled(false)]).await;
            }
            people.push(who);
        }
        let own = stage.unique("callers ");
        rows::make_role(stage.world, &own, case.caller).await;
        let caller = person(stage, &stage.unique("caller"), Some(own), None).await;
        let mut badges = BTreeMap::new();
        for (door, badge) in stage.all_credentials(&caller).await {
            badges.insert(door.dialect(), badge);
        }
        people.push(caller);
        Self { stage, groups: rows::groups(stage.world, stage.org_key()).await, people, badges }
    }

    fn caller(&self) -> &Someone {
        &self.people[EACH - 1]
    }

    /// The call; none where the door has no word for it.
    fn ask(&self, deed: &Deed, place: usize) -> Option<Ask> {
        let (door, who) = (deed.door, &self.people[deed.target]);
        match &deed.act {
            Act::Create { made: (door, person), role, group } => {
                let login = self.stage.unique(&format!("n{place}."));
                let mut person = Person { login, ..person.clone() };
                person.groups = vec![(self.stage.unique(&format!("group {group} ")), None)];
                door.with_role(&mut person, &self.stage.unique(&format!("role {role} ")));
                Some(door.create(&person, &self.groups))
            }
            Act::Grant { role } => door.grant(who, &[self.stage.unique(&format!("role {role} "))]),
            Act::GrantOne { role } => door.grant_one(who, &self.stage.unique(&format!("role {role} "))),
            Act::Join { group } => {
                door.join(who, &[self.stage.unique(&format!("group {group} "))], &self.groups)
            }
            Act::Disable => door.disable(who),
            Act::Enable => door.enable(who),
            Act::Lock => door.lock(who),
            Act::LockForAWhile => {
                let until = self.stage.world.directory.now().plus_seconds(A_WHILE);
                door.lock_until(who, until.micros() / 1_000)
            }
            Act::Unlock => door.unlock(who),
            Act::SetPassword { new } => door.set_password(who, new),
        }
    }
}

/// For each user: what he holds, and what of it he may use, now and when everything has passed that passes by itself.
async fn holdings(stage: &Stage<'_>) -> [BTreeMap<String, (u32, u32)>; 2] {
    let now = stage.world.directory.now();
    [holdings_at(stage, now).await, holdings_at(stage, now.plus_seconds(2 * A_WHILE)).await]
}

async fn holdings_at(stage: &Stage<'_>, at: model::Timestamp) -> BTreeMap<String, (u32, u32)> {
    let now = at.micros();
    let number = |text: &str| text.parse::<i64>().ok();
    let people = rows::rows(
        stage.world,
        "SELECT user_key, login, enabled, lock_since, lock_until, window_from, window_until FROM users",
        7,
    );
    let grants = rows::rows(
        stage.world,
        "SELECT g.holder_kind, g.holder_key, r.privileges FROM grants g JOIN roles r ON r.role_key = g.role_key
         WHERE g.all_objects = 1",
        3,
    );
    let memberships = rows::rows(stage.world, "SELECT user_key, group_key, since, until FROM memberships", 4);
    let (people, grants, memberships) = (people.await, grants.await, memberships.await);
    let of = |kind: &str, key: &str| {
        let theirs = grants.iter().filter(|grant| grant[0] == kind && grant[1] == key);
        theirs.fold(0, |bits, grant| bits | u32::try_from(number(&grant[2]).unwrap()).unwrap())
    };
    let of_user = |row: &Vec<String>| {
        let in_force = memberships.iter().filter(|membership| {
            membership[0] == row[0]
                && number(&membership[2]).is_none_or(|since| since <= now)
                && number(&membership[3]).is_none_or(|until| now < until)
        });
        let holds = in_force.fold(of("1", &row[0]), |bits, membership| bits | of("2", &membership[1]));
        let is_locked = row[3] != "-" && number(&row[4]).is_none_or(|until| now < until);
        let is_inside =
            number(&row[5]).is_none_or(|from| from <= now) && number(&row[6]).is_none_or(|until| now < until);
        (row[1].clone(), (holds, if row[2] == "1" && !is_locked && is_inside { holds } else { 0 }))
    };
    people.iter().map(of_user).collect()
}

on_both_engines! {
    /// 14: No call of a caller with privileges C makes the usable privileges of any user, himself included, grow by a key
    /// outside C, in any dialect (random users, groups, roles, calls).
    async fn no_call_lets_anybody_use_what_its_caller_does_not_hold(world: World) {
        let (accepted, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
        for_all(&world, 16, &case(), async |stage, case| {
            let scene = Scene::set(stage, &case).await;
            for (place, deed) in case.deeds.iter().enumerate() {
                let door = if let Act::Create { made, .. } = &deed.act { made.0 } else { deed.door };
                let Some(ask) = scene.ask(deed, place) else { continue };
                let before = holdings(stage).await;
                let held = before[0][&scene.caller().login].1;
                let answer = stage.send(Some(&scene.badges[&door.dialect()]), &ask).await;
                let after = holdings(stage).await;
                for (before, after) in before.iter().zip(&after) {
                    for (login, (_, usable)) in after {
                        let grown = usable & !before.get(login).map_or(0, |(_, usable)| *usable) & !held;
                        assert_eq!(grown, 0, "{login} may use {grown:b} after {deed:?}: {}", answer.text());
                    }
                }
                let is_accepted = door.is_accepted(&answer);
                if let (Act::SetPassword { .. }, true) = (&deed.act, is_accepted) {
                    let holds = before[0][&scene.people[deed.target].login].0;
                    assert_eq!(holds & !held, 0, "{deed:?} opens more than the caller holds");
                }
                assert!(answer.status < 500, "{deed:?}: {}", answer.text());
                (if is_accepted { &accepted } else { &refused }).fetch_add(1, Ordering::Relaxed);
            }
        });
        let (accepted, refused) = (accepted.into_inner(), refused.into_inner());
        assert!(accepted > 20 && refused > 10, "{accepted} accepted and {refused} refused show nothing");
    }

    /// 15: Setting the password of a user who holds a key the caller lacks is Forbidden in every dialect, before any hash
    /// of the password is compared; so is making one who would hold it, with the token that he is given.
    async fn a_password_is_set_only_by_who_holds_as_much(world: World) {
        let cases = (held(), keys(), made(), draw::password());
        for_all(&world, 8, &cases, async |stage, (caller, keys, (maker, person), other)| {
            let asked = (1 << 1) | (1 << 3) | (1 << 4);
            let caller = caller | asked;
            let case = Case { caller, roles: vec![keys; EACH], people: vec![(Some(0), None, true); 2], deeds: vec![] };
            let scene = Scene::set(stage, &case).await;
            let covered = keys & !caller == 0;
            let (target, me) = (&scene.people[0], scene.caller());
            for door in DOORS {
                let badge = &scene.badges[&door.dialect()];
                // His own password is proved and remembered, where each call asks for it.
                assert!(stage.opens(door, badge, me).await);
                for new in [PASSWORD, &other] {
                    let Some(ask) = door.set_password(target, new) else { continue };
                    let before = (rows::record(stage.world).await, hashes(stage));
                    let answer = stage.send(Some(badge), &ask).await;
                    if covered {
                        assert!(door.is_accepted(&answer), "{door:?}: {}", answer.text());
                        let back = door.set_password(target, PASSWORD).unwrap();
                        assert!(door.is_accepted(&stage.send(Some(badge), &back).await));
                    } else {
                        assert!(door.is_forbidden(&answer), "{door:?}: {}", answer.text());
                        assert_eq!((rows::record(stage.world).await, hashes(stage)), before, "{door:?}, {new}");
                    }
                }
            }
            let mut person = stage.alone(&person);
            if maker.with_role(&mut person, &stage.unique("role 0 ")) {
                let answer = stage.send(Some(&scene.badges[&maker.dialect()]), &maker.create(&person, &scene.groups)).await;
                assert_eq!(maker.is_accepted(&answer), covered, "{maker:?}: {}", answer.text());
                assert_eq!(maker.is_forbidden(&answer), !covered, "{maker:?}: {}", answer.text());
            }
        });
    }
}

fn hashes(stage: &Stage<'_>) -> u64 {
    stage.world.directory.pool().statistics().hashes
}
