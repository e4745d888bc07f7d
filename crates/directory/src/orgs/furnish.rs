//! What every new organisation has (`one-record` section 4.2).

use db::Conn;
use model::{
    GrantObjects, Group, GroupId, GroupKey, GroupName, Holder, Login, OrgKey, OrgName, PolicyName,
    PrivilegeSet, Refusal, Role, RoleId, RoleKey, RoleName, Rule, Timestamp, UserId, UserKey, fold,
};

use super::repo;
use crate::audit::{Actor, Changes, Event, Target};
use crate::codes::{self, CodeFile};
use crate::numbers::{self, SHARED, Series, next_of_few};
use crate::passwords::{self, Password, PolicyRules, Source, StoredPassword};
use crate::policies::{self, Policy};
use crate::run::{Step, Work, busy};
use crate::users::{NewUser, repo as users};
use crate::{Directory, groups, roles, totals};

/// The login of the first administrator.
const ADMIN: &str = "admin";
/// Names of the built-in groups, by number from 1; those of the roll of security groups follow.
const BUILT_IN: [&str; 2] = ["System.users", "System.admins"];
/// Number of the first predefined role.
const FIRST_ROLE: i64 = 301;

/// Predefined roles, by number from 301: name, privileges.
const ROLES: [(&str, &[(u32, u32)]); 16] = [
    ("Administrator", &[(1, 19)]),
    ("Privileged Administrator", &[(1, 21)]),
    ("Password Administrator", &[(1, 1)]),
    ("Password Auditor", &[(1, 1), (18, 18)]),
    ("Password User", &[]),
    ("Connection User", &[]),
    ("Cloud Administrator", &[]),
    ("PowerUser", &[(7, 17)]),
    ("PowerUserMinusRemediation", &[(7, 15)]),
    ("ContentAdmin", &[(11, 13), (15, 15)]),
    ("AgentManager", &[(13, 15)]),
    ("GeneralUser-1", READ_ONLY),
    ("GeneralUser-2", READ_ONLY),
    ("GeneralUser-3", READ_ONLY),
    ("GeneralUser-4", READ_ONLY),
    ("ReadOnly", READ_ONLY),
];
const READ_ONLY: &[(u32, u32)] = &[(11, 11), (13, 13), (15, 15)];

/// Adapter kind, resource kind, name.
const TRAVERSAL_SPECS: [(&str, &str, &str); 4] = [
    ("VMWARE", "vSphere World", "vSphere Hosts and Clusters"),
    ("VMWARE", "vSphere World", "vSphere Storage"),
    ("?", "?", "Custom Groups"),
    ("vCloud", "vCloud World", "vCloud Tenant"),
];

/// The first administrator of an organisation that was just made.
pub struct FirstAdministrator {
    /// The login.
    pub login: String,
    /// The password when it was drawn at random: to be shown once.
    pub password: Option<Password>,
}

/// What is made or read before the transaction.
pub(super) struct Plan {
    codes: CodeFile,
    groups: Vec<(GroupName, GroupId)>,
    roles: Vec<RoleId>,
    admin: UserId,
    stored: StoredPassword,
}

impl Plan {
    /// Draws ids, and a password for the administrator unless one is given, and hashes it.
    pub async fn draw(
        directory: &Directory,
        given: Option<Password>,
    ) -> Result<(Self, FirstAdministrator), Refusal> {
        let outside = directory.outside();
        let codes = CodeFile::shipped()?;
        let groups = BUILT_IN.into_iter().chain(codes.roll()).map(|name| {
            let name = GroupName::new(name).map_err(|rule| Refusal::invalid("group.name", rule))?;
            Ok((name, GroupId(outside.id())))
        });
        let groups = groups.collect::<Result<_, Refusal>>()?;
        let roles = ROLES.iter().map(|_| RoleId(outside.id())).collect();
        let admin = UserId(outside.id());
        let drawn = given.is_none();
        let password = match given {
            Some(given) => as_asked(directory, given)?,
            None => directory.draw_password(&PolicyRules { min: 20, ..PolicyRules::NATIVE }),
        };
        let stored = directory.pool().hash(Source::System, password.clone(), outside.random()).await;
        let plan = Self { codes, groups, roles, admin, stored: stored.map_err(busy)? };
        Ok((plan, FirstAdministrator { login: ADMIN.to_owned(), password: drawn.then_some(password) }))
    }
}

/// A password that the operator gives, if it is as long as every password here must be, and meets the one policy in place of
/// all, where there is one: a new organisation has the predefined ones.
fn as_asked(directory: &Directory, given: Password) -> Result<Password, Refusal> {
    let named = directory.uniform_policy().map(|uniform| {
        let of = |name: &str| {
            passwords::PREDEFINED.into_iter().find(|(known, _)| fold::key(known) == fold::key(name))
        };
        of(uniform).or_else(|| of(Policy::STRONG))
    });
    let (policy, rules) = named.flatten().unwrap_or(("password.min_length", PolicyRules::at_least(1)));
    match rules.over(directory.password_min_length()).check(given.as_str(), ADMIN) {
        Ok(()) => Ok(given),
        Err(violation) => {
            let rule = Rule::Policy { policy: policy.to_owned(), violation: violation.to_string() };
            Err(Refusal::invalid("password", rule))
        }
    }
}

