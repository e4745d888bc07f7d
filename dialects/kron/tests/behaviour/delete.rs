use http::Method;
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

const PROTECTED: &str = "This operation is not permitted on this user.";

on_both_engines! {
    async fn a_user_is_deleted_by_id_or_eid_and_the_name_is_free_at_once(world: World) {
        for which in ["id", "eid as id", "eid", "whole", "path"] {
            let made = create(&world, &user("Leaver")).await;
            let session = login(&world, "leaver", PASSWORD).await;
            let answer = match which {
                "id" => call(&world, "/user/deleteUser", &json!({"id": id(&made).to_uppercase()})).await,
                "eid as id" => call(&world, "/user/deleteUser", &json!({"id": "LEAVER"})).await,
                "eid" => call(&world, "/user/deleteUser", &json!({"id": null, "eid": "leaver"})).await,
                "whole" => call(&world, "/user/deleteUser", &made).await,
                _ => {
                    let path = format!("{BASE}/user/{}", id(&made));
                    admin(&world).await.on(world.call(Method::DELETE, &path)).send().await
                }
            };
            assert_eq!((answer.status, answer.text()), (200, "{}"), "{which}");
            let gone = admin(&world).await.on(get(&world, &format!("/user/{}", id(&made)))).send().await;
            assert_eq!(said(&gone), refusal(404, "User not found."));
            let own = session.on(get(&world, &format!("/user/{}", session.id))).send().await;
            assert_eq!(said(&own), refusal(401, STRANGER), "its session is over");
            let again = call(&world, "/user/deleteUser", &json!({"id": id(&made)})).await;
            assert_eq!(said(&again), refusal(404, "User not found."));
        }
    }

    async fn an_id_wins_over_a_name_that_looks_like_one(world: World) {
        let one = create(&world, &user("one")).await;
        let other = create(&world, &user(&id(&one))).await;
        call(&world, "/user/deleteUser", &json!({"id": id(&one)})).await;
        assert_eq!(read(&world, &id(&other)).await["eid"], json!(id(&one)));
        call(&world, "/user/deleteUser", &json!({"id": id(&one)})).await;
        assert_eq!(record_is_there(&world, &id(&other)).await, 404);
    }

    async fn nobody_ends_himself_and_nothing_is_named_by_nothing(world: World) {
        let own = admin(&world).await.id;
        assert_eq!(said(&call(&world, "/user/deleteUser", &json!({"id": own})).await), refusal(403, PROTECTED));
        let path = format!("{BASE}/user/{own}");
        let answer = admin(&world).await.on(world.call(Method::DELETE, &path)).send().await;
        assert_eq!(said(&answer), refusal(403, PROTECTED));
        for body in [json!({}), json!({"id": null}), json!({"id": "", "eid": ""})] {
            let (status, text) = said(&call(&world, "/user/deleteUser", &body).await);
            assert!(status == 400 && text.starts_with("id: "), "{text}");
        }
        let wrong = said(&call(&world, "/user/deleteUser", &json!({"id": 7, "eid": []})).await);
        assert!(wrong.0 == 400 && wrong.1.contains("id: ") && wrong.1.contains("eid: "), "{}", wrong.1);
        for nobody in ["nobody", "00000000-0000-0000-0000-000000000000", "a\u{0}b", "deleteUser"] {
            assert_eq!(said(&call(&world, "/user/deleteUser", &json!({"id": nobody})).await), refusal(404, "User not found."));
        }
        let by_name = admin(&world).await.on(world.call(Method::DELETE, &format!("{BASE}/user/admin"))).send().await;
        assert_eq!(said(&by_name), refusal(404, "User not found."), "a path holds an id");
    }
}

async fn record_is_there(world: &World, id: &str) -> u16 {
    admin(world).await.on(get(world, &format!("/user/{id}"))).send().await.status
}
