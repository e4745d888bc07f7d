//! The rows of groups and memberships.

use std::collections::BTreeMap;

use db::{Columns, Conn};
use model::{
    Dialect, Group, GroupId, GroupKey, GroupName, Holder, Membership, OrgKey, Residue, SourceKey, Timestamp,
    UserId, UserKey,
};

use super::GroupRef;
use super::get::{People, Person};
use crate::roles;

const COLUMNS: &str = "group_key, group_id, number, name, description, builtin, asks_code, source_key, created, \
     updated, version";

fn from_columns(r: &mut Columns<'_>) -> db::Result<Group> {
    let key = GroupKey(r.next()?);
    let id = GroupId(r.next()?);
    let number = r.next()?;
    let name: String = r.next()?;
    let name = GroupName::new(&name).map_err(|_| db::Error::schema("a group's name breaks its rule"))?;
    let (description, builtin, asks_code) = (r.next()?, r.next()?, r.next()?);
    let source = r.next::<Option<i64>>()?.map(SourceKey);
    let created = Timestamp::from_micros(r.next()?).unwrap_or_default();
    let updated = Timestamp::from_micros(r.next()?).unwrap_or_default();
    let version = r.next()?;
    Ok(Group { key, id, number, name, description, builtin, asks_code, source, created, updated, version })
}

/// The group that a request refers to, if there is one.
pub(crate) fn find(c: &mut dyn Conn, org: OrgKey, group: &GroupRef) -> db::Result<Option<Group>> {
    match group {
        GroupRef::Id(id) => find_by_id(c, org, *id),
        GroupRef::Number(number) => find_by_number(c, org, *number),
        GroupRef::Name(name) => find_by_name(c, org, name),
        GroupRef::IdOrName(id, name) => match find_by_id(c, org, *id)? {
            Some(group) => Ok(Some(group)),
            None => find_by_name(c, org, name),
        },
    }
}

fn find_by_id(c: &mut dyn Conn, org: OrgKey, id: GroupId) -> db::Result<Option<Group>> {
    c.optional(
        &format!("SELECT {COLUMNS} FROM groups WHERE org_key = $1 AND group_id = $2"),
        &[org.0.into(), id.0.into()],
        |row| from_columns(&mut row.columns()),
    )
}

fn find_by_number(c: &mut dyn Conn, org: OrgKey, number: i64) -> db::Result<Option<Group>> {
    c.optional(
        &format!("SELECT {COLUMNS} FROM groups WHERE org_key = $1 AND number = $2"),
        &[org.0.into(), number.into()],
        |row| from_columns(&mut row.columns()),
    )
}

