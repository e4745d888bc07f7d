use directory::Credential;
use directory::tokens::shape;
use directory::users::{self, NewLock, NewUser};
use http::Method;
use model::{Dialect, Login, TokenKind};
use serde_json::{Value, json};
use testkit::{ADMIN_PASSWORD, on_both_engines};

use crate::{USERS, admin, basic, create, make, must_change, post, problems, put, user};

on_both_engines! {
    async fn every_operation_refuses_a_stranger(world: World) {
        for operation in world.operations.iter().filter(|one| one.via == directory::Via::Dialect(Dialect::Oipa)) {
            let path = operation.path.replace("{loginName}", "admin").replace("{securityGroupName}", "Super");
            let wrong = basic("admin", "wrong");
            for authorization in [None, Some(wrong.as_str()), Some("Basic ???"), Some("Bearer x"), Some("Basic ")] {
                let mut call = world.call(operation.method.clone(), &path).body("{");
                if let Some(value) = authorization {
                    call = call.header("authorization", value);
                }
                let answer = call.send().await;
                assert_eq!(answer.status, 401, "{} {authorization:?}: {}", operation.name, answer.text());
                assert_eq!(answer.header("www-authenticate"), "Basic realm=\"PASService\"");
                assert_eq!(answer.header("content-type"), "application/json");
                assert_eq!(problems(&answer), [(json!(null), json!("UNAUTHORIZED"))]);
            }
            world.clock.turn(15 * 60);
        }
    }

    async fn the_published_command_line_lets_its_inner_pair_in(world: World) {
        let inner = basic("admin", ADMIN_PASSWORD);
        let call = |password: &str| world.get(USERS).header("authorization", &basic("Authorization", password));
        assert_eq!(call(&format!(" {inner}")).send().await.status, 200);
        assert_eq!(call(&inner).send().await.status, 200);
        assert_eq!(call(&basic("admin", "wrong")).send().await.status, 401);
    }

    async fn a_user_without_the_privilege_may_do_nothing_and_learns_nothing(world: World) {
        create(&world, &user("plain")).await;
        let own = basic("plain", "plain");
        let ours = world.operations.iter().filter(|one| one.via == directory::Via::Dialect(Dialect::Oipa));
        for operation in ours.filter(|one| one.name != "lookUpCode") {
            for (login, group) in [("plain", "Super"), ("nobody", "None")] {
                let path = operation.path.replace("{loginName}", login).replace("{securityGroupName}", group);
                let call = world.call(operation.method.clone(), &path).header("authorization", &own);
                let answer = call.json(&json!({"users": [{}], "user": {"securityGroup": [{"securityGroupName": "No"}]}})).send().await;
                assert_eq!(answer.status, 403, "{} {}: {}", operation.name, path, answer.text());
                assert_eq!(problems(&answer), [(json!(null), json!("FORBIDDEN"))]);
            }
        }
    }

    async fn whoever_holds_the_privilege_through_a_group_in_force_may_call(world: World) {
        let mut held = user("chief");
        held["securityGroup"] = json!([{"securityGroupName": "System.admins", "roleEffectiveFrom": "2026-01-09T05:17:00Z", "roleEffectiveTo": "2026-01-09T05:18:00Z"}]);
        create(&world, &held).await;
        let own = basic("chief", "chief");
        let mut statuses = Vec::new();
        for micros in [59_999_999, 1, 59_999_999, 1] {
            world.clock.turn_micros(micros);
            statuses.push(world.get(USERS).header("authorization", &own).send().await.status);
        }
        assert_eq!(statuses, [403, 200, 200, 403]);
    }

    async fn nobody_sets_the_password_of_somebody_who_holds_more(world: World) {
        let mut chief = user("chief");
        chief["securityGroup"] = json!([{"securityGroupName": "System.admins"}]);
        create(&world, &chief).await;
        let own = basic("chief", "chief");
        let call = |login: &str, body: &Value| {
            let call = world.call(Method::PUT, &format!("{USERS}/{login}")).header("authorization", &own);
            call.json(&json!({"user": body}))
        };
        for password in ["taken over", ADMIN_PASSWORD] {
            assert_eq!(call("admin", &json!({"password": password})).send().await.status, 403, "{password}");
        }
        assert_eq!(admin(world.get(USERS)).send().await.status, 200, "nothing was changed");
        assert_eq!(call("chief", &json!({"password": "chief", "client": {"email": "c@x"}})).send().await.status, 204);
    }

    async fn who_must_change_the_password_may_do_that_and_nothing_else(world: World) {
        let mut chief = user("chief");
        chief["securityGroup"] = json!([{"securityGroupName": "System.admins"}]);
        create(&world, &chief).await;
        must_change(&world, "chief").await;
        let call = |method: Method, login: &str, password: &str, body: Option<Value>| {
            let path = format!("{USERS}/{login}");
            let call = world.call(method, &path).header("authorization", &basic("chief", password));
            match body {
                Some(user) => call.json(&json!({"user": user})),
                None => call,
            }
        };
        assert_eq!(call(Method::GET, "chief", "chief", None).send().await.status, 403);
        assert_eq!(call(Method::DELETE, "admin", "chief", None).send().await.status, 403);
        let renamed = json!({"password": "another", "client": {"firstName": "Other"}});
        assert_eq!(call(Method::PUT, "chief", "chief", Some(renamed)).send().await.status, 403);
        let others = json!({"password": "another"});
        assert_eq!(call(Method::PUT, "admin", "chief", Some(others)).send().await.status, 403);
        let mut own = chief.clone();
        own["password"] = json!("another");
        own.as_object_mut().unwrap().remove("securityGroup");
        let answer = call(Method::PUT, "chief", "chief", Some(own)).send().await;
        assert_eq!((answer.status, answer.text()), (204, ""));
        assert_eq!(call(Method::GET, "chief", "chief", None).send().await.status, 401, "the old one is over");
        assert_eq!(call(Method::GET, "chief", "another", None).send().await.status, 200, "the change is made");
    }

    async fn a_password_that_was_remembered_opens_nothing_when_it_is_void_and_the_right_one_always_opens(world: World) {
        create(&world, &user("keeper")).await;
        let opens = async |login: &str, password: &str| {
            let ask = world.get(&format!("{USERS}/admin")).header("authorization", &basic(login, password));
            // 403: he was let in, and may not read others.
            ask.send().await.status != 401
        };
        let change = async |login: &str, to: Value| {
            assert_eq!(put(&world, login, &to).await.status, 204);
        };
        assert!(opens("keeper", "keeper").await);
        change("keeper", json!({ "password": "another" })).await;
        assert!(!opens("keeper", "keeper").await && opens("keeper", "another").await);
        change("keeper", json!({ "password": "keeper" })).await;
        assert!(opens("keeper", "keeper").await, "right again");
        change("keeper", json!({ "password": "keeper", "loginName": "renamed" })).await;
        assert!(!opens("keeper", "keeper").await, "his old name");
        assert!(opens("renamed", "keeper").await);
        create(&world, &user("keeper")).await;
        assert!(opens("keeper", "keeper").await, "somebody else of that name");
    }

    async fn names_are_looked_up_only_for_whoever_may_manage_users(world: World) {
        create(&world, &user("plain")).await;
        let logins = || vec![Login::new("admin").unwrap()];
        for (login, may) in [("admin", true), ("plain", false)] {
            let token = world.token(login, TokenKind::Native).await;
            let digest = shape::digest(TokenKind::Native, &token).unwrap();
            let credential = Credential::Token { kind: TokenKind::Native, digest };
            let request = world.request(Dialect::Oipa);
            let known = users::known(&world.directory, &request, &credential, logins(), Vec::new()).await;
            assert_eq!(known.is_ok_and(|known| known.is_taken(&logins()[0])), may, "{login}");
        }
    }

    async fn a_sign_in_and_what_it_does_are_events_of_one_request(world: World) {
        create(&world, &user("plain")).await;
        let read = world.directory.store().read(|c| {
            c.all(
                "SELECT event, request_id FROM audit_events WHERE via = 'oipa' ORDER BY request_id, place",
                &[],
                |row| Ok((row.get::<String>(0)?, row.get::<[u8; 16]>(1)?)),
            )
        });
        let events = read.await.unwrap();
        let names: Vec<_> = events.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["auth.succeeded", "user.created"]);
        assert_eq!(events[0].1, events[1].1);
    }

    async fn a_locked_user_gets_the_answer_of_a_wrong_password(world: World) {
        create(&world, &user("free")).await;
        let mut locked = NewUser::named(Login::new("locked").unwrap());
        locked.lock = Some(NewLock { reason: None, until: None });
        make(&world, vec![locked]).await;
        let call = |login: &str| world.get(USERS).header("authorization", &basic(login, "x"));
        let answers = [call("locked").send().await, call("free").send().await, call("nobody").send().await];
        assert!(answers.iter().all(|answer| answer.status == 401 && answer.text() == answers[0].text()));
    }

    async fn paths_methods_and_types_that_are_not_served_are_told_apart(world: World) {
        let patch = admin(world.call(Method::PATCH, &format!("{USERS}/admin"))).json(&json!({})).send().await;
        assert_eq!((patch.status, patch.header("allow")), (405, "DELETE, GET, PUT"));
        assert_eq!(problems(&patch), [(json!(null), json!("METHOD_NOT_ALLOWED"))]);
        assert_eq!(admin(world.delete(USERS)).send().await.status, 405);
        assert_eq!(admin(world.get("/PASService/rest/services/v1/policies")).send().await.status, 404);
        assert_eq!(admin(world.get(USERS)).header("accept", "application/xml").send().await.status, 406);
        let xml = admin(world.post(USERS)).header("content-type", "application/xml").body("<users/>").send().await;
        assert_eq!(xml.status, 415);
        let cut = admin(world.post(USERS)).header("content-type", "application/json").body("{\"users\": [").send().await;
        assert_eq!(problems(&cut), [(json!("body"), json!("BAD_FORMAT"))]);
        let large = admin(world.post(USERS)).body(vec![b' '; (1 << 20) + 1]).send().await;
        assert_eq!((large.status, problems(&large)), (413, vec![(json!(null), json!("TOO_LARGE"))]));
    }

    async fn the_older_generation_without_v1_is_served_too(world: World) {
        assert_eq!(post(&world, &[user("old")]).await.status, 201);
        let answer = admin(world.get("/PASService/rest/services/users/old")).send().await;
        assert_eq!(answer.status, 200);
        let href = "http://oipa.test/PASService/rest/services/v1/users/old";
        assert_eq!(answer.json()["user"]["links"][0]["href"], json!(href));
    }
}
