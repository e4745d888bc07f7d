//! What this dialect shows of a user whom others change: roles, groups, phones, names.

use directory::groups::{GroupRef, Join};
use directory::roles::{NewGrant, RoleRef};
use directory::users::{self, Change, Edit, GrantsChange, GroupsChange, UserRef};
use directory::{Credential, Via};
use http::Method;
use model::{Email, GroupName, Phone, Slot, TokenKind};
use serde_json::{Value, json};
use testkit::{World, on_both_engines};

use crate::calls::{USERS, create, message};

/// Changes Rob past all doors.
async fn change(world: &World, changes: Vec<Change>) {
    let request = world.directory.own_request(Via::CommandLine, "test");
    let draft = Ok((UserRef::Login("rob".to_owned()), Edit::Said(changes)));
    users::update(&world.directory, &request, &Credential::System, draft, None).await.unwrap();
}

/// What is shown of Rob.
async fn rob(world: &World) -> Value {
    let admin = world.token("admin", TokenKind::Pam360).await;
    let shown = world.get(&format!("{USERS}/username/rob")).authtoken(&admin).send().await;
    shown.json()["operation"]["Details"].clone()
}

/// The members of Rob that are asked for, in their order.
async fn members<const N: usize>(world: &World, names: [&str; N]) -> [String; N] {
    let rob = rob(world).await;
    names.map(|name| rob[name].as_str().unwrap_or_else(|| panic!("{name}: {rob}")).to_owned())
}

/// Edits Rob as `admin`; the message.
async fn edit(world: &World, details: Value) -> String {
    let number = rob(world).await["USERID"].as_str().unwrap().to_owned();
    let admin = world.token("admin", TokenKind::Pam360).await;
    let call = world.call(Method::PUT, &format!("{USERS}/{number}")).authtoken(&admin);
    message(&call.input_data(&details).send().await)
}

fn group(name: &str) -> GroupRef {
    GroupRef::Name(GroupName::new(name).unwrap())
}

fn on_all(roles: &[&str]) -> Vec<Change> {
    let grant = |name: &&str| NewGrant::on_all(RoleRef::Name((*name).to_owned()));
    vec![Change::Grants(GrantsChange::All(roles.iter().map(grant).collect()))]
}

fn in_groups(names: &[&str]) -> Vec<Change> {
    vec![Change::Groups(GroupsChange::InForce(names.iter().map(|name| group(name)).collect()))]
}

const EDITED: &str = "User rob modified successfully";
const ROLE: [&str; 2] = ["ROLE", "ROLEID"];
const GROUP: [&str; 1] = ["USERGROUPNAME"];

