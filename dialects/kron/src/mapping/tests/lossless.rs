//! What is created is read as it was sent, but for what `one-record` 1.5 lists.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::desk::Desk;
use crate::mapping::detail;

fn one_of(values: &[Value]) -> impl Strategy<Value = Value> + use<> {
    prop::sample::select(values.to_vec())
}

fn optional(values: &[Value]) -> impl Strategy<Value = Option<Value>> + use<> {
    prop::option::of(one_of(values))
}

/// The keys of the map, each as it may be worded.
fn map() -> impl Strategy<Value = Map<String, Value>> {
    let truths = [json!("true"), json!("TRUE"), json!("false"), json!(true), json!(false), Value::Null];
    let flag = || optional(&truths);
    let window = one_of(&[
        json!({}),
        json!({"isTemporaryUser": "true", "temporaryUserStartTime": "01000", "temporaryUserEndTime": 2_000}),
        json!({"isTemporaryUser": "True", "temporaryUserStartTime": -5, "temporaryUserEndTime": "99999999999999"}),
        json!({"isTemporaryUser": "false", "temporaryUserEndTime": "2000"}),
        json!({"temporaryUserStartTime": "7"}),
    ]);
    let lock = (
        flag(),
        optional(&[json!("left"), json!("Ä; b")]),
        optional(&[json!("099999999999999"), json!(99_999_999_999_999_i64)]),
    );
    let others = (
        optional(&[json!("1"), json!("1;2"), json!(";1;"), json!(""), json!(5), json!("+1-555000")]),
        optional(&[json!("LDAP"), json!(""), json!(3)]),
        optional(&[json!("50"), json!(70), json!("")]),
        prop::collection::btree_map(
            "[a-zA-Z ]{1,5}",
            one_of(&[json!("x"), json!(15), Value::Null, json!("")]),
            0..3,
        ),
    );
    (window, lock, (flag(), flag()), others).prop_map(|(window, lock, flags, others)| {
        let mut map = others.3.into_iter().collect::<Map<_, _>>();
        map.extend(window.as_object().cloned().unwrap_or_default());
        let keys = [
            ("isLocked", lock.0),
            ("lockReason", lock.1),
            ("unlockTime", lock.2),
            ("forcePasswordChangeOnNextLogin", flags.0),
            ("unlockOnPasswordChanged", flags.1),
            ("phoneNumber", others.0),
            ("externalDirectorySource", others.1),
            ("ubaThreshold", others.2),
        ];
        map.extend(keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        map
    })
}

fn body() -> impl Strategy<Value = Map<String, Value>> {
    let members = (
        optional(&[json!("A1"), json!(""), Value::Null]),
        optional(&[json!(true), json!(false), Value::Null]),
        optional(&[json!(true), json!(false), Value::Null]),
        optional(&[json!("MD5"), json!("sha-1"), Value::Null]),
        optional(&[
            json!([]),
            json!(["System.admins", "System.users"]),
            json!(["DEFAULT_GROUP_SYSYEM_ADMINS"]),
        ]),
        optional(&[json!([]), json!(["System.users"]), Value::Null]),
        optional(&[json!("9"), json!("8;9"), json!(""), Value::Null]),
        prop::option::of(map()),
    );
    members.prop_map(|(number, internal, rap, label, groups, manages, phone, map)| {
        let members = [
            ("name", Some(json!("Ä n"))),
            ("surname", Some(json!("x"))),
            ("email", Some(json!("a@b"))),
            ("password", Some(json!("s3cret"))),
            ("personelId", number),
            ("internal", internal),
            ("rapOnlyUser", rap),
            ("passwordAlgorithm", label),
            ("groups", groups),
            ("managerGroups", manages),
            ("phoneNumber", phone),
            ("properties", map.map(Value::Object)),
        ];
        members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    })
}

/// The map that must be read.
fn expected_map(body: &Map<String, Value>) -> Value {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let sent = body.get("properties").and_then(Value::as_object);
    let mut map: Map<String, Value> = sent
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), text(value).into()))
        .collect();
    let twin = body.get("phoneNumber").and_then(Value::as_str).filter(|text| !text.is_empty());
    if let (None, Some(phone)) = (sent, twin) {
        map.insert("phoneNumber".to_owned(), phone.into());
    }
    let locked =
        map.get("isLocked").and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case("true"));
    if locked {
        map.entry("lockReason").or_insert_with(|| "Locked by system".into());
    } else {
        map.remove("lockReason");
        map.remove("unlockTime");
    }
    map.entry("ubaThreshold").or_insert_with(|| "50".into());
    Value::Object(map)
}

/// The 19 keys that must be read, but for those of the server.
fn expected(eid: &str, body: &Map<String, Value>) -> Value {
    let given = |name: &str| body.get(name).filter(|value| !value.is_null());
    let (map, names) = (expected_map(body), |groups: &Value| {
        let printed = groups.as_array().unwrap().iter().map(|name| match name.as_str().unwrap() {
            "System.users" => "DEFAULT_GROUP_SYSYEM_USERS",
            "System.admins" => "DEFAULT_GROUP_SYSYEM_ADMINS",
            other => other,
        });
        json!(printed.collect::<Vec<_>>())
    });
    let groups = given("groups").filter(|groups| *groups != &json!([])).map(names);
    let millis = |key: &str| {
        let set = map["isTemporaryUser"].as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"));
        map.get(key).filter(|_| set).map(|text| text.as_str().unwrap().parse::<i64>().unwrap())
    };
    json!({
        "eid": eid, "personelId": given("personelId"), "name": "Ä n", "passwordAlgorithm": null,
        "password": null, "secondPassword": null, "email": "a@b", "surname": "x",
        "internal": given("internal").unwrap_or(&json!(true)),
        "groups": groups.unwrap_or_else(|| json!(["DEFAULT_GROUP_SYSYEM_USERS"])),
        "managerGroups": given("managerGroups").map_or_else(|| json!([]), names), "lastLogin": null,
        "tempUserStartTime": millis("temporaryUserStartTime"),
        "tempUserEndTime": millis("temporaryUserEndTime"),
        "lastLoginIp": null, "ubaThreshold": map["ubaThreshold"], "properties": map
    })
}

#[test]
fn what_is_created_is_read_as_it_was_sent() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let desk = runtime.block_on(Desk::new());
    let count = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: 128, failure_persistence: None, ..Config::default() });
    let tried = runner.run(&body(), |mut body| {
        count.set(count.get() + 1);
        let eid = format!("User.{}", count.get());
        body.insert("eid".to_owned(), eid.as_str().into());
        let view = runtime.block_on(desk.created(&Value::Object(body.clone())));
        let mut read = serde_json::to_value(detail(&view, desk.now())).unwrap();
        for of_the_server in ["id", "creationTime"] {
            read.as_object_mut().unwrap().remove(of_the_server);
        }
        prop_assert_eq!(read, expected(&eid, &body));
        let id = view.user.id;
        // Of a user who stands, an empty list takes the groups.
        body.retain(|name, value| name != "groups" || value != &json!([]));
        let again = runtime.block_on(desk.save(id, &Value::Object(body)));
        let again = again.map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
        prop_assert_eq!(again.user.version, view.user.version, "the same again changes nothing");
        Ok(())
    });
    tried.unwrap();
}
