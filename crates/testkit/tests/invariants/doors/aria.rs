//! VMware Aria Operations, from its contract.

use std::collections::BTreeSet;

use http::Method;
use model::Dialect;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};
use testkit::Answer;

use super::*;

const USERS: &str = "/suite-api/api/auth/users";

pub struct Aria;

impl Aria {
    fn put(who: &Someone, mut body: Value) -> Ask {
        body["id"] = json!(who.id);
        Ask::new(Method::PUT, USERS).json(body)
    }

    fn ids(names: impl Iterator<Item = String>, groups: &Groups) -> Value {
        names.map(|name| json!(groups[&name])).collect()
    }
}

/// A role on all objects, or one without a word about objects.
fn permission() -> impl Strategy<Value = Value> {
    let role = select(&["ReadOnly", "PowerUser", "ContentAdmin", "Password Auditor"][..]);
    let spec = json!([{"adapterKind": "VMWARE", "name": "vSphere Storage", "selectAllResources": true}]);
    (role, 0..4_u8).prop_map(move |(role, kind)| match kind {
        0 => json!({"roleName": role, "allowAllObjects": true}),
        1 => json!({"roleName": role, "allowAllObjects": false}),
        2 => json!({"roleName": role, "traversal-spec-instances": spec}),
        _ => json!({"roleName": role}),
    })
}

impl Door for Aria {
    fn dialect(&self) -> Dialect {
        Dialect::Aria
    }

    fn sign_in(&self, login: &str, password: &str) -> Option<Ask> {
        let body = json!({"username": login, "password": password});
        Some(Ask::new(Method::POST, "/suite-api/api/auth/token/acquire").json(body))
    }

    fn badge(&self, _: &str, _: &str, answer: &Answer) -> Option<Badge> {
        let token = (answer.status == 200).then(|| answer.json()["token"].as_str().unwrap().to_owned())?;
        Some(Badge(vec![("authorization", format!("OpsToken {token}"))]))
    }

    fn has_sessions(&self) -> bool {
        true
    }

    fn own(&self, _: &Someone) -> Ask {
        Ask::get("/suite-api/api/auth/currentuser")
    }

    fn lets_in(&self, answer: &Answer) -> bool {
        answer.status == 200
    }

    fn is_accepted(&self, answer: &Answer) -> bool {
        [200, 201, 204].contains(&answer.status)
    }

