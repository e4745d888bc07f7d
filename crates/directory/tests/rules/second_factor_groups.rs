//! Who may have a group ask for a code, and who may end that (rule G).

use std::sync::Arc;

use directory::Credential;
use directory::groups::{self, Contents, GroupChange, GroupEdit, Join, NewGroup};
use directory::roles::NewGrant;
use directory::users::{self, Change, Edit, GroupsChange, NewUser};
use model::refusal::Forbidden;
use model::{Conflict, GroupName, Privilege, PrivilegeSet, Refusal};
use testkit::{World, on_both_engines};

use crate::kit::*;
use crate::second_factor_kit::*;

/// Who manages users and nothing else.
async fn manager(world: &World) -> Credential {
    holder(world, "manager", [Privilege::UsersManage].into_iter().collect()).await
}

/// A group that asks, with a member who may read the audit, which the manager may not.
async fn with_an_auditor(world: &World) {
    asked(world, "plain").await;
    let auditor: PrivilegeSet = [Privilege::AuditRead].into_iter().collect();
    let grants = vec![NewGrant::on_all(make_role(world, "Auditor", auditor).await)];
    make(world, NewUser { grants, groups: vec![Join::now(group(ASKING))], ..with_password("ada", PASSWORD) })
        .await;
}

fn more_than_held<T>() -> Result<T, Refusal> {
    Err(Refusal::Forbidden(Forbidden::GivesMoreThanHeld(Privilege::AuditRead)))
}

async fn leave(world: &World, by: &Credential, who: &str) -> Result<(), Refusal> {
    groups::leave(&world.directory, &ask(world), by, Ok((group(ASKING), login(who)))).await
}

async fn end(world: &World, by: &Credential, who: &str) -> Result<(), Refusal> {
    join_until(world, by, ASKING, who, Some(world.directory.now().plus_seconds(60))).await
}

async fn members(world: &World, by: &Credential, who: &[&str]) -> Result<(), Refusal> {
    let people: Vec<_> = who.iter().map(|who| login(who)).collect();
    let edit: GroupEdit = Arc::new(move |_| Ok(vec![GroupChange::Members(people.clone())]));
    groups::update(&world.directory, &ask(world), by, Ok((group(ASKING), edit))).await.map(drop)
}

async fn no_groups(world: &World, by: &Credential, who: &str) -> Result<(), Refusal> {
    let draft = Ok((login(who), Edit::Said(vec![Change::Groups(GroupsChange::InForce(vec![]))])));
    users::update(&world.directory, &ask(world), by, draft, None).await.map(drop)
}

