//! What a fresh store has (`one-record` section 4.2).

use std::sync::Arc;

use db::Conn;
use model::{
    GrantObjects, Group, GroupId, GroupKey, GroupName, Holder, Login, OrgKey, OrgName, PrivilegeSet, Refusal,
    Role, RoleId, RoleKey, RoleName, Timestamp, UserId, UserKey,
};

use crate::codes::{self, CodeFile};
use crate::directory::FirstStart;
use crate::numbers::{self, SHARED, Series};
use crate::passwords::{self, PAM360_POLICIES, Password, PolicyRules, Source};
use crate::run::{Step, Work};
use crate::users::{NewUser, repo as users};
use crate::{Directory, Outside, Via, groups, orgs, roles, totals};

/// The login of the first administrator.
const ADMIN: &str = "admin";
/// Names of the built-in groups, by number from 1; those of the roll of security groups follow.
const BUILT_IN: [&str; 2] = ["System.users", "System.admins"];
/// The group that makes its members administrators.
const ADMINS: GroupKey = GroupKey(2);
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

/// What is made or read before the transaction.
struct Plan {
    codes: CodeFile,
    groups: Vec<(GroupName, GroupId)>,
    roles: Vec<RoleId>,
    admin: UserId,
}

impl Plan {
    fn draw(outside: &Outside) -> Result<Self, Refusal> {
        let codes = CodeFile::shipped()?;
        let groups = BUILT_IN.into_iter().chain(codes.roll()).map(|name| {
            let name = GroupName::new(name).map_err(|rule| Refusal::invalid("group.name", rule))?;
            Ok((name, GroupId(outside.id())))
        });
        let groups = groups.collect::<Result<_, Refusal>>()?;
        let roles = ROLES.iter().map(|_| RoleId(outside.id())).collect();
        Ok(Self { codes, groups, roles, admin: UserId(outside.id()) })
    }
}

/// Makes the first organisation and its administrator, if the store has none.
pub(crate) async fn if_fresh(
    directory: &Directory,
    org_name: &str,
    given: Option<Password>,
) -> Result<Option<FirstStart>, Refusal> {
    let request = directory.own_request(Via::System, "first start");
    if directory.read_plainly(&request, |c, _| orgs::repo::any(c)).await? {
        return Ok(None);
    }
    let drawn = given.is_none();
    let password = given.unwrap_or_else(|| {
        let entropy = &directory.outside().entropy;
        passwords::generate(&PolicyRules { min: 20, ..PolicyRules::NATIVE }, &mut |bytes| entropy.fill(bytes))
    });
    let salt = directory.outside().random();
    let stored = directory.pool().hash(Source::System, password.clone(), salt).await;
    let stored = Arc::new(stored.map_err(|_| Refusal::Unavailable { retry_after: 1 })?);
    let org_name = OrgName::new(org_name).map_err(|rule| Refusal::invalid("org.name", rule))?;
    let plan = Arc::new(Plan::draw(directory.outside())?);
    let made = directory
        .write_plainly(&request, move |work| {
            if orgs::repo::any(work.c)? {
                return Ok(false);
            }
            make_org(work.c, &org_name, &plan, work.now)?;
            make_admin(work, plan.admin, stored.as_str())?;
            Ok(true)
        })
        .await?;
    Ok(made.then(|| FirstStart { login: ADMIN.to_owned(), password: drawn.then_some(password) }))
}

fn make_org(c: &mut dyn Conn, name: &OrgName, plan: &Plan, now: Timestamp) -> Step<()> {
    let org = OrgKey::FIRST;
    orgs::repo::insert(c, org, name, now)?;
    make_roles(c, org, plan, now)?;
    make_groups(c, org, plan, now)?;
    for (number, (name, rules)) in (1_i64..).zip(PAM360_POLICIES) {
        make_policy(c, org, number, name, &rules)?;
    }
    for table in codes::TABLES {
        codes::repo::replace(c, org, table, plan.codes.tables().rows(table))?;
    }
    for (adapter, resource, name) in TRAVERSAL_SPECS {
        c.send(
            "INSERT INTO traversal_specs (org_key, adapter_kind, resource_kind, name, instance_association)
             VALUES ($1, $2, $3, $4, 0)",
            &[org.0.into(), adapter.into(), resource.into(), name.into()],
        )?;
    }
    Ok(())
}

