//! Nobody gives what he does not hold, and nobody ends the last administration (`one-record` 2.5, 4.6).

use directory::Credential;
use directory::groups::{GroupRef, IfMissing};
use directory::roles::RoleRef;
use directory::users::{Change, GrantsChange, GroupsChange, NewLock, TextField};
use model::refusal::Forbidden;
use model::{AccessWindow, Conflict, GroupName, Refusal, UserId};

use crate::kit::*;

/// A caller who manages users and grants and holds nothing else; the role is made by the store, as no dialect makes
/// roles yet.
async fn narrow(world: &World) -> Credential {
    let id = create(world, person("narrow")).await;
    let bits = (1_i64 << 1) | (1 << 3) | (1 << 4);
    let written = world.directory.store().write(move |c| {
        c.execute(
            "INSERT INTO roles (role_key, org_key, role_id, number, name, name_key, privileges, predefined,
                 created, updated, version)
             VALUES (999, 1, $1, 999, 'Narrow', 'narrow', $2, 0, 0, 0, 1)",
            &[id.0.into(), bits.into()],
        )?;
        Ok(db::Outcome::<_, ()>::Done(()))
    });
    written.await.unwrap().unwrap();
    let role = GrantsChange::All(vec![role("Narrow")]);
    change(world, &Credential::System, id, vec![Change::Grants(role)]).await.unwrap();
    caller(world, "narrow").await
}

async fn administrator(world: &World, login: &str) -> UserId {
    let mut user = person(login);
    user.grants = vec![role("Administrator")];
    create(world, user).await
}

fn gives_more(refused: &Refusal) -> bool {
    matches!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_)))
}

fn group(name: &str) -> GroupRef {
    GroupRef::Name(GroupName::new(name).unwrap())
}

