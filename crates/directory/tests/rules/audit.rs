//! Audit (`one-record` section 12): each accepted change leaves its events in its commit, each refused one none.

use directory::groups::{self, NewGroup};
use directory::roles::{self, HolderRef, NewGrant};
use directory::tokens::{self, NewToken};
use directory::users;
use directory::{Credential, Request};
use model::{Dialect, GroupName, PrivilegeSet, Refusal, RequestId, TokenKind};
use testkit::{ADMIN_PASSWORD, World, on_both_engines};

use crate::kit::*;

/// Events and changes of one request, in their order: event, actor, credential, via, operation, address, target, outcome.
async fn events_of(world: &World, request: RequestId) -> Vec<Vec<String>> {
    let id = blob(world, &hex(&request.0));
    let query = format!(
        "SELECT event, actor_login, credential_kind, via, operation, address, target_name, outcome
         FROM audit_events WHERE request_id = {id} ORDER BY place"
    );
    rows(world, &query, 8).await
}

/// What each of these did: `admin`, with his native token, through PAM360, from one address.
fn event(name: &str, target: &str) -> [String; 8] {
    [name, "admin", "native_token", "pam360", "TEST", "192.0.2.1", target, "done"].map(ToOwned::to_owned)
}

async fn failures(world: &World) -> Vec<Vec<String>> {
    world.directory.tidy().await.unwrap();
    let query =
        "SELECT subject, reason, address, via, times FROM audit_failures ORDER BY minute, subject, reason";
    rows(world, query, 5).await
}

fn failure(subject: &str, reason: &str, times: i64) -> Vec<String> {
    [subject, reason, "192.0.2.1", "native", &times.to_string()].map(ToOwned::to_owned).to_vec()
}

