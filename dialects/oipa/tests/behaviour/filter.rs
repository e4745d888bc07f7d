//! The filter `q`.

use directory::users::{Change, Edit, UserRef};
use directory::{Credential, users};
use model::Dialect;
use serde_json::{Value, json};
use testkit::{Answer, World, on_both_engines};

use crate::{admin, create, delete, get, post, problems, read, user};

/// A query with a filter, percent-encoded.
fn query(q: &str, rest: &str) -> String {
    let encoded: Vec<_> = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("?q={}{rest}", encoded.concat())
}

async fn ask(world: &World, q: &str) -> Answer {
    get(world, &query(q, "")).await
}

fn names(answer: &Answer, list: &str, name: &str) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.json();
    let rows = page[list].as_array().unwrap();
    assert_eq!(page["count"], json!(rows.len()), "entries in this answer");
    rows.iter().map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

async fn logins(world: &World, q: &str) -> Vec<String> {
    names(&ask(world, q).await, "users", "loginName")
}

async fn groups(world: &World, query: &str) -> Answer {
    admin(world.get(&format!("/PASService/rest/services/v1/securityGroups{query}"))).send().await
}

/// A user with such members of `client`.
fn person(login: &str, client: &Value) -> Value {
    let mut user = user(login);
    let members = client.as_object().unwrap().clone();
    user["client"].as_object_mut().unwrap().extend(members);
    user
}

async fn three(world: &World) {
    let one = person(
        "Anna",
        &json!({"firstName": "Anna", "lastName": "Ólafsdóttir", "email": "anna@one.test", "sex": "F"}),
    );
    let mut two = person(
        "bob",
        &json!({"firstName": "Bob", "lastName": "Stone", "email": null, "sex": null, "primaryCompany": "Alamere Insurance"}),
    );
    two["localeCode"] = json!("07");
    let three = person("User300", &json!({"firstName": "Joanna", "lastName": "Stonebridge"}));
    for user in [one, two, three] {
        world.clock.turn(1);
        create(world, &user).await;
    }
}