    fn is_forbidden(&self, answer: &Answer) -> bool {
        answer.status == 403
    }

    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status == 422
    }

    fn is_protected(&self, answer: &Answer) -> bool {
        answer.status == 400 && answer.json()["validationFailures"] == json!([])
    }

    fn people(&self) -> BoxedStrategy<Person> {
        let login = "[a-zé{}|][a-zA-Z0-9._@$!:é|-]{0,6}";
        let texts = (
            option::of(draw::text()),
            option::of(draw::text()),
            option::of(draw::email()),
            option::of(draw::text()),
            option::of(draw::text()),
        );
        let roles = prop_oneof![
            Just(None),
            subsequence(vec!["ReadOnly", "PowerUser"], 0..=2)
                .prop_map(|names| Some(("roleNames", json!(names)))),
            proptest::collection::vec(permission(), 0..3).prop_map(|mut all| {
                let mut seen = BTreeSet::new();
                all.retain(|one| seen.insert(one["roleName"].to_string()));
                Some(("role-permissions", json!(all)))
            }),
        ];
        (login, draw::password(), texts, option::of(any::<bool>()), draw::groups(), roles)
            .prop_map(|(login, password, (first, last, email, dn, external), enabled, groups, roles)| {
                let names = ["firstName", "lastName", "emailAddress", "distinguishedName", "externalId"];
                let texts = names.into_iter().zip([first, last, email, dn, external]);
                let texts = texts.filter_map(|(name, text)| Some((name.to_owned(), json!(text?))));
                let mut said: Map<_, _> = texts.collect();
                said.extend(enabled.map(|enabled| ("enabled".to_owned(), json!(enabled))));
                said.extend(roles.map(|(name, value)| (name.to_owned(), value)));
                let groups = groups.into_iter().map(|name| (name, None)).collect();
                Person { login, password: Some(password), said, groups }
            })
            .boxed()
    }

    fn create(&self, person: &Person, groups: &Groups) -> Ask {
        let mut body = Value::Object(person.said.clone());
        body["username"] = json!(person.login);
        body["password"] = json!(person.password);
        body["groupIds"] = Self::ids(person.groups.iter().map(|(name, _)| name.clone()), groups);
        Ask::new(Method::POST, USERS).json(body)
    }

    fn says(&self, person: &Person) -> Facts {
        let said = |name: &str| or_null(person.said.get(name));
        Facts::from([
            (Field::Login, json!(person.login)),
            (Field::Given, said("firstName")),
            (Field::Family, said("lastName")),
            (Field::Email, said("emailAddress")),
            (Field::Gender, Value::Null),
            (Field::Enabled, person.said.get("enabled").cloned().unwrap_or(json!(true))),
            (Field::Groups, sorted(person.groups.iter().map(|(name, _)| name.as_str()))),
            (Field::Personnel, Value::Null),
        ])
    }

    fn read(&self, who: &Someone) -> Vec<Ask> {
        vec![Ask::get(format!("{USERS}/{}", who.id))]
    }

    fn norm(&self, person: &Person, who: &Someone, groups: &Groups) -> Value {
        let mut user = Value::Object(person.said.clone());
        let named = user.as_object_mut().unwrap().remove("roleNames");
        let named = named.as_ref().and_then(Value::as_array).into_iter().flatten();
        let on_all: Vec<_> = named.map(|name| json!({"roleName": name, "allowAllObjects": true})).collect();
        let permissions = user.get("role-permissions").cloned().unwrap_or_else(|| {
            // A role that is only named is on all objects, of which the caller said nothing.
            json!(on_all)
        });
        user["roleNames"] =
            permissions.as_array().unwrap().iter().map(|one| one["roleName"].clone()).collect();
        user["role-permissions"] = permissions;
        user["id"] = json!(who.id);
        user["username"] = json!(person.login);
        user["password"] = Value::Null;
        user["enabled"] = person.said.get("enabled").cloned().unwrap_or(json!(true));
        user["groupIds"] = Self::ids(person.groups.iter().map(|(name, _)| name.clone()), groups);
        user["lastLoginTime"] = json!(0);
        let href = format!("{USERS}/{}", who.id);
        user["links"] = json!([
            {"href": href, "rel": "SELF", "name": "linkToSelf"},
            {"href": format!("{href}/permissions"), "rel": "RELATED", "name": "userPermissions"},
        ]);
        json!([user])
    }

    fn facts(&self, view: &Value, groups: &Groups) -> Facts {
        let user = &view[0];
        let ids = user["groupIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap());
        Facts::from([
            (Field::Login, user["username"].clone()),
            (Field::Given, user["firstName"].clone()),
            (Field::Family, user["lastName"].clone()),
            (Field::Email, user["emailAddress"].clone()),
            (Field::Enabled, user["enabled"].clone()),
            (Field::Groups, names_of(ids, groups)),
        ])
    }

    fn hide(&self, view: &mut Value, field: Field) {
        let member = match field {
            Field::Login => "username",
            Field::Given => "firstName",
            Field::Family => "lastName",
            Field::Email => "emailAddress",
            Field::Enabled => "enabled",
            Field::Groups => "groupIds",
            Field::Gender | Field::Personnel => return,
        };
        view[0].as_object_mut().unwrap().remove(member);
    }

    fn edits(&self) -> Vec<(Field, BoxedStrategy<Value>)> {
        vec![
            (Field::Login, draw::value(draw::login())),
            (Field::Given, draw::or_none(draw::value(draw::name()))),
            (Field::Family, draw::or_none(draw::value(draw::name()))),
            (Field::Email, draw::or_none(draw::value(draw::email()))),
            (Field::Enabled, draw::value(any::<bool>().boxed())),
            (
                Field::Groups,
                draw::groups().prop_map(|names| sorted(names.iter().map(String::as_str))).boxed(),
            ),
        ]
    }

    fn edit(&self, who: &Someone, facts: &Facts, groups: &Groups) -> Option<Ask> {
        let mut user = json!({});
        let text = |value: &Value| json!(value.as_str().unwrap_or_default());
        for (field, value) in facts {
            match field {
                Field::Login => user["username"] = value.clone(),
                Field::Given => user["firstName"] = text(value),
                Field::Family => user["lastName"] = text(value),
                Field::Email => user["emailAddress"] = text(value),
                Field::Enabled => user["enabled"] = value.clone(),
                Field::Groups => {
                    let names =
                        value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
                    user["groupIds"] = Self::ids(names, groups);
                }
                Field::Gender | Field::Personnel => return None,
            }
        }
        Some(Self::put(who, user))
    }

    fn send_back(&self, who: &Someone, view: &Value) -> Vec<Ask> {
        vec![Self::put(who, view[0].clone())]
    }

    fn disable(&self, who: &Someone) -> Option<Ask> {
        Some(Self::put(who, json!({"enabled": false})))
    }

    fn enable(&self, who: &Someone) -> Option<Ask> {
        Some(Self::put(who, json!({"enabled": true})))
    }

    fn delete(&self, who: &Someone) -> Option<Ask> {
        Some(Ask::new(Method::DELETE, format!("{USERS}/{}", who.id)))
    }

    fn set_password(&self, who: &Someone, new: &str) -> Option<Ask> {
        Some(Self::put(who, json!({"password": new})))
    }

    fn grant(&self, who: &Someone, roles: &[String]) -> Option<Ask> {
        let all: Vec<_> =
            roles.iter().map(|name| json!({"roleName": name, "allowAllObjects": true})).collect();
        Some(Self::put(who, json!({"role-permissions": all})))
    }

    fn grant_one(&self, who: &Someone, role: &str) -> Option<Ask> {
        let body = json!({"roleName": role, "allowAllObjects": true});
        Some(Ask::new(Method::PUT, format!("{USERS}/{}/permissions", who.id)).json(body))
    }

    fn take_one(&self, who: &Someone, role: &str) -> Option<Ask> {
        Some(Ask::new(Method::DELETE, format!("{USERS}/{}/permissions/{role}", who.id)))
    }

    fn members(&self, group: &str, groups: &Groups) -> Option<Ask> {
        let id = groups.get(group).map(String::as_str).unwrap_or_default();
        Some(Ask::get(format!("/suite-api/api/auth/usergroups?id={id}")))
    }

    fn has_member(&self, answer: &Answer, who: &Someone) -> bool {
        let listed = answer.json()["userGroups"][0]["userIds"].clone();
        listed.as_array().unwrap().contains(&json!(who.id))
    }

    fn join(&self, who: &Someone, names: &[String], groups: &Groups) -> Option<Ask> {
        Some(Self::put(who, json!({"groupIds": Self::ids(names.iter().cloned(), groups)})))
    }

    fn with_role(&self, person: &mut Person, role: &str) -> bool {
        let permission = json!([{"roleName": role, "allowAllObjects": true}]);
        person.said.insert("role-permissions".to_owned(), permission);
        true
    }
}
