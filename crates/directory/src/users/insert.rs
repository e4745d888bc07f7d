//! Inserting one new user, inside a transaction.

use db::Conn;
use model::{
    GrantObjects, GroupId, GroupKey, GroupName, Holder, Noun, OrgKey, Origin, Privilege, PrivilegeSet,
    Refusal, Role, Rule, Timestamp, UserId, UserKey, UserView,
};

use super::create::Prepared;
use super::new::NewUser;
use super::origin::told;
use super::repo::{self, NewRow};
use super::{Parts, apply, limits};
use crate::audit::{Changes, Event, Target};
use crate::groups::{self, GroupRef, IfMissing, NewGroup};
use crate::run::{Step, Work};
use crate::{Caller, authority as rights, roles, sources, tokens};

/// What became of a new user.
pub(super) struct Inserted {
    pub id: UserId,
    pub number: i64,
    pub view: Option<UserView>,
}

/// The roles that a new user is given, and rule G over them and over the groups it joins. Groups that do not exist yet
/// give nothing.
pub(super) fn authority(
    c: &mut dyn Conn,
    caller: &Caller,
    user: &NewUser,
    now: Timestamp,
) -> Step<Vec<Role>> {
    let mut roles = Vec::with_capacity(user.grants.len());
    let mut given = PrivilegeSet::NONE;
    for grant in &user.grants {
        let role = roles::repo::resolve(c, caller.org(), &grant.role)?;
        if !role.privileges.is_empty() {
            caller.may(Privilege::GrantsManage)?;
        }
        if grant.objects.confers() {
            given |= role.privileges;
        }
        roles.push(role);
    }
    for join in &user.groups {
        let takes_effect = join.until.is_none_or(|until| now < until);
        if let Some(group) = groups::repo::find(c, caller.org(), &join.group)?
            && takes_effect
        {
            given |= rights::of_group(c, group.key)?;
        }
    }
    caller.may_give(given)?;
    Ok(roles)
}

/// What a new user is numbered with.
#[derive(Clone, Copy)]
pub(super) struct Drawn {
    pub key: UserKey,
    pub number: i64,
    /// Where it comes from, which only the transaction may know.
    pub origin: Origin,
}

/// Inserts `new` with everything that comes with it.
pub(super) fn insert(
    work: &mut Work<'_>,
    caller: &Caller,
    new: &Prepared,
    drawn: Drawn,
    parts: Option<Parts>,
) -> Step<Inserted> {
    caller.may(Privilege::UsersManage)?;
    let org = caller.org();
    let roles = authority(work.c, caller, &new.user, work.now)?;
    limits::check_new(&new.user)?;
    if let Some(lock) = &new.user.lock {
        limits::lock_end(lock.until, work.now)?;
    }
    let lock = new.user.lock.as_ref().map(|lock| apply::locked(lock, caller.login(), work.now));
    let origin = match (drawn.origin, &new.user.source) {
        (Origin::External(None), Some(name)) => Origin::External(sources::repo::labelled(work.c, org, name)?),
        (origin, _) => origin,
    };
    let row = NewRow {
        key: drawn.key,
        id: new.id,
        number: drawn.number,
        org,
        user: &new.user,
        origin,
        lock: lock.as_ref(),
        password: new.password.as_ref(),
        generated: new.generated,
        now: work.now,
    };
    if !repo::insert(work.c, &row)? {
        return Err(Refusal::Exists { what: Noun::User, name: new.user.login.to_string() }.into());
    }
    repo::insert_lists(work.c, &row)?;
    give(work.c, org, row.key, &new.user, &roles)?;
    let joined = join_groups(work, caller, row.key, new)?;
    let managed = manage_groups(work, caller, row.key, new)?;
    if let Some(token) = &new.token {
        tokens::repo::insert(work.c, org, row.key, token, work.now)?;
    }
    record(work, caller, &row, new, &roles, [("group", &joined), ("manages", &managed)])?;
    let view = match parts {
        Some(parts) => Some(read_back(work.c, row.key, parts)?),
        None => None,
    };
    Ok(Inserted { id: new.id, number: row.number, view })
}

fn read_back(c: &mut dyn Conn, key: UserKey, parts: Parts) -> Step<UserView> {
    let user = repo::find_by_key(c, key)?.ok_or(Refusal::Internal)?;
    Ok(repo::with_parts(c, user, parts)?)
}

fn give(c: &mut dyn Conn, org: OrgKey, user: UserKey, new: &NewUser, roles: &[Role]) -> Step<()> {
    for (grant, role) in new.grants.iter().zip(roles) {
        if let GrantObjects::Scope(scope) = &grant.objects
            && !roles::repo::scope_exists(c, org, *scope)?
        {
            return Err(Refusal::refers_to_no(Noun::Scope, scope.to_string()).into());
        }
        roles::repo::put_grant(c, Holder::User(user), role.key, &grant.objects, grant.all_objects_said)?;
    }
    Ok(())
}