on_both_engines! {
    async fn each_member_that_is_printed_can_be_filtered_by(world: World) {
        three(&world).await;
        assert_eq!(delete(&world, "bob").await, 204);
        for (q, wanted) in [
            ("loginName eq \"anna\"", vec!["Anna"]),
            ("loginName sw \"User\"", vec!["User300"]),
            ("loginName sw \"u\"", vec!["User300"]),
            ("loginName co \"O\"", vec!["bob"]),
            ("loginName ew \"00\"", vec!["User300"]),
            ("LOGINNAME gt \"b\" and loginName lt \"C\"", vec!["bob"]),
            ("userStatus eq \"02\"", vec!["bob"]),
            ("localeCode eq \"07\"", vec!["bob"]),
            ("client.firstName co \"anna\"", vec!["User300", "Anna"]),
            ("firstName sw \"anna\"", vec!["Anna"]),
            ("client.lastName sw \"STONE\"", vec!["User300", "bob"]),
            ("lastName eq \"olafsdóttir\"", vec![]),
            ("lastName eq \"ólafsDÓTTIR\"", vec!["Anna"]),
            ("client.email ew \"one.test\"", vec!["Anna"]),
            ("email eq \"TEST@testmail.com\"", vec!["User300"]),
            ("gender eq \"F\"", vec!["Anna"]),
            ("client.gender pr", vec!["User300", "Anna"]),
            ("gender eq null and primaryCompany pr", vec!["bob"]),
            ("client.primaryCompany eq \"alamere insurance\"", vec!["bob"]),
            ("primaryCompany ne \"Prototype\"", vec!["bob", "admin"]),
            ("not (primaryCompany pr)", vec!["admin"]),
            ("(loginName eq \"bob\" or loginName eq \"anna\") and userStatus eq \"01\"", vec!["Anna"]),
            ("loginName eq \"bob\" or loginName eq \"nobody\" or loginName eq \"admin\"", vec!["bob", "admin"]),
            ("firstName co \"one\"", vec![]),
        ] {
            assert_eq!(logins(&world, q).await, wanted, "{q}");
        }
        let guid = read(&world, "bob").await["clientGuid"].as_str().unwrap().to_owned();
        assert_eq!(logins(&world, &format!("clientGuid eq \"{}\"", guid.to_lowercase())).await, ["bob"]);
        assert_eq!(logins(&world, &format!("clientGuid sw \"{}\" and clientGuid ew \"{}\"", &guid[..8], &guid[30..])).await, ["bob"]);
        assert_eq!(logins(&world, "clientGuid eq \"none\"").await, Vec::<String>::new());
    }

    async fn a_filtered_list_is_cut_and_expanded_as_any(world: World) {
        for hundred in 0..6 {
            world.clock.turn(1);
            let half = |one: u32| json!({"sex": if one.is_multiple_of(2) { "F" } else { "M" }});
            let users: Vec<_> = (0..100).map(|one| person(&format!("user{hundred}{one:02}"), &half(one))).collect();
            assert_eq!(post(&world, &users).await.status, 201);
        }
        let page = async |q: &str, rest: &str| names(&get(&world, &query(q, rest)).await, "users", "loginName");
        let women = page("gender eq \"F\"", "&limit=1000").await;
        assert_eq!(women.len(), 300);
        assert!(women[..50].iter().all(|login| login.starts_with("user5")), "the newest first");
        for (q, walked) in [("gender eq \"F\"", true), ("gender eq \"F\" and loginName sw \"user\"", false)] {
            let mut pieces = page(q, "&limit=290").await;
            assert_eq!(page(q, "").await, pieces[..100], "{walked}");
            pieces.extend(page(q, "&offset=290&limit=290").await);
            assert_eq!(pieces, women, "{walked}");
            assert_eq!(page(q, "&offset=300").await, Vec::<String>::new());
            assert_eq!(page(q, "&limit=0").await, Vec::<String>::new());
        }
        let expanded = get(&world, &query("loginName eq \"user000\"", "&expand=all")).await.json();
        assert_eq!(expanded["users"][0]["securityGroups"][0]["securityGroupName"], json!("Prototype Super"));
    }

    async fn a_filter_sees_the_last_change_of_another_door(world: World) {
        create(&world, &user("before")).await;
        let edit = Edit::Said(vec![Change::Login(model::Login::new("behind").unwrap())]);
        let draft = Ok((UserRef::Login("before".to_owned()), edit));
        let request = world.request(Dialect::Native);
        users::update(&world.directory, &request, &Credential::System, draft, None).await.unwrap();
        for q in ["loginName eq \"BEHIND\"", "loginName co \"hin\"", "loginName sw \"be\""] {
            assert_eq!(logins(&world, q).await, ["behind"], "{q}");
        }
        for q in ["loginName eq \"before\"", "loginName co \"for\""] {
            assert_eq!(logins(&world, q).await, Vec::<String>::new(), "{q}");
        }
    }

    async fn security_groups_are_filtered_by_name_and_guid(world: World) {
        let page = async |q: &str| names(&groups(&world, &query(q, "")).await, "securityGroups", "securityGroupName");
        assert_eq!(page("securityGroupName ew \"SUPER\"").await, ["International Super", "Prototype Super", "Super"]);
        assert_eq!(page("securityGroupName eq \"super\"").await, ["Super"]);
        assert_eq!(page("not (securityGroupName co \"s\")").await, Vec::<String>::new());
        let one = groups(&world, "/Super").await.json();
        let guid = one["securityGroup"]["securityGroupGuid"].as_str().unwrap().to_lowercase();
        assert_eq!(page(&format!("securityGroupGuid eq \"{guid}\"")).await, ["Super"]);
        let cut = groups(&world, &query("securityGroupName co \"super\"", "&offset=1&limit=1")).await;
        assert_eq!(names(&cut, "securityGroups", "securityGroupName"), ["Prototype Super"]);
    }

    async fn what_is_no_filter_is_refused_with_everything_else_that_is_wrong(world: World) {
        let bad = |q: &'static str| async { problems(&ask(&world, q).await) };
        for q in ["", "loginName", "loginName is \"x\"", "loginName eq x", "loginName eq \"x", "nobody eq \"x\"", "client eq \"x\"",
            "client.loginName eq \"x\"", "loginName eq 5", "loginName gt null", "urn:x:loginName eq \"x\"", "client[firstName eq \"x\"]", "(loginName pr"]
        {
            assert_eq!(bad(q).await, [(json!("q"), json!("BAD_FILTER"))], "{q}");
        }
        let both = get(&world, &query("loginName eq", "&limit=x")).await;
        assert_eq!(problems(&both), [(json!("limit"), json!("BAD_FORMAT")), (json!("q"), json!("BAD_FILTER"))]);
        assert_eq!(problems(&groups(&world, &query("loginName eq \"x\"", "")).await), [(json!("q"), json!("BAD_FILTER"))]);
        assert_eq!(problems(&get(&world, "?q=%FF").await), [(json!("query"), json!("BAD_FORMAT"))]);
    }
}