fn make_roles(c: &mut dyn Conn, org: OrgKey, plan: &Plan, now: Timestamp) -> Step<()> {
    for ((order, (name, ranges)), id) in (0_i64..).zip(ROLES).zip(&plan.roles) {
        let mut privileges = PrivilegeSet::NONE;
        for (first, last) in ranges {
            privileges |= PrivilegeSet::range(*first, *last);
        }
        let role = Role {
            key: RoleKey(order + 1),
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
    }
    Ok(())
}

fn make_groups(c: &mut dyn Conn, org: OrgKey, plan: &Plan, now: Timestamp) -> Step<()> {
    for (number, (name, id)) in (1_i64..).zip(&plan.groups) {
        let group = Group {
            key: GroupKey(number),
            id: *id,
            number,
            name: name.clone(),
            description: None,
            builtin: BUILT_IN.contains(&name.as_str()),
            asks_code: false,
            source: None,
            created: now,
            updated: now,
            version: 1,
        };
        groups::repo::insert(c, org, &group)?;
    }
    roles::repo::put_grant(c, Holder::Group(ADMINS), RoleKey(1), &GrantObjects::All, false)?;
    let groups = i64::try_from(plan.groups.len()).unwrap_or_default();
    totals::repo::add(c, org, totals::Counted::Group.name(), groups)?;
    let groups = groups + 1;
    numbers::start_at(c, SHARED, Series::GroupKey, groups)?;
    numbers::start_at(c, org, Series::Group, groups)?;
    numbers::start_at(c, SHARED, Series::UserKey, 2)?;
    Ok(numbers::start_at(c, org, Series::User, 2)?)
}

fn make_policy(c: &mut dyn Conn, org: OrgKey, number: i64, name: &str, rules: &PolicyRules) -> Step<()> {
    let rules = serde_json::json!({
        "min": rules.min, "max": rules.max, "mixed_case": rules.mixed_case, "digit": rules.digit,
        "special": rules.special, "starts_with_letter": rules.starts_with_letter,
        "login_allowed": rules.login_allowed, "letter_and_digit": rules.letter_and_digit,
    });
    c.send(
        "INSERT INTO password_policies (org_key, number, name, name_key, rules, predefined)
         VALUES ($1, $2, $3, $4, $5, 1)",
        &[
            org.0.into(),
            number.into(),
            name.into(),
            model::fold::key(name).as_str().into(),
            rules.to_string().as_str().into(),
        ],
    )?;
    Ok(())
}

fn make_admin(work: &mut Work<'_>, id: UserId, stored: &str) -> Step<()> {
    let mut admin = NewUser::named(Login::new(ADMIN).map_err(|_| Refusal::Internal)?);
    admin.given = Some("Provisor".to_owned());
    admin.family = Some("Administrator".to_owned());
    let stored = passwords::StoredPassword::from_store(stored.to_owned());
    users::insert_first(work.c, &admin, id, &stored, work.now)?;
    let key = UserKey(1);
    for role in [RoleKey(2), RoleKey(1)] {
        roles::repo::put_grant(work.c, Holder::User(key), role, &GrantObjects::All, false)?;
    }
    for (order, group) in (0_i64..).zip([GroupKey(1), ADMINS]) {
        groups::repo::join(work.c, key, group, work.now, None, work.now.micros() + order, None)?;
    }
    let actor = crate::audit::Actor { id: None, login: "system".to_owned(), credential: None };
    let target = crate::audit::Target { kind: "user", id: id.0, name: ADMIN.to_owned() };
    let mut changes = crate::audit::Changes::default();
    changes.set("login", ADMIN);
    work.record_for(OrgKey::FIRST, &actor, &crate::audit::Event { name: "user.created", target, changes })?;
    work.changed(OrgKey::FIRST, "user", id.0, "created", 1)
}
