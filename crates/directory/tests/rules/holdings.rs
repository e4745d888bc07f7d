//! What a user or a group holds, changed as a whole together with what a dialect says of it.

use std::sync::Arc;

use directory::Credential;
use directory::roles::{self, HolderRef, Holding, HoldingEdit, NewGrant, Wanted};
use model::refusal::Forbidden;
use model::{Conflict, Dialect, GrantObjects, Noun, Privilege, PrivilegeSet, Refusal, ScopeId, TokenKind};
use serde_json::Value;
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn change(
    world: &World,
    by: &Credential,
    holder: HolderRef,
    grants: Vec<NewGrant>,
    said: Option<&str>,
) -> Result<Holding, Refusal> {
    world.clock.turn_micros(1);
    let said = vec![("role-permissions", said.map(Value::from))];
    let wanted = Wanted { grants, said };
    let edit: HoldingEdit = Arc::new(move |_| Ok(Some(wanted.clone())));
    roles::change(&world.directory, &ask(world), by, Dialect::Aria, Ok((holder, edit))).await
}

fn user(name: &str) -> HolderRef {
    HolderRef::User(login(name))
}

fn on_all(name: &str) -> NewGrant {
    NewGrant::on_all(role(name))
}

fn on(objects: GrantObjects, name: &str) -> NewGrant {
    NewGrant { objects, ..on_all(name) }
}

on_both_engines! {
    async fn grants_and_words_change_together_and_the_same_again_not_at_all(world: World) {
        make(&world, named("a")).await;
        let admin = admin(&world).await;
        for holder in [user("a"), HolderRef::Group(group("Super"))] {
            let wanted = || vec![on_all("ReadOnly"), on(GrantObjects::None, "PowerUser")];
            let held = change(&world, &admin, holder.clone(), wanted(), Some("as sent")).await.unwrap();
            let names: Vec<_> = held.grants.iter().map(|grant| grant.role_name.as_str()).collect();
            assert_eq!((names, held.residue.unwrap().text("role-permissions")), (vec!["PowerUser", "ReadOnly"], Some("as sent")));
            let before = counts(&world).await;
            let versions = "SELECT version FROM users UNION ALL SELECT version FROM groups ORDER BY version";
            let stood = rows(&world, versions, 1).await;
            let second = stood.concat().iter().filter(|version| *version == "2").count();
            assert_eq!(second, 1, "one version higher, whoever holds it");
            change(&world, &admin, holder.clone(), wanted(), Some("as sent")).await.unwrap();
            assert_eq!((counts(&world).await, rows(&world, versions, 1).await), (before, stood));
            let held = change(&world, &admin, holder, vec![], None).await.unwrap();
            assert!(held.grants.is_empty() && held.residue.is_none());
        }
        let events = "SELECT event FROM audit_events WHERE target_name = 'a' AND event <> 'user.created' ORDER BY at, request_id, place";
        let each = ["grant.given", "grant.given", "user.updated", "grant.taken", "grant.taken", "user.updated"];
        assert_eq!(rows(&world, events, 1).await.concat(), each);
    }

    async fn nobody_gives_more_than_he_holds_and_a_narrow_grant_gives_nothing(world: World) {
        let narrow = [Privilege::GrantsManage].into_iter().collect();
        let narrow = holder(&world, "narrow", narrow).await;
        make(&world, named("a")).await;
        let refused = change(&world, &narrow, user("a"), vec![on_all("ReadOnly")], None).await.unwrap_err();
        assert!(matches!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_))), "{refused:?}");
        let admins = vec![on(GrantObjects::Specs(serde_json::json!([])), "Administrator")];
        change(&world, &narrow, user("a"), admins, None).await.unwrap();
        let token = token(&world, "a", TokenKind::Native).await;
        let refused = roles::list(&world.directory, &ask(&world), &token).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::Lacks(Privilege::DirectoryRead)));
        let widened = change(&world, &narrow, user("a"), vec![on_all("Administrator")], None).await.unwrap_err();
        assert!(matches!(widened, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_))), "{widened:?}");
        let scope = ScopeId([9; 16]);
        let nowhere = vec![on(GrantObjects::Scope(scope), "ReadOnly")];
        let refused = change(&world, &narrow, user("a"), nowhere, None).await.unwrap_err();
        assert_eq!(refused, Refusal::refers_to_no(Noun::Scope, scope.to_string()));
    }

    async fn nobody_demotes_himself_or_the_last_administrator(world: World) {
        let protected = Refusal::Conflict(Conflict::Protected);
        let keeper = holder(&world, "keeper", PrivilegeSet::range(1, 6)).await;
        assert_eq!(change(&world, &keeper, user("keeper"), vec![], None).await.unwrap_err(), protected);
        let draft = Ok((HolderRef::Group(group("System.admins")), role("Administrator")));
        roles::take(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        assert_eq!(change(&world, &Credential::System, user("admin"), vec![], None).await.unwrap_err(), protected);
        change(&world, &Credential::System, user("keeper"), vec![], None).await.unwrap();
    }
}
