//! Users for whom no store is needed.

use directory::groups::{GroupView, Person};
use model::{
    Dialect, Group, GroupId, GroupKey, GroupName, Managed, Membership, Residue, Timestamp, UserId, UserKey,
    UserView,
};

pub(super) const ID: &str = "3c040987-adb7-45ab-9a50-264f04fbe13a";

/// An instant, in milliseconds.
pub(super) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

/// A user with a login and nothing else.
pub(super) fn bare(login: &str) -> UserView {
    testkit::bare(ID, login, at(1_746_695_152_135))
}

/// A membership in the group of a number, from an instant on.
pub(super) fn member(number: i64, from: Timestamp, until: Option<Timestamp>) -> Membership {
    Membership {
        user: UserKey(2),
        group: GroupKey(number),
        group_id: group_id(number),
        group_number: number,
        group_name: format!("group {number}"),
        from,
        until,
        joined: number,
        dialect: None,
    }
}

/// The group of a number, as one that is managed.
pub(super) fn managed(number: i64) -> Managed {
    Managed {
        group: GroupKey(number),
        group_id: group_id(number),
        group_number: number,
        group_name: format!("group {number}"),
    }
}

fn group_id(number: i64) -> GroupId {
    GroupId::parse(&format!("cf7013df-9b88-4ea8-a07f-{number:012x}")).unwrap()
}

/// A group with a member, who manages it, and a property.
pub(super) fn night() -> GroupView {
    let mut said = Residue::default();
    said.set("properties", serde_json::json!({"key": "value"}));
    let person = Person { id: UserId::parse(ID).unwrap(), login: "jane".to_owned() };
    GroupView {
        group: Group {
            key: GroupKey(7),
            id: group_id(7),
            number: 7,
            name: GroupName::new("Night").unwrap(),
            description: Some("Watch".to_owned()),
            builtin: false,
            asks_code: false,
            source: None,
            created: at(1),
            updated: at(1),
            version: 1,
        },
        members: vec![person.clone()],
        managers: vec![person],
        grants: Vec::new(),
        source: None,
        residue: [(Dialect::Kron, said)].into_iter().collect(),
    }
}
