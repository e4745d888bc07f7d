//! What no call may take away (`one-record` 2.5, invariant 16): oneself, and the last administrator.

use directory::Credential;
use directory::groups::{self, Join};
use directory::roles::{self, HolderRef, NewGrant};
use directory::users::{self, NewLock, NewUser};
use model::{AccessWindow, Conflict, GrantObjects, PrivilegeSet, Refusal};
use testkit::{World, on_both_engines};

use crate::kit::*;

const PROTECTED: Refusal = Refusal::Conflict(Conflict::Protected);

async fn delete(world: &World, by: &Credential, who: &str) -> Result<(), Refusal> {
    users::delete(&world.directory, &ask(world), by, Ok(login(who))).await
}

async fn leave(world: &World, by: &Credential, name: &str, who: &str) -> Result<(), Refusal> {
    groups::leave(&world.directory, &ask(world), by, Ok((group(name), login(who)))).await
}

async fn take(world: &World, by: &Credential, who: &str, name: &str) -> Result<(), Refusal> {
    let draft = Ok((HolderRef::User(login(who)), role(name)));
    roles::take(&world.directory, &ask(world), by, draft).await
}

fn administrator(login: &str) -> NewUser {
    NewUser { grants: vec![NewGrant::on_all(role("Administrator"))], ..named(login) }
}

/// Leaves `admin` nothing but the membership of System.admins.
async fn by_group_only(world: &World) {
    for name in ["Administrator", "Privileged Administrator"] {
        take(world, &Credential::System, "admin", name).await.unwrap();
    }
}