/// Makes an organisation with all that a new one has, and its administrator; false when its name is taken.
pub(super) fn make(
    work: &mut Work<'_>,
    org: OrgKey,
    actor: &Actor,
    name: &OrgName,
    plan: &Plan,
) -> Step<bool> {
    if !repo::insert(work.c, org, name, work.now)? {
        return Ok(false);
    }
    let roles = make_roles(work.c, org, plan, work.now)?;
    let groups = make_groups(work, org, plan, roles)?;
    for (number, (name, rules)) in (1_i64..).zip(passwords::PREDEFINED) {
        let name = PolicyName::new(name).map_err(|_| Refusal::Internal)?;
        let policy = Policy { number, name, description: None, rules, predefined: true, version: 1 };
        policies::repo::insert(work.c, org, &policy)?;
    }
    for table in codes::TABLES {
        codes::repo::replace(work.c, org, table, plan.codes.tables().rows(table))?;
    }
    for (adapter, resource, name) in TRAVERSAL_SPECS {
        work.c.send(
            "INSERT INTO traversal_specs (org_key, adapter_kind, resource_kind, name, instance_association)
             VALUES ($1, $2, $3, $4, 0)",
            &[org.0.into(), adapter.into(), resource.into(), name.into()],
        )?;
    }
    make_admin(work, org, actor, plan, (roles, groups))?;
    Ok(true)
}

/// Makes the predefined roles; the key of the first. The others follow it.
fn make_roles(c: &mut dyn Conn, org: OrgKey, plan: &Plan, now: Timestamp) -> Step<RoleKey> {
    let (largest, _) = roles::repo::largest(c, org)?;
    let mut first = None;
    for ((order, (name, ranges)), id) in (0_i64..).zip(ROLES).zip(&plan.roles) {
        let mut privileges = PrivilegeSet::NONE;
        for (from, to) in ranges {
            privileges |= PrivilegeSet::range(*from, *to);
        }
        let role = Role {
            key: RoleKey(next_of_few(c, SHARED, "role_key", largest)?),
            id: *id,
            number: FIRST_ROLE + order,
            name: RoleName::new(name).map_err(|_| Refusal::Internal)?,
            display: None,
            description: None,
            privileges,
            predefined: true,
            version: 1,
        };
        roles::repo::insert(c, org, &role, now)?;
        first.get_or_insert(role.key);
    }
    Ok(first.ok_or(Refusal::Internal)?)
}

/// Makes the built-in groups and those of the roll; the key of the first. The others follow it.
fn make_groups(work: &mut Work<'_>, org: OrgKey, plan: &Plan, roles: RoleKey) -> Step<GroupKey> {
    let count = i64::try_from(plan.groups.len()).unwrap_or(i64::MAX);
    let first = work.numbers(SHARED, Series::GroupKey, count)?;
    for ((number, key), (name, id)) in (1_i64..).zip(first..).zip(&plan.groups) {
        let group = Group {
            key: GroupKey(key),
            id: *id,
            number,
            name: name.clone(),
            description: None,
            builtin: BUILT_IN.contains(&name.as_str()),
            asks_code: false,
            source: None,
            created: work.now,
            updated: work.now,
            version: 1,
        };
        groups::repo::insert(work.c, org, &group)?;
    }
    roles::repo::put_grant(work.c, Holder::Group(admins(GroupKey(first))), roles, &GrantObjects::All, false)?;
    totals::repo::add(work.c, org, totals::Counted::Group.name(), count)?;
    numbers::start_at(work.c, org, Series::Group, count + 1)?;
    Ok(GroupKey(first))
}

/// The group that makes its members administrators: the second.
const fn admins(first: GroupKey) -> GroupKey {
    GroupKey(first.0 + 1)
}

/// Makes the administrator, who holds the first two roles and is in the first two groups.
fn make_admin(
    work: &mut Work<'_>,
    org: OrgKey,
    actor: &Actor,
    plan: &Plan,
    (role, group): (RoleKey, GroupKey),
) -> Step<()> {
    let mut admin = NewUser::named(Login::new(ADMIN).map_err(|_| Refusal::Internal)?);
    admin.given = Some("Provisor".to_owned());
    admin.family = Some("Administrator".to_owned());
    let key = UserKey(work.numbers(SHARED, Series::UserKey, 1)?);
    users::insert_first(work.c, org, &admin, (key, plan.admin), &plan.stored, work.now)?;
    numbers::start_at(work.c, org, Series::User, 2)?;
    for role in [RoleKey(role.0 + 1), role] {
        roles::repo::put_grant(work.c, Holder::User(key), role, &GrantObjects::All, false)?;
    }
    for (order, group) in (0_i64..).zip([group, admins(group)]) {
        groups::repo::join(work.c, key, group, work.now, None, work.now.micros() + order, None)?;
    }
    let target = Target { kind: "user", id: plan.admin.0, name: ADMIN.to_owned() };
    let mut changes = Changes::default();
    changes.set("login", ADMIN);
    work.record_for(org, actor, &Event { name: "user.created", target, changes })?;
    work.changed(org, "user", plan.admin.0, "created", 1)
}
