//! A group in the vendor's words, and what a body asks of one (sections 3.3, 6.5).

use std::collections::BTreeSet;
use std::sync::Arc;

use directory::Draft;
use directory::groups::{Contents, GroupChange, GroupEdit, GroupRef, GroupView, NewGroup};
use directory::users::UserRef;
use model::{Dialect, GroupId, GroupName, Refusal, Residue, Rule, fold};
use serde_json::Value;

use super::permission::{print, standing};
use super::violations::Violations;
use super::{Links, grants, href, meaning, residue};
use crate::wire::{GroupBody, Link, UserGroup};

/// Prints `view`; members in force only.
pub(crate) fn group(view: &GroupView, links: Links) -> UserGroup<'_> {
    let group = &view.group;
    let said = view.residue.get(&Dialect::Aria);
    UserGroup {
        id: group.id.to_string(),
        auth_source_id: view.source.map(|source| source.to_string()),
        name: group.name.as_str(),
        description: shown(group.description.as_deref()),
        display_name: display(view),
        user_ids: view.members.iter().map(|member| member.id.to_string()).collect(),
        role_names: view.grants.iter().map(|grant| grant.role_name.as_str()).collect(),
        role_permissions: print(&view.grants, said),
        external_id: said.and_then(|said| said.text(residue::EXTERNAL_ID)),
        links: (links == Links::Shown).then(|| links_of(view)),
    }
}

fn shown(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn display(view: &GroupView) -> &str {
    let said = view.residue.get(&Dialect::Aria);
    said.and_then(|said| said.text(residue::DISPLAY_NAME)).unwrap_or(view.group.name.as_str())
}

fn links_of(view: &GroupView) -> Vec<Link> {
    let own = group_href(view.group.id);
    let permissions = format!("{own}/permissions");
    let member = |id| Link { href: href(id), rel: "RELATED", name: "containedUser" };
    let mut links: Vec<_> = view.members.iter().map(|one| member(one.id)).collect();
    links.push(Link { href: own, rel: "SELF", name: "linkToSelf" });
    links.push(Link { href: permissions, rel: "RELATED", name: "userGroupPermissions" });
    links
}

/// Where a group is.
pub(crate) fn group_href(id: GroupId) -> String {
    format!("/suite-api/api/auth/usergroups/{id}")
}

/// The group that operation 11 makes. Refuses `Invalid` with everything that this dialect's door refuses.
pub(crate) fn new_group(body: GroupBody) -> Draft<(NewGroup, Contents)> {
    let mut violations = Violations::default();
    if body.id.is_some() {
        violations.add("id", Rule::Format("must be null"));
    }
    let name = violations.check(|| "name", name(body.name));
    let description = violations.text("description", body.description);
    let mut said = Residue::default();
    if let Some(display) = violations.text("displayName", body.display_name)
        && name.as_ref().is_none_or(|name| name.as_str() != display)
    {
        said.set(residue::DISPLAY_NAME, display);
    }
    let (grants, as_sent) = grants::grants(body.role_permissions, body.role_names, &[], &mut violations);
    if !as_sent.is_empty() {
        said.set(residue::PERMISSIONS, as_sent);
    }
    if let Some(id) = violations.text("externalId", body.external_id) {
        said.set(residue::EXTERNAL_ID, id);
    }
    let name = violations.unless_any(name)?;
    let contents = Contents {
        members: body.user_ids.unwrap_or_default().into_iter().map(UserRef::Id).collect(),
        grants,
        source: body.auth_source_id,
        residue: (!said.is_empty()).then_some((Dialect::Aria, said)),
        ..Contents::default()
    };
    Ok((NewGroup { name, description }, contents))
}

fn name(given: Option<String>) -> Result<GroupName, Rule> {
    GroupName::new(&given.ok_or(Rule::Required)?)
}

/// The group that operation 10 means, and what is to change: what is absent stays, and so do name and source, whatever is
/// sent. Refuses `Invalid` without an id.
pub(crate) fn group_edit(body: GroupBody) -> Draft<(GroupRef, GroupEdit)> {
    let id = body.id.ok_or_else(|| Refusal::invalid("id", Rule::Required))?;
    Ok((GroupRef::Id(id), Arc::new(move |view: &GroupView| changes(body.clone(), view))))
}

/// What is left of a body when all that is sent as it is printed is dropped.
fn changes(body: GroupBody, view: &GroupView) -> Draft<Vec<GroupChange>> {
    let mut violations = Violations::default();
    let printed = group(view, Links::LeftOut);
    let differs = |sent: &Option<String>, printed: Option<&str>| {
        sent.as_deref().is_some_and(|sent| sent != printed.unwrap_or_default())
    };
    let mut changes = Vec::new();
    if differs(&body.description, printed.description) {
        changes.push(GroupChange::Description(violations.text("description", body.description.clone())));
    }
    if differs(&body.display_name, Some(printed.display_name)) {
        let display = violations.text("displayName", body.display_name.clone());
        let display = display.filter(|display| display != view.group.name.as_str());
        changes.push(said(residue::DISPLAY_NAME, display.map(Value::from)));
    }
    changes.extend(permissions(&body, view, &printed, &mut violations));
    if let Some(sent) = body.user_ids {
        let (sent_set, stands): (BTreeSet<_>, BTreeSet<_>) =
            (sent.iter().collect(), view.members.iter().map(|member| &member.id).collect());
        if sent_set != stands {
            changes.push(GroupChange::Members(sent.into_iter().map(UserRef::Id).collect()));
        }
    }
    if differs(&body.external_id, printed.external_id) {
        let id = violations.text("externalId", body.external_id);
        changes.push(said(residue::EXTERNAL_ID, id.map(Value::from)));
    }
    violations.unless_any(Some(changes))
}

fn said(name: &'static str, value: Option<Value>) -> GroupChange {
    GroupChange::Residue(Dialect::Aria, name, value)
}

/// Permissions win over names of roles; either is compared as a set of what it means.
fn permissions(
    body: &GroupBody,
    view: &GroupView,
    printed: &UserGroup<'_>,
    violations: &mut Violations,
) -> Vec<GroupChange> {
    let keys = |names: &mut dyn Iterator<Item = &str>| names.map(fold::key).collect::<BTreeSet<_>>();
    let same = match (&body.role_permissions, &body.role_names) {
        (Some(sent), _) => meaning::of_all(sent) == meaning::of_all(&printed.role_permissions),
        (None, Some(sent)) => {
            keys(&mut sent.iter().map(String::as_str)) == keys(&mut printed.role_names.iter().copied())
        }
        (None, None) => true,
    };
    if same {
        return Vec::new();
    }
    let standing: Vec<_> = standing(&view.grants, view.residue.get(&Dialect::Aria)).collect();
    let (permissions, names) = (body.role_permissions.clone(), body.role_names.clone());
    let (grants, as_sent) = grants::grants(permissions, names, &standing, violations);
    let as_sent = (!as_sent.is_empty()).then_some(Value::Object(as_sent));
    vec![GroupChange::Grants(grants), said(residue::PERMISSIONS, as_sent)]
}
