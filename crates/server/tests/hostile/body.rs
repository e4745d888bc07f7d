//! Bodies that nobody foresaw, and some that somebody did, nearly.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// Names that some reader knows.
const NAMES: [&str; 44] = [
    "operation",
    "Details",
    "FIRSTNAME",
    "LASTNAME",
    "USERNAME",
    "EMAIL",
    "ROLE",
    "PASSWORD",
    "POLICY",
    "ISAPIUSER",
    "EXPIRYDATE",
    "TOKENVALIDITYDAYS",
    "HOSTNAME",
    "MOBILE",
    "LANDLINE",
    "USERGROUPNAME",
    "USERIDS",
    "STARTINDEX",
    "username",
    "password",
    "emailAddress",
    "groupIds",
    "role-permissions",
    "authSource",
    "enabled",
    "id",
    "users",
    "user",
    "client",
    "loginName",
    "localeCode",
    "securityGroup",
    "roleEffectiveFrom",
    "userStatus",
    "eid",
    "surname",
    "email",
    "phoneNumber",
    "groups",
    "managers",
    "properties",
    "isLocked",
    "tempUserStartTime",
    "filterIdList",
];

pub fn text() -> impl Strategy<Value = String> {
    const HARD: &[&str] = &[
        "",
        "\0",
        "a\u{0}b",
        "\u{feff}",
        "\u{202e}",
        "<script>",
        "9999-12-31",
        "-1",
        "1e999",
        "null",
        "😀",
        "ẞİ",
        "a@b",
    ];
    prop_oneof![select(HARD).prop_map(str::to_owned), any::<String>(), "[a-zA-Z0-9@.:-]{1,12}"]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let name = prop_oneof![4 => select(&NAMES[..]).prop_map(str::to_owned), 1 => text()];
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map(name, inner, 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Members of one flat object of known names, as real bodies are.
fn flat() -> impl Strategy<Value = Value> {
    let name = select(&NAMES[..]).prop_map(str::to_owned);
    let value = prop_oneof![3 => text().prop_map(Value::from), 1 => json_value()];
    btree_map(name, value, 0..12).prop_map(|members| Value::Object(members.into_iter().collect()))
}

/// A body that would be taken, with one byte of it changed.
fn nearly_good() -> impl Strategy<Value = Vec<u8>> {
    const GOOD: &[&str] = &[
        r#"{"operation":{"Details":{"FIRSTNAME":"a","LASTNAME":"b","USERNAME":"c","EMAIL":"d@e.f","ISAPIUSER":"true"}}}"#,
        r#"{"username":"a","password":"Abcdef1!","groupIds":["1df84d5c-3ae3-4cd4-a6b1-5b8ee2a6ad05"],"enabled":true}"#,
        r#"{"users":[{"loginName":"a","password":"b","localeCode":"00","client":{"firstName":"c","lastName":"d","primaryCompany":"Prototype"}}]}"#,
        r#"{"eid":"a","name":"b","surname":"c","email":"d@e.f","password":"abcde","properties":{"isTemporaryUser":"true","temporaryUserStartTime":"1","temporaryUserEndTime":"2"},"tempUser":true}"#,
    ];
    (select(GOOD), any::<Index>(), any::<u8>()).prop_map(|(good, at, byte)| {
        let mut body = good.as_bytes().to_vec();
        *at.get_mut(&mut body) = byte;
        body
    })
}

pub fn encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"))
}

pub fn body() -> impl Strategy<Value = Vec<u8>> {
    let document = prop_oneof![
        vec(any::<u8>(), 0..300),
        json_value().prop_map(|value| value.to_string().into_bytes()),
        flat().prop_map(|value| value.to_string().into_bytes()),
        flat().prop_map(|value| Value::from(value.to_string()).to_string().into_bytes()),
        flat().prop_map(|value| json!({ "users": [value] }).to_string().into_bytes()),
        flat().prop_map(|value| json!({ "operation": { "Details": value } }).to_string().into_bytes()),
        nearly_good(),
    ];
    (document, 0..6).prop_map(|(document, form)| match form {
        0 => [b"INPUT_DATA=", &document[..]].concat(),
        1 => format!("INPUT_DATA={}", encoded(&document)).into_bytes(),
        2 => [
            b"--x\r\nContent-Disposition: form-data; name=\"INPUT_DATA\"\r\n\r\n",
            &document[..],
            b"\r\n--x--",
        ]
        .concat(),
        _ => document,
    })
}