on_both_engines! {
    async fn every_accepted_change_leaves_its_event(world: World) {
        let by = admin(&world).await;
        let node = &world.directory;
        let request = || world.request(Dialect::Pam360);
        let new_group = || NewGroup { name: GroupName::new("Demo").unwrap(), description: None };
        let member = || Ok((group("Demo"), login("a")));
        let holder = || HolderRef::User(login("a"));

        let r = request();
        users::create(node, &r, &by, Ok(vec![named("a"), named("b")]), None).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("user.created", "a"), event("user.created", "b")]);
        let r = request();
        groups::create(node, &r, &by, Ok(new_group())).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("group.created", "Demo")]);
        let r = request();
        groups::join(node, &r, &by, member(), None, None).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("membership.added", "a")]);
        let r = request();
        roles::give(node, &r, &by, Ok((holder(), NewGrant::on_all(role("ReadOnly"))))).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("grant.given", "a")]);
        let r = request();
        roles::take(node, &r, &by, Ok((holder(), role("ReadOnly")))).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("grant.taken", "a")]);
        let r = request();
        users::set_password(node, &r, &by, Ok((login("a"), password("long enough"), eight()))).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("user.password_set", "a")]);
        let r = request();
        let new = NewToken { kind: TokenKind::Scim, expires: None, host: None };
        tokens::issue(node, &r, &by, "a", new).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("token.created", "a")]);
        let r = request();
        groups::leave(node, &r, &by, member()).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("membership.removed", "a")]);
        let r = request();
        groups::delete(node, &r, &by, Ok(group("Demo"))).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("group.deleted", "Demo")]);
        let r = request();
        users::delete(node, &r, &by, Ok(login("a"))).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("user.deleted", "a")]);
        let r = request();
        users::set_password(node, &r, &by, Ok((login("admin"), password("long enough"), eight()))).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("user.password_changed", "admin")]);
        let r = request();
        tokens::release(node, &r, &by).await.unwrap();
        assert_eq!(events_of(&world, r.id).await, [event("session.closed", "admin")]);
    }

    async fn what_comes_with_a_new_user_is_recorded_with_it(world: World) {
        let by = admin(&world).await;
        let r = world.request(Dialect::Pam360);
        let user = users::NewUser {
            given: Some("Ada".into()),
            groups: vec![groups::Join { if_missing: groups::IfMissing::Create, ..groups::Join::now(group("Demo")) }],
            grants: vec![NewGrant::on_all(role("ReadOnly"))],
            token: Some(NewToken { kind: TokenKind::Pam360, expires: None, host: Some("john-1234".into()) }),
            ..named("a")
        };
        users::create(&world.directory, &r, &by, Ok(vec![user]), None).await.unwrap();
        let names: Vec<_> = events_of(&world, r.id).await.into_iter().map(|mut event| event.remove(0)).collect();
        assert_eq!(names, ["group.created", "user.created", "token.created"]);
        let changes = rows(&world, "SELECT changes FROM audit_events WHERE target_name = 'a' ORDER BY place", 1).await.concat();
        for said in ["\"Ada\"", "\"Demo\"", "\"ReadOnly\"", "\"number\""] {
            assert!(changes[0].contains(said), "{said}: {}", changes[0]);
        }
        assert!(changes[1].contains("john-1234"));
    }

    async fn a_sign_in_is_recorded_as_the_one_who_signed_in(world: World) {
        let request = ask(&world);
        sign_in_at(&world.directory, &request, "admin", ADMIN_PASSWORD).await.unwrap();
        let found = events_of(&world, request.id).await;
        let names: Vec<_> = found.iter().map(|event| (event[0].as_str(), event[1].as_str(), event[2].as_str())).collect();
        assert_eq!(names, [("auth.succeeded", "admin", "aria_token"), ("session.opened", "admin", "aria_token")]);
        assert_eq!(request.who(), Some("admin"));
    }

    async fn a_refused_change_leaves_no_event_and_no_change(world: World) {
        let by = admin(&world).await;
        let reader = holder(&world, "reader", PrivilegeSet::range(1, 1)).await;
        let before = counts(&world).await;
        let refusals: [Result<(), Refusal>; 6] = [
            create(&world, &by, vec![named("a"), named("admin")]).await.map(drop),
            create(&world, &reader, vec![named("a")]).await.map(drop),
            users::delete(&world.directory, &ask(&world), &by, Ok(login("admin"))).await,
            users::delete(&world.directory, &ask(&world), &by, Ok(login("nobody"))).await,
            groups::delete(&world.directory, &ask(&world), &by, Ok(group("System.users"))).await,
            roles::take(&world.directory, &ask(&world), &by, Ok((HolderRef::User(login("reader")), role("ReadOnly")))).await,
        ];
        assert!(refusals.iter().all(Result::is_err), "{refusals:?}");
        assert_eq!(counts(&world).await, before);
    }

    async fn wrong_passwords_are_counted_by_minute_and_login_as_typed(world: World) {
        world.clock.set(model::Timestamp::from_seconds(1_800_000_000).unwrap());
        for login in ["ADMIN", "ADMIN", "nobody"] {
            sign_in(&world, login, "wrong password").await.unwrap_err();
        }
        let counted = failures(&world).await;
        assert_eq!(counted, [failure("ADMIN", "wrong password", 2), failure("nobody", "wrong password", 1)]);
        sign_in(&world, "ADMIN", "wrong password").await.unwrap_err();
        assert_eq!(failures(&world).await[0], failure("ADMIN", "wrong password", 3), "a later write adds");
        world.clock.turn(60);
        sign_in(&world, "ADMIN", "wrong password").await.unwrap_err();
        assert_eq!(failures(&world).await.len(), 3, "another minute");
        assert_eq!(one(&world, "SELECT count(*) FROM audit_events WHERE event = 'auth.failed'").await, 0);
    }

    async fn refusals_after_the_right_password_are_counted_with_their_reason(world: World) {
        make(&world, with_password("a", "long enough")).await;
        sql(&world, "UPDATE users SET enabled = 0 WHERE login = 'a'").await;
        sign_in(&world, "a", "long enough").await.unwrap_err();
        assert_eq!(failures(&world).await, [failure("a", "locked", 1)]);
    }

    async fn refused_tokens_and_accesses_are_counted_and_name_no_token(world: World) {
        let reader = holder(&world, "reader", PrivilegeSet::range(1, 1)).await;
        for _ in 0..2 {
            create(&world, &reader, vec![named("a")]).await.unwrap_err();
        }
        used(&world, &bearer(TokenKind::Native, "pvn_nonsense")).await.unwrap_err();
        used(&world, &Credential::None).await.unwrap_err();
        let found = failures(&world).await;
        let reasons: Vec<_> = found.iter().map(|row| (row[1].as_str(), row[4].as_str())).collect();
        assert_eq!(reasons.len(), 3);
        for wanted in [("forbidden", "2"), ("unknown credential", "1")] {
            assert!(reasons.contains(&wanted), "{reasons:?}");
        }
        assert!(found.iter().all(|row| row[0].len() <= "token ".len() + 12), "a hint of six bytes at most: {found:?}");
    }

    async fn what_was_typed_is_capped_and_has_no_control_characters(world: World) {
        sign_in(&world, &"x".repeat(5_000), "wrong").await.unwrap_err();
        sign_in(&world, "a\nb\u{1b}[2J\0", "wrong").await.unwrap_err();
        let found = failures(&world).await;
        assert_eq!(found.len(), 2);
        assert_eq!(found[1][0].len(), 255);
        assert!(found[0][0].starts_with('a') && !found[0][0].chars().any(char::is_control), "{found:?}");
    }

    async fn a_read_leaves_no_event(world: World) {
        let by = admin(&world).await;
        let before = counts(&world).await;
        used(&world, &by).await.unwrap();
        roles::list(&world.directory, &ask(&world), &by).await.unwrap();
        assert_eq!(counts(&world).await, before);
    }

    async fn what_the_command_line_does_is_the_system_s(world: World) {
        let request: Request = world.directory.own_request(directory::Via::CommandLine, "admin reset");
        users::reset_administrator(&world.directory, &request, "admin").await.unwrap();
        let found = events_of(&world, request.id).await;
        assert_eq!(found, [["user.password_set", "system", "-", "command_line", "admin reset", "-", "admin", "done"]]);
    }
}
