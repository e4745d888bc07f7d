//! ManageEngine PAM360, from its contract.

mod people;

use http::Method;
use model::Dialect;
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::Answer;

use super::*;

const USER: &str = "/restapi/json/v1/user";

pub struct Pam360;

fn message(answer: &Answer) -> String {
    answer.json()["operation"]["result"]["message"].as_str().unwrap_or_default().to_owned()
}

impl Pam360 {
    fn named(verb: &str, who: &Someone) -> Ask {
        Ask::new(Method::PUT, format!("{USER}/{verb}?USERNAME={}", encoded(&who.login)))
    }

    fn of(who: &Someone) -> String {
        format!("{USER}/{}", who.number)
    }

    fn put(who: &Someone, below: &str, details: Value) -> Ask {
        let ask = Ask::new(Method::PUT, format!("{}{below}", Self::of(who)));
        Ask { body: Body::Details(details), ..ask }
    }

    /// The number that a call for it answers.
    pub fn number(answer: &Answer) -> Option<i64> {
        answer.json()["operation"]["Details"]["USERID"].as_str()?.parse().ok()
    }

    /// The token in the answer to a create.
    pub fn token(answer: &Answer) -> Option<Badge> {
        let token = answer.json()["operation"]["Details"]["AUTHTOKEN"].as_str()?.to_owned();
        Some(Badge(vec![("authtoken", token)]))
    }
}

impl Door for Pam360 {
    fn dialect(&self) -> Dialect {
        Dialect::Pam360
    }

    fn has_sessions(&self) -> bool {
        false
    }

    fn own(&self, who: &Someone) -> Ask {
        Ask::get(format!("{USER}/getUserId?USERNAME={}", encoded(&who.login)))
    }

    fn lets_in(&self, answer: &Answer) -> bool {
        message(answer) == "User ID fetched successfully"
    }

    fn is_accepted(&self, answer: &Answer) -> bool {
        answer.status == 200 && answer.json()["operation"]["result"]["status"] != "Failed"
    }

    fn is_forbidden(&self, answer: &Answer) -> bool {
        message(answer) == "User is not authorized to perform this operation."
    }

    fn is_taken(&self, answer: &Answer) -> bool {
        message(answer).ends_with("is not added as it already exists.")
    }

    fn is_protected(&self, answer: &Answer) -> bool {
        message(answer) == "This operation is not permitted on this user."
    }

    fn people(&self) -> BoxedStrategy<Person> {
        people::anybody()
    }

    fn create(&self, person: &Person, _: &Groups) -> Ask {
        let mut details = Value::Object(person.said.clone());
        details["USERNAME"] = json!(person.login);
        if let Some(password) = &person.password {
            details["PASSWORD"] = json!(password);
        }
        if let Some((group, _)) = person.groups.first() {
            details["USERGROUPNAME"] = json!(group);
        }
        Ask { body: Body::Details(details), ..Ask::new(Method::POST, USER) }
    }

    fn says(&self, person: &Person) -> Facts {
        let said = |name: &str| or_null(person.said.get(name));
        Facts::from([
            (Field::Login, json!(person.login)),
            (Field::Given, said("FIRSTNAME")),
            (Field::Family, said("LASTNAME")),
            (Field::Email, said("EMAIL")),
            (Field::Gender, Value::Null),
            (Field::Enabled, json!(true)),
            (Field::Groups, sorted(person.groups.iter().map(|(name, _)| name.as_str()))),
            (Field::Personnel, Value::Null),
        ])
    }

    fn read(&self, who: &Someone) -> Vec<Ask> {
        vec![Ask::get(Self::of(who))]
    }

    fn view(&self, answers: &[Answer]) -> Value {
        json!([answers[0].json()["operation"]["Details"]])
    }

    fn norm(&self, person: &Person, who: &Someone, _: &Groups) -> Value {
        people::norm(person, who)
    }

    fn facts(&self, view: &Value, _: &Groups) -> Facts {
        let text = |name: &str| if view[0][name] == "" { Value::Null } else { view[0][name].clone() };
        Facts::from([
            (Field::Login, text("USERNAME")),
            (Field::Given, text("FIRSTNAME")),
            (Field::Family, text("LASTNAME")),
            (Field::Email, text("EMAIL")),
            (Field::Enabled, json!(view[0]["STATUS"] != "DISABLED")),
        ])
    }

    /// A full name that nobody set is made of the two others.
    fn hide(&self, view: &mut Value, field: Field) {
        let members: &[&str] = match field {
            Field::Login => &["USERNAME"],
            Field::Given => &["FIRSTNAME", "FULLNAME"],
            Field::Family => &["LASTNAME", "FULLNAME"],
            Field::Email => &["EMAIL"],
            Field::Enabled => &["STATUS"],
            Field::Groups => &["USERGROUPNAME"],
            Field::Gender | Field::Personnel => &[],
        };
        for member in members {
            view[0].as_object_mut().unwrap().remove(*member);
        }
    }

    fn edits(&self) -> Vec<(Field, BoxedStrategy<Value>)> {
        vec![
            (Field::Login, draw::value(draw::login())),
            (Field::Given, draw::value(draw::name())),
            (Field::Family, draw::value(draw::name())),
            (Field::Email, draw::value(draw::email())),
        ]
    }

    fn edit(&self, who: &Someone, facts: &Facts, _: &Groups) -> Option<Ask> {
        let mut details = json!({});
        for (field, value) in facts {
            let name = match field {
                Field::Login => "USERNAME",
                Field::Given => "FIRSTNAME",
                Field::Family => "LASTNAME",
                Field::Email => "EMAIL",
                Field::Gender | Field::Enabled | Field::Groups | Field::Personnel => return None,
            };
            details[name] = value.clone();
        }
        Some(Self::put(who, "", details))
    }

    fn send_back(&self, who: &Someone, view: &Value) -> Vec<Ask> {
        vec![Self::put(who, "", view[0].clone())]
    }

    fn disable(&self, who: &Someone) -> Option<Ask> {
        Some(Self::named("disable", who))
    }

    fn enable(&self, who: &Someone) -> Option<Ask> {
        Some(Self::named("enable", who))
    }

    fn delete(&self, who: &Someone) -> Option<Ask> {
        Some(Ask::new(Method::DELETE, Self::of(who)))
    }

    fn set_password(&self, who: &Someone, new: &str) -> Option<Ask> {
        Some(Self::put(who, "/password", json!({"NEWPASSWORD": new})))
    }

    /// It names one group and leaves the one it named. Spelled otherwise than it is printed, so that it is a word and not
    /// what was read.
    fn join(&self, who: &Someone, names: &[String], _: &Groups) -> Option<Ask> {
        let name = names.first().map(|name| name.to_uppercase()).unwrap_or_default();
        Some(Self::put(who, "", json!({"USERGROUPNAME": name})))
    }

    /// Its one role, in place of those that hold something.
    fn grant_one(&self, who: &Someone, role: &str) -> Option<Ask> {
        Some(Self::put(who, "/role", json!({"ROLE": role})))
    }

    fn take_one(&self, who: &Someone, _: &str) -> Option<Ask> {
        Some(Self::put(who, "/role", json!({"ROLE": "Password User"})))
    }

    fn lock(&self, who: &Someone) -> Option<Ask> {
        Some(Self::named("lock", who))
    }

    fn unlock(&self, who: &Someone) -> Option<Ask> {
        Some(Self::named("unlock", who))
    }

    fn with_role(&self, person: &mut Person, role: &str) -> bool {
        person.said.remove("ROLEID");
        person.said.insert("ROLE".to_owned(), json!(role));
        true
    }
}
