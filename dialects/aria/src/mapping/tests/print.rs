use model::{
    Dialect, Email, Grant, GrantObjects, GroupId, GroupKey, Membership, Residue, RoleKey, Slot, Timestamp,
    UserKey, UserView,
};

use crate::mapping::{Links, long_english, user};

const ID: &str = "9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01";

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

pub(super) fn mira() -> UserView {
    let mut mira = testkit::bare(ID, "mira.holt", at(0));
    (mira.user.given, mira.user.family) = (Some("Mira".to_owned()), Some("Holt".to_owned()));
    mira
}

fn printed(view: &UserView) -> String {
    serde_json::to_string(&user(view, at(100), Links::Shown)).unwrap()
}

pub(super) fn membership(group: &str, from: i64, until: Option<i64>) -> Membership {
    Membership {
        user: UserKey(2),
        group: GroupKey(1),
        group_id: GroupId::parse(group).unwrap(),
        group_number: 1,
        group_name: "g".to_owned(),
        from: at(from),
        until: until.map(at),
        joined: 0,
        dialect: None,
    }
}

#[test]
fn the_example_of_the_contract_is_printed_letter_for_letter() {
    let mut view = mira();
    view.emails = vec![Email::new("mira@example.test".to_owned()).unwrap().into_slot(Slot::Main)];
    view.grants = vec![Grant {
        role: RoleKey(8),
        role_name: "PowerUser".to_owned(),
        role_number: 308,
        objects: GrantObjects::All,
        all_objects_said: true,
    }];
    let expected = concat!(
        r#"{"id":"9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01","username":"mira.holt","firstName":"Mira","lastName":"Holt","#,
        r#""password":null,"emailAddress":"mira@example.test","enabled":true,"groupIds":[],"roleNames":["PowerUser"],"#,
        r#""role-permissions":[{"roleName":"PowerUser","allowAllObjects":true}],"lastLoginTime":0,"#,
        r#""links":[{"href":"/suite-api/api/auth/users/9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01","rel":"SELF","name":"linkToSelf"},"#,
        r#"{"href":"/suite-api/api/auth/users/9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01/permissions","rel":"RELATED","name":"userPermissions"}]}"#,
    );
    assert_eq!(printed(&view), expected);
}

#[test]
fn what_is_empty_is_left_out_and_lists_are_not() {
    let mut view = mira();
    (view.user.given, view.user.family) = (None, Some(String::new()));
    let expected = concat!(
        r#"{"id":"9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01","username":"mira.holt","password":null,"enabled":true,"#,
        r#""groupIds":[],"roleNames":[],"role-permissions":[],"lastLoginTime":0}"#,
    );
    assert_eq!(serde_json::to_string(&user(&view, at(100), Links::LeftOut)).unwrap(), expected);
}

#[test]
fn residue_stands_where_the_vendor_has_it() {
    let mut view = mira();
    let mut residue = Residue::default();
    residue.set("externalId", "42");
    residue.set("distinguishedName", "CN=Mira");
    view.residue.insert(Dialect::Aria, residue);
    let text = printed(&view);
    assert!(text.contains(r#""distinguishedName":"CN=Mira","enabled":true"#), "{text}");
    assert!(text.contains(r#""lastLoginTime":0,"externalId":"42","links""#), "{text}");
}

#[test]
fn groups_are_shown_while_the_membership_is_in_force() {
    let ids = [
        "00000000-0000-0000-0000-00000000000a",
        "00000000-0000-0000-0000-00000000000b",
        "00000000-0000-0000-0000-00000000000c",
    ];
    let mut view = mira();
    view.memberships = vec![
        membership(ids[0], 0, Some(100)),
        membership(ids[1], 100, Some(101)),
        membership(ids[2], 101, None),
    ];
    assert_eq!(user(&view, at(100), Links::Shown).group_ids, [ids[1]]);
}

#[test]
fn the_address_shown_is_the_one_in_the_main_slot() {
    let mut view = mira();
    view.emails = vec![
        Email::new("first@x".to_owned()).unwrap(),
        Email::new("second@x".to_owned()).unwrap().into_slot(Slot::Second),
    ];
    assert_eq!(user(&view, at(0), Links::Shown).email_address, None);
    view.emails.push(Email::new("main@x".to_owned()).unwrap().into_slot(Slot::Main));
    assert_eq!(user(&view, at(0), Links::Shown).email_address, Some("main@x"));
}

#[test]
fn the_last_sign_in_is_in_milliseconds() {
    let mut view = mira();
    view.user.last_sign_in = Timestamp::from_micros(1_767_935_760_000_999);
    assert_eq!(user(&view, at(0), Links::Shown).last_login_time, 1_767_935_760_000);
}

#[test]
fn times_are_written_out_as_the_vendor_does() {
    let written = |millis| long_english(Timestamp::from_millis(millis).unwrap());
    assert_eq!(
        written(1_790_000_000_000),
        "Monday, September 21, 2026 at 2:13:20 PM Coordinated Universal Time",
        "section 8"
    );
    assert_eq!(written(1_470_421_325_035), "Friday, August 5, 2016 at 6:22:05 PM Coordinated Universal Time");
    assert_eq!(
        written(1_777_422_672_000 - 12 * 3_600_000),
        "Tuesday, April 28, 2026 at 12:31:12 PM Coordinated Universal Time"
    );
    assert_eq!(
        written(1_777_422_672_000),
        "Wednesday, April 29, 2026 at 12:31:12 AM Coordinated Universal Time"
    );
}
