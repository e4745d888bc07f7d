//! ManageEngine PAM360, from its contract.

use http::Method;
use model::Dialect;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
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
        let login = r"[a-zж][a-zA-Zéж0-9._@+$'\\ -]{0,6}[a-z0-9]";
        let texts = (
            option::of("[a-z]{1,8}@second\\.test"),
            option::of(draw::name()),
            option::of(draw::name()),
            option::of(draw::name()),
            option::of(select(draw::GROUPS.to_vec())),
        );
        let phones = (
            option::of(r"\+?[0-9]{1,4}"),
            option::of("[0-9]{3,5}[ -]?[0-9]{3,5}"),
            option::of("[0-9]{6,10}"),
        );
        let flags = (any::<bool>(), option::of(any::<bool>()), option::of(any::<bool>()));
        ((login, draw::password(), draw::name(), draw::name(), draw::email()), texts, phones, flags)
            .prop_map(|((login, password, first, last, email), texts, phones, (api, sdk, rest))| {
                let (second, department, location, full, group) = texts;
                let (country, mobile, landline) = phones;
                let texts = [
                    ("FIRSTNAME", Some(first)),
                    ("LASTNAME", Some(last)),
                    ("EMAIL", Some(email)),
                    ("SECONDARYEMAILID", second),
                    ("DEPARTMENT", department),
                    ("LOCATION", location),
                    ("FULLNAME", full),
                    ("MOBILE_COUNTRYCODE", country),
                    ("MOBILE", mobile),
                    ("LANDLINE", landline),
                ];
                let mut said = Map::from_iter([("ISAPIUSER".to_owned(), json!(api))]);
                said.extend(
                    texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text?)))),
                );
                said.extend(sdk.map(|flag| ("SDKACCESS".to_owned(), json!(flag))));
                said.extend(rest.map(|flag| ("RESTAPIACCESS".to_owned(), json!(flag))));
                let groups = group.into_iter().map(|name| (name.to_owned(), None)).collect();
                Person { login, password: Some(password), said, groups }
            })
            .boxed()
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

    fn reads(&self) -> bool {
        false
    }

    fn lock(&self, who: &Someone) -> Option<Ask> {
        Some(Self::named("lock", who))
    }

    fn unlock(&self, who: &Someone) -> Option<Ask> {
        Some(Self::named("unlock", who))
    }

    fn with_role(&self, person: &mut Person, role: &str) -> bool {
        person.said.insert("ROLE".to_owned(), json!(role));
        true
    }
}
