//! Every credential is measured at every use (invariants 8 and 10): state, window, end, kind.

use directory::Credential;
use directory::groups::{self, Join};
use directory::tokens::{self, NewToken};
use directory::users::{self, NewUser, Parts};
use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{AccessWindow, Privilege, Refusal, TokenKind};
use testkit::{World, on_both_engines};

use crate::kit::*;

const OVER: Refusal = Refusal::Expired(Expiry::Window);

/// A credential of every sort for one user with a password.
async fn every_sort(world: &World, login: &str) -> Vec<Credential> {
    let mut all = vec![session(world, login, "long enough").await, proved(world, login).await];
    for kind in [TokenKind::Pam360, TokenKind::Scim, TokenKind::Native] {
        all.push(token(world, login, kind).await);
    }
    all
}

/// A password that was proved in this request.
async fn proved(world: &World, login: &str) -> Credential {
    let user = key_of(world, login).await;
    let version =
        one(world, &format!("SELECT password_version FROM users WHERE user_key = {}", user.0)).await;
    Credential::Password { user, version }
}

on_both_engines! {
    async fn a_window_is_open_until_its_last_microsecond_for_every_credential(world: World) {
        let until = world.directory.now().plus_seconds(60);
        let window = AccessWindow::new(None, Some(until)).unwrap();
        make(&world, NewUser { window, ..with_password("temp", "long enough") }).await;
        let all = every_sort(&world, "temp").await;
        world.clock.set(until.plus_micros(-1));
        for credential in &all {
            used(&world, credential).await.unwrap();
        }
        world.clock.set(until);
        for credential in &all {
            let refused = used(&world, credential).await.unwrap_err();
            assert!(matches!(refused, Refusal::Expired(_)), "{credential:?}: {refused:?}");
        }
        assert_eq!(sign_in(&world, "temp", "long enough").await.unwrap_err(), OVER);
    }

    async fn a_window_opens_at_its_first_microsecond(world: World) {
        let from = world.directory.now().plus_seconds(60);
        let window = AccessWindow::new(Some(from), None).unwrap();
        make(&world, NewUser { window, ..with_password("temp", "long enough") }).await;
        let api = token(&world, "temp", TokenKind::Scim).await;
        world.clock.set(from.plus_micros(-1));
        assert_eq!(used(&world, &api).await, Err(OVER));
        assert_eq!(sign_in(&world, "temp", "long enough").await.unwrap_err(), OVER);
        world.clock.set(from);
        used(&world, &api).await.unwrap();
        sign_in(&world, "temp", "long enough").await.unwrap();
    }

    async fn a_wider_window_does_not_revive_a_session_and_does_revive_a_token(world: World) {
        let until = world.directory.now().plus_seconds(60);
        let window = AccessWindow::new(None, Some(until)).unwrap();
        make(&world, NewUser { window, ..with_password("temp", "long enough") }).await;
        let session = session(&world, "temp", "long enough").await;
        let api = token(&world, "temp", TokenKind::Pam360).await;
        world.clock.set(until);
        sql(&world, "UPDATE users SET window_until = NULL WHERE login = 'temp'").await;
        assert_eq!(used(&world, &session).await, Err(Refusal::Expired(Expiry::Credential)));
        used(&world, &api).await.unwrap();
    }

    async fn a_token_is_over_at_its_end(world: World) {
        let expires = world.directory.now().plus_seconds(60);
        for kind in [TokenKind::Pam360, TokenKind::Scim, TokenKind::Native] {
            let new = NewToken { kind, expires: Some(expires), host: None };
            let credential = token_until(&world, "admin", new).await;
            world.clock.set(expires.plus_micros(-1));
            used(&world, &credential).await.unwrap();
            world.clock.set(expires);
            assert_eq!(used(&world, &credential).await, Err(Refusal::Expired(Expiry::Credential)));
            world.clock.set(expires.plus_seconds(-60));
        }
    }

    async fn rights_by_a_membership_end_between_two_requests(world: World) {
        let until = world.directory.now().plus_seconds(60);
        let dated = Join { until: Some(until), ..Join::now(group("System.admins")) };
        make(&world, NewUser { groups: vec![dated], ..named("deputy") }).await;
        let deputy = token(&world, "deputy", TokenKind::Native).await;
        world.clock.set(until.plus_micros(-1));
        create(&world, &deputy, vec![named("a")]).await.unwrap();
        world.clock.set(until);
        let refused = create(&world, &deputy, vec![named("b")]).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)));
    }

    async fn rights_by_a_membership_begin_at_its_first_microsecond(world: World) {
        let from = world.directory.now().plus_seconds(60);
        let dated = Join { from: Some(from), ..Join::now(group("System.admins")) };
        make(&world, NewUser { groups: vec![dated], ..named("deputy") }).await;
        let deputy = token(&world, "deputy", TokenKind::Native).await;
        world.clock.set(from.plus_micros(-1));
        create(&world, &deputy, vec![named("a")]).await.unwrap_err();
        world.clock.set(from);
        create(&world, &deputy, vec![named("a")]).await.unwrap();
    }

    async fn a_disabled_user_is_refused_at_once_with_every_credential(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let all = every_sort(&world, "a").await;
        sql(&world, "UPDATE users SET enabled = 0 WHERE login = 'a'").await;
        for credential in &all {
            assert_eq!(used(&world, credential).await, Err(Refusal::Locked { disabled: true }));
        }
        let lock = world.directory.now().micros();
        sql(&world, &format!("UPDATE users SET lock_since = {lock} WHERE login = 'a'")).await;
        assert_eq!(used(&world, &all[0]).await, Err(Refusal::Locked { disabled: true }), "disabled wins");
        sql(&world, "UPDATE users SET enabled = 1, lock_since = NULL WHERE login = 'a'").await;
        used(&world, &all[2]).await.unwrap();
    }

    async fn a_locked_user_is_refused_at_once_until_the_lock_ends(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let all = every_sort(&world, "a").await;
        let (since, until) = (world.directory.now(), world.directory.now().plus_seconds(60));
        let lock = format!("lock_since = {}, lock_until = {}", since.micros(), until.micros());
        sql(&world, &format!("UPDATE users SET {lock} WHERE login = 'a'")).await;
        for now in [since, until.plus_micros(-1)] {
            world.clock.set(now);
            for credential in &all {
                assert_eq!(used(&world, credential).await, Err(Refusal::Locked { disabled: false }));
            }
        }
        world.clock.set(until);
        used(&world, &all[4]).await.unwrap();
    }

    async fn a_credential_of_one_kind_is_unknown_at_every_other_door(world: World) {
        let text = world.token("admin", TokenKind::Native).await;
        used(&world, &bearer(TokenKind::Native, &text)).await.unwrap();
        for kind in TokenKind::ALL.into_iter().filter(|kind| *kind != TokenKind::Native) {
            let refused = used(&world, &bearer(kind, &text)).await;
            assert_eq!(refused, Err(Refusal::Unauthenticated(BadCredential::Unknown)), "{kind:?}");
        }
    }

    async fn a_new_authtoken_ends_the_old_one_and_no_other_token(world: World) {
        let old = token(&world, "admin", TokenKind::Pam360).await;
        let others = [token(&world, "admin", TokenKind::Native).await, token(&world, "admin", TokenKind::Scim).await];
        let new = token(&world, "admin", TokenKind::Pam360).await;
        assert_eq!(used(&world, &old).await, Err(Refusal::Unauthenticated(BadCredential::Unknown)));
        used(&world, &new).await.unwrap();
        for other in &others {
            used(&world, other).await.unwrap();
        }
    }

    async fn a_released_token_opens_nothing_and_others_stay(world: World) {
        let (one, other) = (admin_session(&world).await, admin_session(&world).await);
        tokens::release(&world.directory, &ask(&world), &one).await.unwrap();
        let unknown = Err(Refusal::Unauthenticated(BadCredential::Unknown));
        assert_eq!(used(&world, &one).await, unknown);
        assert_eq!(tokens::release(&world.directory, &ask(&world), &one).await, unknown);
        used(&world, &other).await.unwrap();
    }

    async fn a_proved_password_is_void_when_it_was_changed_since(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let proved = proved(&world, "a").await;
        used(&world, &proved).await.unwrap();
        let draft = Ok((login("a"), password("another one"), eight()));
        users::set_password(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        assert_eq!(used(&world, &proved).await, Err(Refusal::Unauthenticated(BadCredential::Unknown)));
    }

    async fn an_end_that_comes_needs_no_other_request(world: World) {
        let until = world.directory.now().plus_seconds(60);
        make(&world, named("a")).await;
        let member = Ok((group("Super"), login("a")));
        groups::join(&world.directory, &ask(&world), &Credential::System, member, None, Some(until)).await.unwrap();
        let admin = admin(&world).await;
        let members = |world: &World| {
            let (node, request, by) = (world.directory.clone(), ask(world), admin.clone());
            async move { groups::get(&node, &request, &by, Ok(group("Super"))).await.unwrap().members.len() }
        };
        world.clock.set(until.plus_micros(-1));
        assert_eq!(members(&world).await, 1);
        world.clock.set(until);
        assert_eq!(members(&world).await, 0);
        let parts = Parts { memberships: true, ..Parts::NONE };
        let view = users::get(&world.directory, &ask(&world), &admin, Ok(login("a")), parts).await.unwrap();
        assert_eq!(view.memberships.len(), 1, "the user's own list shows what is over");
    }
}
