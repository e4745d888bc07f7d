//! What a lock does beyond the answer, and to the credentials of the other dialects.

use directory::groups::{GroupRef, Join};
use directory::users::{self, NewUser, Parts, UserRef};
use directory::{Credential, TokenDigest};
use http::Method;
use model::{Dialect, GroupName, Login, TokenKind, UserView};
use serde_json::json;
use testkit::{World, on_both_engines};

use crate::calls::{FETCHED, ask, create, message, token};

const LOCKED: &str = "User locked successfully";
const UNLOCKED: &str = "User unlocked successfully";
const PASSWORD: &str = "Test@123";

/// Locks or unlocks (`verb`) somebody with a token; gives the message.
async fn put(world: &World, token: &str, verb: &str, login: &str) -> String {
    let target = format!("/restapi/json/v1/user/{verb}?USERNAME={login}");
    message(&world.call(Method::PUT, &target).authtoken(token).send().await)
}

async fn view(world: &World, login: &str) -> UserView {
    let token = world.token("admin", TokenKind::Native).await;
    let credential = Credential::Token { kind: TokenKind::Native, digest: TokenDigest::of(&token) };
    let user = Ok(UserRef::Login(login.to_owned()));
    users::get(&world.directory, &world.request(Dialect::Native), &credential, user, Parts::ALL)
        .await
        .unwrap()
}

/// The status with which Aria answers the owner of a session.
async fn aria(world: &World, session: &str) -> u16 {
    world.get("/suite-api/api/auth/currentuser").ops_token(session).send().await.status
}

/// The status with which Aria answers a sign-in.
async fn sign_in(world: &World, login: &str) -> u16 {
    let body = json!({ "username": login, "password": PASSWORD });
    world.post("/suite-api/api/auth/token/acquire").json(&body).send().await.status
}

on_both_engines! {
    async fn a_lock_holds_the_token_back_and_ends_sign_in_sessions_for_good(world: World) {
        let made = create(&world, "robot", json!({ "ISAPIUSER": true, "PASSWORD": PASSWORD })).await;
        let robot = token(&made);
        let session = world.aria_token_of("robot", PASSWORD).await;
        assert_eq!(aria(&world, &session).await, 200);
        let admin = world.token("admin", TokenKind::Pam360).await;

        assert_eq!(put(&world, &admin, "lock", "robot").await, LOCKED);
        assert_eq!(ask(&world, &robot, "192.0.2.1").await, "User account is locked.");
        assert_eq!(aria(&world, &session).await, 401);
        assert_eq!(sign_in(&world, "robot").await, 401);

        assert_eq!(put(&world, &admin, "unlock", "robot").await, UNLOCKED);
        assert_eq!(ask(&world, &robot, "192.0.2.1").await, FETCHED, "the same token works again");
        assert_eq!(aria(&world, &session).await, 401, "no session comes back");
        assert_eq!(sign_in(&world, "robot").await, 200);
    }

    async fn locking_the_locked_changes_nothing_and_keeps_the_reason(world: World) {
        create(&world, "second", json!({ "ISAPIUSER": true, "ROLE": "Administrator" })).await;
        create(&world, "rob", json!({})).await;
        let admin = world.token("admin", TokenKind::Pam360).await;
        assert_eq!(put(&world, &admin, "lock", "rob").await, LOCKED);
        let first = view(&world, "rob").await;
        assert_eq!(first.user.lock.as_ref().unwrap().reason.as_deref(), Some("Locked by admin"));

        world.clock.turn(60);
        let second = world.token("second", TokenKind::Pam360).await;
        assert_eq!(put(&world, &second, "lock", "rob").await, LOCKED);
        assert_eq!(view(&world, "rob").await, first);

        assert_eq!(put(&world, &second, "unlock", "rob").await, UNLOCKED);
        let unlocked = view(&world, "rob").await;
        assert_eq!((&unlocked.user.lock, unlocked.user.version), (&None, first.user.version + 1));
        assert_eq!(put(&world, &second, "unlock", "rob").await, UNLOCKED);
        assert_eq!(view(&world, "rob").await, unlocked);
    }

    async fn unlocking_does_not_enable_and_other_dialects_do_not_show_a_lock(world: World) {
        create(&world, "rob", json!({ "PASSWORD": PASSWORD })).await;
        let admin = world.token("admin", TokenKind::Pam360).await;
        put(&world, &admin, "lock", "rob").await;
        let id = view(&world, "rob").await.user.id;
        let shown = world.get(&format!("/suite-api/api/auth/users/{id}"));
        let shown = shown.ops_token(&world.aria_token().await).send().await.json();
        assert_eq!(shown["enabled"], true, "enabled is another axis");

        let off = vec![users::Change::Enabled(false)];
        let request = world.request(Dialect::Native);
        let draft = Ok((UserRef::Id(id), users::Edit::Said(off)));
        users::update(&world.directory, &request, &Credential::System, draft, None).await.unwrap();
        assert_eq!(put(&world, &admin, "unlock", "rob").await, UNLOCKED);
        let user = view(&world, "rob").await.user;
        assert!(user.lock.is_none() && !user.enabled);
        assert_eq!(sign_in(&world, "rob").await, 401);
    }

    async fn the_last_lasting_administrator_is_locked_by_nobody(world: World) {
        let end = Some(world.directory.now().plus_seconds(60));
        let group = GroupRef::Name(GroupName::new("System.admins").unwrap());
        let mut deputy = NewUser::named(Login::new("deputy").unwrap());
        deputy.groups.push(Join { until: end, ..Join::now(group) });
        let request = world.request(Dialect::Native);
        users::create(&world.directory, &request, &Credential::System, Ok(vec![deputy]), None).await.unwrap();
        let deputy = world.token("deputy", TokenKind::Pam360).await;

        let refused = "This operation is not permitted on this user.";
        assert_eq!(put(&world, &deputy, "lock", "admin").await, refused);
        assert!(view(&world, "admin").await.user.lock.is_none());
        create(&world, "second", json!({ "ROLE": "Administrator" })).await;
        assert_eq!(put(&world, &deputy, "lock", "admin").await, LOCKED);
    }
}
