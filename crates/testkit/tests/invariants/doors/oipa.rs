//! Oracle Insurance Policy Administration, from its contract.

pub mod people;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use model::Dialect;
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::Answer;

use super::*;

const V1: &str = "/PASService/rest/services/v1";
const USERS: &str = "/PASService/rest/services/v1/users";

/// Codes of `UserStatus` in these worlds: the plain ones, and one more of each kind.
pub const CODES: [(&str, bool); 4] = [("01", true), ("02", false), ("03", false), ("11", true)];

pub struct Oipa;

impl Oipa {
    fn user(login: &str) -> String {
        format!("{USERS}/{}", encoded(login))
    }

    fn put(who: &Someone, mut user: Value) -> Ask {
        if let Some(password) = &who.password {
            user["password"] = json!(password);
        }
        Ask::new(Method::PUT, Self::user(&who.login)).json(json!({ "user": user }))
    }

    fn link(rel: &str, path: &str) -> Value {
        json!({"href": format!("{V1}{path}"), "rel": rel, "mediaType": "application/json", "method": "GET"})
    }

    fn code(rel: &str, table: &str, code: &str) -> Value {
        Self::link(rel, &format!("/codes?codeName={table}&codeValue={}", encoded(code)))
    }
    /// Names of the groups that a person joins, as the body says them.
    fn entries(person: &Person) -> Vec<Value> {
        let entry = |(name, from): &(String, Option<&str>)| match from {
            Some(from) => json!({"securityGroupName": name, "roleEffectiveFrom": from}),
            None => json!({"securityGroupName": name}),
        };
        person.groups.iter().map(entry).collect()
    }

    fn has_code(answer: &Answer, code: &str) -> bool {
        answer.json()["errors"].as_array().is_some_and(|all| all.iter().any(|one| one["code"] == code))
    }
}

impl Door for Oipa {
    fn dialect(&self) -> Dialect {
        Dialect::Oipa
    }

    fn sign_in(&self, login: &str, password: &str) -> Option<Ask> {
        let pair = BASE64_STANDARD.encode(format!("{login}:{password}"));
        let mut ask = Ask::get(format!("{USERS}?limit=0"));
        ask.headers.push(("authorization", format!("Basic {pair}")));
        Some(ask)
    }

    fn badge(&self, login: &str, password: &str, answer: &Answer) -> Option<Badge> {
        self.lets_in(answer).then(|| self.sign_in(login, password).map(|ask| Badge(ask.headers)))?
    }

    fn has_sessions(&self) -> bool {
        false
    }

    fn own(&self, _: &Someone) -> Ask {
        Ask::get(format!("{USERS}?limit=0"))
    }

    /// Who may do nothing here is known all the same.
    fn lets_in(&self, answer: &Answer) -> bool {
        [200, 403].contains(&answer.status)
    }

    fn is_accepted(&self, answer: &Answer) -> bool {
        [200, 201, 204].contains(&answer.status)
    }