on_both_engines! {
    async fn the_highest_role_is_shown_whoever_gave_it_and_by_a_group_too(world: World) {
        create(&world, "rob", json!({ "ROLE": "Password Auditor" })).await;
        assert_eq!(members(&world, ROLE).await, ["Password Auditor", "304"]);
        change(&world, on_all(&["Password Auditor", "Password Administrator"])).await;
        assert_eq!(members(&world, ROLE).await, ["Password Auditor", "304"], "the last one set here, while it is granted");
        change(&world, on_all(&["Cloud Administrator", "Password Administrator", "Password User"])).await;
        assert_eq!(members(&world, ROLE).await, ["Password Administrator", "303"]);
        change(&world, on_all(&["ReadOnly", "PowerUser"])).await;
        assert_eq!(members(&world, ROLE).await, ["PowerUser", "308"], "by number");
        change(&world, on_all(&[])).await;
        assert_eq!(members(&world, ROLE).await, ["Password User", "305"]);
        let until = Some(world.directory.now().plus_seconds(60));
        let join = Join { until, ..Join::now(group("System.admins")) };
        change(&world, vec![Change::Groups(GroupsChange::All(vec![join]))]).await;
        assert_eq!(members(&world, ROLE).await, ["Administrator", "301"]);
        world.clock.turn(60);
        assert_eq!(members(&world, ROLE).await, ["Password User", "305"], "the membership is over");
    }

    async fn a_role_set_here_leaves_those_that_confer_nothing(world: World) {
        create(&world, "rob", json!({})).await;
        change(&world, on_all(&["PowerUser", "Password Auditor"])).await;
        assert_eq!(edit(&world, json!({ "ROLE": "Connection User" })).await, EDITED);
        let request = world.directory.own_request(Via::CommandLine, "get");
        let user = Ok(UserRef::Login("rob".to_owned()));
        let view = users::get(&world.directory, &request, &Credential::System, user, users::Parts::ALL).await.unwrap();
        let roles: Vec<_> = view.grants.iter().map(|grant| grant.role_number).collect();
        assert_eq!(roles, [306, 308]);
    }

    async fn the_group_named_here_is_shown_while_it_lasts_and_it_alone_is_left(world: World) {
        create(&world, "rob", json!({ "USERGROUPNAME": "super" })).await;
        assert_eq!(members(&world, GROUP).await, ["super"], "as it was spelled");
        change(&world, in_groups(&["Super", "System.users"])).await;
        assert_eq!(members(&world, GROUP).await, ["super"]);
        assert_eq!(edit(&world, json!({ "USERGROUPNAME": "Demo" })).await, EDITED);
        assert_eq!(members(&world, GROUP).await, ["Demo"]);
        change(&world, in_groups(&["System.users", "Prototype Super"])).await;
        assert_eq!(members(&world, GROUP).await, ["System.users"], "the lowest number");
        assert_eq!(edit(&world, json!({ "USERGROUPNAME": "" })).await, EDITED);
        assert_eq!(members(&world, GROUP).await, ["System.users"], "no other group is left");
        assert_eq!(edit(&world, json!({ "USERGROUPNAME": "prototype super" })).await, EDITED);
        assert_eq!(edit(&world, json!({ "USERGROUPNAME": " " })).await, EDITED);
        change(&world, in_groups(&[])).await;
        assert_eq!(members(&world, GROUP).await, [""]);
    }

    async fn a_spelling_stands_until_its_own_phone_is_changed(world: World) {
        let sent = json!({ "MOBILE_COUNTRYCODE": "+91", "MOBILE": "98765 43210", "LANDLINE": "555-1234", "PRIMARYCONTACT": "mobile" });
        create(&world, "rob", sent).await;
        let names = ["MOBILE_COUNTRYCODE", "MOBILE", "LANDLINE", "PRIMARYCONTACT"];
        let phone = |text: &str| Some(Phone::from_text(text.to_owned()).unwrap());
        change(&world, vec![Change::PhoneIn(Slot::Landline, phone("+49-30123456"))]).await;
        assert_eq!(members(&world, names).await, ["+91", "98765 43210", "30123456", "mobile"]);
        change(&world, vec![Change::PhoneIn(Slot::Mobile, phone("tel:1"))]).await;
        assert_eq!(members(&world, names).await, ["", "tel:1", "30123456", "mobile"], "a text without parts");
        change(&world, vec![Change::PhoneIn(Slot::Mobile, phone("+91-9876543210"))]).await;
        assert_eq!(members(&world, names).await, ["91", "9876543210", "30123456", "mobile"], "the plain form");
        change(&world, vec![Change::PrimaryPhone(Slot::Landline)]).await;
        assert_eq!(members(&world, names).await, ["91", "9876543210", "30123456", "Landline"], "by who is primary");
        change(&world, vec![Change::PhoneIn(Slot::Mobile, None), Change::PhoneIn(Slot::Landline, None)]).await;
        assert_eq!(members(&world, names).await, ["", "", "", "mobile"], "the word stands where no phone contradicts it");
    }

    async fn a_phone_that_comes_later_is_the_one_that_was_to_be_rung(world: World) {
        create(&world, "rob", json!({ "PRIMARYCONTACT": "Landline", "LANDLINE_EXT": "12" })).await;
        assert_eq!(edit(&world, json!({ "LANDLINE": "5551234" })).await, EDITED);
        let names = ["PRIMARYCONTACT", "LANDLINE", "LANDLINE_EXT"];
        assert_eq!(members(&world, names).await, ["Landline", "5551234", "12"], "with the code that was there");
        assert_eq!(edit(&world, json!({ "MOBILE_COUNTRYCODE": "1", "MOBILE": "555" })).await, EDITED);
        assert_eq!(members(&world, ["PRIMARYCONTACT"]).await, ["Landline"]);
    }

    async fn what_cannot_be_put_together_is_refused_and_what_stands_is_not_checked(world: World) {
        create(&world, "rob", json!({})).await;
        change(&world, vec![
            Change::PhoneIn(Slot::Mobile, Some(Phone::from_text("tel:1".to_owned()).unwrap())),
            Change::Emails(vec![Email::new("no address".to_owned()).unwrap().into_slot(Slot::Main)]),
        ])
        .await;
        let read = rob(&world).await;
        assert_eq!(edit(&world, read.clone()).await, EDITED);
        assert_eq!(rob(&world).await, read);
        assert_eq!(edit(&world, json!({ "MOBILE_COUNTRYCODE": "91" })).await, "Invalid value for parameter MOBILE.");
    }

    async fn a_full_name_follows_the_names_until_one_is_said(world: World) {
        create(&world, "rob", json!({})).await;
        assert_eq!(edit(&world, json!({ "LASTNAME": "Roy" })).await, EDITED);
        assert_eq!(members(&world, ["FULLNAME"]).await, ["Rob Roy"]);
        assert_eq!(edit(&world, json!({ "FULLNAME": "Robert", "FIRSTNAME": "R" })).await, EDITED);
        assert_eq!(members(&world, ["FULLNAME"]).await, ["Robert"]);
        assert_eq!(edit(&world, json!({ "FULLNAME": "" })).await, EDITED);
        assert_eq!(members(&world, ["FULLNAME"]).await, ["R Roy"]);
    }

    async fn a_password_that_is_the_same_ends_no_session_and_another_does(world: World) {
        create(&world, "rob", json!({ "PASSWORD": "Test@123" })).await;
        let session = world.aria_token_of("rob", "Test@123").await;
        let alive = async || world.get("/suite-api/api/auth/currentuser").ops_token(&session).send().await.status;
        assert_eq!(edit(&world, json!({ "PASSWORD": "Test@123" })).await, EDITED);
        assert_eq!(alive().await, 200);
        assert_eq!(edit(&world, json!({ "PASSWORD": "Test@1234" })).await, EDITED);
        assert_eq!(alive().await, 401);
        world.aria_token_of("rob", "Test@1234").await;
    }
}
