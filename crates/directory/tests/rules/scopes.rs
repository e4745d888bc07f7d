//! Scopes: stored, returned, and kept while a grant is on them.

use directory::Credential;
use directory::roles::{self, HolderRef, NewGrant};
use directory::scopes::{self, NewScope, ScopeEdit};
use model::refusal::Forbidden;
use model::{Conflict, GrantObjects, Noun, Privilege, PrivilegeSet, Refusal, Scope, ScopeId, ScopeName};
use serde_json::json;
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn create_scope(world: &World, by: &Credential, name: &str) -> Result<Scope, Refusal> {
    let new =
        NewScope { name: ScopeName::new(name).unwrap(), description: None, specs: json!([{"name": "n"}]) };
    scopes::create(&world.directory, &ask(world), by, Ok(new)).await
}

async fn delete(world: &World, by: &Credential, ids: Vec<ScopeId>) -> Result<(), Refusal> {
    scopes::delete_many(&world.directory, &ask(world), by, Ok(ids)).await
}

async fn update(world: &World, by: &Credential, id: ScopeId, edit: ScopeEdit) -> Result<Scope, Refusal> {
    scopes::update(&world.directory, &ask(world), by, Ok((id, edit))).await
}

on_both_engines! {
    async fn a_scope_is_kept_with_who_made_and_who_changed_it(world: World) {
        let admin = admin(&world).await;
        let made = create_scope(&world, &admin, "Lab").await.unwrap();
        assert!(made.created_by.is_some() && made.created_by == made.updated_by);
        world.clock.turn(60);
        let grants = holder(&world, "grants", [Privilege::GrantsManage].into_iter().collect()).await;
        let edit = ScopeEdit { description: Some(Some("hosts".to_owned())), ..ScopeEdit::default() };
        let changed = update(&world, &grants, made.id, edit.clone()).await.unwrap();
        assert_eq!((changed.created, changed.created_by, &changed.specs), (made.created, made.created_by, &made.specs));
        assert_eq!((changed.updated, changed.version), (world.directory.now(), 2));
        assert_ne!(changed.updated_by, made.updated_by);
        assert_eq!(scopes::get(&world.directory, &ask(&world), &admin, Ok(made.id)).await.unwrap(), changed);
        let before = counts(&world).await;
        assert_eq!(update(&world, &admin, made.id, edit).await.unwrap(), changed, "the same again is no change");
        assert_eq!(counts(&world).await, before);
        let events = rows(&world, "SELECT event FROM audit_events WHERE target_kind = 'scope' ORDER BY at", 1).await.concat();
        assert_eq!(events, ["scope.created", "scope.updated"]);
    }

    async fn a_name_is_taken_without_case_and_may_be_spelled_anew(world: World) {
        let lab = create_scope(&world, &Credential::System, "Lab").await.unwrap();
        let other = create_scope(&world, &Credential::System, "Other").await.unwrap();
        let taken = Refusal::Exists { what: Noun::Scope, name: "LAB".to_owned() };
        assert_eq!(create_scope(&world, &Credential::System, "LAB").await.unwrap_err(), taken);
        let named = ScopeEdit { name: Some(ScopeName::new("LAB").unwrap()), ..ScopeEdit::default() };
        assert_eq!(update(&world, &Credential::System, other.id, named.clone()).await.unwrap_err(), taken);
        let spelled = update(&world, &Credential::System, lab.id, named).await.unwrap();
        assert_eq!((spelled.name.as_str(), spelled.version), ("LAB", 2));
        delete(&world, &Credential::System, vec![lab.id]).await.unwrap();
        create_scope(&world, &Credential::System, "lab").await.unwrap();
    }

    async fn a_scope_that_a_grant_is_on_stays(world: World) {
        let (lab, other) = (create_scope(&world, &Credential::System, "Lab").await.unwrap(), create_scope(&world, &Credential::System, "Other").await.unwrap());
        make(&world, named("a")).await;
        let holder = || HolderRef::User(login("a"));
        let grant = NewGrant { objects: GrantObjects::Scope(lab.id), ..NewGrant::on_all(role("ReadOnly")) };
        roles::give(&world.directory, &ask(&world), &Credential::System, Ok((holder(), grant))).await.unwrap();
        let refused = delete(&world, &Credential::System, vec![other.id, lab.id]).await;
        assert!(matches!(refused, Err(Refusal::Conflict(Conflict::State(_)))), "{refused:?}");
        assert_eq!(count(&world, "scopes").await, 2, "all or none");
        roles::take(&world.directory, &ask(&world), &Credential::System, Ok((holder(), role("ReadOnly")))).await.unwrap();
        delete(&world, &Credential::System, vec![other.id, ScopeId([9; 16]), lab.id]).await.unwrap();
        assert_eq!(count(&world, "scopes").await, 0);
    }

    async fn scopes_are_changed_by_those_who_give_roles_and_read_by_those_who_read(world: World) {
        let id = create_scope(&world, &Credential::System, "Lab").await.unwrap().id;
        let reader = holder(&world, "reader", PrivilegeSet::ALL - [Privilege::GrantsManage].into_iter().collect()).await;
        let lacks = || Refusal::Forbidden(Forbidden::Lacks(Privilege::GrantsManage));
        assert_eq!(create_scope(&world, &reader, "x").await.unwrap_err(), lacks());
        assert_eq!(update(&world, &reader, id, ScopeEdit::default()).await.unwrap_err(), lacks());
        assert_eq!(delete(&world, &reader, vec![id]).await, Err(lacks()));
        assert_eq!(scopes::list(&world.directory, &ask(&world), &reader).await.unwrap().len(), 1);
        assert_eq!(scopes::traversal_specs(&world.directory, &ask(&world), &reader).await.unwrap().len(), 4);
        let nobody = holder(&world, "nobody", [Privilege::GrantsManage].into_iter().collect()).await;
        let lacks = Refusal::Forbidden(Forbidden::Lacks(Privilege::DirectoryRead));
        assert_eq!(scopes::list(&world.directory, &ask(&world), &nobody).await.unwrap_err(), lacks);
        assert_eq!(scopes::get(&world.directory, &ask(&world), &nobody, Ok(id)).await.unwrap_err(), lacks);
        assert_eq!(scopes::traversal_specs(&world.directory, &ask(&world), &nobody).await.unwrap_err(), lacks);
    }
}
