//! Security groups of a user, as they are sent and as they are printed (sections 4.1, 4.5, 5.4).

use std::collections::BTreeSet;

use directory::groups::{GroupRef, IfMissing, Join};
use directory::users::Known;
use model::{Group, GroupId, GroupName, Membership, Rule, Timestamp};

use super::check::Violations;
use super::{Links, time};
use crate::Settings;
use crate::wire::{self, GroupBody, GroupEntry, Sent};

/// A membership as it is sent, and the group that is meant.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub join: Join,
    pub group: GroupId,
}

/// The group that an entry names; its GUID counts where no name is given.
pub(super) fn reference(entry: &GroupBody) -> Result<GroupRef, (&'static str, Rule)> {
    const NAME: &str = "securityGroupName";
    const GUID: &str = "securityGroupGuid";
    match (&entry.name, &entry.guid) {
        (Sent::Value(name), _) if name.trim().is_empty() => Err((NAME, Rule::Required)),
        (Sent::Value(name), _) => {
            GroupName::new(name).map(GroupRef::Name).map_err(|_| (NAME, Rule::UnknownValue))
        }
        (Sent::Absent | Sent::Null, Sent::Value(guid)) => {
            GroupId::parse(guid).map(GroupRef::Id).ok_or((GUID, Rule::Format("must be a GUID")))
        }
        (Sent::Absent | Sent::Null, Sent::Absent | Sent::Null) => Err((NAME, Rule::Required)),
    }
}

/// The memberships that a list of entries wants; `at` is where the user stands in the body.
pub(super) fn wanted(
    entries: Vec<GroupBody>,
    at: &str,
    known: &Known,
    settings: &Settings,
    violations: &mut Violations,
) -> Vec<Wanted> {
    if entries.is_empty() && settings.require_security_group {
        violations.add(format!("{at}.securityGroup"), Rule::Required);
    }
    let mut seen = BTreeSet::new();
    let mut all = Vec::with_capacity(entries.len());
    for (index, entry) in entries.into_iter().enumerate() {
        let at = format!("{at}.securityGroup[{index}]");
        let group = found(&entry, &at, known, &mut seen, violations);
        let dates = dates(entry, &at, violations);
        if let (Some((reference, group)), Some((from, until))) = (group, dates) {
            let join = Join { group: reference, if_missing: IfMissing::Refuse, from, until };
            all.push(Wanted { join, group });
        }
    }
    all
}

/// The group of an entry, which no entry before it has named.
fn found(
    entry: &GroupBody,
    at: &str,
    known: &Known,
    seen: &mut BTreeSet<GroupId>,
    violations: &mut Violations,
) -> Option<(GroupRef, GroupId)> {
    let reference = match reference(entry) {
        Ok(reference) => reference,
        Err((leaf, rule)) => {
            violations.add(format!("{at}.{leaf}"), rule);
            return None;
        }
    };
    let leaf = match reference {
        GroupRef::Name(_) | GroupRef::IdOrName(..) => "securityGroupName",
        GroupRef::Id(_) | GroupRef::Number(_) => "securityGroupGuid",
    };
    match known.group(&reference) {
        None => violations.add(format!("{at}.{leaf}"), Rule::UnknownValue),
        Some(group) if !seen.insert(group) => violations.add(format!("{at}.{leaf}"), Rule::Twice),
        Some(group) => return Some((reference, group)),
    }
    None
}

type Dates = (Option<Timestamp>, Option<Timestamp>);

fn dates(entry: GroupBody, at: &str, violations: &mut Violations) -> Option<Dates> {
    let mut date = |name: &str, sent: Sent<String>| {
        let parsed = sent.value().map(|text| time::parse(&text)).transpose();
        violations.check(|| format!("{at}.{name}"), parsed)
    };
    let (from, until) = (date("roleEffectiveFrom", entry.from), date("roleEffectiveTo", entry.to));
    let (from, until) = (from?, until?);
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        let rule = Rule::Format("must lie after roleEffectiveFrom");
        violations.add(format!("{at}.roleEffectiveTo"), rule);
        return None;
    }
    Some((from, until))
}

/// What is joined, as seen beside the memberships that stand: a date equal to what is printed of one means that one, so
/// that seconds do not eat what is finer (R3).
pub(super) fn beside(wanted: &Wanted, stand: &[Membership]) -> Join {
    let mut join = wanted.join.clone();
    if let Some(row) = stand.iter().find(|row| row.group_id == wanted.group) {
        let same =
            |sent: Timestamp, stands: Timestamp| Timestamp::from_seconds(stands.seconds()) == Some(sent);
        join.from = join.from.map(|sent| if same(sent, row.from) { row.from } else { sent });
        join.until = join.until.map(|sent| row.until.filter(|stands| same(sent, *stands)).unwrap_or(sent));
    }
    join
}

/// A membership, ended and future ones too.
pub(crate) fn entry<'a>(membership: &'a Membership, links: &Links) -> GroupEntry<'a> {
    GroupEntry {
        links: [links.group(&membership.group_name)],
        security_group_guid: membership.group_id.to_string().to_ascii_uppercase(),
        role_effective_from: time::print(membership.from),
        role_effective_to: membership.until.map(time::print),
        security_group_name: &membership.group_name,
        client_number: &membership.group_name,
    }
}

/// A group by itself.
pub(crate) fn group<'a>(group: &'a Group, links: &Links) -> wire::Group<'a> {
    wire::Group {
        links: [links.group(group.name.as_str())],
        security_group_guid: group_guid(group),
        security_group_name: group.name.as_str(),
    }
}

/// The id, in upper case.
pub(super) fn group_guid(group: &Group) -> String {
    group.id.to_string().to_ascii_uppercase()
}
