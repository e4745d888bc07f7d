//! Organisations made, listed, renamed and bound to hosts (`one-record` section 11).

use directory::orgs::{self, NewOrg, Org, OrgEdit};
use directory::passwords::Password;
use directory::sessions;
use directory::users::{self, Filter, Parts};
use directory::{Credential, Request};
use model::refusal::Forbidden;
use model::{Conflict, HostName, Noun, OrgName, Privilege, PrivilegeSet, Refusal, Role, TokenKind};
use testkit::{ADMIN_PASSWORD, World, on_both_engines};

use crate::kit::*;

fn name(text: &str) -> OrgName {
    OrgName::new(text).unwrap()
}

fn hosts(texts: &[&str]) -> Vec<HostName> {
    texts.iter().map(|text| HostName::new(text).unwrap()).collect()
}

fn org(text: &str, at: &[&str]) -> NewOrg {
    NewOrg { name: name(text), hosts: hosts(at), password: Some(password(ADMIN_PASSWORD)) }
}

async fn create(world: &World, by: &Credential, new: NewOrg) -> Result<(), Refusal> {
    orgs::create(&world.directory, &ask(world), by, Ok(new)).await.map(drop)
}

async fn update(world: &World, by: &Credential, edit: OrgEdit) -> Result<(), Refusal> {
    orgs::update(&world.directory, &ask(world), by, Ok(edit)).await
}

fn rename(from: &str, to: &str) -> OrgEdit {
    OrgEdit { org: name(from), name: Some(name(to)), hosts: None }
}

fn bind(to: &str, at: &[&str]) -> OrgEdit {
    OrgEdit { org: name(to), name: None, hosts: Some(hosts(at)) }
}

async fn all(world: &World) -> Vec<Org> {
    orgs::list(&world.directory, &ask(world), &Credential::System).await.unwrap()
}

async fn names(world: &World) -> Vec<String> {
    all(world).await.into_iter().map(|org| org.name.to_string()).collect()
}

/// What a query tells of an organisation, where `{}` stands for its key.
async fn of(world: &World, key: i64, query: &str, columns: usize) -> Vec<Vec<String>> {
    rows(world, &query.replace("{}", &key.to_string()), columns).await
}

fn lacks() -> Refusal {
    Refusal::Forbidden(Forbidden::Lacks(Privilege::OrgsManage))
}