on_both_engines! {
    async fn nobody_deletes_himself(world: World) {
        make(&world, administrator("second")).await;
        assert_eq!(delete(&world, &admin(&world).await, "admin").await, Err(PROTECTED));
        let hr = holder(&world, "hr", PrivilegeSet::range(1, 6)).await;
        assert_eq!(delete(&world, &hr, "hr").await, Err(PROTECTED));
        let own = users::current(&world.directory, &ask(&world), &hr, users::Parts::NONE).await.unwrap().user.id;
        let many = users::delete_many(&world.directory, &ask(&world), &hr, Ok(vec![own])).await;
        assert_eq!(many, Err(PROTECTED));
    }

    async fn the_last_administrator_is_deleted_by_nobody(world: World) {
        let hr = holder(&world, "hr", PrivilegeSet::range(1, 21)).await;
        assert_eq!(delete(&world, &hr, "admin").await, Err(PROTECTED), "all keys do not make an administrator");
        assert_eq!(delete(&world, &Credential::System, "admin").await, Err(PROTECTED));
        make(&world, administrator("second")).await;
        delete(&world, &hr, "admin").await.unwrap();
        assert_eq!(delete(&world, &hr, "second").await, Err(PROTECTED));
    }

    async fn many_are_deleted_all_or_none_where_one_is_protected(world: World) {
        let one = make(&world, named("one")).await.id;
        let admin_id = rows(&world, "SELECT user_id FROM users WHERE number = 1", 1).await.concat().concat();
        let bytes: Vec<u8> = (0..32).step_by(2).map(|at| u8::from_str_radix(&admin_id[at..at + 2], 16).unwrap()).collect();
        let ids = vec![one, model::UserId(bytes.try_into().unwrap())];
        let refused = users::delete_many(&world.directory, &ask(&world), &Credential::System, Ok(ids)).await;
        assert_eq!(refused, Err(PROTECTED));
        assert_eq!(count(&world, "users").await, 2);
    }

    async fn the_last_administration_is_not_taken_in_any_way(world: World) {
        by_group_only(&world).await;
        let from_group = Ok((HolderRef::Group(group("System.admins")), role("Administrator")));
        let taken = roles::take(&world.directory, &ask(&world), &Credential::System, from_group).await;
        assert_eq!(taken, Err(PROTECTED));
        assert_eq!(leave(&world, &Credential::System, "System.admins", "admin").await, Err(PROTECTED));
        let on_none = NewGrant { objects: GrantObjects::None, ..NewGrant::on_all(role("Administrator")) };
        let draft = Ok((HolderRef::Group(group("System.admins")), on_none));
        let narrowed = roles::give(&world.directory, &ask(&world), &Credential::System, draft).await;
        assert_eq!(narrowed, Err(PROTECTED));
        used(&world, &admin(&world).await).await.unwrap();
        assert_eq!(one(&world, "SELECT count(*) FROM memberships WHERE group_key = 2").await, 1);
    }

    async fn the_last_grant_of_administration_stays(world: World) {
        leave(&world, &Credential::System, "System.admins", "admin").await.unwrap();
        take(&world, &Credential::System, "admin", "Administrator").await.unwrap();
        assert_eq!(take(&world, &Credential::System, "admin", "Privileged Administrator").await, Err(PROTECTED));
    }

    async fn the_group_that_makes_the_last_administrator_is_not_deleted(world: World) {
        let new_group = make_group(&world, "Operators").await;
        let draft = Ok((HolderRef::Group(group("Operators")), NewGrant::on_all(role("Administrator"))));
        roles::give(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        join_until(&world, &Credential::System, "Operators", "admin", None).await.unwrap();
        by_group_only(&world).await;
        leave(&world, &Credential::System, "System.admins", "admin").await.unwrap();
        let by_id = || Ok(groups::GroupRef::Id(new_group.id));
        assert_eq!(groups::delete(&world.directory, &ask(&world), &Credential::System, by_id()).await, Err(PROTECTED));
        make(&world, administrator("second")).await;
        groups::delete(&world.directory, &ask(&world), &Credential::System, by_id()).await.unwrap();
    }

    async fn built_in_groups_are_not_deleted(world: World) {
        for name in ["System.users", "System.admins"] {
            let refused = groups::delete(&world.directory, &ask(&world), &Credential::System, Ok(group(name))).await;
            assert_eq!(refused, Err(Refusal::Conflict(Conflict::BuiltIn)));
        }
    }

    async fn nobody_ends_his_own_administration(world: World) {
        make(&world, administrator("other")).await;
        make(&world, administrator("second")).await;
        let second = token(&world, "second", model::TokenKind::Native).await;
        assert_eq!(take(&world, &second, "second", "Administrator").await, Err(PROTECTED));
        join_until(&world, &second, "System.admins", "second", None).await.unwrap();
        take(&world, &second, "second", "Administrator").await.unwrap();
        assert_eq!(leave(&world, &second, "System.admins", "second").await, Err(PROTECTED));
        take(&world, &second, "other", "Administrator").await.unwrap();
    }

    async fn nobody_sets_an_end_to_his_own_administration(world: World) {
        make(&world, administrator("other")).await;
        make(&world, NewUser { groups: vec![Join::now(group("System.admins"))], ..named("second") }).await;
        let second = token(&world, "second", model::TokenKind::Native).await;
        let soon = world.directory.now().plus_seconds(60);
        assert_eq!(join_until(&world, &second, "System.admins", "second", Some(soon)).await, Err(PROTECTED));
    }

    async fn an_administrator_for_a_time_does_not_end_himself_before(world: World) {
        let soon = world.directory.now().plus_seconds(60);
        let dated = Join { until: Some(soon), ..Join::now(group("System.admins")) };
        make(&world, NewUser { groups: vec![dated], ..named("deputy") }).await;
        let deputy = token(&world, "deputy", model::TokenKind::Native).await;
        assert_eq!(leave(&world, &deputy, "System.admins", "deputy").await, Err(PROTECTED));
    }

    async fn who_is_administrator_for_a_time_only_does_not_count_as_another(world: World) {
        let soon = world.directory.now().plus_seconds(60);
        let dated = Join { until: Some(soon), ..Join::now(group("System.admins")) };
        make(&world, NewUser { groups: vec![dated], ..named("deputy") }).await;
        let window = AccessWindow::new(None, Some(soon)).unwrap();
        make(&world, NewUser { window, ..administrator("temporary") }).await;
        let deputy = token(&world, "deputy", model::TokenKind::Native).await;
        assert_eq!(delete(&world, &deputy, "admin").await, Err(PROTECTED));
        assert_eq!(delete(&world, &Credential::System, "admin").await, Err(PROTECTED));
        delete(&world, &Credential::System, "deputy").await.unwrap();
        delete(&world, &Credential::System, "temporary").await.unwrap();
    }

    async fn no_end_is_set_to_the_last_administration(world: World) {
        by_group_only(&world).await;
        let soon = world.directory.now().plus_seconds(60);
        assert_eq!(join_until(&world, &Credential::System, "System.admins", "admin", Some(soon)).await, Err(PROTECTED));
    }

    async fn who_may_not_sign_in_does_not_count_as_another_administrator(world: World) {
        let now = world.directory.now();
        let lock = NewLock { reason: None, until: None };
        make(&world, NewUser { enabled: false, ..administrator("disabled") }).await;
        make(&world, NewUser { lock: Some(lock.clone()), ..administrator("locked") }).await;
        let later = AccessWindow::new(Some(now.plus_seconds(60)), None).unwrap();
        make(&world, NewUser { window: later, ..administrator("later") }).await;
        assert_eq!(delete(&world, &Credential::System, "admin").await, Err(PROTECTED));
        world.clock.turn(60);
        delete(&world, &Credential::System, "admin").await.unwrap();
        let passes = NewLock { until: Some(world.directory.now().plus_seconds(60)), ..lock };
        make(&world, NewUser { lock: Some(passes), ..administrator("unlocked by then") }).await;
        assert_eq!(delete(&world, &Credential::System, "later").await, Err(PROTECTED));
        world.clock.turn(60);
        delete(&world, &Credential::System, "later").await.unwrap();
    }

    async fn a_change_beside_the_point_is_not_refused_where_no_administrator_is_left(world: World) {
        make(&world, named("a")).await;
        sql(&world, "UPDATE users SET enabled = 0 WHERE number = 1").await;
        join_until(&world, &Credential::System, "Super", "a", None).await.unwrap();
        leave(&world, &Credential::System, "Super", "a").await.unwrap();
    }
}