on_both_engines! {
    async fn managing_users_suffices_to_ask_and_not_to_end_it_for_those_who_hold_more(world: World) {
        with_an_auditor(&world).await;
        let manager = manager(&world).await;
        ask_code(&world, &manager, ASKING, true).await.unwrap();
        assert_eq!(ask_code(&world, &manager, ASKING, false).await, more_than_held());
        let deleted = groups::delete(&world.directory, &ask(&world), &manager, Ok(group(ASKING))).await;
        assert_eq!(deleted, more_than_held());
        let lacks = Err(Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)));
        let nobody = holder(&world, "nobody", PrivilegeSet::NONE).await;
        assert_eq!(ask_code(&world, &nobody, ASKING, true).await, lacks);
        leave(&world, &Credential::System, "ada").await.unwrap();
        ask_code(&world, &manager, ASKING, false).await.unwrap();
        ask_code(&world, &manager, ASKING, true).await.unwrap();
        groups::delete(&world.directory, &ask(&world), &manager, Ok(group(ASKING))).await.unwrap();
    }

    async fn a_privilege_by_another_group_counts_too(world: World) {
        with_an_auditor(&world).await;
        leave(&world, &Credential::System, "ada").await.unwrap();
        join_until(&world, &Credential::System, "System.admins", "plain", None).await.unwrap();
        let refused = ask_code(&world, &manager(&world).await, ASKING, false).await;
        assert!(matches!(refused, Err(Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_)))), "{refused:?}");
    }

    async fn who_holds_less_takes_nobody_out_of_a_group_that_asks(world: World) {
        with_an_auditor(&world).await;
        let manager = manager(&world).await;
        for refused in [
            leave(&world, &manager, "ada").await,
            end(&world, &manager, "ada").await,
            members(&world, &manager, &["plain"]).await,
            no_groups(&world, &manager, "ada").await,
        ] {
            assert_eq!(refused, more_than_held());
        }
        assert!(first(&world, "ada").await.kind().is_some());
        leave(&world, &manager, "plain").await.unwrap();
        join_until(&world, &manager, ASKING, "plain", None).await.unwrap();
        end(&world, &manager, "plain").await.unwrap();
        no_groups(&world, &manager, "plain").await.unwrap();
        members(&world, &manager, &["ada", "plain"]).await.unwrap();
        members(&world, &manager, &["ada"]).await.unwrap();
        assert_eq!(try_first(&world, "192.0.2.1", "plain").await.unwrap().awaits_code, None);
    }

    async fn another_group_that_asks_makes_up_for_one_that_is_left(world: World) {
        with_an_auditor(&world).await;
        make_group(&world, "Second").await;
        let manager = manager(&world).await;
        ask_code(&world, &manager, "Second", true).await.unwrap();
        join_until(&world, &manager, "Second", "ada", None).await.unwrap();
        leave(&world, &manager, "ada").await.unwrap();
        first(&world, "ada").await;
    }

    async fn asking_is_an_update_with_one_event_and_asking_again_is_none(world: World) {
        make_group(&world, ASKING).await;
        let state = "SELECT version FROM groups WHERE name = 'Asking'";
        let events = "SELECT changes FROM audit_events WHERE event = 'group.updated'";
        for (asks, version) in [(true, 2), (true, 2), (false, 3), (false, 3)] {
            ask_code(&world, &Credential::System, ASKING, asks).await.unwrap();
            assert_eq!(one(&world, state).await, version);
        }
        let told = rows(&world, events, 1).await.concat();
        assert_eq!(told.len(), 2);
        assert!(told.iter().any(|one| one.contains(r#"{"field":"asks_code","before":false,"after":true}"#)), "{told:?}");
    }

    /// One that begins later makes up for nothing that ends sooner, nor does one that is put off.
    async fn no_instant_at_which_a_code_was_asked_is_lost(world: World) {
        with_an_auditor(&world).await;
        make_group(&world, "Second").await;
        let manager = manager(&world).await;
        ask_code(&world, &manager, "Second", true).await.unwrap();
        let days = |days: i64| Some(world.directory.now().plus_seconds(days * 86_400));
        let second = async |from, until| {
            let member = Ok((group("Second"), login("ada")));
            groups::join(&world.directory, &ask(&world), &manager, member, from, until).await
        };
        second(days(1), None).await.unwrap();
        assert_eq!(end(&world, &manager, "ada").await, more_than_held(), "a day without");
        assert_eq!(leave(&world, &manager, "ada").await, more_than_held());
        leave(&world, &Credential::System, "ada").await.unwrap();
        assert_eq!(second(days(1_000), None).await, more_than_held(), "put off");
        assert_eq!(second(days(1), days(9)).await, more_than_held(), "ended sooner");
        second(days(0), None).await.unwrap();
        second(None, None).await.unwrap();
    }

    async fn no_group_asks_where_no_second_factor_can_be_kept(world: World) {
        make_group(&world, ASKING).await;
        let node = another_node(&world, |_| {}).await;
        let edit: GroupEdit = Arc::new(|_| Ok(vec![GroupChange::AsksCode(true)]));
        let draft = Ok((group(ASKING), edit));
        let refused = groups::update(&node, &ask(&world), &Credential::System, draft).await.unwrap_err();
        assert!(matches!(refused, Refusal::Conflict(Conflict::State(_))), "{refused:?}");
        let name = GroupName::new("New").unwrap();
        let new = (NewGroup { name, description: None }, Contents { asks_code: true, ..Contents::default() });
        let refused = groups::create_with(&node, &ask(&world), &Credential::System, Ok(new)).await.unwrap_err();
        assert!(matches!(refused, Refusal::Conflict(Conflict::State(_))), "{refused:?}");
    }
}
