use directory::users::Change;
use model::Privilege;
use serde_json::json;
use testkit::on_both_engines;

use crate::*;

async fn search(world: &World, body: &Value) -> Answer {
    call(world, "/user/searchUsers", body).await
}

async fn eids(world: &World, body: &Value) -> Vec<String> {
    let answer = search(world, body).await;
    assert_eq!(answer.status, 200, "{body}: {}", answer.text());
    let all = answer.json()["searchResults"].as_array().unwrap().clone();
    all.iter().map(|one| one["eid"].as_str().unwrap().to_owned()).collect()
}

async fn some(world: &World) -> Vec<Value> {
    let mut made = Vec::new();
    for body in [
        json!({"eid": "Carl", "name": "Karl", "surname": "Meyer", "email": "carl@example.com", "personelId": "77a", "properties": {"team": "Red", "hey": "x"}}),
        json!({"eid": "anna", "name": "Anna", "surname": "Schmidt", "email": "as@example.org", "password": PASSWORD, "properties": {"team": "red"}}),
        json!({"eid": "bert", "name": "Bert", "surname": "Carlson", "email": "b@example.com", "internal": false, "groups": ["Super", "DEFAULT_GROUP_SYSYEM_USERS"]}),
    ] {
        made.push(create(world, &user_with(body["eid"].as_str().unwrap(), &body)).await);
    }
    made
}

