//! What the table can say is read as it was printed, and it can say all that the wire types do.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, json};

use super::super::form::{Form, Item, Object, Root, Scalar};
use super::super::{USER_GROUPS, USER_LIST, holds};
use super::*;
use crate::body;
use crate::media::Media;
use crate::wire::{
    AuthToken, Error, InputBodyLocation, Link, ModifyUser, NameValue, PrivilegeKeys, RolePermission,
    RolePermissions, ScopesDetails, Templates, User, UserRoles, UsernamePassword, UuidValues,
    ValidationFailure, Version, Versions, whole,
};

const ROOTS: [&Root; 13] = [
    User::ROOT,
    UsernamePassword::ROOT,
    AuthToken::ROOT,
    Error::ROOT,
    Versions::ROOT,
    USER_LIST,
    USER_GROUPS,
    UserRoles::ROOT,
    PrivilegeKeys::ROOT,
    RolePermissions::ROOT,
    ScopesDetails::ROOT,
    UuidValues::ROOT,
    Templates::ROOT,
];

fn text() -> impl Strategy<Value = String> {
    chars().prop_map(|text| text.chars().filter(|c| holds(*c)).collect())
}

/// Any text, also with characters that XML cannot hold.
fn chars() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '\0',
        '\t',
        '\n',
        '\u{b}',
        '\r',
        '\u{1f}',
        '\u{85}',
        '\u{fffe}',
        '\u{10ffff}',
    ]);
    vec(prop_oneof![3 => any::<char>(), 1 => odd], 0..12).prop_map(|chars| chars.into_iter().collect())
}

fn scalar(scalar: Scalar) -> BoxedStrategy<Value> {
    match scalar {
        Scalar::Text => prop_oneof![text(), "[ \t\r\n<>&\"']{0,6}"].prop_map(Value::from).boxed(),
        Scalar::Word => "[A-Za-z0-9-]{1,36}".prop_map(Value::from).boxed(),
        Scalar::Truth => any::<bool>().prop_map(Value::from).boxed(),
        Scalar::Integer => any::<i64>().prop_map(Value::from).boxed(),
    }
}

fn items(item: Item, least: usize) -> BoxedStrategy<Value> {
    let one = match item {
        Item::Scalar(of) => scalar(of),
        Item::Object(of) => object(of),
    };
    vec(one, least..4).prop_map(Value::from).boxed()
}

/// Any object of the table: each member there or not. A list without a wrapper is there when it has an item.
fn object(of: &'static Object) -> BoxedStrategy<Value> {
    let members = of.0.iter().map(|member| {
        let value = match member.form {
            Form::Attribute(of) | Form::Element(of) => prop::option::of(scalar(of)).boxed(),
            Form::Nillable(of) => prop::option::of(prop_oneof![Just(Value::Null), scalar(of)]).boxed(),
            Form::Content => scalar(Scalar::Text).prop_map(Some).boxed(),
            Form::Nested(of) => prop::option::of(object(of)).boxed(),
            Form::Wrapped(_, of) => prop::option::of(items(of, 0)).boxed(),
            Form::Repeated(_, of) => prop::option::of(items(of, 1)).boxed(),
            Form::Words => prop::option::of(items(Item::Scalar(Scalar::Word), 0)).boxed(),
            Form::Constant(text) => Just(Some(text.into())).boxed(),
        };
        value.prop_map(|value| value.map(|value| (member.name.to_owned(), value)))
    });
    let members: Vec<_> = members.collect();
    members.prop_map(|members| Value::Object(members.into_iter().flatten().collect::<Map<_, _>>())).boxed()
}

fn any_document() -> impl Strategy<Value = (&'static Root, Value)> {
    prop::sample::select(ROOTS.to_vec()).prop_flat_map(|root| (Just(root), object(root.object)))
}

/// Without lists that XML without a wrapper cannot show, and without nulls that are not told.
fn visible(value: Value) -> Value {
    let Value::Object(mut members) = value else { return value };
    members.retain(|name, value| name == "password" || !value.is_null());
    members.retain(|name, value| name != "groupIds" || *value != json!([]));
    Value::Object(members)
}

