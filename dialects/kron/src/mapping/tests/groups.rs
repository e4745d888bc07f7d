use directory::groups::GroupChange;
use model::{Refusal, Rule};
use serde_json::{Value, json};

use super::people::{ID, night};
use crate::mapping::{by_id, group_edit, user_group};
use crate::wire::GroupBody;

fn changes(body: &Value) -> Result<Vec<GroupChange>, Refusal> {
    let (_, edit) = group_edit(ID, GroupBody::read(body)?)?;
    edit(&night())
}

/// Whether only the two lists are handed on, which the core compares.
fn is_neutral(changes: &[GroupChange]) -> bool {
    changes.iter().all(|change| matches!(change, GroupChange::Members(_) | GroupChange::Managers(_)))
}

#[test]
fn a_group_is_printed_in_the_order_of_the_contract() {
    let person = json!({"id": ID, "eid": "jane"});
    let printed = serde_json::to_string(&user_group(&night())).unwrap();
    let members =
        ["\"id\":", "\"eid\":", "\"description\":", "\"users\":", "\"managers\":", "\"properties\":"];
    let places: Vec<_> = members.map(|member| printed.find(member).unwrap()).into();
    assert!(places.is_sorted(), "{printed}");
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["users"], json!([person]));
    assert_eq!((&printed["managers"], &printed["properties"]), (&json!([person]), &json!({"key": "value"})));
}

#[test]
fn what_is_sent_as_it_is_printed_asks_for_nothing() {
    let printed = serde_json::to_value(user_group(&night())).unwrap();
    assert!(is_neutral(&changes(&printed).unwrap()));
    for body in [json!({}), json!({"users": null, "managers": null, "properties": null, "what": []})] {
        assert!(changes(&body).unwrap().is_empty());
    }
}

#[test]
fn a_property_that_stands_is_not_checked_anew() {
    let mut view = night();
    let long = "x".repeat(2_000);
    let said = view.residue.get_mut(&model::Dialect::Kron).unwrap();
    said.set("properties", json!({"key": long}));
    let body = GroupBody::read(&json!({"properties": {"key": long, "more": "y"}})).unwrap();
    let (_, edit) = group_edit(ID, body).unwrap();
    assert!(matches!(edit(&view).unwrap().as_slice(), [GroupChange::Residue(_, "properties", Some(_))]));
    let refused = changes(&json!({"properties": {"key": long}})).unwrap_err();
    assert_eq!(refused, Refusal::invalid("properties.key", Rule::TooLong { max: 1_024 }));
}

#[test]
fn an_id_in_a_path_is_one_that_is_printed() {
    for id in ["DEFAULT_GROUP_SYSYEM_USERS", "default_group_sysyem_admins", ID, &ID.to_uppercase()] {
        assert!(by_id(id).is_some(), "{id}");
    }
    for other in ["", "System.users", "Night", "7"] {
        assert!(by_id(other).is_none(), "{other}");
    }
}
