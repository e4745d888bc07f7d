use directory::roles::RoleRef;
use model::{Dialect, Grant, GrantObjects, Residue, RoleKey, Rule, ScopeId};
use serde_json::{Value, json};

use super::{broken, made};
use crate::mapping::permission;

pub(super) const SCOPE: &str = "c0a5d1a2-8a61-4b0e-8f0c-1f0b5d2f7a90";

fn with(permissions: &Value) -> Value {
    json!({"username": "mira", "password": "Tr4in-delay", "role-permissions": permissions})
}

pub(super) fn spec() -> Value {
    json!({"adapterKind": "VMWARE", "resourceKind": "vSphere World", "name": "vSphere Storage",
           "resourceSelection": [{"type": "SPECIFIC", "resourceId": [SCOPE]}], "selectAllResources": true,
           "includedAdapterKinds": ["VMWARE"]})
}

/// The grants and the residue that a body leaves in the record.
pub(super) fn stored(permissions: &Value) -> (Vec<Grant>, Residue) {
    let user = made(&with(permissions));
    let grant = |new: &directory::roles::NewGrant| {
        let RoleRef::Name(name) = &new.role else { panic!("by name") };
        Grant {
            role: RoleKey(1),
            role_name: name.clone(),
            role_number: 301,
            objects: new.objects.clone(),
            all_objects_said: new.all_objects_said,
        }
    };
    let residue =
        user.residue.map(|(dialect, residue)| (dialect == Dialect::Aria).then_some(residue).unwrap());
    (user.grants.iter().map(grant).collect(), residue.unwrap_or_default())
}

#[test]
fn permissions_are_printed_as_they_were_sent() {
    for sent in [
        json!([{"roleName": "A", "allowAllObjects": true}]),
        json!([{"roleName": "A", "allowAllObjects": false}]),
        json!([{"roleName": "A"}]),
        json!([{"roleName": "A", "scopeId": SCOPE}]),
        json!([{"roleName": "A", "scopeId": SCOPE, "allowAllObjects": false}]),
        json!([{"roleName": "A", "scopeId": SCOPE, "allowAllObjects": true}]),
        json!([{"roleName": "A", "scopeId": SCOPE, "traversal-spec-instances": [spec()]}]),
        json!([{"roleName": "A", "traversal-spec-instances": [spec()], "allowAllObjects": true}]),
        json!([{"roleName": "A", "traversal-spec-instances": [spec()], "allowAllObjects": false},
               {"roleName": "B", "traversal-spec-instances": []}]),
    ] {
        let (grants, residue) = stored(&sent);
        let printed = serde_json::to_string(&permission::print(&grants, Some(&residue))).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), sent);
    }
}

#[test]
fn members_are_printed_in_the_vendors_order() {
    let (grants, residue) = stored(&json!([{"allowAllObjects": false, "traversal-spec-instances": [spec()],
                                            "scopeId": SCOPE, "roleName": "A"}]));
    let printed = serde_json::to_string(&permission::print(&grants, Some(&residue))).unwrap();
    let members = [
        "roleName",
        "scopeId",
        "traversal-spec-instances",
        "adapterKind",
        "resourceKind",
        "\"name\"",
        "resourceSelection",
        "\"type\"",
        "resourceId",
        "selectAllResources",
        "includedAdapterKinds",
        "allowAllObjects",
    ];
    let places: Vec<_> = members.iter().map(|member| printed.find(member).unwrap()).collect();
    assert!(places.is_sorted(), "{printed}");
}

#[test]
fn only_a_grant_on_all_objects_confers() {
    let scope = ScopeId::parse(SCOPE).unwrap();
    let objects = |permission: Value| stored(&json!([permission])).0.remove(0).objects;
    assert_eq!(
        objects(json!({"roleName": "A", "allowAllObjects": true, "scopeId": SCOPE})),
        GrantObjects::All
    );
    assert_eq!(objects(json!({"roleName": "A", "scopeId": SCOPE})), GrantObjects::Scope(scope));
    assert_eq!(objects(json!({"roleName": "A"})), GrantObjects::None);
    assert!(!objects(json!({"roleName": "A", "traversal-spec-instances": [spec()]})).confers());
}

#[test]
fn a_grant_that_another_dialect_has_changed_is_printed_plainly() {
    let sent = json!([{"roleName": "A", "scopeId": SCOPE, "allowAllObjects": true}]);
    let (mut grants, residue) = stored(&sent);
    grants[0].all_objects_said = false;
    let printed = serde_json::to_value(permission::print(&grants, Some(&residue))).unwrap();
    assert_eq!(printed, json!([{"roleName": "A", "allowAllObjects": true}]));
    grants[0].objects = GrantObjects::None;
    let printed = serde_json::to_value(permission::print(&grants, Some(&residue))).unwrap();
    assert_eq!(printed, json!([{"roleName": "A"}]));
}

#[test]
fn permissions_win_over_role_names_also_when_there_are_none() {
    let mut body = with(&json!([{"roleName": "A"}]));
    body["roleNames"] = json!(["B"]);
    assert_eq!(made(&body).grants.len(), 1);
    body["role-permissions"] = json!([]);
    assert!(made(&body).grants.is_empty());
}

#[test]
fn role_names_are_permissions_on_all_objects() {
    let mut body = with(&Value::Null);
    body["roleNames"] = json!(["ReadOnly", "PowerUser", "readonly"]);
    let grants = made(&body).grants;
    let names: Vec<_> = grants.iter().map(|grant| grant.role.clone()).collect();
    assert_eq!(names, [RoleRef::Name("ReadOnly".into()), RoleRef::Name("PowerUser".into())], "once each");
    assert!(grants.iter().all(|grant| grant.objects.confers() && !grant.all_objects_said));
}

#[test]
fn what_a_permission_lacks_is_named() {
    let body = with(&json!([{"roleName": "A", "traversal-spec-instances": [{"resourceSelection": [{}]}]},
                            {"roleName": "a\u{1}", "traversal-spec-instances": [{"adapterKind": "A", "name": "N",
                             "includedAdapterKinds": ["\u{7}"]}]}, {"roleName": ""}]));
    let spec = "role-permissions[0].traversal-spec-instances[0]";
    let expected = [
        (format!("{spec}.adapterKind"), Rule::Required),
        (format!("{spec}.name"), Rule::Required),
        (format!("{spec}.resourceSelection[0].type"), Rule::Required),
        (format!("{spec}.resourceSelection[0].resourceId"), Rule::Required),
        ("role-permissions[1].roleName".to_owned(), Rule::ControlCharacter),
        (
            "role-permissions[1].traversal-spec-instances[0].includedAdapterKinds[0]".to_owned(),
            Rule::ControlCharacter,
        ),
        ("role-permissions[2].roleName".to_owned(), Rule::Format("must not be blank")),
    ];
    assert_eq!(broken(&body), expected);
}
