//! Roles: made, changed and deleted, and what that lets their holders do.

use directory::Credential;
use directory::roles::{self, HolderRef, Keys, NewGrant, NewRole, RoleEdit};
use directory::users::NewUser;
use model::refusal::Forbidden;
use model::{Conflict, Noun, Privilege, PrivilegeSet, Refusal, Role, RoleName, Rule, TokenKind};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn create_role(
    world: &World,
    by: &Credential,
    name: &str,
    keys: PrivilegeSet,
) -> Result<Role, Refusal> {
    let new =
        NewRole { name: RoleName::new(name).unwrap(), display: None, description: None, privileges: keys };
    roles::create(&world.directory, &ask(world), by, Ok(new)).await
}

async fn change(world: &World, by: &Credential, name: &str, edit: RoleEdit) -> Result<Role, Refusal> {
    world.clock.turn_micros(1);
    roles::update(&world.directory, &ask(world), by, Ok((name.to_owned(), edit))).await
}

async fn set_keys(world: &World, by: &Credential, name: &str, keys: Keys) -> Result<PrivilegeSet, Refusal> {
    let edit = RoleEdit { keys: Some(keys), ..RoleEdit::default() };
    change(world, by, name, edit).await.map(|role| role.privileges)
}

async fn delete(world: &World, by: &Credential, name: &str) -> Result<(), Refusal> {
    roles::delete(&world.directory, &ask(world), by, Ok(name.to_owned())).await
}

fn keys(keys: &[Privilege]) -> PrivilegeSet {
    keys.iter().copied().collect()
}

fn too_much<T: std::fmt::Debug>(result: Result<T, Refusal>) {
    let refused = result.unwrap_err();
    assert!(matches!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_))), "{refused:?}");
}

const BUILT_IN: Refusal = Refusal::Conflict(Conflict::BuiltIn);

