//! Groups that follow their auth source.

use directory::Credential;
use directory::groups;
use directory::roles::{self, NewGrant};
use directory::sources::{self, Synchronized};
use directory::users::NewUser;
use model::refusal::Forbidden;
use model::{Conflict, Origin, Privilege, PrivilegeSet, Refusal, TokenKind};
use testkit::slapd::{Slapd, USERS, group_dn, user_dn};
use testkit::{World, on_both_engines};

use crate::kit::*;
use crate::ldap_kit::{
    Gate, breaking_off, import, imported_group, imported_group_by, members, new_source, source, source_at,
    synchronize, synchronize_by,
};

fn remove(member: &str, group: &str) -> String {
    format!("dn: {}\nchangetype: modify\ndelete: member\nmember: {member}\n", group_dn(group))
}

/// What stands in the audit and for followers of one kind of change of a membership.
async fn told(world: &World, event: &str) -> i64 {
    one(world, &format!("SELECT count(*) FROM audit_events WHERE event = '{event}'")).await
}

async fn followed(world: &World) -> i64 {
    one(world, "SELECT count(*) FROM changes WHERE change = 'membership'").await
}

async fn nothing_is_staged(world: &World) {
    assert_eq!((count(world, "staged_members").await, count(world, "group_syncs").await), (0, 0));
}

