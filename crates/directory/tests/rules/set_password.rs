//! Setting passwords (`one-record` section 5).

use directory::passwords::PolicyRules;
use directory::users::{self, NewLock, NewUser, PasswordRule};
use directory::{Credential, Directory};
use model::refusal::BadCredential;
use model::{Noun, Origin, Refusal, Rule, TokenKind};
use testkit::{ADMIN_PASSWORD, World, on_both_engines};

use crate::kit::*;

async fn set(world: &World, by: &Credential, who: &str, text: &str) -> Result<(), Refusal> {
    set_at(&world.directory, world, by, who, text).await
}

async fn set_at(
    node: &Directory,
    world: &World,
    by: &Credential,
    who: &str,
    text: &str,
) -> Result<(), Refusal> {
    users::set_password(node, &ask(world), by, Ok((login(who), password(text), eight()))).await
}

const GONE: Result<(), Refusal> = Err(Refusal::Unauthenticated(BadCredential::Unknown));

on_both_engines! {
    async fn the_new_password_opens_and_the_old_one_does_not(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let before = hashes(&world);
        set(&world, &admin(&world).await, "A", "another one").await.unwrap();
        assert_eq!(hashes(&world) - before, 2, "compared and hashed");
        sign_in(&world, "a", "long enough").await.unwrap_err();
        sign_in(&world, "a", "another one").await.unwrap();
        let row = rows(&world, "SELECT version, password_version FROM users WHERE login = 'a'", 2).await.concat();
        assert_eq!(row, ["2", "2"]);
    }

    async fn the_same_again_is_no_change(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let session = session(&world, "a", "long enough").await;
        let (admin, before) = (admin(&world).await, counts(&world).await);
        let record = rows(&world, "SELECT password, version, updated FROM users ORDER BY number", 3).await;
        world.clock.turn(60);
        set(&world, &admin, "a", "long enough").await.unwrap();
        assert_eq!(counts(&world).await, before, "no event, and no session ends");
        assert_eq!(rows(&world, "SELECT password, version, updated FROM users ORDER BY number", 3).await, record);
        used(&world, &session).await.unwrap();
    }

    async fn all_other_sessions_end_and_api_tokens_stay(world: World) {
        let (own, other) = (admin_session(&world).await, admin_session(&world).await);
        let api = token(&world, "admin", TokenKind::Pam360).await;
        set(&world, &own, "admin", "another one").await.unwrap();
        used(&world, &own).await.unwrap();
        assert_eq!(used(&world, &other).await, GONE);
        used(&world, &api).await.unwrap();
    }

    async fn sessions_of_nobody_else_end(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let (a, admins) = (session(&world, "a", "long enough").await, admin_session(&world).await);
        set(&world, &admin(&world).await, "a", "another one").await.unwrap();
        assert_eq!(used(&world, &a).await, GONE);
        used(&world, &admins).await.unwrap();
    }

    async fn a_lock_ends_only_where_the_user_asked_for_it(world: World) {
        let lock = NewLock { reason: Some("too long away".into()), until: None };
        let locked = |login: &str| NewUser { lock: Some(lock.clone()), ..with_password(login, "long enough") };
        make(&world, NewUser { unlock_on_password: true, ..locked("asked") }).await;
        make(&world, locked("not")).await;
        for who in ["asked", "not"] {
            set(&world, &Credential::System, who, "another one").await.unwrap();
        }
        sign_in(&world, "asked", "another one").await.unwrap();
        assert_eq!(sign_in(&world, "not", "another one").await.unwrap_err(), Refusal::Locked { disabled: false });
    }

    async fn the_same_again_ends_no_lock(world: World) {
        let lock = NewLock { reason: None, until: None };
        make(&world, NewUser { lock: Some(lock), unlock_on_password: true, ..with_password("a", "long enough") }).await;
        set(&world, &Credential::System, "a", "long enough").await.unwrap();
        assert_eq!(sign_in(&world, "a", "long enough").await.unwrap_err(), Refusal::Locked { disabled: false });
    }

    async fn a_reset_by_another_leaves_must_change_and_an_own_change_clears_it(world: World) {
        let all = directory::roles::NewGrant::on_all(role("Administrator"));
        let user = NewUser { must_change: true, grants: vec![all], ..with_password("a", "long enough") };
        make(&world, user).await;
        let must_change = "SELECT must_change FROM users WHERE login = 'a'";
        set(&world, &admin(&world).await, "a", "another one").await.unwrap();
        assert_eq!(one(&world, must_change).await, 1);
        set(&world, &token(&world, "a", TokenKind::Native).await, "a", "a third one").await.unwrap();
        assert_eq!(one(&world, must_change).await, 0);
    }

    async fn an_external_user_gets_no_password(world: World) {
        make(&world, NewUser { origin: Origin::External(None), ..named("a") }).await;
        let refused = set(&world, &Credential::System, "a", "long enough").await;
        assert_eq!(refused, Err(Refusal::invalid("password", Rule::NotAllowed)));
    }

    async fn a_user_without_password_gets_one(world: World) {
        make(&world, named("a")).await;
        set(&world, &Credential::System, "a", "long enough").await.unwrap();
        sign_in(&world, "a", "long enough").await.unwrap();
    }

    async fn the_rule_of_the_door_or_the_one_in_its_place_is_asked(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let before = hashes(&world);
        assert!(matches!(set(&world, &Credential::System, "a", "short").await, Err(Refusal::Invalid(_))));
        assert_eq!(hashes(&world) - before, 1, "compared: the one that is stored may break a rule that came later");
        make_policy(&world, "House", PolicyRules::at_least(12)).await;
        let node = another_node(&world, |config| config.uniform_policy = Some("house".to_owned())).await;
        let refused = set_at(&node, &world, &Credential::System, "a", "another one").await.unwrap_err();
        assert!(refused.to_string().contains("House"), "{refused}");
        let lax = PasswordRule::Own { policy: "oipa", rules: PolicyRules::OIPA };
        let draft = Ok((login("a"), password("a"), lax));
        users::set_password(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
    }

    async fn nobody_of_that_login_is_not_found(world: World) {
        let refused = set(&world, &admin(&world).await, "nobody", "long enough").await;
        assert_eq!(refused, Err(Refusal::no_such(Noun::User, "nobody")));
    }

    async fn the_first_password_opens_until_it_is_changed(world: World) {
        sign_in(&world, "admin", ADMIN_PASSWORD).await.unwrap();
        set(&world, &admin(&world).await, "admin", "another one").await.unwrap();
        assert_eq!(sign_in(&world, "admin", ADMIN_PASSWORD).await.map(drop), GONE);
    }
}