pub(super) fn is_kept<T: serde::Serialize + Document>(value: &T) {
    let value = serde_json::to_value(value).unwrap();
    let text = document(T::ROOT, &value);
    assert_eq!(read(text.as_bytes(), T::ROOT).unwrap(), visible(value), "{text}");
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_it_was((root, value) in any_document()) {
        let text = document(root, &value);
        prop_assert_eq!(read(text.as_bytes(), root), Ok(value), "{}", text);
    }

    #[test]
    fn a_body_means_the_same_in_both_forms(value in object(User::ROOT.object)) {
        let json = body::parse::<ModifyUser>(Media::Json, value.to_string().as_bytes());
        let xml = body::parse::<ModifyUser>(Media::Xml, document(User::ROOT, &value).as_bytes());
        let asked = |body: Result<ModifyUser, _>| body.map(|body| (body.id, body.members)).map_err(|error| format!("{error:?}"));
        prop_assert_eq!(asked(json), asked(xml));
    }

    #[test]
    fn whatever_a_record_holds_is_printed_as_xml_that_can_be_read(text in chars()) {
        let printed = document(User::ROOT, &json!({"firstName": text, "links": [{"href": text}]}));
        let read = read(printed.as_bytes(), User::ROOT).unwrap();
        let held: String = text.chars().map(|c| if holds(c) { c } else { '\u{fffd}' }).collect();
        prop_assert_eq!(read, json!({"firstName": held, "links": [{"href": held}]}));
    }

    #[test]
    fn no_text_can_make_the_reader_panic(pieces in vec(prop::sample::select(PIECES.to_vec()), 0..24)) {
        let _ = read_user(&pieces.concat());
        let _ = read_user(&user(&pieces.concat()));
    }
}

const PIECES: [&str; 22] = [
    "<",
    ">",
    "/",
    "<ops:user",
    "<ops:username>",
    "</ops:username>",
    "<ops:roleNames>",
    "</ops:roleNames>",
    " xmlns=''",
    " xmlns:ops='a'",
    "&#1;",
    "&amp;",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version='1.0'?>",
    "é",
    "=\"",
    " a='",
    "<!DOCTYPE a [",
];

#[test]
fn the_table_has_every_member_of_every_answer() {
    let said = |text: &str| Some(text.to_owned());
    is_kept(&User {
        id: "i".to_owned(),
        username: "u",
        first_name: Some("f"),
        last_name: Some("l"),
        password: (),
        email_address: Some("e"),
        distinguished_name: Some("d"),
        enabled: true,
        group_ids: vec!["g".to_owned()],
        role_names: vec!["r"],
        role_permissions: vec![RolePermission {
            role_name: said("r"),
            scope_id: said("s"),
            specs: Some(vec![specs()]),
            allow_all_objects: Some(false),
        }],
        last_login_time: 7,
        external_id: Some("x"),
        links: Some([link(), link()]),
    });
    is_kept(&AuthToken { token: "t", validity: 7, expires_at: "e".to_owned(), roles: [] });
    is_kept(&Error {
        kind: "Error",
        message: "m".to_owned(),
        more_information: vec![NameValue { name: "n", value: "v".to_owned() }],
        validation_failures: vec![ValidationFailure {
            failure_message: "f".to_owned(),
            violation_path: "p".to_owned(),
        }],
        http_status_code: 400,
        api_error_code: 1501,
        input_body_location: Some(InputBodyLocation { line_number: 1, column_number: 2 }),
    });
    let version = || Version {
        release_name: "r",
        major: 9,
        minor: 1,
        minor_minor: 2,
        released_date: 3,
        humanly_readable_release_date: "h".to_owned(),
        description: "d",
        build_number: 4,
    };
    is_kept(&version());
    is_kept(&Versions { values: [version()] });
}

pub(super) fn specs() -> crate::wire::TraversalSpec {
    let value = json!({
        "adapterKind": "a", "resourceKind": "r", "name": "n", "selectAllResources": true, "includedAdapterKinds": ["k", "l"],
        "resourceSelection": [{"type": "SPECIFIC", "resourceId": ["i", "j"]}, {"type": "PROPAGATE"}]
    });
    serde_json::from_value(value).unwrap()
}

pub(super) fn link() -> Link {
    Link { href: "h".to_owned(), rel: "SELF", name: "n" }
}

#[test]
fn the_table_has_every_member_of_every_request() {
    let sent = json!({
        "id": "i", "username": "u", "firstName": "f", "lastName": "l", "password": "p", "emailAddress": "e", "enabled": true,
        "distinguishedName": "d", "groupIds": ["9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01"], "roleNames": ["r"],
        "role-permissions": [{"roleName": "r"}], "externalId": "x", "lastLoginTime": 0, "links": []
    });
    let text = document(UserBody::ROOT, &sent);
    assert_eq!(read(text.as_bytes(), UserBody::ROOT).unwrap(), sent);
    assert!(whole::<UserBody>(&sent).is_ok());
    let sent = json!({"username": "u", "authSource": "a", "password": "p"});
    let text = document(UsernamePassword::ROOT, &sent);
    assert_eq!(read(text.as_bytes(), UsernamePassword::ROOT).unwrap(), sent);
}
