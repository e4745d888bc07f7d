use directory::roles::{NewGrant, RoleRef};
use directory::users::{Change, GrantsChange};
use model::projection::Projection;
use model::{Dialect, GrantObjects, Refusal, Rule, UserView};
use serde_json::{Value, json};

use super::asked;
use super::permissions::{SCOPE, spec, stored};
use super::print::{at, mira};
use crate::Settings;
use crate::mapping::projection::AsAria;

const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

fn holding(permissions: &Value) -> UserView {
    let mut user = mira();
    let (grants, residue) = stored(permissions);
    user.grants = grants;
    if !residue.is_empty() {
        user.residue.insert(Dialect::Aria, residue);
    }
    user
}

/// What becomes of the permissions that are kept as they were sent.
#[derive(Debug, PartialEq)]
enum Words {
    Stay,
    Go,
    Become(Value),
}

/// The grants that are asked for, and what becomes of what is kept beside them.
fn wanted(user: &UserView, member: &str, value: &Value) -> (Vec<NewGrant>, Words) {
    let mut changes = asked(user, member, value).unwrap().into_iter();
    let Some(Change::Grants(GrantsChange::All(grants))) = changes.next() else { panic!("grants") };
    let words = match changes.next() {
        None => Words::Stay,
        Some(Change::Residue(Dialect::Aria, "role-permissions", None)) => Words::Go,
        Some(Change::Residue(Dialect::Aria, "role-permissions", Some(words))) => Words::Become(words),
        Some(other) => panic!("{other:?}"),
    };
    (grants, words)
}

fn names(grants: &[NewGrant]) -> Vec<&str> {
    let name = |grant| match grant {
        &NewGrant { role: RoleRef::Name(ref name), .. } => name.as_str(),
        other => panic!("by name: {other:?}"),
    };
    grants.iter().map(name).collect()
}

#[test]
fn permissions_of_the_same_meaning_change_nothing() {
    let selection = |ids: [&str; 2]| json!([{"type": "SPECIFIC", "resourceId": ids}]);
    let one = json!({"adapterKind": "VMWARE", "name": "a", "resourceSelection": selection([SCOPE, OTHER]),
                     "includedAdapterKinds": ["X", "Y"]});
    let same = json!({"adapterKind": "VMWARE", "name": "a", "resourceSelection": selection([OTHER, SCOPE]),
                      "selectAllResources": false, "includedAdapterKinds": ["Y", "X", "Y"]});
    let user =
        holding(&json!([{"roleName": "A", "allowAllObjects": true}, {"roleName": "B", "scopeId": SCOPE},
                               {"roleName": "C", "traversal-spec-instances": [spec(), one]}]));
    for again in [
        json!([{"roleName": "C", "traversal-spec-instances": [same, spec()], "allowAllObjects": false},
               {"roleName": "b", "scopeId": SCOPE.to_uppercase(), "allowAllObjects": false, "links": null},
               {"roleName": "a", "allowAllObjects": true, "scopeId": null}]),
        AsAria(Settings::default()).print("role-permissions", &user, at(100)).unwrap(),
    ] {
        assert!(asked(&user, "role-permissions", &again).unwrap().is_empty(), "{again}");
    }
}

#[test]
fn another_meaning_is_a_change() {
    let user = holding(&json!([{"roleName": "A", "scopeId": SCOPE}]));
    for other in [
        json!([]),
        json!([{"roleName": "A"}]),
        json!([{"roleName": "A", "scopeId": OTHER}]),
        json!([{"roleName": "A", "scopeId": SCOPE, "allowAllObjects": true}]),
        json!([{"roleName": "A", "scopeId": SCOPE, "traversal-spec-instances": [spec()]}]),
        json!([{"roleName": "A", "scopeId": SCOPE}, {"roleName": "B"}]),
        json!([{"roleName": "B", "scopeId": SCOPE}]),
    ] {
        assert!(!asked(&user, "role-permissions", &other).unwrap().is_empty(), "{other}");
    }
}

#[test]
fn what_stays_keeps_its_wording_and_what_goes_takes_it_along() {
    let worded = json!({"roleName": "A", "scopeId": SCOPE, "allowAllObjects": true});
    let user = holding(&json!([worded, {"roleName": "B"}]));
    let (grants, words) = wanted(
        &user,
        "role-permissions",
        &json!([worded, {"roleName": "b", "allowAllObjects": false}, {"roleName": "C"}]),
    );
    assert_eq!(names(&grants), ["A", "B", "C"]);
    assert!(!grants[1].all_objects_said, "the same meaning keeps what stands");
    assert_eq!(words, Words::Stay, "the wording of A stays");
    let (grants, words) = wanted(&user, "role-permissions", &json!([{"roleName": "B"}]));
    assert_eq!((names(&grants), words), (vec!["B"], Words::Go));
    let other = json!([{"roleName": "A", "scopeId": OTHER, "allowAllObjects": true}]);
    let (_, words) = wanted(&user, "role-permissions", &other);
    assert_eq!(words, Words::Become(json!({"a": other[0]})));
}

#[test]
fn names_of_roles_are_a_set_and_tell_nothing_of_what_a_role_is_on() {
    let user = holding(
        &json!([{"roleName": "A", "scopeId": SCOPE, "traversal-spec-instances": [spec()]}, {"roleName": "B"}]),
    );
    assert!(asked(&user, "roleNames", &json!(["b", "A", "B"])).unwrap().is_empty());
    let (grants, words) = wanted(&user, "roleNames", &json!(["a", "C"]));
    assert_eq!(names(&grants), ["A", "C"]);
    assert!(matches!(grants[0].objects, GrantObjects::Scope(_)), "a narrow grant is not widened by its name");
    assert_eq!((&grants[1].objects, words), (&GrantObjects::All, Words::Stay));
    let (grants, words) = wanted(&user, "roleNames", &json!([]));
    assert!(grants.is_empty() && words == Words::Go);
}

#[test]
fn a_role_twice_is_refused_also_when_it_stands() {
    let user = holding(&json!([{"roleName": "A"}]));
    let refused =
        asked(&user, "role-permissions", &json!([{"roleName": "A"}, {"roleName": "a"}])).unwrap_err();
    assert_eq!(refused, Refusal::invalid("role-permissions[1].roleName", Rule::Twice));
}