on_both_engines! {
    async fn own_roles_are_numbered_from_317_and_no_number_comes_again(world: World) {
        let admin = admin(&world).await;
        let first = create_role(&world, &admin, "first", PrivilegeSet::NONE).await.unwrap();
        assert_eq!((first.number, first.predefined, first.version), (317, false, 1));
        delete(&world, &admin, "FIRST").await.unwrap();
        let second = create_role(&world, &admin, "first", PrivilegeSet::NONE).await.unwrap();
        assert_eq!(second.number, 318);
        assert_ne!((second.key, second.id), (first.key, first.id));
        let taken = create_role(&world, &admin, "FIRST", PrivilegeSet::NONE).await.unwrap_err();
        assert_eq!(taken, Refusal::Exists { what: Noun::Role, name: "FIRST".to_owned() });
        assert_eq!(create_role(&world, &admin, "third", PrivilegeSet::NONE).await.unwrap().number, 319, "a refusal leaves no gap");
    }

    async fn what_is_said_changes_and_the_same_again_does_not(world: World) {
        let admin = admin(&world).await;
        create_role(&world, &admin, "r", keys(&[Privilege::HomeView])).await.unwrap();
        let edit = || RoleEdit { display: Some(Some("R".to_owned())), description: Some(Some("d".to_owned())), keys: Some(Keys::Add(keys(&[Privilege::AuditRead]))) };
        let changed = change(&world, &admin, "R", edit()).await.unwrap();
        assert_eq!((changed.version, changed.display.as_deref(), changed.description.as_deref()), (2, Some("R"), Some("d")));
        assert_eq!(changed.privileges, keys(&[Privilege::HomeView, Privilege::AuditRead]));
        let before = counts(&world).await;
        assert_eq!(change(&world, &admin, "r", edit()).await.unwrap().version, 2);
        assert_eq!(counts(&world).await, before);
        assert_eq!(set_keys(&world, &admin, "r", Keys::Remove(keys(&[Privilege::HomeView]))).await.unwrap(), keys(&[Privilege::AuditRead]));
        assert_eq!(set_keys(&world, &admin, "r", Keys::Set(PrivilegeSet::NONE)).await.unwrap(), PrivilegeSet::NONE);
        let kept = change(&world, &admin, "r", RoleEdit::default()).await.unwrap();
        assert_eq!((kept.version, kept.display.as_deref()), (4, Some("R")), "what is not said stays");
        let long = RoleEdit { description: Some(Some("x".repeat(1_025))), ..RoleEdit::default() };
        assert_eq!(change(&world, &admin, "r", long).await.unwrap_err(), Refusal::invalid("description", Rule::TooLong { max: 1_024 }));
        let events = rows(&world, "SELECT event FROM audit_events WHERE target_kind = 'role' ORDER BY at, request_id", 1).await.concat();
        assert_eq!(events, ["role.created", "role.updated", "role.updated", "role.updated"]);
    }

    async fn nobody_adds_a_key_that_he_does_not_hold(world: World) {
        let narrow = holder(&world, "narrow", keys(&[Privilege::RolesManage, Privilege::HomeView])).await;
        too_much(create_role(&world, &narrow, "r", keys(&[Privilege::AuditRead])).await);
        create_role(&world, &narrow, "r", keys(&[Privilege::HomeView])).await.unwrap();
        too_much(set_keys(&world, &narrow, "r", Keys::Add(keys(&[Privilege::AuditRead]))).await);
        too_much(set_keys(&world, &narrow, "r", Keys::Set(keys(&[Privilege::HomeView, Privilege::AuditRead]))).await);
        let both = keys(&[Privilege::HomeView, Privilege::AuditRead]);
        set_keys(&world, &admin(&world).await, "r", Keys::Set(both)).await.unwrap();
        let less = set_keys(&world, &narrow, "r", Keys::Remove(keys(&[Privilege::HomeView]))).await.unwrap();
        assert_eq!(less, keys(&[Privilege::AuditRead]), "what was there may stay");
        let hr = holder(&world, "hr", PrivilegeSet::ALL - keys(&[Privilege::RolesManage])).await;
        let lacks = Err(Refusal::Forbidden(Forbidden::Lacks(Privilege::RolesManage)));
        assert_eq!(delete(&world, &hr, "r").await, lacks);
    }

    async fn a_changed_role_counts_at_once(world: World) {
        create_role(&world, &Credential::System, "r", keys(&[Privilege::DirectoryRead])).await.unwrap();
        make(&world, NewUser { grants: vec![NewGrant::on_all(role("r"))], ..named("a") }).await;
        let token = token(&world, "a", TokenKind::Native).await;
        let reads = async || roles::list(&world.directory, &ask(&world), &token).await.is_ok();
        assert!(reads().await);
        set_keys(&world, &Credential::System, "r", Keys::Set(PrivilegeSet::NONE)).await.unwrap();
        assert!(!reads().await);
    }

    async fn the_two_that_make_administrators_stay_as_they_are(world: World) {
        for name in ["Administrator", "Privileged Administrator"] {
            let emptied = set_keys(&world, &Credential::System, name, Keys::Set(PrivilegeSet::NONE)).await;
            assert_eq!(emptied.unwrap_err(), BUILT_IN);
            let edit = RoleEdit { description: Some(Some("x".to_owned())), ..RoleEdit::default() };
            assert_eq!(change(&world, &Credential::System, name, edit).await.unwrap_err(), BUILT_IN);
            let same = set_keys(&world, &Credential::System, name, Keys::Add(keys(&[Privilege::DirectoryRead]))).await;
            assert_eq!(same.map(drop), Ok(()), "what is there already is no change");
        }
        for name in ["Administrator", "ReadOnly"] {
            assert_eq!(delete(&world, &Credential::System, name).await, Err(BUILT_IN));
        }
        set_keys(&world, &Credential::System, "ReadOnly", Keys::Set(PrivilegeSet::NONE)).await.unwrap();
    }

    async fn a_deleted_role_takes_its_grants_and_nobody_demotes_himself(world: World) {
        let keeper = holder(&world, "keeper", keys(&[Privilege::RolesManage])).await;
        let protected = Refusal::Conflict(Conflict::Protected);
        let own = "role of keeper";
        assert_eq!(set_keys(&world, &keeper, own, Keys::Set(PrivilegeSet::NONE)).await.unwrap_err(), protected);
        assert_eq!(delete(&world, &keeper, own).await, Err(protected));
        let draft = Ok((HolderRef::Group(group("Super")), NewGrant::on_all(role(own))));
        roles::give(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        let before = count(&world, "grants").await;
        delete(&world, &admin(&world).await, own).await.unwrap();
        assert_eq!(count(&world, "grants").await, before - 2);
        assert_eq!(delete(&world, &admin(&world).await, own).await, Err(Refusal::no_such(Noun::Role, own)));
    }

    async fn anybody_is_told_of_the_roles_that_he_holds_and_of_no_other(world: World) {
        let nobody = holder(&world, "nobody", PrivilegeSet::NONE).await;
        let own = async |name: &str| roles::own(&world.directory, &ask(&world), &nobody, Ok(name.to_owned())).await;
        assert_eq!(own("ROLE of nobody").await.unwrap().privileges, PrivilegeSet::NONE);
        for name in ["PowerUser", "Nothing", "a\0b"] {
            assert_eq!(own(name).await.unwrap_err(), Refusal::no_such(Noun::Role, name));
        }
        let draft = Ok((HolderRef::Group(group("Super")), NewGrant::on_all(role("PowerUser"))));
        roles::give(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        join_until(&world, &Credential::System, "Super", "nobody", Some(world.directory.now().plus_seconds(60))).await.unwrap();
        assert_eq!(own("PowerUser").await.unwrap().number, 308);
        world.clock.turn(60);
        own("PowerUser").await.unwrap_err();
    }
}
