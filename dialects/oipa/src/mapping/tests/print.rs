use model::{Dialect, Email, GroupId, GroupKey, Membership, Pin, Residue, Slot, UserKey};

use super::{PROTOTYPE_SUPER, at, bare, codes};
use crate::mapping::{Links, entry, user};

fn links() -> Links {
    Links::to(Some("server:8080"), false)
}

fn printed(view: &model::UserView) -> serde_json::Value {
    serde_json::to_value(user(view, &codes(), &links(), false)).unwrap()
}

#[test]
fn the_user_of_the_contract_is_printed_letter_for_letter() {
    let mut view = bare("qatester3");
    (view.user.given, view.user.family) = (Some("User100".to_owned()), Some("User100".to_owned()));
    view.user.gender = Some("F".to_owned());
    view.emails = vec![Email::new("test@testmail.com".to_owned()).unwrap().into_slot(Slot::Main)];
    let mut said = Residue::default();
    said.set("primaryCompany", "Prototype");
    view.residue.insert(Dialect::Oipa, said);
    let link = |path: &str, rel: &str| {
        format!(
            r#"{{"href":"http://server:8080/PASService/rest/services/v1{path}","rel":"{rel}","mediaType":"application/json","method":"GET"}}"#
        )
    };
    let expected = [
        r#"{"links":["#.to_owned(),
        link("/users/qatester3", "self") + ",",
        link("/codes?codeName=UserStatus&codeValue=01", "codes/userStatus") + ",",
        link("/codes?codeName=Locale&codeValue=00", "codes/localeCode") + ",",
        link("/codes?codeName=ClientSex&codeValue=F", "codes/Gender"),
        r#"],"clientGuid":"23D8108C-A278-4A8C-89FC-C64EB37EF1A1","userStatus":"01","localeCode":"00","loginName":"qatester3","#.to_owned(),
        r#""client":{"firstName":"User100","lastName":"User100","gender":"F","email":"test@testmail.com","primaryCompany":"Prototype"}}"#.to_owned(),
    ];
    assert_eq!(serde_json::to_string(&user(&view, &codes(), &links(), false)).unwrap(), expected.concat());
}

#[test]
fn nothing_is_printed_as_null_and_has_no_link() {
    let text = serde_json::to_string(&user(&bare("x"), &codes(), &links(), false)).unwrap();
    assert!(
        text.contains(
            r#""client":{"firstName":null,"lastName":null,"gender":null,"email":null,"primaryCompany":null}"#
        ),
        "{text}"
    );
    assert_eq!(printed(&bare("x"))["links"].as_array().unwrap().len(), 3);
}

#[test]
fn a_status_is_the_pinned_code_or_the_first_of_its_kind() {
    let mut view = bare("x");
    view.user.enabled = false;
    assert_eq!(printed(&view)["userStatus"], "02");
    let pin = |dialect, wording: &str| Pin {
        field: "enabled".to_owned(),
        entry: String::new(),
        dialect,
        wording: wording.to_owned(),
    };
    view.pins = vec![pin(Dialect::Kron, "x"), pin(Dialect::Oipa, "03")];
    assert_eq!(printed(&view)["userStatus"], "03");
}

#[test]
fn the_address_shown_is_the_one_in_the_main_slot() {
    let address = |text: &str, slot| Email::new(text.to_owned()).unwrap().into_slot(slot);
    let mut view = bare("x");
    view.emails = vec![address("second@x", Slot::Second)];
    assert_eq!(printed(&view)["client"]["email"], serde_json::Value::Null);
    view.emails.push(address("main@x", Slot::Main));
    assert_eq!(printed(&view)["client"]["email"], "main@x");
}

#[test]
fn links_lead_to_the_host_that_was_asked() {
    let href = |links: Links| links.user("Prototype Super/é").href;
    let path = "/PASService/rest/services/v1/users/Prototype%20Super%2F%C3%A9";
    assert_eq!(href(Links::to(Some("h:1"), false)), format!("http://h:1{path}"));
    assert_eq!(href(Links::to(Some("[::1]:8440"), true)), format!("https://[::1]:8440{path}"));
    for host in [None, Some(""), Some("a/b"), Some("a b"), Some("a@b")] {
        assert_eq!(href(Links::to(host, false)), path, "{host:?}");
    }
}

#[test]
fn the_group_of_the_contract_is_printed_letter_for_letter() {
    let membership = Membership {
        user: UserKey(2),
        group: GroupKey(3),
        group_id: GroupId::parse(PROTOTYPE_SUPER).unwrap(),
        group_number: 3,
        group_name: "Prototype Super".to_owned(),
        from: at("2002-01-01T00:00:00.7Z"),
        until: Some(at("2021-08-19T10:24:56Z")),
        joined: 0,
        dialect: None,
    };
    let expected = concat!(
        r#"{"links":[{"href":"http://server:8080/PASService/rest/services/v1/securityGroups/Prototype%20Super","rel":"self","#,
        r#""mediaType":"application/json","method":"GET"}],"securityGroupGuid":"0BC5B169-5C30-4D47-81BE-95E56AC1B54A","#,
        r#""roleEffectiveFrom":"2002-01-01T00:00:00","roleEffectiveTo":"2021-08-19T10:24:56","#,
        r#""securityGroupName":"Prototype Super","clientNumber":"Prototype Super"}"#,
    );
    assert_eq!(serde_json::to_string(&entry(&membership, &links())).unwrap(), expected);
    let open = Membership { until: None, ..membership };
    assert!(serde_json::to_string(&entry(&open, &links())).unwrap().contains(r#""roleEffectiveTo":null"#));
}
