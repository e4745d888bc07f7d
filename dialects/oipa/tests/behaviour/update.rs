use directory::groups::{GroupRef, Join};
use directory::users::{NewLock, NewUser};
use model::{GroupName, Login};
use oipa::PutGroups;
use serde_json::{Value, json};
use testkit::{Dialects, World, on_both_engines};

use crate::{USERS, basic, create, delete, get, groups, make, problems, put, read, user, version};

/// Whether a password lets its user in: he may do nothing, and is known.
async fn is_known(world: &World, login: &str, password: &str) -> bool {
    let call = world.get(USERS).header("authorization", &basic(login, password));
    call.send().await.status == 403
}

async fn names(world: &World, login: &str) -> Vec<Value> {
    groups(world, login).await.into_iter().map(|[name, ..]| name).collect()
}

fn member(group: &str) -> Value {
    json!([{"securityGroupName": group}])
}

/// A user whom this dialect could not have made.
async fn make_foreign(world: &World, login: &str) {
    let mut foreign = NewUser::named(Login::new(login).unwrap());
    foreign.groups = vec![Join::now(GroupRef::Name(GroupName::new("System.users").unwrap()))];
    make(world, vec![foreign]).await;
}

/// What is shown of a user, as the body of an update.
fn sent_back(shown: &Value, password: &str) -> Value {
    let mut body = shown.clone();
    body["password"] = json!(password);
    body
}

