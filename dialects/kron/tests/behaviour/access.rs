use directory::Via;
use http::Method;
use serde_json::json;
use testkit::{ADMIN_PASSWORD, on_both_engines};
use wire::Access;

use crate::*;

on_both_engines! {
    async fn every_operation_refuses_a_stranger_before_it_reads_anything(world: World) {
        let closed = |one: &&wire::OperationInfo| one.via == Via::Dialect(Dialect::Kron) && one.access == Access::Caller;
        let operations: Vec<_> = world.operations.iter().filter(closed).collect();
        assert_eq!(operations.len(), 18);
        for operation in operations {
            let path = operation.path.replace("{userId}", "x").replace("{groupId}", "x");
            for header in [
                None, Some(("authorization", "Bearer x")), Some(("authorization", "Bearer")), Some(("authorization", "Basic YTpi")),
                Some(("cookie", "JSESSIONID=x")), Some(("cookie", "JSESSIONID=x; JSESSIONID=y")), Some(("x-xsrf-token", "x")),
            ] {
                let mut call = world.call(operation.method.clone(), &path).body("{");
                if let Some((name, value)) = header {
                    call = call.header(name, value);
                }
                assert_eq!(said(&call.send().await), refusal(401, STRANGER), "{} {header:?}", operation.name);
            }
        }
    }

    async fn a_session_changes_nothing_without_its_companion(world: World) {
        let (session, other) = (admin(&world).await, admin(&world).await);
        let cookie = format!("JSESSIONID={}; XSRF-TOKEN={}", session.cookie, session.companion);
        let before = users(&world).await;
        for companion in [None, Some(""), Some("x"), Some(other.companion.as_str()), Some(session.cookie.as_str())] {
            for path in ["/user/saveUser", "/user/updateUser", "/logout"] {
                let mut call = post(&world, path, &user("made")).header("cookie", &cookie);
                if let Some(companion) = companion {
                    call = call.header("x-xsrf-token", companion);
                }
                assert_eq!(said(&call.send().await), refusal(403, "Invalid CSRF token."), "{path} {companion:?}");
            }
        }
        let twice = session.on(post(&world, "/user/saveUser", &user("made"))).header("x-xsrf-token", "x").send().await;
        assert_eq!(twice.status, 403, "two companions are none");
        assert_eq!(users(&world).await, before);
        let read = get(&world, &format!("/user/{}", session.id)).header("cookie", &cookie);
        assert_eq!(read.send().await.status, 200, "reading needs none");
        let wrong = get(&world, &format!("/user/{}", session.id)).header("cookie", &cookie).header("x-xsrf-token", "x");
        assert_eq!(wrong.send().await.status, 200, "and does not look at it");
        assert_eq!(session.on(post(&world, "/user/saveUser", &user("made"))).send().await.status, 200);
    }

    async fn the_companion_alone_opens_nothing_and_is_asked_before_authority(world: World) {
        let session = admin(&world).await;
        let alone = post(&world, "/user/saveUser", &user("made")).header("x-xsrf-token", &session.companion);
        assert_eq!(said(&alone.send().await), refusal(401, STRANGER));
        create(&world, &user("plain")).await;
        let plain = login(&world, "plain", PASSWORD).await;
        let call = post(&world, "/user/saveUser", &json!({})).header("cookie", &format!("JSESSIONID={}", plain.cookie));
        assert_eq!(said(&call.send().await), refusal(403, "Invalid CSRF token."));
    }

    async fn a_bearer_token_needs_no_companion_and_wins_over_a_cookie(world: World) {
        let (session, token) = (admin(&world).await, bearer(&world, "admin", ADMIN_PASSWORD).await);
        let made = post(&world, "/user/saveUser", &user("made")).header("authorization", &token).send().await;
        assert_eq!(made.status, 200, "{}", made.text());
        let path = format!("/user/{}", session.id);
        let good = get(&world, &path).header("authorization", &token).header("cookie", "JSESSIONID=x").send().await;
        assert_eq!(good.status, 200);
        for unreadable in ["Bearer x", "Bearer", "bearer "] {
            let bad = session.on(get(&world, &path).header("authorization", unreadable)).send().await;
            assert_eq!(said(&bad), refusal(401, STRANGER), "{unreadable}");
        }
        let other_scheme = session.on(get(&world, &path).header("authorization", "Basic x")).send().await;
        assert_eq!(other_scheme.status, 200, "a scheme that is not read is none");
    }

    async fn a_user_reads_himself_and_learns_nothing_of_others(world: World) {
        let (other, made) = (create(&world, &user("other")).await, create(&world, &user("plain")).await);
        let plain = login(&world, "plain", PASSWORD).await;
        for shape in ["", "/detail"] {
            let own = plain.on(get(&world, &format!("/user{shape}/{}", id(&made).to_uppercase()))).send().await;
            assert_eq!((own.status, &own.json()["eid"]), (200, &json!("plain")));
            for who in [id(&other).as_str(), "01234567-89ab-cdef-0123-456789abcdef", "other", "%ff"] {
                let answer = plain.on(get(&world, &format!("/user{shape}/{who}"))).send().await;
                assert_eq!(said(&answer), refusal(403, FORBIDDEN), "{who}");
            }
        }
    }

    async fn whoever_may_not_manage_users_saves_nobody_whatever_he_sends(world: World) {
        let made = create(&world, &user("plain")).await;
        let (plain, before) = (login(&world, "plain", PASSWORD).await, users(&world).await);
        for body in [
            user("made"), user("admin"), json!({}), json!([]), json!("{"), json!({"groups": ["Nobodies"], "eid": 1}),
            json!({"id": id(&made), "surname": "Own"}), json!({"id": "nobody"}),
        ] {
            for path in ["/user/saveUser", "/user/updateUser"] {
                let answer = plain.on(post(&world, path, &body)).send().await;
                assert_eq!(said(&answer), refusal(403, FORBIDDEN), "{path} {body}");
            }
        }
        assert_eq!(users(&world).await, before);
        assert_eq!(record(&world, "plain").await.user.family.as_deref(), Some("Family"));
    }

    async fn paths_methods_and_types_that_are_not_served_are_told_apart(world: World) {
        let session = admin(&world).await;
        for (method, path, allow) in [
            (Method::GET, "/login", "POST"), (Method::POST, "/get-csrf-token", "GET"), (Method::PUT, "/user/updateUser", "POST"),
            (Method::GET, "/user/saveUser", "POST"), (Method::PUT, "/user/x", "DELETE, GET"), (Method::PATCH, "/user/detail/x", "GET"),
        ] {
            let answer = session.on(world.call(method, &format!("{BASE}{path}"))).send().await;
            assert_eq!(said(&answer), refusal(405, &format!("The method is not allowed here. Allowed: {allow}.")));
            assert_eq!(answer.header("allow"), allow);
        }
        for path in ["", "/", "/user", "/USER/saveUser", "/user/saveUser/", "/user/detail/a/b"] {
            let answer = session.on(get(&world, path)).send().await;
            assert_eq!(said(&answer), refusal(404, "There is no such resource."), "{path}");
        }
        for media in ["text/plain", "application/xml", "application/json-patch+json", "multipart/form-data"] {
            let call = session.on(world.post(&format!("{BASE}/user/saveUser"))).header("content-type", media);
            let answer = call.body(user("made").to_string()).send().await;
            assert_eq!(said(&answer), refusal(415, "The content type must be application/json."), "{media}");
        }
        let charset = session.on(world.post(&format!("{BASE}/user/saveUser"))).header("content-type", "application/json;charset=UTF-8");
        assert_eq!(charset.body(user("one").to_string()).send().await.status, 200);
        let silent = session.on(world.post(&format!("{BASE}/user/saveUser"))).body(user("two").to_string());
        assert_eq!(silent.send().await.status, 200);
        let large = session.on(world.post(&format!("{BASE}/user/saveUser"))).body(vec![b' '; (1 << 20) + 1]);
        assert_eq!(said(&large.send().await), refusal(413, "The request body is larger than 1048576 bytes."));
    }

    async fn answers_are_kept_by_nobody_on_the_way(world: World) {
        let session = admin(&world).await;
        for call in [get(&world, "/get-csrf-token"), get(&world, "/nowhere"), session.on(get(&world, &format!("/user/{}", session.id)))] {
            assert_eq!(call.send().await.header("cache-control"), "no-store");
        }
    }
}