on_both_engines! {
    async fn a_new_one_has_all_that_the_first_has(world: World) {
        create(&world, &Credential::System, org("Second", &[])).await.unwrap();
        for (query, columns) in [
            ("SELECT number, name, privileges, predefined FROM roles WHERE org_key = {} ORDER BY number", 4),
            ("SELECT number, name, builtin FROM groups WHERE org_key = {} ORDER BY number", 3),
            ("SELECT number, name, rules, predefined FROM password_policies WHERE org_key = {} ORDER BY number", 4),
            ("SELECT code_table, code, place, description, flag FROM codes WHERE org_key = {} ORDER BY 1, 3", 5),
            ("SELECT adapter_kind, resource_kind, name FROM traversal_specs WHERE org_key = {} ORDER BY 1, 2, 3", 3),
            ("SELECT number, login, given, family, enabled FROM users WHERE org_key = {}", 5),
            ("SELECT g.number, g.name FROM memberships m JOIN groups g ON g.group_key = m.group_key
              JOIN users u ON u.user_key = m.user_key WHERE g.org_key = {} AND u.org_key = {} ORDER BY 1", 2),
            ("SELECT r.number, u.login FROM grants g JOIN roles r ON r.role_key = g.role_key
              JOIN users u ON u.user_key = g.holder_key AND g.holder_kind = 1
              WHERE r.org_key = {} AND u.org_key = {} ORDER BY 1", 2),
            ("SELECT r.number, h.name FROM grants g JOIN roles r ON r.role_key = g.role_key
              JOIN groups h ON h.group_key = g.holder_key AND g.holder_kind = 2
              WHERE r.org_key = {} AND h.org_key = {} ORDER BY 1", 2),
            ("SELECT object_kind, total FROM totals WHERE org_key = {}", 2),
        ] {
            let first = of(&world, 1, query, columns).await;
            assert!(!first.is_empty(), "{query}");
            assert_eq!(of(&world, 2, query, columns).await, first, "{query}");
        }
        for query in ["SELECT user_id FROM users", "SELECT group_id FROM groups", "SELECT role_id FROM roles"] {
            let mut ids = rows(&world, query, 1).await;
            let before = ids.len();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), before, "ids are unique over all: {query}");
        }
        let made = users::create(&world.directory, &to(&world, "Second"), &Credential::System, Ok(vec![named("next")]), None).await;
        assert_eq!(made.unwrap()[0].number, 2);
        let roles = directory::roles::list(&world.directory, &to(&world, "Second"), &Credential::System).await.unwrap();
        assert!(roles.iter().any(|role| role.number == Role::PRIVILEGED_ADMINISTRATOR));
    }

    async fn its_administrator_has_the_password_that_was_given_or_one_that_is_told_once(world: World) {
        let given = orgs::create(&world.directory, &ask(&world), &Credential::System, Ok(org("Given", &["a.example"]))).await;
        assert!(given.unwrap().password.is_none(), "whoever gave it knows it");
        let drawn = NewOrg { password: None, ..org("Drawn", &["b.example"]) };
        let drawn = orgs::create(&world.directory, &ask(&world), &Credential::System, Ok(drawn)).await.unwrap();
        let drawn = drawn.password.unwrap();
        for (host, text, opens) in [
            ("a.example", ADMIN_PASSWORD, true),
            ("b.example", drawn.as_str(), true),
            ("b.example", ADMIN_PASSWORD, false),
        ] {
            let typed = Password::new(text.to_owned());
            let opened = sessions::open(&world.directory, &at(&world, host), TokenKind::Aria, "admin", typed, SIX_HOURS).await;
            assert_eq!(opened.is_ok(), opens, "{host}");
        }
    }

    async fn only_who_manages_organisations_in_the_first_manages_them(world: World) {
        create(&world, &Credential::System, org("Second", &[])).await.unwrap();
        let all_but = PrivilegeSet::ALL - [Privilege::OrgsManage].into_iter().collect();
        let clerk = holder(&world, "clerk", all_but).await;
        let new = directory::tokens::NewToken { kind: TokenKind::Native, expires: None, host: None };
        let issued = directory::tokens::issue(&world.directory, &to(&world, "Second"), &Credential::System, "admin", new).await;
        let there = bearer(TokenKind::Native, issued.unwrap().secret.reveal());
        let before = counts(&world).await;
        for by in [&clerk, &there] {
            assert_eq!(create(&world, by, org("Third", &[])).await, Err(lacks()));
            assert_eq!(update(&world, by, rename("Second", "Third")).await, Err(lacks()));
            assert_eq!(orgs::delete(&world.directory, &ask(&world), by, Ok(name("Second"))).await, Err(lacks()));
            assert_eq!(orgs::list(&world.directory, &ask(&world), by).await.unwrap_err(), lacks());
        }
        assert_eq!(counts(&world).await, before);
        let chief = holder(&world, "chief", [Privilege::OrgsManage].into_iter().collect()).await;
        update(&world, &chief, rename("Second", "Third")).await.unwrap();
        assert_eq!(orgs::list(&world.directory, &ask(&world), &chief).await.unwrap().len(), 2);
        let refused = create(&world, &chief, org("Fourth", &[])).await;
        assert!(matches!(refused, Err(Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_)))), "its administrator would hold more");
        create(&world, &admin(&world).await, org("Fourth", &[])).await.unwrap();
    }

    async fn names_are_unique_without_case_and_kept_as_given(world: World) {
        create(&world, &Credential::System, org("Zweigstelle Köln", &[])).await.unwrap();
        let taken = |text: &str| Refusal::Exists { what: Noun::Org, name: text.to_owned() };
        for text in ["zweigstelle KÖLN", "DEFAULT"] {
            assert_eq!(create(&world, &Credential::System, org(text, &[])).await, Err(taken(text)));
        }
        assert_eq!(update(&world, &Credential::System, rename("zweigstelle köln", "default")).await, Err(taken("default")));
        update(&world, &Credential::System, rename("zweigstelle köln", "ZWEIGSTELLE Köln")).await.unwrap();
        update(&world, &Credential::System, rename("default", "Zentrale")).await.unwrap();
        assert_eq!(names(&world).await, ["Zentrale", "ZWEIGSTELLE Köln"]);
        let none = Err(Refusal::no_such(Noun::Org, "Default"));
        assert_eq!(update(&world, &Credential::System, rename("Default", "x")).await, none);
    }

    async fn a_host_belongs_to_one_organisation(world: World) {
        create(&world, &Credential::System, org("Second", &["B.example.", "b.example"])).await.unwrap();
        let taken = Err(Refusal::Conflict(Conflict::State("another organisation is bound to this host")));
        assert_eq!(create(&world, &Credential::System, org("Third", &["c.example", "b.example"])).await, taken);
        assert_eq!(update(&world, &Credential::System, bind("Default", &["b.example"])).await, taken);
        assert_eq!(all(&world).await[1].hosts, hosts(&["b.example"]));
        update(&world, &Credential::System, bind("Second", &["c.example", "::1"])).await.unwrap();
        update(&world, &Credential::System, bind("Default", &["b.example"])).await.unwrap();
        let bound: Vec<_> = all(&world).await.into_iter().map(|org| org.hosts).collect();
        assert_eq!(bound, [hosts(&["b.example"]), hosts(&["::1", "c.example"])]);
        update(&world, &Credential::System, bind("Second", &[])).await.unwrap();
        assert!(all(&world).await[1].hosts.is_empty());
    }

    async fn each_change_leaves_its_event_in_the_first_and_no_change_none(world: World) {
        let by = admin(&world).await;
        let told = async |request: Request| {
            let id = blob(&world, &hex(&request.id.0));
            let query = format!("SELECT org_key, event, target_name, changes FROM audit_events
                WHERE request_id = {id} AND target_kind = 'org'");
            rows(&world, &query, 4).await
        };
        let request = ask(&world);
        orgs::create(&world.directory, &request, &by, Ok(org("Second", &["b.example"]))).await.unwrap();
        let changes = r#"[{"field":"name","before":null,"after":"Second"},{"field":"hosts","before":null,"after":"b.example"}]"#;
        assert_eq!(told(request).await, [["1", "org.created", "Second", changes]]);
        let request = ask(&world);
        let edit = OrgEdit { hosts: Some(hosts(&["c.example"])), ..rename("second", "2nd") };
        orgs::update(&world.directory, &request, &by, Ok(edit.clone())).await.unwrap();
        let changes = r#"[{"field":"name","before":"Second","after":"2nd"},{"field":"hosts","before":"b.example","after":"c.example"}]"#;
        assert_eq!(told(request).await, [["1", "org.updated", "2nd", changes]]);
        let before = counts(&world).await;
        update(&world, &by, OrgEdit { org: name("2nd"), ..edit }).await.unwrap();
        assert_eq!((counts(&world).await, all(&world).await[1].version), (before, 2));
        let request = ask(&world);
        orgs::delete(&world.directory, &request, &by, Ok(name("2nd"))).await.unwrap();
        assert_eq!(told(request).await, [["1", "org.deleted", "2nd", r#"[{"field":"name","before":"2nd","after":null}]"#]]);
    }

    async fn who_makes_one_sees_nobody_of_his_own_in_it(world: World) {
        make(&world, named("here")).await;
        create(&world, &Credential::System, org("Second", &[])).await.unwrap();
        let page = users::list(&world.directory, &to(&world, "Second"), &admin(&world).await, Ok(Filter::default()), Parts::NONE, None).await;
        let logins: Vec<_> = page.unwrap().users.into_iter().map(|view| view.user.login.to_string()).collect();
        assert_eq!(logins, ["admin"]);
    }

    async fn its_administrator_s_password_is_held_to_what_holds_for_all(world: World) {
        let node = another_node(&world, |config| {
            config.password_min_length = 15;
            config.uniform_policy = Some("Medium".to_owned());
        });
        let node = node.await;
        let create = async |text: &str| {
            let new = NewOrg { password: Some(password(text)), ..org("Second", &[]) };
            orgs::create(&node, &ask(&world), &Credential::System, Ok(new)).await.map(drop)
        };
        for short in ["a1", "without a digit", "fourteen 14 ch"] {
            let refused = create(short).await.unwrap_err();
            assert!(matches!(&refused, Refusal::Invalid(all) if all[0].field == "password"), "{short}: {refused:?}");
        }
        assert_eq!(names(&world).await, ["Default"]);
        create("fifteen 15 char").await.unwrap();
    }
}