    fn is_forbidden(&self, answer: &Answer) -> bool {
        answer.status == 403
    }

    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status == 400 && Self::has_code(answer, "DUPLICATE")
    }

    fn is_protected(&self, answer: &Answer) -> bool {
        answer.status == 400 && Self::has_code(answer, "NOT_ALLOWED")
    }

    fn people(&self) -> BoxedStrategy<Person> {
        people::anybody()
    }

    fn create(&self, person: &Person, _: &Groups) -> Ask {
        let mut user = Value::Object(person.said.clone());
        user["loginName"] = json!(person.login);
        user["password"] = json!(person.password);
        user["securityGroup"] = Value::Array(Self::entries(person));
        Ask::new(Method::POST, USERS).json(json!({ "users": [user] }))
    }

    fn says(&self, person: &Person) -> Facts {
        let client = &person.said["client"];
        let enabled = person
            .said
            .get("userStatus")
            .is_none_or(|code| CODES.iter().any(|(known, on)| code == known && *on));
        Facts::from([
            (Field::Login, json!(person.login)),
            (Field::Given, client["firstName"].clone()),
            (Field::Family, client["lastName"].clone()),
            (Field::Email, client["email"].clone()),
            (Field::Gender, client["sex"].clone()),
            (Field::Enabled, json!(enabled)),
            (Field::Groups, sorted(person.groups.iter().map(|(name, _)| name.as_str()))),
            (Field::Personnel, Value::Null),
        ])
    }

    fn read(&self, who: &Someone) -> Vec<Ask> {
        let user = Self::user(&who.login);
        vec![Ask::get(user.clone()), Ask::get(format!("{user}/securityGroups?limit=1000"))]
    }

    fn norm(&self, person: &Person, who: &Someone, groups: &Groups) -> Value {
        let said = |name: &str| or_null(person.said.get(name));
        let client = said("client");
        let status = person.said.get("userStatus").and_then(Value::as_str).unwrap_or("01");
        let locale = said("localeCode");
        let mut links = vec![
            Self::link("self", &format!("/users/{}", encoded(&person.login))),
            Self::code("codes/userStatus", "UserStatus", status),
            Self::code("codes/localeCode", "Locale", locale.as_str().unwrap()),
        ];
        links.extend(client["sex"].as_str().map(|sex| Self::code("codes/Gender", "ClientSex", sex)));
        let user = json!({
            "links": links, "clientGuid": who.id.to_uppercase(), "userStatus": status, "localeCode": locale,
            "loginName": person.login,
            "client": {
                "firstName": client["firstName"], "lastName": client["lastName"], "gender": client["sex"],
                "email": client["email"], "primaryCompany": client["primaryCompany"],
            },
        });
        let rows: Vec<_> = person.groups.iter().map(|(name, from)| {
            let from = match *from {
                Some("2020-02-29") => "2020-02-29T00:00:00",
                Some(from) => from.trim_end_matches('Z'),
                None => "2026-01-09T05:16:00",
            };
            json!({
                "links": [Self::link("self", &format!("/securityGroups/{}", encoded(name)))],
                "securityGroupGuid": groups[name].to_uppercase(), "roleEffectiveFrom": from, "roleEffectiveTo": null,
                "securityGroupName": name, "clientNumber": name,
            })
        }).collect();
        json!([
            {"user": user},
            {"count": rows.len(), "offset": 0, "limit": 1000, "securityGroups": rows},
        ])
    }

    fn facts(&self, view: &Value, _: &Groups) -> Facts {
        let user = &view[0]["user"];
        let enabled = match user["userStatus"].as_str() {
            Some("01") => json!(true),
            Some("02") => json!(false),
            _ => user["userStatus"].clone(),
        };
        let rows = view[1]["securityGroups"].as_array().unwrap().iter();
        Facts::from([
            (Field::Login, user["loginName"].clone()),
            (Field::Given, user["client"]["firstName"].clone()),
            (Field::Family, user["client"]["lastName"].clone()),
            (Field::Email, user["client"]["email"].clone()),
            (Field::Gender, user["client"]["gender"].clone()),
            (Field::Enabled, enabled),
            (Field::Groups, sorted(rows.map(|row| row["securityGroupName"].as_str().unwrap()))),
        ])
    }

    fn hide(&self, view: &mut Value, field: Field) {
        let user = &mut view[0]["user"];
        let rel = match field {
            Field::Login => "self",
            Field::Enabled => "codes/userStatus",
            Field::Gender => "codes/Gender",
            _ => "",
        };
        user["links"].as_array_mut().unwrap().retain(|link| link["rel"] != rel);
        match field {
            Field::Login => user["loginName"] = Value::Null,
            Field::Given => user["client"]["firstName"] = Value::Null,
            Field::Family => user["client"]["lastName"] = Value::Null,
            Field::Email => user["client"]["email"] = Value::Null,
            Field::Gender => user["client"]["gender"] = Value::Null,
            Field::Enabled => user["userStatus"] = Value::Null,
            Field::Groups => view[1] = Value::Null,
            Field::Personnel => {}
        }
    }

    fn edits(&self) -> Vec<(Field, BoxedStrategy<Value>)> {
        vec![
            (Field::Login, draw::value(draw::login())),
            (Field::Given, draw::value(draw::name())),
            (Field::Family, draw::value(draw::name())),
            (Field::Email, draw::or_none(draw::value(draw::email()))),
            (Field::Gender, draw::or_none(draw::value(draw::text()))),
            (Field::Enabled, draw::value(any::<bool>().boxed())),
        ]
    }

    fn edit(&self, who: &Someone, facts: &Facts, _: &Groups) -> Option<Ask> {
        let mut user = json!({});
        for (field, value) in facts {
            match field {
                Field::Login => user["loginName"] = value.clone(),
                Field::Given => user["client"]["firstName"] = value.clone(),
                Field::Family => user["client"]["lastName"] = value.clone(),
                Field::Email => user["client"]["email"] = value.clone(),
                Field::Gender => user["client"]["sex"] = value.clone(),
                Field::Enabled => user["userStatus"] = json!(if *value == true { "01" } else { "02" }),
                Field::Groups | Field::Personnel => return None,
            }
        }
        Some(Self::put(who, user))
    }

    /// The user and his groups, with the password that every update must have.
    fn send_back(&self, who: &Someone, view: &Value) -> Vec<Ask> {
        let mut user = view[0]["user"].clone();
        user["securityGroup"] = view[1]["securityGroups"].clone();
        vec![Self::put(who, user)]
    }

    fn disable(&self, who: &Someone) -> Option<Ask> {
        Some(Ask::new(Method::DELETE, Self::user(&who.login)))
    }

    fn enable(&self, who: &Someone) -> Option<Ask> {
        Some(Self::put(who, json!({"userStatus": "01"})))
    }

    fn set_password(&self, who: &Someone, new: &str) -> Option<Ask> {
        Some(Self::put(&Someone { password: Some(new.to_owned()), ..who.clone() }, json!({})))
    }

    fn members(&self, group: &str, _: &Groups) -> Option<Ask> {
        Some(Ask::get(format!("{V1}/securityGroups/{}/users?limit=1000", encoded(group))))
    }

    fn has_member(&self, answer: &Answer, who: &Someone) -> bool {
        let id = who.id.to_uppercase();
        answer.json()["users"].as_array().unwrap().iter().any(|user| user["clientGuid"] == id)
    }

    fn join(&self, who: &Someone, names: &[String], _: &Groups) -> Option<Ask> {
        let entries: Vec<_> = names.iter().map(|name| json!({"securityGroupName": name})).collect();
        Some(Self::put(who, json!({ "securityGroup": entries })))
    }
}
