//! What a fresh store has (`one-record` section 4.2).

use std::sync::Arc;

use db::Conn;
use model::{
    GrantObjects, Group, GroupId, GroupKey, GroupName, Holder, Login, OrgKey, OrgName, PrivilegeSet, Refusal,
    Role, RoleId, RoleKey, RoleName, Timestamp, UserId, UserKey,
};

use crate::directory::FirstStart;
use crate::numbers::{self, SHARED, Series};
use crate::passwords::{self, PAM360_POLICIES, Password, PolicyRules, Source};
use crate::run::{Step, Work};
use crate::users::{NewUser, repo as users};
use crate::{Directory, Outside, Via, groups, orgs, roles};

/// The login of the first administrator.
const ADMIN: &str = "admin";
/// Names of the groups, by number from 1; the first two are built in.
const GROUPS: [&str; 5] =
    ["System.users", "System.admins", "Prototype Super", "International Super", "Super"];
const BUILT_IN: usize = 2;
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

/// Table, code, description, flag (`UserStatus`: enabled).
const CODES: [(&str, &str, &str, bool); 21] = [
    ("UserStatus", "01", "Active", true),
    ("UserStatus", "02", "Inactive", false),
    ("Locale", "00", "00", false),
    ("Locale", "01", "01", false),
    ("Locale", "02", "02", false),
    ("Locale", "03", "03", false),
    ("Locale", "04", "04", false),
    ("Locale", "05", "05", false),
    ("Locale", "06", "06", false),
    ("Locale", "07", "07", false),
    ("Locale", "08", "08", false),
    ("Locale", "09", "09", false),
    ("ClientSex", "M", "Male", false),
    ("ClientSex", "F", "Female", false),
    ("ClientSex", "01", "01", false),
    ("ClientSex", "02", "02", false),
    ("Company", "Prototype", "Prototype", false),
    ("Company", "Alamere Insurance", "Alamere Insurance", false),
    ("SecurityGroup", "Prototype Super", "Prototype Super", false),
    ("SecurityGroup", "International Super", "International Super", false),
    ("SecurityGroup", "Super", "Super", false),
];

/// Adapter kind, resource kind, name.
const TRAVERSAL_SPECS: [(&str, &str, &str); 4] = [
    ("VMWARE", "vSphere World", "vSphere Hosts and Clusters"),
    ("VMWARE", "vSphere World", "vSphere Storage"),
    ("?", "?", "Custom Groups"),
    ("vCloud", "vCloud World", "vCloud Tenant"),
];

/// Ids drawn before the transaction.
struct Ids {
    groups: Vec<GroupId>,
    roles: Vec<RoleId>,
    admin: UserId,
}

impl Ids {
    fn draw(outside: &Outside) -> Self {
        Self {
            groups: GROUPS.iter().map(|_| GroupId(outside.id())).collect(),
            roles: ROLES.iter().map(|_| RoleId(outside.id())).collect(),
            admin: UserId(outside.id()),
        }
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
    let ids = Arc::new(Ids::draw(directory.outside()));
    let made = directory
        .write_plainly(&request, move |work| {
            if orgs::repo::any(work.c)? {
                return Ok(false);
            }
            make_org(work.c, &org_name, &ids, work.now)?;
            make_admin(work, &ids, stored.as_str())?;
            Ok(true)
        })
        .await?;
    Ok(made.then(|| FirstStart { login: ADMIN.to_owned(), password: drawn.then_some(password) }))
}

fn make_org(c: &mut dyn Conn, name: &OrgName, ids: &Ids, now: Timestamp) -> Step<()> {
    let org = OrgKey::FIRST;
    orgs::repo::insert(c, org, name, now)?;
    make_roles(c, org, ids, now)?;
    make_groups(c, org, ids, now)?;
    for (number, (name, rules)) in (1_i64..).zip(PAM360_POLICIES) {
        make_policy(c, org, number, name, &rules)?;
    }
    for (place, (table, code, description, flag)) in (0_i64..).zip(CODES) {
        c.execute(
            "INSERT INTO codes (org_key, code_table, code, place, description, flag) VALUES ($1, $2, $3, $4, $5, $6)",
            &[org.0.into(), table.into(), code.into(), place.into(), description.into(), flag.into()],
        )?;
    }
    for (adapter, resource, name) in TRAVERSAL_SPECS {
        c.execute(
            "INSERT INTO traversal_specs (org_key, adapter_kind, resource_kind, name, instance_association)
             VALUES ($1, $2, $3, $4, 0)",
            &[org.0.into(), adapter.into(), resource.into(), name.into()],
        )?;
    }
    Ok(())
}

fn make_roles(c: &mut dyn Conn, org: OrgKey, ids: &Ids, now: Timestamp) -> Step<()> {
    for ((order, (name, ranges)), id) in (0_i64..).zip(ROLES).zip(&ids.roles) {
        let mut privileges = PrivilegeSet::NONE;
        for (first, last) in ranges {
            privileges |= PrivilegeSet::range(*first, *last);
        }
        let role = Role {
            key: RoleKey(order + 1),
            id: *id,
            number: FIRST_ROLE + order,
            name: RoleName::new(name).map_err(|_| Refusal::Internal)?,
            description: None,
            privileges,
            predefined: true,
        };
        roles::repo::insert(c, org, &role, now)?;
    }
    Ok(())
}

fn make_groups(c: &mut dyn Conn, org: OrgKey, ids: &Ids, now: Timestamp) -> Step<()> {
    for ((order, name), id) in (0..).zip(GROUPS).zip(&ids.groups) {
        let number = i64::try_from(order).unwrap_or_default() + 1;
        let group = Group {
            key: GroupKey(number),
            id: *id,
            number,
            name: GroupName::new(name).map_err(|_| Refusal::Internal)?,
            description: None,
            builtin: order < BUILT_IN,
            created: now,
            updated: now,
            version: 1,
        };
        groups::repo::insert(c, org, &group)?;
    }
    roles::repo::put_grant(c, Holder::Group(ADMINS), RoleKey(1), &GrantObjects::All, false)?;
    let groups = i64::try_from(GROUPS.len()).unwrap_or_default() + 1;
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
    c.execute(
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

fn make_admin(work: &mut Work<'_>, ids: &Ids, stored: &str) -> Step<()> {
    let mut admin = NewUser::named(Login::new(ADMIN).map_err(|_| Refusal::Internal)?);
    admin.given = Some("Provisor".to_owned());
    admin.family = Some("Administrator".to_owned());
    let stored = passwords::StoredPassword::from_store(stored.to_owned());
    users::insert_first(work.c, &admin, ids.admin, &stored, work.now)?;
    let key = UserKey(1);
    for role in [RoleKey(2), RoleKey(1)] {
        roles::repo::put_grant(work.c, Holder::User(key), role, &GrantObjects::All, false)?;
    }
    for (order, group) in (0_i64..).zip([GroupKey(1), ADMINS]) {
        groups::repo::join(work.c, key, group, work.now, None, work.now.micros() + order, None)?;
    }
    let actor = crate::audit::Actor { id: None, login: "system".to_owned(), credential: None };
    let target = crate::audit::Target { kind: "user", id: ids.admin.0, name: ADMIN.to_owned() };
    let mut changes = crate::audit::Changes::default();
    changes.set("login", ADMIN);
    work.record_for(OrgKey::FIRST, &actor, &crate::audit::Event { name: "user.created", target, changes })?;
    work.changed(OrgKey::FIRST, "user", ids.admin.0, "created", 1)
}
