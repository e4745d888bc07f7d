//! What is read and written back changes nothing, whoever made the user.

use directory::Credential;
use directory::groups::{GroupRef, Join};
use directory::roles::{NewGrant, RoleRef};
use directory::users::{self, NewLock, NewUser, Parts, UserRef};
use model::{
    AccessWindow, Dialect, Email, GrantObjects, GroupName, Login, Origin, Residue, Slot, Timestamp,
    TokenKind, UserId,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use testkit::{World, on_both_engines};

use crate::modify::{put, view};
use crate::{CURRENT, USERS, make, post};

/// As many values of a strategy, always the same.
fn some<S: Strategy>(strategy: &S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Writes back what this dialect reads of a user, later; nothing of the record may differ.
async fn write_back(world: &World, token: &str, id: UserId, about: &str) {
    world.clock.turn(1);
    let before = view(world, id).await;
    let read = world.get(&format!("{USERS}/{id}")).ops_token(token).send().await;
    assert_eq!(read.status, 200, "{about}: {}", read.text());
    let written = put(world, token, &read.json()).await;
    assert_eq!(written.status, 200, "{about}: {}", written.text());
    assert_eq!(written.text(), read.text(), "{about}");
    let after = view(world, id).await;
    assert_eq!(
        (after.user.version, after.user.updated),
        (before.user.version, before.user.updated),
        "{about}"
    );
    assert_eq!(after, before, "{about}");
}

async fn id_of(world: &World, login: String) -> UserId {
    let (request, user) = (world.request(Dialect::Native), Ok(UserRef::Login(login)));
    let found = users::get(&world.directory, &request, &Credential::System, user, Parts::NONE).await;
    found.unwrap().user.id
}

/// What PAM360 takes, much of it refused by this dialect's door.
fn details() -> impl Strategy<Value = Value> {
    let login = r"[a-zA-Zéж0-9][a-zA-Zéж0-9._@+$' \\-]{0,12}[a-zA-Zéж0-9]";
    let name = "[a-zA-Zéж][a-zA-Zéж' -]{0,10}";
    let roles = ["Administrator", "Password Auditor", "Password User", "PowerUser", "administator"];
    let optional = (
        proptest::option::of("[a-z]{1,8}@second\\.test"),
        proptest::option::of("[a-zA-Z ]{1,8}[a-z]"),
        proptest::option::of(prop::sample::select(roles.to_vec())),
        proptest::option::of("Group [a-c]"),
        proptest::option::of("[0-9]{6,10}"),
    );
    (login, name, name, "[a-z+.]{1,8}x@example\\.test", any::<bool>(), optional).prop_map(
        |(login, first, last, email, api, (second, department, role, group, mobile))| {
            json!({"USERNAME": login, "FIRSTNAME": first, "LASTNAME": last, "EMAIL": email, "ISAPIUSER": api,
                   "SECONDARYEMAILID": second.unwrap_or_default(), "DEPARTMENT": department.unwrap_or_default(),
                   "ROLE": role.unwrap_or("Password User"), "USERGROUPNAME": group.unwrap_or_default(),
                   "MOBILE": mobile.unwrap_or_default()})
        },
    )
}

/// What the record can hold and this dialect's door would refuse, or does not show.
fn anybody(start: Timestamp) -> impl Strategy<Value = NewUser> {
    let text = || proptest::option::of("[^\\p{C}\u{2028}\u{2029}]{0,20}");
    let objects = prop_oneof![
        Just(GrantObjects::All),
        Just(GrantObjects::None),
        Just(GrantObjects::Specs(json!([]))),
        Just(GrantObjects::Specs(json!([{"name": "n\u{7}", "resourceSelection": []}, {"adapterKind": "a"}]))),
        Just(GrantObjects::Specs(json!("none"))),
    ];
    let roles = ["ReadOnly", "PowerUser", "Administrator"];
    let grants = prop::collection::vec((objects, any::<bool>()), 0..=3);
    let times = prop::collection::vec((-90_i64..90, 1_i64..90), 0..=3);
    let states = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    ("[^\\p{C}\\p{Z}\u{ad}]{1,20}", text(), text(), text(), grants, times, states).prop_map(
        move |(login, given, family, email, grants, times, (enabled, locked, external, main))| {
            let mut user = NewUser::named(Login::new(&format!("x{login}x")).unwrap());
            (user.given, user.family, user.enabled) = (given, family, enabled);
            let slot = if main { Slot::Main } else { Slot::Second };
            let email = email.and_then(|email| Email::new(email).ok());
            user.emails = email.map(|email| email.into_slot(slot)).into_iter().collect();
            user.grants = grants
                .into_iter()
                .zip(roles)
                .map(|((objects, all_objects_said), role)| NewGrant {
                    role: RoleRef::Name(role.to_owned()),
                    objects,
                    all_objects_said,
                })
                .collect();
            let groups = ["System.users", "Super", "Prototype Super"];
            let join = |((from, length), name): ((i64, i64), &str)| Join {
                from: Some(start.plus_seconds(from)),
                until: Some(start.plus_seconds(from + length)),
                ..Join::now(GroupRef::Name(GroupName::new(name).unwrap()))
            };
            user.groups = times.into_iter().zip(groups).map(join).collect();
            user.lock = locked.then(|| NewLock { reason: Some("r".to_owned()), until: None });
            user.window = AccessWindow::new(Some(start), Some(start.plus_seconds(30))).unwrap();
            user.origin = if external { Origin::External(None) } else { Origin::Local };
            let mut said = Residue::default();
            said.set("externalId", "another's");
            user.residue = Some((if locked { Dialect::Kron } else { Dialect::Scim }, said));
            user
        },
    )
}

on_both_engines! {
    async fn of_a_user_whom_pam360_made(world: World) {
        let admin = world.token("admin", TokenKind::Pam360).await;
        let token = world.aria_token().await;
        let mut refused_here = 0;
        for (index, mut details) in some(&details(), 24).into_iter().enumerate() {
            let login = format!("{}{index}", details["USERNAME"].as_str().unwrap());
            details["USERNAME"] = json!(login);
            let call = world.post("/restapi/json/v1/user").authtoken(&admin).input_data(&details);
            let answer = call.send().await;
            assert!(answer.text().contains("has been added"), "{details}: {}", answer.text());
            let body = json!({"username": login, "password": "Tr4in-delay"});
            refused_here += i32::from(post(&world, &token, &body).await.status == 400);
            let id = id_of(&world, login).await;
            write_back(&world, &token, id, &details.to_string()).await;
        }
        assert!(refused_here > 5, "only {refused_here} of them have a name that this dialect could not give");
    }

    async fn of_a_user_whom_this_dialect_could_not_make(world: World) {
        let token = world.aria_token().await;
        for (index, mut user) in some(&anybody(world.directory.now()), 32).into_iter().enumerate() {
            user.login = Login::new(&format!("{}{index}", user.login)).unwrap();
            let about = format!("{user:?}");
            let id = make(&world, vec![user]).await[0].id;
            write_back(&world, &token, id, &about).await;
        }
    }

    async fn of_the_caller(world: World) {
        let token = world.aria_token().await;
        let own = world.get(CURRENT).ops_token(&token).send().await.json();
        write_back(&world, &token, UserId::parse(own["id"].as_str().unwrap()).unwrap(), "admin").await;
    }
}