on_both_engines! {
    async fn without_a_filter_everybody_is_found_by_eid(world: World) {
        some(&world).await;
        for body in [json!({}), json!({"eid": "", "name": null, "groups": [], "filterIdList": [], "filterEidList": null, "userPropertyKey4Search": "team"})] {
            assert_eq!(eids(&world, &body).await, ["admin", "anna", "bert", "Carl"], "{body}");
        }
        let answer = search(&world, &json!({"eid": "anna"})).await.json();
        assert_eq!(answer["searchResults"][0], read(&world, answer["searchResults"][0]["id"].as_str().unwrap()).await);
        assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["searchResults"]);
    }

    async fn each_filter_finds_what_it_says_and_all_must_be_met(world: World) {
        let made = some(&world).await;
        let ids: Vec<_> = made.iter().map(id).collect();
        let none: [&str; 0] = [];
        for (body, right) in [
            (json!({"eid": "CAR"}), &["Carl"][..]),
            (json!({"eid": "a"}), &["admin", "anna", "Carl"]),
            (json!({"EID": "ann"}), &["anna"]),
            (json!({"name": "arl"}), &["Carl"]),
            (json!({"surname": "carl"}), &["bert"]),
            (json!({"email": "@EXAMPLE.COM"}), &["bert", "Carl"]),
            (json!({"personelId": "7A"}), &["Carl"]),
            (json!({"internal": false}), &["bert"]),
            (json!({"internal": true, "filterInternal": false}), &["bert"]),
            (json!({"internal": true}), &["admin", "anna", "Carl"]),
            (json!({"filterIdList": [ids[0].to_uppercase(), ids[2], "nobody"]}), &["bert", "Carl"]),
            (json!({"filterIdList": ["nobody"]}), &none),
            (json!({"filterEidList": ["CARL", "anna", "nobody", "a\u{0}"]}), &["anna", "Carl"]),
            (json!({"filterEidList": ["carl", "anna"], "filterIdList": [ids[0]]}), &["Carl"]),
            (json!({"groups": ["super"]}), &["bert"]),
            (json!({"groups": ["DEFAULT_GROUP_SYSYEM_USERS", "Super"]}), &["bert"]),
            (json!({"groups": ["DEFAULT_GROUP_SYSYEM_ADMINS"]}), &["admin"]),
            (json!({"groups": ["Nobodies"]}), &none),
            (json!({"groups": ["Nobodies"], "eid": "bert"}), &none),
            (json!({"userPropertyKey4Search": "team", "userPropertyValue4Search": "red"}), &["anna"]),
            (json!({"userPropertyKey4Search": "TEAM", "userPropertyValue4Search": "red"}), &none),
            (json!({"userPropertyKey4Search": "ubaThreshold", "userPropertyValue4Search": 50, "eid": "ar"}), &["Carl"]),
            (json!({"userPropertyKey4Search": "a\u{0}", "userPropertyValue4Search": "b\u{0}"}), &none),
            (json!({"name": "a\u{0}"}), &none),
            (json!({"name": "anna", "surname": "schm", "email": "as@"}), &["anna"]),
            (json!({"name": "anna", "surname": "meyer"}), &none),
        ] {
            assert_eq!(eids(&world, &body).await, right, "{body}");
        }
    }

    async fn filters_compare_with_what_is_printed(world: World) {
        some(&world).await;
        change(&world, "anna", vec![Change::Enabled(false)]).await;
        call(&world, "/user/lockUser", &json!({"id": "bert"})).await;
        let by = |key: &str, value: &str| json!({"userPropertyKey4Search": key, "userPropertyValue4Search": value});
        assert_eq!(eids(&world, &by("isLocked", "true")).await, ["anna", "bert"], "the disabled are shown as locked");
        assert_eq!(eids(&world, &by("lockReason", "Account is disabled")).await, ["anna"]);
        assert_eq!(eids(&world, &by("ubaThreshold", "50")).await.len(), 4, "the default is printed");
        let more = json!({"properties": {"phoneNumber": "1;2", "externalDirectorySource": "LDAP", "forcePasswordChangeOnNextLogin": "TRUE", "unlockOnPasswordChanged": true}});
        create(&world, &user_with("zoe", &more)).await;
        for (key, value) in [("phoneNumber", "1;2"), ("externalDirectorySource", "LDAP"), ("FORCEpasswordChangeOnNextLogin", "TRUE"), ("unlockOnPasswordChanged", "true")] {
            assert_eq!(eids(&world, &by(key, value)).await, ["zoe"], "{key}");
        }
        let guest = json!({"properties": {"isTemporaryUser": "true", "temporaryUserStartTime": "1", "temporaryUserEndTime": "2"}});
        create(&world, &user_with("guest", &guest)).await;
        assert_eq!(eids(&world, &by("temporaryUserEndTime", "2")).await, ["guest"], "who is outside the window is found");
        let ended = model::Timestamp::from_millis(3).unwrap();
        let join = directory::groups::Join { from: Some(model::Timestamp::from_millis(1).unwrap()), until: Some(ended), ..directory::groups::Join::now(super_group()) };
        change(&world, "guest", vec![Change::Groups(directory::users::GroupsChange::All(vec![join]))]).await;
        assert_eq!(eids(&world, &json!({"groups": ["Super"]})).await, ["bert"], "memberships in force");
    }

    async fn a_search_is_answered_in_parts(world: World) {
        for number in 0..12 {
            make(&world, &format!("user{number:02}"), |user| user).await;
        }
        for (body, right) in [
            (json!({"eid": "user", "firstResult": 3, "maxResult": 2}), &["user03", "user04"][..]),
            (json!({"eid": "user", "firstResult": 10}), &["user10", "user11"]),
            (json!({"eid": "user", "recordLimit4Search": 1}), &["user00"]),
            (json!({"eid": "user", "recordLimit4Search": 1, "maxResult": 5, "firstResult": 1}), &["user01"]),
            (json!({"eid": "user", "firstResult": 12}), &[]),
            (json!({"eid": "user", "maxResult": 0}), &[]),
            (json!({"firstResult": u64::MAX, "maxResult": u64::MAX}), &[]),
        ] {
            assert_eq!(eids(&world, &body).await, right, "{body}");
        }
        for (member, value) in [("firstResult", json!(-1)), ("maxResult", json!("5")), ("recordLimit4Search", json!(1.5)),
            ("filterIdList", json!("x")), ("filterEidList", json!([1])), ("groups", json!({})), ("eid", json!(1)), ("internal", json!("true"))] {
            let (status, text) = said(&search(&world, &json!({ member: value })).await);
            assert!(status == 400 && text.starts_with(member), "{member}: {text}");
        }
    }

    async fn a_thousand_where_nothing_is_said_and_ten_thousand_at_most(world: World) {
        for _ in 0..11 {
            let users = (0..100).map(|_| NewUser::named(Login::new(&drawn(&world)).unwrap())).collect();
            let request = world.request(Dialect::Native);
            directory::users::create(&world.directory, &request, &Credential::System, Ok(users), None).await.unwrap();
        }
        assert_eq!(eids(&world, &json!({})).await.len(), 1_000);
        assert_eq!(eids(&world, &json!({"maxResult": 1_050})).await.len(), 1_050);
        let all = eids(&world, &json!({"maxResult": 50_000, "recordLimit4Search": 20_000})).await;
        assert_eq!(all.len(), 1_101);
        assert!(all.is_sorted());
    }

    async fn a_search_is_for_those_who_may_read_users(world: World) {
        world.role("Reader", [Privilege::DirectoryRead]).await;
        create(&world, &user("plain")).await;
        let plain = login(&world, "plain", PASSWORD).await;
        for body in [json!({}), json!([]), json!({"eid": 1})] {
            assert_eq!(said(&plain.on(post(&world, "/user/searchUsers", &body)).send().await), refusal(403, FORBIDDEN));
        }
        let reader = directory::users::GrantsChange::OnAll(vec![directory::roles::RoleRef::Name("Reader".to_owned())]);
        change(&world, "plain", vec![Change::Grants(reader)]).await;
        assert_eq!(plain.on(post(&world, "/user/searchUsers", &json!({}))).send().await.status, 200);
    }
}

fn super_group() -> directory::groups::GroupRef {
    directory::groups::GroupRef::Name(model::GroupName::new("Super").unwrap())
}

/// A login that nobody has.
fn drawn(world: &World) -> String {
    UserId(world.directory.outside().id()).to_string()
}