on_both_engines! {
    async fn what_is_shown_and_sent_back_changes_nothing(world: World) {
        let mut fine = user("fine");
        fine["userStatus"] = json!("02");
        create(&world, &fine).await;
        world.clock.turn(10);
        let (shown, before) = (read(&world, "fine").await, version(&world, "fine").await);
        let mut body = sent_back(&shown, "fine");
        let rows = get(&world, "/fine/securityGroups").await.json()["securityGroups"].clone();
        body["securityGroup"] = rows.clone();
        let answer = put(&world, "fine", &body).await;
        assert_eq!((answer.status, answer.text()), (204, ""));
        assert_eq!(version(&world, "fine").await, before);
        assert_eq!(read(&world, "fine").await, shown);
        assert_eq!(get(&world, "/fine/securityGroups").await.json()["securityGroups"], rows);
    }

    async fn the_example_of_the_contract_renames_and_replaces(world: World) {
        create(&world, &user("TestUser4")).await;
        let guid = read(&world, "TestUser4").await["clientGuid"].clone();
        let mut body = user("User100");
        body["localeCode"] = json!("00");
        body["client"]["email"] = json!("other@testmail.com");
        assert_eq!(put(&world, "TestUser4", &body).await.status, 204);
        let after = read(&world, "user100").await;
        assert_eq!((&after["loginName"], &after["clientGuid"], &after["localeCode"]), (&json!("User100"), &guid, &json!("00")));
        assert_eq!(after["client"]["email"], json!("other@testmail.com"));
        assert_eq!(get(&world, "/TestUser4").await.status, 404);
        assert_eq!(put(&world, "TestUser4", &body).await.status, 404);
        assert!(is_known(&world, "User100", "User100").await && !is_known(&world, "User100", "TestUser4").await);
    }

    async fn a_name_that_is_taken_is_no_new_name(world: World) {
        create(&world, &user("one")).await;
        create(&world, &user("two")).await;
        let answer = put(&world, "one", &user("TWO")).await;
        assert_eq!((answer.status, problems(&answer)), (400, vec![(json!("user.loginName"), json!("DUPLICATE"))]));
        assert_eq!(put(&world, "one", &sent_back(&json!({"loginName": "ONE"}), "one")).await.status, 204);
        assert_eq!(read(&world, "one").await["loginName"], json!("ONE"), "another spelling of the own name");
    }

    async fn the_same_password_is_no_change_and_another_is(world: World) {
        create(&world, &user("pw")).await;
        let before = version(&world, "pw").await;
        assert_eq!(put(&world, "pw", &json!({"password": "pw"})).await.status, 204);
        assert_eq!(version(&world, "pw").await, before);
        assert_eq!(put(&world, "pw", &json!({"password": "pw2"})).await.status, 204);
        assert!(is_known(&world, "pw", "pw2").await && !is_known(&world, "pw", "pw").await);
        assert_eq!(problems(&put(&world, "pw", &json!({})).await), [(json!("user.password"), json!("REQUIRED"))]);
    }

    async fn status_01_makes_an_inactive_user_active_again(world: World) {
        create(&world, &user("back")).await;
        assert_eq!(delete(&world, "back").await, 204);
        assert_eq!(put(&world, "back", &json!({"password": "back"})).await.status, 204);
        assert_eq!(read(&world, "back").await["userStatus"], "02", "only the word itself does");
        assert_eq!(put(&world, "back", &json!({"password": "back", "userStatus": "01"})).await.status, 204);
        assert!(is_known(&world, "back", "back").await);
    }

    async fn status_01_ends_no_lock(world: World) {
        let mut locked = NewUser::named(Login::new("locked").unwrap());
        locked.lock = Some(NewLock { reason: None, until: None });
        make(&world, vec![locked]).await;
        let body = json!({"password": "opened", "userStatus": "01", "client": {"email": "x@y"}});
        assert_eq!(put(&world, "locked", &body).await.status, 204);
        let shown = read(&world, "locked").await;
        assert_eq!((&shown["userStatus"], &shown["client"]["email"]), (&json!("01"), &json!("x@y")));
        assert!(!is_known(&world, "locked", "opened").await);
    }

    async fn groups_of_others_are_not_touched(world: World) {
        make_foreign(&world, "both").await;
        let with = |group: &str| json!({"password": "both", "userStatus": "01", "localeCode": "00", "securityGroup": member(group)});
        assert_eq!(put(&world, "both", &with("Prototype Super")).await.status, 204);
        assert_eq!(names(&world, "both").await, ["System.users", "Prototype Super"]);
        world.clock.turn(10);
        assert_eq!(put(&world, "both", &with("Super")).await.status, 204);
        assert_eq!(names(&world, "both").await, ["System.users", "Super"]);
        let (once, rows) = (version(&world, "both").await, groups(&world, "both").await);
        world.clock.turn(10);
        assert_eq!(put(&world, "both", &with("Super")).await.status, 204);
        assert_eq!((version(&world, "both").await, groups(&world, "both").await), (once, rows), "twice is once");
        let none = json!({"password": "both", "securityGroup": []});
        assert_eq!(put(&world, "both", &none).await.status, 204);
        assert_eq!(names(&world, "both").await, ["System.users"]);
    }

    async fn a_refused_update_names_everything_and_changes_nothing(world: World) {
        create(&world, &user("kept")).await;
        let before = read(&world, "kept").await;
        let mut wrong = user("renamed");
        wrong["localeCode"] = json!("77");
        wrong["client"]["lastName"] = json!("");
        wrong["securityGroup"] = member("Nobody's");
        let answer = put(&world, "kept", &wrong).await;
        let expected = [
            ("user.localeCode", "UNKNOWN_VALUE"),
            ("user.client.lastName", "REQUIRED"),
            ("user.securityGroup[0].securityGroupName", "UNKNOWN_VALUE"),
        ];
        assert_eq!(problems(&answer), expected.map(|(field, code)| (json!(field), json!(code))));
        assert_eq!(read(&world, "kept").await, before);
    }

    async fn another_dialect_changes_what_it_says_and_nothing_else(world: World) {
        create(&world, &user("mixed")).await;
        let before = read(&world, "mixed").await;
        let request = world.request(model::Dialect::Native);
        let user = directory::users::UserRef::Login("mixed".to_owned());
        let edit = directory::users::Edit::Said(vec![directory::users::Change::Enabled(false)]);
        directory::users::update(&world.directory, &request, &directory::Credential::System, Ok((user, edit)), None).await.unwrap();
        let mut expected = before;
        expected["userStatus"] = json!("02");
        expected["links"][1]["href"] = json!("http://oipa.test/PASService/rest/services/v1/codes?codeName=UserStatus&codeValue=02");
        assert_eq!(read(&world, "mixed").await, expected);
    }
}

on_both_engines! {
    async fn a_site_may_have_all_groups_replaced_and_no_password_asked_for(engine: Engine) {
        let mut dialects = Dialects::default();
        (dialects.oipa.put_groups, dialects.oipa.put_password_optional) = (PutGroups::All, true);
        let world = World::with(engine, dialects).await;
        make_foreign(&world, "both").await;
        assert_eq!(put(&world, "both", &json!({"securityGroup": member("Super")})).await.status, 204);
        assert_eq!(names(&world, "both").await, ["Super"]);
    }
}
