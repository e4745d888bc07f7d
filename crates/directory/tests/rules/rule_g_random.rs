//! Rule G over random people, groups, roles and calls (invariant 14): no call lets anybody use a privilege that its
//! caller did not hold. What may be used is computed here from the rows, and not by the code under test.

use std::sync::Arc;

use directory::Credential;
use directory::groups::{self, GroupChange, GroupEdit, IfMissing, Join};
use directory::roles::{self, HolderRef, HoldingEdit, Keys, NewGrant, RoleEdit, RoleRef, Wanted};
use directory::tokens::{self, NewToken};
use directory::users::{self, NewUser, Parts, UserRef};
use model::{Dialect, GrantObjects, PrivilegeSet, Refusal, TokenKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testkit::{World, on_both_engines};

use crate::kit::*;

/// Seconds from now at which rights are compared; dates lie at the same distances.
const INSTANTS: [i64; 5] = [0, 3_599, 3_600, 7_199, 7_200];
/// Roles, groups and people of a case; the last one of the people is the caller.
const EACH: usize = 3;

/// Where a date lies: none, or so many seconds from now.
type Date = Option<i64>;

#[derive(Clone, Debug)]
enum Call {
    Create { role: usize, group: usize, from: Date, until: Date, on_all: bool },
    Give { role: usize, to_group: bool, holder: usize, on_all: bool },
    Take { role: usize, to_group: bool, holder: usize },
    Join { who: usize, group: usize, from: Date, until: Date },
    Leave { who: usize, group: usize },
    SetPassword { who: usize },
    Issue { who: usize },
    Hold { role: usize, to_group: bool, holder: usize, on_all: bool },
    Fill { group: usize, who: usize, role: usize },
    Keys { role: usize, keys: u32, how: usize },
}

#[derive(Clone, Debug)]
struct Case {
    /// What the caller holds by a role of his own.
    caller: u32,
    roles: Vec<u32>,
    /// For each group: the role it grants.
    group_roles: Vec<usize>,
    /// For each of the people: a role on all objects or not, and a membership.
    people: Vec<(usize, bool, usize, Date, Date)>,
    calls: Vec<Call>,
}

fn date() -> impl Strategy<Value = Date> {
    prop_oneof![3 => Just(None), 2 => prop_oneof![Just(-3_600), Just(3_600), Just(7_200)].prop_map(Some)]
}

/// Mostly sets that hold what the calls themselves ask for: 2 roles, 3 grants, 4 users, 19 tokens.
fn held() -> impl Strategy<Value = u32> {
    let asked = (1 << 2) | (1 << 3) | (1 << 4) | (1 << 19);
    prop_oneof![4 => any::<u32>().prop_map(move |bits| bits | asked), 1 => any::<u32>()]
}

/// Small sets, so that some are covered by what the caller holds.
fn keys() -> impl Strategy<Value = u32> {
    vec(1_u32..=21, 0..3).prop_map(|keys| keys.into_iter().fold(0, |bits, key| bits | (1 << key)))
}

fn call() -> impl Strategy<Value = Call> {
    let n = || 0..EACH;
    prop_oneof![
        (n(), n(), date(), date(), any::<bool>())
            .prop_map(|(role, group, from, until, on_all)| Call::Create { role, group, from, until, on_all }),
        (n(), any::<bool>(), n(), any::<bool>()).prop_map(|(role, to_group, holder, on_all)| Call::Give {
            role,
            to_group,
            holder,
            on_all
        }),
        (n(), any::<bool>(), n()).prop_map(|(role, to_group, holder)| Call::Take { role, to_group, holder }),
        (n(), n(), date(), date()).prop_map(|(who, group, from, until)| Call::Join {
            who,
            group,
            from,
            until
        }),
        (n(), n()).prop_map(|(who, group)| Call::Leave { who, group }),
        n().prop_map(|who| Call::SetPassword { who }),
        n().prop_map(|who| Call::Issue { who }),
        (n(), any::<bool>(), n(), any::<bool>()).prop_map(|(role, to_group, holder, on_all)| Call::Hold {
            role,
            to_group,
            holder,
            on_all
        }),
        (n(), n(), n()).prop_map(|(group, who, role)| Call::Fill { group, who, role }),
        (n(), keys(), n()).prop_map(|(role, keys, how)| Call::Keys { role, keys, how }),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let person = (0..EACH, any::<bool>(), 0..EACH, date(), date());
    (held(), vec(keys(), EACH), vec(0..EACH, EACH), vec(person, EACH - 1), vec(call(), 1..10)).prop_map(
        |(caller, roles, group_roles, people, calls)| Case { caller, roles, group_roles, people, calls },
    )
}

/// The names of one case, which no other case of the world has.
struct Stage<'a> {
    world: &'a World,
    number: usize,
    caller: Credential,
}

impl<'a> Stage<'a> {
    async fn set(world: &'a World, number: usize, case: &Case) -> Self {
        let (name, held) =
            (format!("case {number} person {}", EACH - 1), PrivilegeSet::from_bits(case.caller.into()));
        let stage = Self { world, number, caller: holder(world, &name, held).await };
        for (n, bits) in case.roles.iter().enumerate() {
            make_role(world, &format!("case {number} role {n}"), PrivilegeSet::from_bits((*bits).into()))
                .await;
        }
        for (n, role) in case.group_roles.iter().enumerate() {
            make_group(world, &format!("case {number} group {n}")).await;
            let draft = Ok((HolderRef::Group(stage.group(n)), NewGrant::on_all(stage.role(*role))));
            roles::give(&world.directory, &ask(world), &Credential::System, draft).await.unwrap();
        }
        for (n, (role, on_all, group, from, until)) in case.people.iter().enumerate() {
            let user = stage.user(&stage.person(n), *role, *group, (*from, *until), *on_all);
            // Dates that contradict each other make nobody of this name; calls about him find nobody.
            let _ = create(world, &Credential::System, vec![user]).await;
        }
        stage
    }

    fn person(&self, n: usize) -> String {
        format!("case {} person {n}", self.number)
    }

    fn group(&self, n: usize) -> groups::GroupRef {
        group(&format!("case {} group {n}", self.number))
    }

    fn role(&self, n: usize) -> RoleRef {
        role(&format!("case {} role {n}", self.number))
    }

    fn grant(&self, n: usize, on_all: bool) -> NewGrant {
        let objects = if on_all { GrantObjects::All } else { GrantObjects::None };
        NewGrant { objects, ..NewGrant::on_all(self.role(n)) }
    }

    fn holder(&self, to_group: bool, n: usize) -> HolderRef {
        if to_group { HolderRef::Group(self.group(n)) } else { HolderRef::User(login(&self.person(n))) }
    }

    fn at(&self, date: Date) -> Option<model::Timestamp> {
        date.map(|seconds| self.world.directory.now().plus_seconds(seconds))
    }

    fn user(&self, name: &str, role: usize, group: usize, dates: (Date, Date), on_all: bool) -> NewUser {
        let (from, until) = (self.at(dates.0), self.at(dates.1));
        let join = Join { group: self.group(group), if_missing: IfMissing::Refuse, from, until };
        NewUser { groups: vec![join], grants: vec![self.grant(role, on_all)], ..named(name) }
    }

    async fn call(&self, call: &Call, place: usize) -> Result<(), Refusal> {
        let (dir, request, by) = (&self.world.directory, &ask(self.world), &self.caller);
        match call {
            Call::Create { role, group, from, until, on_all } => {
                let name = format!("case {} made {place}", self.number);
                let user = self.user(&name, *role, *group, (*from, *until), *on_all);
                create(self.world, by, vec![user]).await.map(drop)
            }
            Call::Give { role, to_group, holder, on_all } => {
                roles::give(
                    dir,
                    request,
                    by,
                    Ok((self.holder(*to_group, *holder), self.grant(*role, *on_all))),
                )
                .await
            }
            Call::Take { role, to_group, holder } => {
                roles::take(dir, request, by, Ok((self.holder(*to_group, *holder), self.role(*role)))).await
            }
            Call::Join { who, group, from, until } => {
                let member = Ok((self.group(*group), login(&self.person(*who))));
                groups::join(dir, request, by, member, self.at(*from), self.at(*until)).await
            }
            Call::Leave { who, group } => {
                groups::leave(dir, request, by, Ok((self.group(*group), login(&self.person(*who))))).await
            }
            Call::SetPassword { who } => {
                let draft = Ok((login(&self.person(*who)), password("long enough"), eight()));
                users::set_password(dir, request, by, draft).await
            }
            Call::Issue { who } => {
                let new = NewToken { kind: TokenKind::Native, expires: None, host: None };
                tokens::issue(dir, request, by, &self.person(*who), new).await.map(drop)
            }
            Call::Hold { role, to_group, holder, on_all } => {
                let wanted = Wanted { grants: vec![self.grant(*role, *on_all)], said: Vec::new() };
                let edit: HoldingEdit = Arc::new(move |_| Ok(Some(wanted.clone())));
                let draft = Ok((self.holder(*to_group, *holder), edit));
                roles::change(dir, request, by, Dialect::Aria, draft).await.map(drop)
            }
            Call::Fill { group, who, role } => {
                let found =
                    users::get(dir, request, &Credential::System, Ok(login(&self.person(*who))), Parts::NONE)
                        .await;
                let members = found.map(|view| UserRef::Id(view.user.id)).into_iter().collect();
                let changes =
                    vec![GroupChange::Members(members), GroupChange::Grants(vec![self.grant(*role, true)])];
                let edit: GroupEdit = Arc::new(move |_| Ok(changes.clone()));
                groups::update(dir, request, by, Ok((self.group(*group), edit))).await.map(drop)
            }
            Call::Keys { role, keys, how } => {
                let keys = PrivilegeSet::from_bits((*keys).into());
                let keys = [Keys::Set, Keys::Add, Keys::Remove][*how % 3](keys);
                let edit = RoleEdit { keys: Some(keys), ..RoleEdit::default() };
                let name = format!("case {} role {role}", self.number);
                roles::update(dir, request, by, Ok((name, edit))).await.map(drop)
            }
        }
    }

    /// For each user of the store, what he may use at each instant.
    async fn usable(&self) -> Vec<(String, Vec<i64>)> {
        let people = rows(self.world, "SELECT user_key, login FROM users ORDER BY user_key", 2).await;
        let own = rows(
            self.world,
            "SELECT g.holder_kind, g.holder_key, r.privileges FROM grants g JOIN roles r ON r.role_key = g.role_key
             WHERE g.all_objects = 1",
            3,
        )
        .await;
        let memberships =
            rows(self.world, "SELECT user_key, group_key, since, until FROM memberships", 4).await;
        let now = self.world.directory.now();
        let of = |kind: &str, key: &str| {
            let theirs = own.iter().filter(|grant| grant[0] == kind && grant[1] == key);
            theirs.fold(0, |bits, grant| bits | grant[2].parse::<i64>().unwrap())
        };
        let at = |key: &str, seconds: i64| {
            let instant = now.plus_seconds(seconds).micros();
            let in_force = memberships.iter().filter(|row| {
                let (since, until) =
                    (row[2].parse::<i64>().unwrap(), row[3].parse::<i64>().unwrap_or(i64::MAX));
                row[0] == key && since <= instant && instant < until
            });
            in_force.fold(of("1", key), |bits, row| bits | of("2", &row[1]))
        };
        people
            .into_iter()
            .map(|row| (row[1].clone(), INSTANTS.iter().map(|seconds| at(&row[0], *seconds)).collect()))
            .collect()
    }
}

/// Plays a case; how many of its calls were accepted.
async fn play(world: &World, number: usize, case: &Case) -> Result<usize, TestCaseError> {
    let stage = Stage::set(world, number, case).await;
    let mut accepted = 0;
    for (place, call) in case.calls.iter().enumerate() {
        let before = stage.usable().await;
        let find = |all: &[(String, Vec<i64>)], login: &str| {
            all.iter()
                .find(|(name, _)| name == login)
                .map_or_else(|| vec![0; INSTANTS.len()], |(_, bits)| bits.clone())
        };
        let held = find(&before, &stage.person(EACH - 1))[0];
        let result = stage.call(call, place).await;
        let after = stage.usable().await;
        for (login, bits) in &after {
            for (instant, (now, then)) in find(&before, login).iter().zip(bits).enumerate() {
                let grown = then & !now & !held;
                prop_assert_eq!(
                    grown,
                    0,
                    "{:?} lets {} use {:b} at {}",
                    call,
                    login,
                    grown,
                    INSTANTS[instant]
                );
            }
        }
        if let (Call::SetPassword { who } | Call::Issue { who }, Ok(())) = (call, &result) {
            // The credential works later too.
            let target = find(&after, &stage.person(*who)).into_iter().fold(0, |all, bits| all | bits);
            prop_assert_eq!(target & !held, 0, "{:?} opens more than the caller holds", call);
        }
        let internal = matches!(result, Err(Refusal::Internal | Refusal::Unavailable { .. }));
        prop_assert!(!internal, "{:?}: {:?}", call, result);
        accepted += usize::from(result.is_ok());
    }
    Ok(accepted)
}

on_both_engines! {
    async fn no_call_lets_anybody_use_what_its_caller_does_not_hold(world: World) {
        let config = Config { cases: 40, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
        let sums = std::sync::Mutex::new((0, 0));
        let outcome = tokio::task::block_in_place(|| {
            let runtime = tokio::runtime::Handle::current();
            let played = runner.run(&case(), |case| {
                let mut sums = sums.lock().unwrap();
                sums.0 += 1;
                sums.1 += runtime.block_on(play(&world, sums.0, &case))?;
                Ok(())
            });
            played.map_err(|failure| failure.to_string())
        });
        outcome.unwrap();
        let accepted = sums.into_inner().unwrap().1;
        assert!(accepted > 40, "too few of the calls were accepted to show anything: {accepted}");
    }
}