fn find_by_name(c: &mut dyn Conn, org: OrgKey, name: &GroupName) -> db::Result<Option<Group>> {
    c.optional(
        &format!("SELECT {COLUMNS} FROM groups WHERE org_key = $1 AND name_key = $2"),
        &[org.0.into(), name.key().into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// Groups of an organisation, `most` of them.
pub(crate) fn of_org(c: &mut dyn Conn, org: OrgKey, most: i64) -> db::Result<Vec<GroupKey>> {
    c.all(
        "SELECT group_key FROM groups WHERE org_key = $1 ORDER BY group_key LIMIT $2",
        &[org.0.into(), most.into()],
        |row| Ok(GroupKey(row.get(0)?)),
    )
}

/// All groups that were brought from a source, by name key.
pub(crate) fn of_source(c: &mut dyn Conn, org: OrgKey, source: SourceKey) -> db::Result<Vec<Group>> {
    c.all(
        &format!("SELECT {COLUMNS} FROM groups WHERE org_key = $1 AND source_key = $2 ORDER BY name_key"),
        &[org.0.into(), source.0.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// Makes a user a manager of a group.
pub(crate) fn put_manager(c: &mut dyn Conn, group: GroupKey, user: UserKey) -> db::Result<()> {
    c.send(
        "INSERT INTO group_managers (group_key, user_key) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        &[group.0.into(), user.0.into()],
    )
}

/// A user manages a group no longer.
pub(crate) fn delete_manager(c: &mut dyn Conn, group: GroupKey, user: UserKey) -> db::Result<()> {
    c.send(
        "DELETE FROM group_managers WHERE group_key = $1 AND user_key = $2",
        &[group.0.into(), user.0.into()],
    )
}

/// Inserts a group; false when its name is taken.
pub(crate) fn insert(c: &mut dyn Conn, org: OrgKey, group: &Group) -> db::Result<bool> {
    c.exists(
        "INSERT INTO groups (group_key, org_key, group_id, number, name, name_key, description, builtin,
             asks_code, source_key, created, updated, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT DO NOTHING RETURNING group_key",
        &[
            group.key.0.into(),
            org.0.into(),
            group.id.0.into(),
            group.number.into(),
            group.name.as_str().into(),
            group.name.key().into(),
            group.description.as_deref().into(),
            group.builtin.into(),
            group.asks_code.into(),
            group.source.map(|source| source.0).into(),
            group.created.micros().into(),
            group.updated.micros().into(),
            group.version.into(),
        ],
    )
}

/// Inserts a membership.
pub(crate) fn join(
    c: &mut dyn Conn,
    user: UserKey,
    group: GroupKey,
    from: Timestamp,
    until: Option<Timestamp>,
    joined: i64,
    dialect: Option<Dialect>,
) -> db::Result<()> {
    c.send(
        "INSERT INTO memberships (user_key, group_key, since, until, joined, dialect)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        &[
            user.0.into(),
            group.0.into(),
            from.micros().into(),
            until.map(Timestamp::micros).into(),
            joined.into(),
            dialect.map(Dialect::number).into(),
        ],
    )
}

/// The row of a user in a group, in force or not.
pub(crate) fn membership(c: &mut dyn Conn, user: UserKey, group: &Group) -> db::Result<Option<Membership>> {
    c.optional(
        "SELECT since, until, joined, dialect FROM memberships WHERE user_key = $1 AND group_key = $2",
        &[user.0.into(), group.key.0.into()],
        |row| {
            let mut r = row.columns();
            Ok(Membership {
                user,
                group: group.key,
                group_id: group.id,
                group_number: group.number,
                group_name: group.name.to_string(),
                from: Timestamp::from_micros(r.next()?).unwrap_or_default(),
                until: r.next::<Option<i64>>()?.and_then(Timestamp::from_micros),
                joined: r.next()?,
                dialect: r.next::<Option<i64>>()?.and_then(Dialect::by_number),
            })
        },
    )
}

/// Inserts a membership, or gives the row that is there these dates; its place in the order of joining stays.
pub(crate) fn put_membership(
    c: &mut dyn Conn,
    user: UserKey,
    group: GroupKey,
    from: Timestamp,
    until: Option<Timestamp>,
    joined: i64,
    dialect: Option<Dialect>,
) -> db::Result<()> {
    c.send(
        "INSERT INTO memberships (user_key, group_key, since, until, joined, dialect)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_key, group_key) DO UPDATE SET since = $3, until = $4, dialect = $6",
        &[
            user.0.into(),
            group.0.into(),
            from.micros().into(),
            until.map(Timestamp::micros).into(),
            joined.into(),
            dialect.map(Dialect::number).into(),
        ],
    )
}

/// Deletes a membership; false when there was none.
pub(crate) fn delete_membership(c: &mut dyn Conn, user: UserKey, group: GroupKey) -> db::Result<bool> {
    let gone = c.execute(
        "DELETE FROM memberships WHERE user_key = $1 AND group_key = $2",
        &[user.0.into(), group.0.into()],
    )?;
    Ok(gone > 0)
}

/// The members in force and the managers, by one statement.
pub(super) fn people(c: &mut dyn Conn, group: GroupKey, now: Timestamp) -> db::Result<People> {
    let mut people = People::default();
    c.for_each(
        "SELECT 1, m.joined, u.user_key, u.user_id, u.login
         FROM memberships m JOIN users u ON u.user_key = m.user_key
         WHERE m.group_key = $1 AND m.since <= $2 AND (m.until IS NULL OR m.until > $2)
         UNION ALL
         SELECT 2, 0, u.user_key, u.user_id, u.login
         FROM group_managers m JOIN users u ON u.user_key = m.user_key WHERE m.group_key = $1
         ORDER BY 1, 2, 3",
        &[group.0.into(), now.micros().into()],
        &mut |row| {
            let person = Person { id: UserId(row.get(3)?), login: row.get(4)? };
            match row.get::<i64>(0)? {
                1 => people.members.push(person),
                _ => people.managers.push(person),
            }
            Ok(())
        },
    )?;
    Ok(people)
}

/// A user in a group, and when.
pub(crate) struct MemberRow {
    pub user: UserKey,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

impl MemberRow {
    /// Reads user, beginning and end, in this order.
    pub fn from_columns(r: &mut Columns<'_>) -> db::Result<Self> {
        let (user, from, until) = (UserKey(r.next()?), r.next()?, r.next::<Option<i64>>()?);
        let from = Timestamp::from_micros(from).unwrap_or_default();
        Ok(Self { user, from, until: until.and_then(Timestamp::from_micros) })
    }

    /// Whether it counts at this instant.
    pub fn in_force(&self, now: Timestamp) -> bool {
        model::group::in_force(self.from, self.until, now)
    }
}

/// At most `limit` members whose key lies before `before`, the greatest first, in force or not.
pub(crate) fn members_before(
    c: &mut dyn Conn,
    group: GroupKey,
    before: i64,
    limit: usize,
) -> db::Result<Vec<MemberRow>> {
    c.all(
        "SELECT user_key, since, until FROM memberships WHERE group_key = $1 AND user_key < $2
         ORDER BY group_key DESC, user_key DESC LIMIT $3",
        &[group.0.into(), before.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()],
        |row| MemberRow::from_columns(&mut row.columns()),
    )
}

/// At most `limit` members whose key lies after `after`, the smallest first, in force or not.
pub(crate) fn members_after(
    c: &mut dyn Conn,
    group: GroupKey,
    after: i64,
    limit: usize,
) -> db::Result<Vec<MemberRow>> {
    c.all(
        "SELECT user_key, since, until FROM memberships WHERE group_key = $1 AND user_key > $2
         ORDER BY group_key, user_key LIMIT $3",
        &[group.0.into(), after.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()],
        |row| MemberRow::from_columns(&mut row.columns()),
    )
}

/// How many members are in force.
pub(crate) fn count_in_force(c: &mut dyn Conn, group: GroupKey, now: Timestamp) -> db::Result<u64> {
    let count: i64 = c.one(
        "SELECT count(*) FROM memberships
         WHERE group_key = $1 AND since <= $2 AND (until IS NULL OR until > $2)",
        &[group.0.into(), now.micros().into()],
        |row| row.get(0),
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// At most `limit` groups whose name key lies after `after`, by name key.
pub(crate) fn after_name(c: &mut dyn Conn, org: OrgKey, after: &str, limit: usize) -> db::Result<Vec<Group>> {
    c.all(
        &format!(
            "SELECT {COLUMNS} FROM groups WHERE org_key = $1 AND name_key > $2 ORDER BY name_key LIMIT $3"
        ),
        &[org.0.into(), after.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// At most `limit` groups whose number lies after `after`, by number.
pub(crate) fn after_number(
    c: &mut dyn Conn,
    org: OrgKey,
    after: i64,
    limit: usize,
) -> db::Result<Vec<Group>> {
    c.all(
        &format!("SELECT {COLUMNS} FROM groups WHERE org_key = $1 AND number > $2 ORDER BY number LIMIT $3"),
        &[org.0.into(), after.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// Deletes a group and all that hangs on it; users stay.
pub(crate) fn delete(c: &mut dyn Conn, group: GroupKey) -> db::Result<()> {
    for list in ["memberships", "group_managers", "group_residue", "group_external_ids", "group_syncs"] {
        c.send(&format!("DELETE FROM {list} WHERE group_key = $1"), &[group.0.into()])?;
    }
    roles::repo::delete_grants_of(c, Holder::Group(group))?;
    c.send("DELETE FROM groups WHERE group_key = $1", &[group.0.into()])
}

/// The keys of the names on the roll of security groups.
pub(crate) fn roll(c: &mut dyn Conn, org: OrgKey) -> db::Result<Vec<String>> {
    let names: Vec<String> = c.all(
        "SELECT code FROM codes WHERE org_key = $1 AND code_table = 'SecurityGroup'",
        &[org.0.into()],
        |row| row.get(0),
    )?;
    Ok(names.iter().map(|name| model::fold::key(name)).collect())
}

/// What the dialects said of a group besides.
pub(crate) fn residue_of(c: &mut dyn Conn, group: GroupKey) -> db::Result<BTreeMap<Dialect, Residue>> {
    let mut all = BTreeMap::new();
    c.for_each(
        "SELECT dialect, body FROM group_residue WHERE group_key = $1",
        &[group.0.into()],
        &mut |row| {
            let (dialect, body): (i64, String) = (row.get(0)?, row.get(1)?);
            let said = Residue::from_json(&body);
            let said =
                said.ok_or_else(|| db::Error::schema("what a dialect said of a group is no object"))?;
            all.extend(Dialect::by_number(dialect).map(|dialect| (dialect, said)));
            Ok(())
        },
    )?;
    Ok(all)
}

/// Keeps what a dialect said of a group besides in place of what it said before; nothing is no row.
pub(crate) fn replace_residue(
    c: &mut dyn Conn,
    group: GroupKey,
    dialect: Dialect,
    residue: Option<&Residue>,
) -> db::Result<()> {
    c.send(
        "DELETE FROM group_residue WHERE group_key = $1 AND dialect = $2",
        &[group.0.into(), dialect.number().into()],
    )?;
    let Some(residue) = residue.filter(|residue| !residue.is_empty()) else { return Ok(()) };
    c.send(
        "INSERT INTO group_residue (group_key, dialect, body) VALUES ($1, $2, $3)",
        &[group.0.into(), dialect.number().into(), residue.to_json().as_str().into()],
    )
}

/// Stores the columns of a group after a change, one version higher.
pub(crate) fn update(c: &mut dyn Conn, group: &Group, now: Timestamp) -> db::Result<()> {
    c.send(
        "UPDATE groups SET name = $2, name_key = $3, description = $4, asks_code = $5, updated = $6,
             version = version + 1
         WHERE group_key = $1",
        &[
            group.key.0.into(),
            group.name.as_str().into(),
            group.name.key().into(),
            group.description.as_deref().into(),
            group.asks_code.into(),
            now.micros().into(),
        ],
    )
}
