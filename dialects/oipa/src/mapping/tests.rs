//! The mapping by the contract's own examples, and by everything a body may hold.

mod arbitrary;
mod create;
mod edit;
mod print;

use directory::codes::{Code, CodeTables};
use directory::groups::GroupRef;
use directory::users::Known;
use model::{GroupId, GroupName, Login, Timestamp, UserView};
use serde_json::{Value, json};

use super::Codes;
use crate::Settings;

const ID: &str = "23d8108c-a278-4a8c-89fc-c64eb37ef1a1";
const PROTOTYPE_SUPER: &str = "0bc5b169-5c30-4d47-81be-95e56ac1b54a";
const INTERNATIONAL_SUPER: &str = "2f5bd91e-0029-482b-b3a2-3462d1033d41";

/// The tables of a fresh server, and two more states.
fn codes() -> Codes {
    codes_with(&Settings::default())
}

fn codes_with(settings: &Settings) -> Codes {
    let rows = [
        ("UserStatus", "01", true),
        ("UserStatus", "02", false),
        ("UserStatus", "03", false),
        ("UserStatus", "04", true),
        ("Locale", "00", false),
        ("Locale", "01", false),
        ("Locale", "07", false),
        ("Company", "Prototype", false),
        ("Company", "Alamere Insurance", false),
    ];
    let code = |(table, code, flag): (&str, &str, bool)| {
        (table.to_owned(), Code { code: code.to_owned(), description: String::new(), flag })
    };
    Codes::new(rows.into_iter().map(code).collect::<CodeTables>().into(), settings)
}

fn known() -> Known {
    let group =
        |name: &str, id: &str| (GroupRef::Name(GroupName::new(name).unwrap()), GroupId::parse(id).unwrap());
    let by_id = GroupRef::Id(GroupId::parse(PROTOTYPE_SUPER).unwrap());
    Known::new(
        [Login::new("Taken").unwrap()],
        [
            group("Prototype Super", PROTOTYPE_SUPER),
            group("International Super", INTERNATIONAL_SUPER),
            (by_id, GroupId::parse(PROTOTYPE_SUPER).unwrap()),
        ],
    )
}

/// The first user of vector 6.1.
fn user_100() -> Value {
    json!({
        "loginName": "User100", "password": "User100", "userStatus": "01", "localeCode": "01",
        "passwordEncryption": "SHA-512",
        "client": {"primaryCompany": "Prototype", "firstName": "User100", "lastName": "User100", "sex": "01",
            "email": "test@testmail.com"},
        "securityGroup": [
            {"securityGroupName": "Prototype Super", "roleEffectiveFrom": "2001-01-01T00:00:00Z"},
            {"securityGroupName": "International Super", "roleEffectiveFrom": "2001-01-01T00:00:00Z"}
        ]
    })
}

/// A body with one value put somewhere.
fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

fn at(text: &str) -> Timestamp {
    super::time::parse(text).unwrap()
}

fn bare(login: &str) -> UserView {
    testkit::bare(ID, login, at("2001-01-01"))
}
