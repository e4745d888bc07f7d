use oipa::DuplicateStatus;
use serde_json::{Value, json};
use testkit::{Dialects, World, on_both_engines};

use crate::{create, get, groups, post, problems, read, user};

async fn logins(world: &World) -> Vec<Value> {
    let list = get(world, "?limit=1000").await.json();
    list["users"].as_array().unwrap().iter().map(|user| user["loginName"].clone()).collect()
}

on_both_engines! {
    async fn many_are_made_in_the_order_of_the_request(world: World) {
        let users: Vec<_> = (0..40).map(|number| user(&format!("User{number:03}"))).collect();
        let answer = post(&world, &users).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!((answer.header("content-type"), answer.header("location")), ("application/json", ""));
        let guids = answer.json()["users"].as_array().unwrap().clone();
        assert_eq!(guids.len(), 40);
        for (number, guid) in [(0, &guids[0]), (39, &guids[39])] {
            assert_eq!(&read(&world, &format!("User{number:03}")).await["clientGuid"], guid);
            assert_eq!(guid.as_str().unwrap().to_uppercase(), guid.as_str().unwrap());
        }
    }

    async fn all_are_made_or_none(world: World) {
        create(&world, &user("there")).await;
        let mut wrong = user("wrong");
        wrong["securityGroup"][0]["securityGroupName"] = json!("Nobody's");
        wrong["client"]["primaryCompany"] = json!("Nobody");
        wrong["localeCode"] = json!("77");
        let answer = post(&world, &[user("new"), user("THERE"), wrong, user("New")]).await;
        assert_eq!(answer.status, 400);
        let expected = [
            ("users[1].loginName", "DUPLICATE"),
            ("users[2].localeCode", "UNKNOWN_VALUE"),
            ("users[2].client.primaryCompany", "UNKNOWN_VALUE"),
            ("users[2].securityGroup[0].securityGroupName", "UNKNOWN_VALUE"),
            ("users[3].loginName", "DUPLICATE"),
        ];
        assert_eq!(problems(&answer), expected.map(|(field, code)| (json!(field), json!(code))));
        assert!(answer.text().contains("Security group 'Nobody's' does not exist"));
        assert_eq!(logins(&world).await, ["there", "admin"]);
    }

    async fn who_is_inactive_still_has_the_name(world: World) {
        create(&world, &user("gone")).await;
        assert_eq!(crate::delete(&world, "gone").await, 204);
        assert_eq!(problems(&post(&world, &[user("Gone")]).await), [(json!("users[0].loginName"), json!("DUPLICATE"))]);
    }

    async fn dates_of_memberships_are_kept(world: World) {
        let mut dated = user("dated");
        dated["securityGroup"] = json!([
            {"securityGroupName": "Super", "roleEffectiveFrom": "2001-01-01T01:00:00+01:00", "roleEffectiveTo": "2021-08-19T10:24:56"},
            {"securityGroupName": "Prototype Super"}
        ]);
        create(&world, &dated).await;
        let expected = [
            [json!("Super"), json!("2001-01-01T00:00:00"), json!("2021-08-19T10:24:56")],
            [json!("Prototype Super"), json!("2026-01-09T05:16:00"), Value::Null],
        ];
        assert_eq!(groups(&world, "dated").await, expected, "an ended one is listed too");
        let second = get(&world, "/dated/securityGroups?offset=1&limit=5").await.json();
        assert_eq!((&second["count"], &second["offset"], &second["limit"]), (&json!(1), &json!(1), &json!(5)));
        assert_eq!(get(&world, "/dated/securityGroups?offset=9").await.json()["securityGroups"], json!([]));
    }

    async fn a_user_is_seen_through_the_other_dialects(world: World) {
        create(&world, &user("shared")).await;
        let token = world.aria_token().await;
        let found = world.get("/suite-api/api/auth/users?username=shared").ops_token(&token).send().await.json();
        let seen = &found["users"][0];
        assert_eq!((&seen["firstName"], &seen["emailAddress"]), (&json!("F"), &json!("test@testmail.com")));
        let guid = read(&world, "shared").await["clientGuid"].as_str().unwrap().to_lowercase();
        assert_eq!(seen["id"], json!(guid));
    }

    async fn a_password_is_in_no_answer(world: World) {
        let mut secret = user("quiet");
        secret["password"] = json!("s3cr3t-and-long");
        create(&world, &secret).await;
        let again = post(&world, &[secret]).await;
        for answer in [again, get(&world, "/quiet").await, get(&world, "?expand=all").await] {
            assert!(!answer.text().contains("s3cr3t"), "{}", answer.text());
        }
    }
}

on_both_engines! {
    async fn a_site_may_want_409_for_a_name_that_is_taken(engine: Engine) {
        let mut dialects = Dialects::default();
        dialects.oipa.duplicate_status = DuplicateStatus::Conflict;
        let world = World::with(engine, dialects).await;
        create(&world, &user("there")).await;
        assert_eq!(post(&world, &[user("There")]).await.status, 409);
    }
}