on_both_engines! {
    async fn nested_members_come_and_those_removed_go(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let name = group_dn("outer");
        imported_group(&world, &source, &name).await;
        import(&world, &source, &["u0001"]).await.unwrap();
        let done = synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!(done, Synchronized { groups: 1, brought: 3, disabled: 0, passed_over: 0 });
        assert_eq!(members(&world, &name).await, ["u0001", "u0002", "u0003", "locked"]);
        // Users of his own making stay whatever the source says.
        make(&world, named("local")).await;
        world.clock.turn(1);
        groups::join(&world.directory, &ask(&world), &Credential::System, Ok((group(&name), login("local"))), None, None)
            .await.unwrap();
        slapd.change(&remove(&user_dn(3), "innermost"));
        synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!(members(&world, &name).await, ["u0001", "u0002", "locked", "local"]);
        nothing_is_staged(&world).await;
        assert_eq!((told(&world, "membership.added").await, told(&world, "membership.removed").await), (5, 1));
        assert_eq!((followed(&world).await, told(&world, "source.synchronized").await), (6, 2));
        assert_eq!(one(&world, "SELECT count(*) FROM memberships m JOIN groups g ON g.group_key = m.group_key
             WHERE g.source_key IS NOT NULL").await, 4, "who left leaves no row");
    }

    async fn who_is_brought_in_belongs_to_the_organisation_that_asked(world: World) {
        let slapd = Slapd::start();
        world.organisation("Second", &[]).await;
        let there = to(&world, "Second");
        let new = Ok(new_source("corp", slapd.port));
        let source = sources::create(&world.directory, &there, &Credential::System, new).await.unwrap();
        imported_group_by(&world, &to(&world, "Second"), &source, &group_dn("outer")).await;
        let ada = world.token_in(Some("Second"), "admin", TokenKind::Native).await;
        let done = synchronize(&world, &bearer(TokenKind::Native, &ada), &source).await.unwrap();
        assert!(done.brought > 0);
        for query in [
            "SELECT DISTINCT org_key FROM users WHERE source_key IS NOT NULL",
            "SELECT DISTINCT org_key FROM audit_events WHERE event = 'membership.added'",
        ] {
            assert_eq!(rows(&world, query, 1).await, [["2"]], "{query}");
        }
    }

    async fn the_same_again_changes_nothing(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        imported_group(&world, &source, "inner").await;
        synchronize(&world, &Credential::System, &source).await.unwrap();
        let before = counts(&world).await;
        let done = synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!(done, Synchronized { groups: 1, ..Synchronized::default() });
        assert_eq!(counts(&world).await, before);
    }

    async fn who_is_disabled_there_is_disabled_here(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let name = group_dn("innermost");
        imported_group(&world, &source, &name).await;
        import(&world, &source, &["u0002", "u0003"]).await.unwrap();
        let session = session(&world, "u0002", "pw-u0002").await;
        slapd.change(&format!(
            "dn: {}\nchangetype: modify\nadd: objectClass\nobjectClass: shadowAccount\n-\nadd: shadowExpire\nshadowExpire: 1\n",
            user_dn(2)
        ));
        let done = synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!((done.disabled, done.brought), (1, 1));
        let enabled = "SELECT login FROM users WHERE source_key IS NOT NULL AND enabled = 1";
        assert_eq!(rows(&world, enabled, 1).await, [["u0003"]], "he who is locked there comes in disabled");
        assert!(used(&world, &session).await.is_err());
    }

    async fn a_login_of_another_is_passed_over(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        make(&world, named("U0002")).await;
        let name = group_dn("outer");
        imported_group(&world, &source, &name).await;
        let done = synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!((done.brought, done.passed_over), (3, 1));
        assert_eq!(members(&world, &name).await, ["u0001", "u0003", "locked"]);
        assert_eq!(one(&world, "SELECT external FROM users WHERE login = 'U0002'").await, 0);
    }

    async fn a_group_that_the_source_does_not_have_empties(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        imported_group(&world, &source, "inner").await;
        imported_group(&world, &source, "nowhere").await;
        synchronize(&world, &Credential::System, &source).await.unwrap();
        assert!(!members(&world, "inner").await.is_empty());
        slapd.change(&format!("dn: {}\nchangetype: delete\n", group_dn("inner")));
        synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!(members(&world, "inner").await, [] as [&str; 0]);
    }

    async fn a_source_that_dies_changes_nothing(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        imported_group(&world, &source, "inner").await;
        synchronize(&world, &Credential::System, &source).await.unwrap();
        let before = members(&world, "inner").await;
        slapd.stop();
        let refused = synchronize(&world, &Credential::System, &source).await.unwrap_err();
        assert!(matches!(refused, Refusal::SourceFailed { .. }), "{refused:?}");
        assert_eq!(members(&world, "inner").await, before);
        nothing_is_staged(&world).await;
    }

    async fn a_source_that_dies_in_the_middle_changes_nothing_and_the_next_call_all(world: World) {
        let slapd = Slapd::start();
        // Behind the login and some hundred of three thousand members.
        let source = source_at(&world, breaking_off(slapd.port, 200_000)).await;
        let name = group_dn("everyone");
        imported_group(&world, &source, &name).await;
        let before = counts(&world).await;
        let refused = synchronize(&world, &Credential::System, &source).await.unwrap_err();
        assert!(matches!(refused, Refusal::SourceFailed { .. }), "{refused:?}");
        assert_eq!(counts(&world).await, before);
        synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!(members(&world, &name).await.len(), USERS);
    }

    async fn nobody_is_given_more_than_the_caller_holds(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let view = imported_group(&world, &source, "inner").await;
        let holder_of = groups::GroupRef::Id(view.group.id);
        let draft = Ok((roles::HolderRef::Group(holder_of), NewGrant::on_all(role("Administrator"))));
        roles::give(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        let keeper = holder(&world, "keeper", PrivilegeSet::from_iter([Privilege::SourcesManage])).await;
        let refused = synchronize(&world, &keeper, &source).await.unwrap_err();
        assert!(matches!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_))), "{refused:?}");
        assert_eq!(members(&world, "inner").await, [] as [&str; 0]);
        nothing_is_staged(&world).await;
        let nobody = holder(&world, "nobody", PrivilegeSet::from_iter([Privilege::DirectoryRead])).await;
        let refused = synchronize(&world, &nobody, &source).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::Lacks(Privilege::SourcesManage)));
    }

    async fn a_large_group_comes_whole(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let name = group_dn("everyone");
        imported_group(&world, &source, &name).await;
        let done = synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!(done.brought, USERS);
        let all = members(&world, &name).await;
        assert_eq!(all.len(), USERS);
        assert_eq!((all[0].as_str(), all[USERS - 1].as_str()), ("u0001", "u3000"), "in the order of the source");
        assert_eq!(told(&world, "membership.added").await, i64::try_from(USERS).unwrap());
    }

    async fn what_a_dead_server_has_left_is_finished_by_another(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let view = imported_group(&world, &source, "inner").await;
        make(&world, NewUser { origin: Origin::Imported(source.key), ..named("u0001") }).await;
        let (group, user) = (view.group.key.0, key_of(&world, "u0001").await.0);
        let now = world.directory.now().micros();
        // As it stands between the statement that makes it effective and the last that tells it.
        let run = blob(&world, &hex(&world.directory.outside().id()));
        for statement in [
            format!("INSERT INTO group_syncs (group_key, org_key, run, touched, effective, actor_login)
                     VALUES ({group}, 1, {run}, {now}, {now}, 'ada')"),
            format!("INSERT INTO staged_members (run, user_key, change, place, since) VALUES ({run}, {user}, 1, 0, 0)"),
            format!("INSERT INTO memberships (user_key, group_key, since, joined) VALUES ({user}, {group}, {now}, {now})"),
        ] {
            sql(&world, &statement).await;
        }
        world.directory.tidy().await.unwrap();
        assert_eq!(told(&world, "membership.added").await, 0, "it may be at it still");
        world.clock.turn(61);
        world.directory.tidy().await.unwrap();
        let by = "SELECT actor_login FROM audit_events WHERE event = 'membership.added'";
        assert_eq!(rows(&world, by, 1).await, [["ada"]]);
        nothing_is_staged(&world).await;
        world.directory.tidy().await.unwrap();
        assert_eq!(told(&world, "membership.added").await, 1);
    }

    async fn what_was_staged_and_never_effective_is_cleared_away(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let view = imported_group(&world, &source, "inner").await;
        make(&world, NewUser { origin: Origin::Imported(source.key), ..named("u0009") }).await;
        let (group, user) = (view.group.key.0, key_of(&world, "u0009").await.0);
        let (now, run) = (world.directory.now().micros(), blob(&world, &hex(&world.directory.outside().id())));
        for statement in [
            format!("INSERT INTO group_syncs (group_key, org_key, run, touched, actor_login)
                     VALUES ({group}, 1, {run}, {now}, 'ada')"),
            format!("INSERT INTO staged_members (run, user_key, change, place, since) VALUES ({run}, {user}, 1, 0, 0)"),
        ] {
            sql(&world, &statement).await;
        }
        let refused = synchronize(&world, &Credential::System, &source).await.unwrap_err();
        assert_eq!(refused, Refusal::Conflict(Conflict::State("the group is being synchronised")));
        world.clock.turn(61);
        synchronize(&world, &Credential::System, &source).await.unwrap();
        assert!(!members(&world, "inner").await.contains(&"u0009".to_owned()));
        nothing_is_staged(&world).await;
    }

    async fn who_is_deleted_meanwhile_is_staged_no_more(world: World) {
        make(&world, named("gone")).await;
        let (user, run) = (key_of(&world, "gone").await.0, blob(&world, &hex(&world.directory.outside().id())));
        sql(&world, &format!("INSERT INTO staged_members (run, user_key, change, place, since) VALUES ({run}, {user}, 1, 0, 0)")).await;
        directory::users::delete(&world.directory, &ask(&world), &Credential::System, Ok(login("gone"))).await.unwrap();
        nothing_is_staged(&world).await;
    }

    async fn a_group_that_is_deleted_meanwhile_gets_no_members(world: World) {
        let slapd = Slapd::start();
        let gate = Gate::before(slapd.port);
        let source = source_at(&world, gate.port).await;
        let view = imported_group(&world, &source, "inner").await;
        let (node, request, kept) = (world.directory.clone(), ask(&world), source.clone());
        let running =
            tokio::spawn(async move { synchronize_by(&node, &request, &Credential::System, &kept).await });
        gate.somebody_waits().await;
        let group = groups::GroupRef::Id(view.group.id);
        groups::delete(&world.directory, &ask(&world), &Credential::System, Ok(group)).await.unwrap();
        gate.open();
        running.await.unwrap().unwrap();
        let key = view.group.key.0;
        assert_eq!(one(&world, &format!("SELECT count(*) FROM memberships WHERE group_key = {key}")).await, 0);
        world.directory.tidy().await.unwrap();
        nothing_is_staged(&world).await;
    }

    async fn a_run_that_goes_on_keeps_what_it_has_staged(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        let view = imported_group(&world, &source, "inner").await;
        make(&world, NewUser { origin: Origin::Imported(source.key), ..named("u0009") }).await;
        let (group, user) = (view.group.key.0, key_of(&world, "u0009").await.0);
        let (now, run) = (world.directory.now().micros(), blob(&world, &hex(&world.directory.outside().id())));
        for statement in [
            format!("INSERT INTO group_syncs (group_key, org_key, run, touched, actor_login)
                     VALUES ({group}, 1, {run}, {now}, 'ada')"),
            format!("INSERT INTO staged_members (run, user_key, change, place, since) VALUES ({run}, {user}, 1, 0, 0)"),
        ] {
            sql(&world, &statement).await;
        }
        synchronize(&world, &Credential::System, &source).await.unwrap_err();
        world.directory.tidy().await.unwrap();
        assert_eq!((count(&world, "staged_members").await, count(&world, "group_syncs").await), (1, 1));
        // Nobody's any more, with a clock that has gone on.
        world.clock.turn(61);
        world.directory.tidy().await.unwrap();
        nothing_is_staged(&world).await;
    }

    async fn who_leaves_and_is_closed_there_is_disabled(world: World) {
        let mut slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        imported_group(&world, &source, "innermost").await;
        imported_group(&world, &source, "odd").await;
        synchronize(&world, &Credential::System, &source).await.unwrap();
        let session = session(&world, "u0002", "pw-u0002").await;
        slapd.change(&format!("{}\ndn: {}\nchangetype: delete\n\n{}",
            remove(&user_dn(2), "innermost"), user_dn(2), remove(&user_dn(3), "innermost")));
        let done = synchronize(&world, &Credential::System, &source).await.unwrap();
        assert_eq!(done.disabled, 1);
        let enabled = "SELECT login FROM users WHERE login LIKE 'u000%' AND enabled = 1";
        assert_eq!(rows(&world, enabled, 1).await, [["u0003"]], "he is only in the group no more");
        assert!(used(&world, &session).await.is_err());
    }

    async fn rows_that_are_not_in_force_stay(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        imported_group(&world, &source, "inner").await;
        import(&world, &source, &["u0004", "u0005"]).await.unwrap();
        let now = world.directory.now();
        let member = |user: &str| Ok((group("inner"), login(user)));
        let (directory, system) = (&world.directory, &Credential::System);
        groups::join(directory, &ask(&world), system, member("u0004"), Some(now.plus_seconds(60)), None).await.unwrap();
        groups::join(directory, &ask(&world), system, member("u0005"), None, Some(now.plus_seconds(60))).await.unwrap();
        world.clock.turn(30);
        synchronize(&world, &Credential::System, &source).await.unwrap();
        let key = key_of(&world, "u0004").await.0;
        assert_eq!(one(&world, &format!("SELECT count(*) FROM memberships WHERE user_key = {key}")).await, 1);
        assert_eq!(told(&world, "membership.removed").await, 1, "of him who was in force");
    }

    async fn whoever_asked_has_done_it_all(world: World) {
        let slapd = Slapd::start();
        let source = source(&world, &slapd).await;
        imported_group(&world, &source, "innermost").await;
        imported_group(&world, &source, "unix").await;
        let request = ask(&world);
        let admin = admin(&world).await;
        synchronize_by(&world.directory, &request, &admin, &source).await.unwrap();
        let by = "SELECT DISTINCT actor_login FROM audit_events WHERE event IN
             ('user.created', 'membership.added', 'source.synchronized') AND operation = 'TEST'
             AND actor_login <> 'system'";
        assert_eq!(rows(&world, by, 1).await, [["admin"]]);
        let under = format!("SELECT count(*) FROM audit_events WHERE event = 'source.synchronized' AND request_id = {}",
            blob(&world, &hex(&request.id.0)));
        assert_eq!(one(&world, &under).await, 1);
        let brought = "SELECT count(*) FROM audit_events WHERE event = 'user.created' AND actor_login = 'admin'";
        assert_eq!(one(&world, brought).await, 3);
    }
}
