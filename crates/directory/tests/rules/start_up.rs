//! What a fresh store has (`one-record` 4.2), and what a second start adds to it: nothing.

use directory::groups;
use directory::roles;
use directory::users::{self, Parts};
use model::PrivilegeSet;
use testkit::on_both_engines;

use crate::kit::*;

/// First and last numbers of runs of privileges.
type Runs = &'static [(u32, u32)];

/// The predefined roles: number, name, privileges.
const ROLES: [(i64, &str, Runs); 16] = [
    (301, "Administrator", &[(1, 19)]),
    (302, "Privileged Administrator", &[(1, 21)]),
    (303, "Password Administrator", &[(1, 1)]),
    (304, "Password Auditor", &[(1, 1), (18, 18)]),
    (305, "Password User", &[]),
    (306, "Connection User", &[]),
    (307, "Cloud Administrator", &[]),
    (308, "PowerUser", &[(7, 17)]),
    (309, "PowerUserMinusRemediation", &[(7, 15)]),
    (310, "ContentAdmin", &[(11, 13), (15, 15)]),
    (311, "AgentManager", &[(13, 15)]),
    (312, "GeneralUser-1", &[(11, 11), (13, 13), (15, 15)]),
    (313, "GeneralUser-2", &[(11, 11), (13, 13), (15, 15)]),
    (314, "GeneralUser-3", &[(11, 11), (13, 13), (15, 15)]),
    (315, "GeneralUser-4", &[(11, 11), (13, 13), (15, 15)]),
    (316, "ReadOnly", &[(11, 11), (13, 13), (15, 15)]),
];

