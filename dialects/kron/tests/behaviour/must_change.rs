use directory::users::Change;
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

/// A user who must change the password first.
async fn newcomer(world: &World) -> Session {
    create(world, &user("newcomer")).await;
    change(world, "newcomer", vec![Change::MustChange(true)]).await;
    login(world, "newcomer", PASSWORD).await
}

fn own(session: &Session, password: &str) -> Value {
    json!({ "id": session.id, "password": password, "passwordDirty": true })
}

on_both_engines! {
    async fn whoever_must_change_his_password_reads_himself_and_signs_out_and_no_more(world: World) {
        let session = newcomer(&world).await;
        for shape in ["", "/detail"] {
            let answer = session.on(get(&world, &format!("/user{shape}/{}", session.id))).send().await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        let shown = session.on(get(&world, &format!("/user/{}", session.id))).send().await.json();
        assert_eq!(shown["forceChangePasswordOnNextLogin"], json!(true));
        let other = admin(&world).await.id;
        let answer = session.on(get(&world, &format!("/user/{other}"))).send().await;
        assert_eq!(said(&answer), refusal(403, MUST_CHANGE));
        for body in [
            user("made"), json!({"id": session.id, "surname": "Other"}), json!({"id": other, "password": "changed", "passwordDirty": true}),
            json!({"id": session.id, "password": "changed", "passwordDirty": true, "surname": "Other"}),
            json!({"id": "nobody"}), json!([]),
        ] {
            for path in ["/user/saveUser", "/user/updateUser"] {
                let answer = session.on(post(&world, path, &body)).send().await;
                assert_eq!(said(&answer), refusal(403, MUST_CHANGE), "{path} {body}");
            }
        }
        assert_eq!(session.on(post(&world, "/logout", &json!({}))).send().await.status, 200);
    }

    async fn he_changes_it_and_is_free(world: World) {
        let (elsewhere, session) = (newcomer(&world).await, login(&world, "newcomer", PASSWORD).await);
        let answer = session.on(post(&world, "/user/updateUser", &own(&session, "changed"))).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json()["forceChangePasswordOnNextLogin"], json!(false));
        let again = session.on(get(&world, &format!("/user/{}", session.id))).send().await;
        assert_eq!(again.status, 200, "the session that changed it stays");
        let other = elsewhere.on(get(&world, &format!("/user/{}", session.id))).send().await;
        assert_eq!(other.status, 401, "others end");
        assert_eq!(try_login(&world, "newcomer", PASSWORD).await.status, 401);
        assert_eq!(try_login(&world, "newcomer", "changed").await.status, 200);
        let late = session.on(post(&world, "/user/updateUser", &own(&session, "once more"))).send().await;
        assert_eq!(said(&late), refusal(403, FORBIDDEN), "only while he must");
    }

    async fn the_whole_object_sent_back_with_a_password_changes_the_password_alone(world: World) {
        let session = newcomer(&world).await;
        let mut body = session.on(get(&world, &format!("/user/{}", session.id))).send().await.json();
        body["password"] = json!("changed");
        body["passwordDirty"] = json!(true);
        let answer = session.on(post(&world, "/user/updateUser", &body)).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(!record(&world, "newcomer").await.user.must_change);
    }

    async fn he_has_ten_minutes_from_his_sign_in(world: World) {
        let session = newcomer(&world).await;
        world.clock.turn(10 * 60 + 1);
        let answer = session.on(post(&world, "/user/updateUser", &own(&session, "changed"))).send().await;
        assert_eq!(said(&answer), refusal(403, MUST_CHANGE));
        let fresh = login(&world, "newcomer", PASSWORD).await;
        world.clock.turn(10 * 60 - 1);
        let answer = fresh.on(post(&world, "/user/updateUser", &own(&fresh, "changed"))).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    async fn a_password_that_is_too_weak_does_not_free_him(world: World) {
        let session = newcomer(&world).await;
        let answer = session.on(post(&world, "/user/updateUser", &own(&session, "four"))).send().await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        assert!(record(&world, "newcomer").await.user.must_change);
    }
}
