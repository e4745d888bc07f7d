//! A group in the vendor's words, and what a body asks of one (section 6.5).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use directory::Draft;
use directory::groups::{
    Contents, GroupChange, GroupEdit, GroupFilter, GroupRef, GroupView, NewGroup, Person as Member,
};
use directory::users::{Stretch, UserRef};
use model::{Dialect, GroupName, Noun, Refusal, Residue, Rule};
use serde_json::{Map, Value};

use super::check::{self, Violations};
use super::edit::user_ref;
use super::group::{self, Row};
use super::search::stretch;
use super::{attributes, residue};
use crate::wire::{GroupBody, GroupSearchBody, Person, Properties, Sent, UserGroup};

/// The most keys that the map of a group holds.
const MOST_PROPERTIES: usize = 100;

/// Prints `view`; members in force only.
pub(crate) fn user_group(view: &GroupView) -> UserGroup<'_> {
    let properties = shown(view).into_iter().map(|(name, value)| (name, Cow::Borrowed(value)));
    UserGroup {
        id: Row::from(&view.group).printed(),
        eid: view.group.name.as_str(),
        description: view.group.description.as_deref(),
        users: people(&view.members),
        managers: people(&view.managers),
        properties: Properties(properties.collect()),
    }
}

fn people(people: &[Member]) -> Vec<Person<'_>> {
    people.iter().map(|person| Person { id: person.id.to_string(), eid: &person.login }).collect()
}

/// The key that tells whether the group asks its members for a code; printed only where it does (section 3.3).
const ASKS_CODE: &str = "otpEnabled";

/// The map of a group, by key.
fn shown(view: &GroupView) -> BTreeMap<&str, &str> {
    let said = view.residue.get(&Dialect::Kron).and_then(|said| said.get(residue::PROPERTIES));
    let map = said.and_then(Value::as_object).into_iter().flatten();
    let map = map.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    map.chain(view.group.asks_code.then_some((ASKS_CODE, "true"))).collect()
}

/// What a map says of codes, taken out of it. A map that says nothing of them leaves them as they are (`one-record` R5).
fn taken_asks_code(map: &mut BTreeMap<String, String>, violations: &mut Violations) -> Option<bool> {
    let said = map.remove(ASKS_CODE)?;
    violations.check("properties.otpEnabled", check::truth(&said))
}

/// The group that a body without an id makes. Refuses `Invalid` with everything that this dialect's door refuses.
pub(crate) fn new_group(body: GroupBody) -> Draft<(NewGroup, Contents)> {
    let mut violations = Violations::default();
    let name = violations
        .check("eid", body.eid.as_value().ok_or(Rule::Required).and_then(|eid| check::group_name(eid)));
    let description = body.description.value().map(check::plain).transpose();
    let description = violations.check("description", description).flatten();
    let mut map = body.properties.unwrap_or_default();
    let asks_code = taken_asks_code(&mut map, &mut violations).unwrap_or(false);
    let said = (!map.is_empty()).then(|| {
        check_properties(&map, &BTreeMap::new(), &mut violations);
        let mut said = Residue::default();
        said.set(residue::PROPERTIES, as_json(map));
        (Dialect::Kron, said)
    });
    let name = violations.unless_any(name)?;
    let contents = Contents {
        members: references(body.users.as_deref().unwrap_or_default()),
        managers: references(body.managers.as_deref().unwrap_or_default()),
        asks_code,
        residue: said,
        ..Contents::default()
    };
    Ok((NewGroup { name, description }, contents))
}

/// The group that a body means by its id, and what is to change: what is absent stays, and so do both lists where they are
/// null. Refuses `NotFound` for an id that no group can have.
pub(crate) fn group_edit(id: &str, body: GroupBody) -> Draft<(GroupRef, GroupEdit)> {
    Ok((group_ref(id)?, Arc::new(move |view: &GroupView| changes(&body, view))))
}

/// The group that a text in a body means. Refuses `NotFound` for what no group can be named.
pub(crate) fn group_ref(text: &str) -> Draft<GroupRef> {
    group::reference(text).map(|(_, group)| group).map_err(|_| Refusal::no_such(Noun::Group, text))
}

/// What is left of a body when all that is sent as it is printed is dropped; the core does so with both lists.
fn changes(body: &GroupBody, view: &GroupView) -> Draft<Vec<GroupChange>> {
    let mut violations = Violations::default();
    let mut changes = Vec::new();
    match &body.eid {
        Sent::Value(eid) if eid == view.group.name.as_str() => {}
        Sent::Value(eid) => {
            changes.extend(violations.check("eid", check::group_name(eid)).map(GroupChange::Name));
        }
        Sent::Null => violations.add("eid", Rule::Required),
        Sent::Absent => {}
    }
    match &body.description {
        Sent::Value(text) if Some(text) == view.group.description.as_ref() => {}
        Sent::Value(text) => {
            let text = violations.check("description", check::plain(text.clone()));
            changes.extend(text.map(|text| GroupChange::Description(Some(text))));
        }
        Sent::Null => changes.push(GroupChange::Description(None)),
        Sent::Absent => {}
    }
    changes.extend(body.users.as_deref().map(references).map(GroupChange::Members));
    changes.extend(body.managers.as_deref().map(references).map(GroupChange::Managers));
    if let Some(map) = &body.properties {
        let (mut map, mut shown) = (map.clone(), shown(view));
        changes.extend(taken_asks_code(&mut map, &mut violations).map(GroupChange::AsksCode));
        shown.remove(ASKS_CODE);
        if !map.iter().map(|(name, value)| (name.as_str(), value.as_str())).eq(shown.clone()) {
            check_properties(&map, &shown, &mut violations);
            let map = (!map.is_empty()).then(|| as_json(map));
            changes.push(GroupChange::Residue(Dialect::Kron, residue::PROPERTIES, map));
        }
    }
    violations.unless_any(Some(changes))
}

/// Notes what breaks a rule and is not `shown` already.
fn check_properties(
    map: &BTreeMap<String, String>,
    shown: &BTreeMap<&str, &str>,
    violations: &mut Violations,
) {
    if map.len() > MOST_PROPERTIES {
        violations.add("properties", Rule::TooMany { max: MOST_PROPERTIES });
    }
    for (name, value) in map.iter().filter(|(name, value)| shown.get(name.as_str()) != Some(&value.as_str()))
    {
        attributes::check(name, value, violations);
    }
}

fn as_json(map: BTreeMap<String, String>) -> Value {
    Value::Object(map.into_iter().map(|(name, value)| (name, Value::from(value))).collect::<Map<_, _>>())
}

fn references(people: &[String]) -> Vec<UserRef> {
    people.iter().map(|text| user_ref(text)).collect()
}

/// The groups that a search asks for, and which part of them.
pub(crate) fn group_search(body: GroupSearchBody) -> (Stretch, GroupFilter) {
    let (ids, eids) = (&body.filter_id_list, &body.filter_eid_list);
    let by_name = |eid: &String| GroupName::new(eid).ok().map(GroupRef::Name);
    let filter = GroupFilter {
        among: (!ids.is_empty()).then(|| ids.iter().filter_map(|id| group::by_id(id)).collect()),
        also_among: (!eids.is_empty()).then(|| eids.iter().filter_map(by_name).collect()),
        name_contains: body.eid.into_iter().collect(),
        description_contains: body.description.into_iter().collect(),
    };
    (stretch(body.page), filter)
}