testkit::on_both_engines! {
    async fn a_narrow_caller_may_disable_a_leaving_administrator_and_not_revive_him(world: World) {
        let narrow = narrow(&world).await;
        let id = administrator(&world, "leaver").await;
        change(&world, &narrow, id, vec![Change::Enabled(false)]).await.unwrap();
        assert!(gives_more(&change(&world, &narrow, id, vec![Change::Enabled(true)]).await.unwrap_err()));
        change(&world, &Credential::System, id, vec![Change::Enabled(true)]).await.unwrap();
        change(&world, &narrow, id, vec![Change::Lock(Some(NewLock::default()))]).await.unwrap();
        assert!(gives_more(&change(&world, &narrow, id, vec![Change::Lock(None)]).await.unwrap_err()));
        assert!(gives_more(&change(&world, &narrow, id, vec![password("Other@1234")]).await.unwrap_err()));
        change(&world, &narrow, id, vec![Change::Text(TextField::Given, Some("Gone".into()))]).await.unwrap();
    }

    async fn a_lock_that_ends_by_itself_is_no_way_around(world: World) {
        let narrow = narrow(&world).await;
        let soon = |world: &World| NewLock { reason: None, until: Some(world.directory.now().plus_seconds(60)) };
        let accomplice = create(&world, person("accomplice")).await;
        change(&world, &narrow, accomplice, vec![Change::Lock(Some(soon(&world)))]).await.unwrap();
        for raised in [
            Change::Groups(GroupsChange::InForce(vec![group("System.admins")])),
            Change::Grants(GrantsChange::All(vec![role("Administrator")])),
        ] {
            assert!(gives_more(&change(&world, &narrow, accomplice, vec![raised]).await.unwrap_err()));
        }
        let leaver = administrator(&world, "leaver").await;
        change(&world, &narrow, leaver, vec![Change::Enabled(false), Change::Lock(Some(soon(&world)))]).await.unwrap();
        assert!(gives_more(&change(&world, &narrow, leaver, vec![Change::Enabled(true)]).await.unwrap_err()));
        let locked = administrator(&world, "locked").await;
        change(&world, &narrow, locked, vec![Change::Lock(Some(NewLock::default()))]).await.unwrap();
        for shorter in [
            vec![Change::Lock(Some(soon(&world)))],
            vec![Change::LockEnd(Some(world.directory.now().plus_seconds(3_600)))],
        ] {
            assert!(gives_more(&change(&world, &narrow, locked, shorter).await.unwrap_err()));
        }
        let later = Change::LockEnd(Some(world.directory.now().plus_seconds(120)));
        let waiting = administrator(&world, "waiting").await;
        change(&world, &narrow, waiting, vec![Change::Lock(Some(soon(&world)))]).await.unwrap();
        change(&world, &narrow, waiting, vec![later]).await.unwrap();
        let sooner = Change::LockEnd(Some(world.directory.now().plus_seconds(90)));
        assert!(gives_more(&change(&world, &narrow, waiting, vec![sooner]).await.unwrap_err()));
    }

    async fn nobody_joins_a_group_above_the_caller_while_he_is_kept_out(world: World) {
        let narrow = narrow(&world).await;
        let id = create(&world, person("disabled")).await;
        change(&world, &narrow, id, vec![Change::Enabled(false)]).await.unwrap();
        let raised = Change::Groups(GroupsChange::InForce(vec![group("System.admins")]));
        assert!(gives_more(&change(&world, &narrow, id, vec![raised]).await.unwrap_err()));
    }

    async fn a_narrow_caller_gives_no_role_and_no_group_above_itself(world: World) {
        let narrow = narrow(&world).await;
        let id = create(&world, person("jason")).await;
        let admins = Change::Groups(GroupsChange::InForce(vec![group("System.admins")]));
        assert!(gives_more(&change(&world, &narrow, id, vec![admins]).await.unwrap_err()));
        let power = Change::Grants(GrantsChange::All(vec![role("PowerUser")]));
        assert!(gives_more(&change(&world, &narrow, id, vec![power]).await.unwrap_err()));
        let auditor = Change::Grants(GrantsChange::All(vec![role("Password User")]));
        assert!(change(&world, &narrow, id, vec![auditor]).await.unwrap().changed);
    }

    async fn a_narrow_caller_does_not_lengthen_an_administrators_window(world: World) {
        let narrow = narrow(&world).await;
        let mut user = person("guest");
        user.grants = vec![role("Administrator")];
        let soon = world.directory.now().plus_seconds(60);
        user.window = AccessWindow::new(None, Some(soon)).unwrap();
        let id = create(&world, user).await;
        let wider = vec![Change::Window(AccessWindow::ALWAYS)];
        assert!(gives_more(&change(&world, &narrow, id, wider).await.unwrap_err()));
        let shorter = AccessWindow::new(None, Some(world.directory.now().plus_seconds(30))).unwrap();
        assert!(change(&world, &narrow, id, vec![Change::Window(shorter)]).await.unwrap().changed);
    }

    async fn nobody_ends_locks_or_demotes_himself(world: World) {
        let id = administrator(&world, "second").await;
        let own = caller(&world, "second").await;
        let closing = AccessWindow::new(None, Some(world.directory.now().plus_seconds(60))).unwrap();
        for change_of_own in [
            Change::Enabled(false),
            Change::Lock(Some(NewLock::default())),
            Change::Window(closing),
            Change::Grants(GrantsChange::All(Vec::new())),
            Change::Grants(GrantsChange::OneRole(RoleRef::Name("Password User".into()))),
        ] {
            let refused = change(&world, &own, id, vec![change_of_own.clone()]).await.unwrap_err();
            assert!(matches!(refused, Refusal::Conflict(Conflict::Protected)), "{change_of_own:?}: {refused:?}");
        }
        assert!(change(&world, &own, id, vec![Change::Text(TextField::Given, Some("Me".into()))]).await.is_ok());
    }

    async fn the_last_administrator_stays_one(world: World) {
        let admin = opens(&world, &caller(&world, "admin").await).await.unwrap().user.id;
        let system = Credential::System;
        for last in [
            Change::Enabled(false),
            Change::Lock(Some(NewLock::default())),
            Change::Window(AccessWindow::new(None, Some(world.directory.now().plus_seconds(60))).unwrap()),
        ] {
            let refused = change(&world, &system, admin, vec![last.clone()]).await.unwrap_err();
            assert!(matches!(refused, Refusal::Conflict(Conflict::Protected)), "{last:?}: {refused:?}");
        }
        administrator(&world, "second").await;
        change(&world, &system, admin, vec![Change::Enabled(false)]).await.unwrap();
    }

    async fn a_role_that_a_group_gives_too_is_not_demoted_in_silence(world: World) {
        let mut user = person("jason");
        user.groups = vec![join("System.admins")];
        let id = create(&world, user).await;
        let demotion = Change::Grants(GrantsChange::OneRole(RoleRef::Name("Password User".into())));
        let refused = change(&world, &Credential::System, id, vec![demotion]).await.unwrap_err();
        assert!(matches!(refused, Refusal::Conflict(Conflict::State(_))), "{refused:?}");
    }

    async fn one_role_leaves_what_is_none_of_its_business(world: World) {
        let mut user = person("jason");
        user.grants = vec![role("PowerUser"), role("Password Auditor")];
        let id = create(&world, user).await;
        let one = Change::Grants(GrantsChange::OneRole(RoleRef::Name("Password User".into())));
        let grants = change(&world, &Credential::System, id, vec![one]).await.unwrap().view.grants;
        let names: Vec<_> = grants.iter().map(|grant| grant.role_name.as_str()).collect();
        assert_eq!(names, ["Password User", "PowerUser"]);
    }

    async fn a_list_that_replaces_shown_groups_leaves_ended_and_future_ones(world: World) {
        let mut user = person("jason");
        let mut ended = join("Super");
        (ended.from, ended.until) = (Some(world.directory.now().plus_seconds(-60)), Some(world.directory.now()));
        let mut future = join("Prototype Super");
        future.from = Some(world.directory.now().plus_seconds(60));
        user.groups = vec![join("System.users"), ended, future];
        let id = create(&world, user).await;
        let wanted = Change::Groups(GroupsChange::InForce(vec![group("International Super")]));
        let rows = change(&world, &Credential::System, id, vec![wanted]).await.unwrap().view.memberships;
        let names: Vec<_> = rows.iter().map(|row| row.group_name.as_str()).collect();
        assert_eq!(names, ["Super", "Prototype Super", "International Super"]);
    }

    async fn own_groups_are_replaced_and_the_same_list_twice_is_once(world: World) {
        let mut user = person("jason");
        let mut other = join("Linux_users");
        other.if_missing = IfMissing::Create;
        user.groups = vec![other, join("Super")];
        let id = create(&world, user).await;
        let wanted = || vec![Change::Groups(GroupsChange::Own(vec![join("Prototype Super")]))];
        let system = Credential::System;
        let edit = |changes| directory::users::Edit::Said(changes);
        let first = update_through(&world, model::Dialect::Oipa, &system, id, edit(wanted())).await.unwrap();
        let names: Vec<_> = first.view.memberships.iter().map(|row| row.group_name.as_str()).collect();
        assert_eq!(names, ["Linux_users", "Prototype Super"], "a group of the roll goes, another's stays");
        world.clock.turn(60);
        let again = update_through(&world, model::Dialect::Oipa, &system, id, edit(wanted())).await.unwrap();
        assert!(!again.changed);
    }
}