on_both_engines! {
    async fn a_fresh_store_has_sixteen_roles_with_these_privileges(world: World) {
        let admin = admin(&world).await;
        let found = roles::list(&world.directory, &ask(&world), &admin).await.unwrap();
        let found: Vec<_> =
            found.iter().map(|role| (role.number, role.name.to_string(), role.privileges, role.predefined)).collect();
        let wanted: Vec<_> = ROLES
            .iter()
            .map(|(number, name, runs)| {
                let set = runs.iter().fold(PrivilegeSet::NONE, |set, (first, last)| set | PrivilegeSet::range(*first, *last));
                (*number, (*name).to_owned(), set, true)
            })
            .collect();
        assert_eq!(found, wanted);
    }

    async fn a_fresh_store_has_five_groups_and_one_of_them_carries_administration(world: World) {
        let admin = admin(&world).await;
        let query = "SELECT number, name, builtin FROM groups ORDER BY number";
        assert_eq!(
            rows(&world, query, 3).await,
            [["1", "System.users", "1"], ["2", "System.admins", "1"], ["3", "Prototype Super", "0"],
             ["4", "International Super", "0"], ["5", "Super", "0"]]
        );
        for (name, grants) in
            [("System.users", vec![]), ("System.admins", vec![301]), ("Prototype Super", vec![]), ("Super", vec![])]
        {
            let view = groups::get(&world.directory, &ask(&world), &admin, Ok(group(name))).await.unwrap();
            let found: Vec<_> = view.grants.iter().map(|grant| grant.role_number).collect();
            assert_eq!(found, grants, "{name}");
            assert!(view.grants.iter().all(|grant| grant.objects.confers()));
        }
    }

    async fn the_first_user_is_an_administrator_by_grants_and_by_group(world: World) {
        let admin = admin(&world).await;
        let parts = Parts { grants: true, memberships: true, emails: true, ..Parts::NONE };
        let view = users::current(&world.directory, &ask(&world), &admin, parts).await.unwrap();
        let user = &view.user;
        assert_eq!((user.number, user.login.as_str()), (1, "admin"));
        assert_eq!((user.given.as_deref(), user.family.as_deref()), (Some("Provisor"), Some("Administrator")));
        assert!(user.enabled && user.has_password && user.lock.is_none() && view.emails.is_empty());
        assert_eq!((user.kind, user.origin), (model::Kind::Person, model::Origin::Local));
        let grants: Vec<_> = view.grants.iter().map(|grant| (grant.role_number, grant.objects.confers())).collect();
        assert_eq!(grants, [(301, true), (302, true)]);
        let groups: Vec<_> = view.memberships.iter().map(|row| (row.group_number, row.until)).collect();
        assert_eq!(groups, [(1, None), (2, None)]);
        assert!(view.memberships.iter().all(|row| row.in_force(world.directory.now())));
    }

    async fn a_fresh_store_has_policies_codes_and_traversal_specs(world: World) {
        assert_eq!(rows(&world, "SELECT name FROM orgs", 1).await, [["Default"]]);
        let policies = rows(&world, "SELECT name FROM password_policies ORDER BY number", 1).await.concat();
        assert_eq!(policies, ["Low", "Medium", "Strong", "Offline Password File"]);
        let codes = |table: &str| format!("SELECT code FROM codes WHERE code_table = '{table}' ORDER BY place");
        assert_eq!(rows(&world, &codes("Company"), 1).await.concat(), ["Prototype", "Alamere Insurance"]);
        assert_eq!(rows(&world, &codes("ClientSex"), 1).await.concat(), ["M", "F", "01", "02"]);
        assert_eq!(rows(&world, &codes("Locale"), 1).await.len(), 10);
        assert_eq!(
            rows(&world, &codes("SecurityGroup"), 1).await.concat(),
            ["Prototype Super", "International Super", "Super"]
        );
        let enabling = "SELECT code, flag FROM codes WHERE code_table = 'UserStatus' ORDER BY place";
        assert_eq!(rows(&world, enabling, 2).await, [["01", "1"], ["02", "0"]]);
        let specs = "SELECT name FROM traversal_specs ORDER BY name";
        assert_eq!(
            rows(&world, specs, 1).await.concat(),
            ["Custom Groups", "vCloud Tenant", "vSphere Hosts and Clusters", "vSphere Storage"]
        );
        assert_eq!((count(&world, "sources").await, count(&world, "scopes").await), (0, 0));
    }

    async fn a_second_start_adds_nothing(world: World) {
        let before = counts(&world).await;
        let login = "SELECT password, version FROM users";
        let record = rows(&world, login, 2).await;
        another_node(&world, |_| ()).await;
        assert_eq!(counts(&world).await, before);
        assert_eq!(rows(&world, login, 2).await, record, "the password of the first start stays");
    }

    async fn what_was_renamed_or_deleted_does_not_come_back(world: World) {
        groups::delete(&world.directory, &ask(&world), &admin(&world).await, Ok(group("Super"))).await.unwrap();
        another_node(&world, |_| ()).await;
        assert_eq!(count(&world, "groups").await, 4);
    }

    async fn numbers_begin_behind_those_of_the_first_start(world: World) {
        assert_eq!(make(&world, named("first")).await.number, 2);
        assert_eq!(make(&world, named("second")).await.number, 3);
        assert_eq!(make_group(&world, "sixth").await.number, 6);
    }

    async fn numbers_go_on_without_a_gap_after_a_clean_restart(world: World) {
        assert_eq!(make(&world, named("before")).await.number, 2);
        assert_eq!(make_group(&world, "before").await.number, 6);
        world.directory.finish().await.unwrap();
        let node = another_node(&world, |_| ()).await;
        let after = vec![named("after")];
        let made = users::create(&node, &ask(&world), &directory::Credential::System, Ok(after), None).await.unwrap();
        assert_eq!(made[0].number, 3);
        let keys = rows(&world, "SELECT user_key FROM users ORDER BY user_key", 1).await.concat();
        assert_eq!(keys, ["1", "2", "3"]);
    }

    async fn two_nodes_never_give_one_number(world: World) {
        let node = another_node(&world, |_| ()).await;
        let mut numbers = Vec::new();
        for n in 0..4 {
            numbers.push(make(&world, named(&format!("here {n}"))).await.number);
            let there = vec![named(&format!("there {n}"))];
            let made = users::create(&node, &ask(&world), &directory::Credential::System, Ok(there), None).await;
            numbers.push(made.unwrap()[0].number);
        }
        world.directory.finish().await.unwrap();
        node.finish().await.unwrap();
        numbers.push(make(&world, named("last")).await.number);
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 9);
    }
}