fn join_groups(work: &mut Work<'_>, caller: &Caller, user: UserKey, new: &Prepared) -> Step<Vec<String>> {
    let mut names = Vec::with_capacity(new.user.groups.len());
    for ((join, id), order) in new.user.groups.iter().zip(&new.group_ids).zip(0..) {
        let found = groups::repo::find(work.c, caller.org(), &join.group)?;
        let group = match (found, &join.group, join.if_missing) {
            (Some(group), _, _) => group.key,
            (None, _, IfMissing::Ignore) => continue,
            (None, GroupRef::Name(name) | GroupRef::IdOrName(_, name), IfMissing::Create) => {
                make_group(work, caller, name, *id)?
            }
            (None, _, IfMissing::Refuse | IfMissing::Create) => {
                return Err(Refusal::refers_to_no(Noun::Group, join.group.text()).into());
            }
        };
        let from = join.from.unwrap_or(work.now);
        if join.until.is_some_and(|until| until <= from) {
            return Err(Refusal::invalid("group", Rule::Format("must end after it starts")).into());
        }
        let dialect = work.request.via.dialect();
        groups::repo::join(work.c, user, group, from, join.until, work.now.micros() + order, dialect)?;
        names.push(join.group.text());
    }
    Ok(names)
}

fn manage_groups(work: &mut Work<'_>, caller: &Caller, user: UserKey, new: &Prepared) -> Step<Vec<String>> {
    let mut names = Vec::with_capacity(new.user.manages.len());
    for wanted in &new.user.manages {
        let group = groups::repo::find(work.c, caller.org(), wanted)?
            .ok_or_else(|| Refusal::refers_to_no(Noun::Group, wanted.text()))?;
        groups::repo::put_manager(work.c, group.key, user)?;
        names.push(group.name.to_string());
    }
    Ok(names)
}

/// Makes the group that a request only named: no description, no grants.
fn make_group(work: &mut Work<'_>, caller: &Caller, name: &GroupName, id: GroupId) -> Step<GroupKey> {
    let new = NewGroup { name: name.clone(), description: None };
    Ok(groups::insert(work, caller, id, &new)?.key)
}

fn record(
    work: &mut Work<'_>,
    caller: &Caller,
    row: &NewRow<'_>,
    new: &Prepared,
    roles: &[Role],
    groups: [(&str, &Vec<String>); 2],
) -> Step<()> {
    let user = &new.user;
    let mut changes = Changes::default();
    changes.set("login", user.login.as_str());
    changes.set("number", row.number);
    for (field, value) in [
        ("given", &user.given),
        ("family", &user.family),
        ("display", &user.display),
        ("personnel_number", &user.personnel_number),
        ("department", &user.department),
        ("location", &user.location),
        ("locale", &user.locale),
        ("gender", &user.gender),
    ] {
        changes.set(field, value.clone());
    }
    for email in &user.emails {
        changes.set("email", email.value());
    }
    for phone in &user.phones {
        changes.set("phone", phone.text());
    }
    changes.set("enabled", user.enabled);
    changes.set("window_from", user.window.from().map(|at| format!("{at:?}")));
    changes.set("window_until", user.window.until().map(|at| format!("{at:?}")));
    if let Some(lock) = row.lock {
        changes.set("lock_reason", lock.reason.clone());
        changes.set("lock_until", lock.until.map(|at| format!("{at:?}")));
    }
    if user.must_change {
        changes.set("must_change", true);
    }
    if user.unlock_on_password {
        changes.set("unlock_on_password", true);
    }
    if row.origin != Origin::Local {
        changes.set("origin", told(work.c, row.origin)?);
    }
    if !user.attributes.is_empty() {
        changes.set("attributes", serde_json::json!(user.attributes));
    }
    for (field, names) in groups {
        for name in names {
            changes.set(field, name.as_str());
        }
    }
    for role in roles {
        changes.set("grant", role.name.as_str());
    }
    if let Some((dialect, residue)) = &user.residue {
        let names: Vec<_> = residue.names().collect();
        changes.set("residue", format!("{}: {}", dialect.name(), names.join(", ")));
    }
    let target = Target { kind: "user", id: new.id.0, name: user.login.to_string() };
    work.record(caller, &Event { name: "user.created", target, changes })?;
    if let Some(token) = &new.token {
        let mut changes = Changes::default();
        changes.set("kind", token.kind.name());
        changes.set("expires", token.expires.map(|at| format!("{at:?}")));
        changes.set("host", token.host.clone());
        let target = Target { kind: "user", id: new.id.0, name: user.login.to_string() };
        work.record(caller, &Event { name: "token.created", target, changes })?;
    }
    work.changed(caller.org(), "user", new.id.0, "created", 1)
}
