//! Putting a file's tables in force.

use std::collections::{BTreeMap, BTreeSet};

use model::{GroupKey, GroupName, OrgKey, Privilege, Refusal, fold};
use serde_json::{Value, json};

use super::{Code, CodeFile, SECURITY_GROUP, TABLES, repo};
use crate::audit::{Changes, Event};
use crate::groups::{self, GroupRef, NewGroup};
use crate::numbers::{SHARED, Series};
use crate::run::{Step, Work};
use crate::{Caller, Credential, Directory, Draft, Request, orgs};

/// What loading a file changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The tables that are not as they were, in the order of the file.
    pub tables: Vec<TableChange>,
    /// Groups that were made, since their names are new on the roll and no group had them.
    pub new_groups: Vec<String>,
}

/// How a table differs from what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableChange {
    /// Its name.
    pub table: &'static str,
    /// Codes that were not there.
    pub added: Vec<Code>,
    /// Codes that say something else than before, as they were and as they are.
    pub changed: Vec<(Code, Code)>,
    /// Codes that are gone. Whoever has one keeps it: a code is looked up where it is given, never where it is shown.
    pub removed: Vec<Code>,
    /// The codes that stayed stand in another order.
    pub reordered: bool,
}

/// Puts the tables of a file in place of those of the caller's organisation, in one commit with its audit event; every
/// node checks its next request against them. Nothing is written when nothing differs.
///
/// No user is changed: one whose code is gone keeps it, and one whose state's code is gone or has changed sides shows
/// the first code of the state he is in. A group that is no longer on the roll stays; one that was deleted or renamed
/// while its name stayed on the roll is not made again (`one-record` section 4.2).
///
/// Refuses `Forbidden` without `controls.manage`.
pub async fn load(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<CodeFile>,
) -> Result<Loaded, Refusal> {
    directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::ControlsManage)?;
            let wanted = draft.as_ref().map_err(Clone::clone)?.tables();
            let org = caller.org();
            let known = repo::all(work.c, org)?;
            let tables =
                TABLES.iter().filter_map(|table| change(table, known.rows(table), wanted.rows(table)));
            let mut loaded = Loaded { tables: tables.collect(), new_groups: Vec::new() };
            if loaded.tables.is_empty() {
                return Ok(loaded);
            }
            for change in &loaded.tables {
                repo::replace(work.c, org, change.table, wanted.rows(change.table))?;
            }
            repo::raise_version(work.c, org, work.now)?;
            record(work, caller, &loaded.tables)?;
            if let Some(roll) = loaded.tables.iter().find(|change| change.table == SECURITY_GROUP) {
                loaded.new_groups = make_groups(work, caller, known.rows(SECURITY_GROUP), &roll.added)?;
            }
            Ok(loaded)
        })
        .await
}

/// How `wanted` differs from `known`; none when it does not.
fn change(table: &'static str, known: &[Code], wanted: &[Code]) -> Option<TableChange> {
    if known == wanted {
        return None;
    }
    let by_code = |codes: &[Code]| codes.iter().map(|code| (code.code.clone(), code.clone())).collect();
    let (before, after): (Codes, Codes) = (by_code(known), by_code(wanted));
    let changed = wanted.iter().filter_map(|code| Some((before.get(&code.code)?.clone(), code.clone())));
    let stayed = |codes: &[Code], others: &Codes| -> Vec<_> {
        codes.iter().map(|code| &code.code).filter(|code| others.contains_key(*code)).cloned().collect()
    };
    Some(TableChange {
        table,
        added: wanted.iter().filter(|code| !before.contains_key(&code.code)).cloned().collect(),
        changed: changed.filter(|(was, is)| was != is).collect(),
        removed: known.iter().filter(|code| !after.contains_key(&code.code)).cloned().collect(),
        reordered: stayed(known, &after) != stayed(wanted, &before),
    })
}

type Codes = BTreeMap<String, Code>;

/// One event: of each table the codes that differ, and its order where that is another.
fn record(work: &mut Work<'_>, caller: &Caller, tables: &[TableChange]) -> Step<()> {
    let mut changes = Changes::default();
    for change in tables {
        let before = change.removed.iter().chain(change.changed.iter().map(|(was, _)| was));
        let after = change.added.iter().chain(change.changed.iter().map(|(_, is)| is));
        changes.both(change.table, said(before), said(after));
        if change.reordered {
            changes.set(&format!("{}.order", change.table), "changed");
        }
    }
    let org = caller.org();
    let name = orgs::repo::name(work.c, org)?.unwrap_or_default();
    work.record(caller, &Event { name: "codes.loaded", target: orgs::target(org, &name), changes })
}

fn said<'a>(codes: impl Iterator<Item = &'a Code>) -> Value {
    codes.map(|code| json!({"code": code.code, "description": code.description, "flag": code.flag})).collect()
}

/// Makes the groups that are new on the roll and that nobody has made before.
fn make_groups(work: &mut Work<'_>, caller: &Caller, known: &[Code], added: &[Code]) -> Step<Vec<String>> {
    let org = caller.org();
    let known: BTreeSet<_> = known.iter().map(|code| fold::key(&code.code)).collect();
    let mut missing = Vec::new();
    for code in added.iter().filter(|code| !known.contains(&fold::key(&code.code))) {
        let name = GroupName::new(&code.code).map_err(|_| Refusal::Internal)?;
        if groups::repo::find(work.c, org, &GroupRef::Name(name.clone()))?.is_none() {
            missing.push(name);
        }
    }
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let (first_key, first_number) = numbers(work, org, missing.len())?;
    for ((name, key), number) in missing.iter().zip(first_key..).zip(first_number..) {
        let new = NewGroup { name: name.clone(), description: None };
        let id = groups::named_id(work.request.id, name);
        groups::insert_numbered(work, caller, id, (GroupKey(key), number), &new)?;
    }
    Ok(missing.iter().map(ToString::to_string).collect())
}

/// First key and number of so many groups in a row: a transaction that needs more than a lease has must ask for all at
/// once, or never get them.
fn numbers(work: &mut Work<'_>, org: OrgKey, count: usize) -> Step<(i64, i64)> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    Ok((work.numbers(SHARED, Series::GroupKey, count)?, work.numbers(org, Series::Group, count)?))
}
