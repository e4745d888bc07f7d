//! Deleting users: nothing of them stays but the audit, and nothing of them comes back.

use directory::groups;
use directory::users::{self, Filter, Parts};
use directory::{Credential, Draft};
use model::refusal::BadCredential;
use model::{Noun, Refusal, Rule, TokenKind, UserId};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn delete(world: &World, by: &Credential, who: &str) -> Result<(), Refusal> {
    users::delete(&world.directory, &ask(world), by, Ok(login(who))).await
}

/// The tables that hold rows of this user, by its key.
async fn holding(world: &World, key: i64) -> Vec<String> {
    let mut holding = Vec::new();
    for table in tables(world).await {
        let columns = columns(world, &table).await;
        let condition = if columns.iter().any(|column| column == "user_key") {
            format!("user_key = {key}")
        } else if columns.iter().any(|column| column == "holder_key") {
            format!("holder_kind = 1 AND holder_key = {key}")
        } else {
            continue;
        };
        if one(world, &format!("SELECT count(*) FROM {table} WHERE {condition}")).await > 0 {
            holding.push(table);
        }
    }
    holding
}

on_both_engines! {
    async fn no_row_of_a_deleted_user_is_left(world: World) {
        make(&world, rich("ada")).await;
        let key = key_of(&world, "ada").await.0;
        let managed = key_of(&world, "admin").await.0;
        sql(&world, &format!("INSERT INTO group_managers (group_key, user_key) VALUES (3, {key}), (3, {managed})")).await;
        let mut everywhere = holding(&world, key).await;
        everywhere.sort();
        assert_eq!(everywhere, [
            "grants", "group_managers", "memberships", "tokens", "user_attributes", "user_emails",
            "user_external_ids", "user_phones", "user_pins", "user_residue", "users",
        ]);
        delete(&world, &admin(&world).await, "ADA").await.unwrap();
        assert_eq!(holding(&world, key).await, Vec::<String>::new());
        assert_eq!(holding(&world, managed).await.len(), 5, "rows of others stay");
        let filter = Filter { login_contains: vec!["ada".into()], ..Filter::default() };
        let page = users::list(&world.directory, &ask(&world), &Credential::System, Ok(filter), Parts::NONE, None).await;
        assert!(page.unwrap().users.is_empty());
        if world.directory.store().engine() == testkit::Engine::Postgres {
            assert_eq!(one(&world, &format!("SELECT count(*) FROM user_search WHERE key = {key}")).await, 0);
        }
    }

    async fn a_deleted_login_is_free_at_once_and_inherits_nothing(world: World) {
        let old = make(&world, rich("ada")).await;
        delete(&world, &Credential::System, "ada").await.unwrap();
        let new = make(&world, named("Ada")).await;
        assert!(new.id != old.id && new.number > old.number);
        assert_eq!(holding(&world, key_of(&world, "ada").await.0).await, ["users"]);
        let refused = sign_in(&world, "ada", "long enough").await.unwrap_err();
        assert_eq!(refused, Refusal::Unauthenticated(BadCredential::Unknown));
    }

    async fn ids_and_numbers_of_the_deleted_never_come_again(world: World) {
        let mut seen = Vec::new();
        for _ in 0..3 {
            let made = make(&world, named("phoenix")).await;
            seen.push((made.number, made.id));
            delete(&world, &Credential::System, "phoenix").await.unwrap();
            world.directory.finish().await.unwrap();
        }
        assert_eq!(seen.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [2, 3, 4]);
        seen.sort_by_key(|(_, id)| *id);
        seen.dedup_by_key(|(_, id)| *id);
        assert_eq!(seen.len(), 3);
    }

    async fn every_credential_of_the_deleted_is_refused_as_unknown(world: World) {
        make(&world, with_password("ada", "long enough")).await;
        let mut all = vec![session(&world, "ada", "long enough").await];
        for kind in [TokenKind::Pam360, TokenKind::Scim, TokenKind::Native] {
            all.push(token(&world, "ada", kind).await);
        }
        all.push(Credential::Password { user: key_of(&world, "ada").await, version: 1 });
        delete(&world, &Credential::System, "ada").await.unwrap();
        make(&world, with_password("ada", "long enough")).await;
        for credential in &all {
            assert_eq!(used(&world, credential).await, Err(Refusal::Unauthenticated(BadCredential::Unknown)));
        }
    }

    async fn the_deleted_are_in_no_list_and_in_no_group(world: World) {
        make(&world, rich("ada")).await;
        delete(&world, &Credential::System, "ada").await.unwrap();
        let admin = admin(&world).await;
        let view = groups::get(&world.directory, &ask(&world), &admin, Ok(group("Super"))).await.unwrap();
        assert!(view.members.is_empty());
        let found = users::get(&world.directory, &ask(&world), &admin, Ok(login("ada")), Parts::NONE).await;
        assert_eq!(found.unwrap_err(), Refusal::no_such(Noun::User, "ada"));
        assert_eq!(delete(&world, &admin, "ada").await, Err(Refusal::no_such(Noun::User, "ada")));
    }

    async fn many_are_deleted_and_unknown_ids_are_passed_over(world: World) {
        let ids = [make(&world, named("a")).await.id, UserId([9; 16]), make(&world, named("b")).await.id];
        let many = |ids: Vec<UserId>| {
            let (node, request) = (world.directory.clone(), ask(&world));
            async move { users::delete_many(&node, &request, &Credential::System, Ok(ids)).await }
        };
        many(ids.to_vec()).await.unwrap();
        assert_eq!(count(&world, "users").await, 1);
        assert_eq!(many(ids.to_vec()).await, Err(Refusal::no_such(Noun::User, ids[0].to_string())));
        many(Vec::new()).await.unwrap();
    }

    async fn one_named_twice_is_deleted_once(world: World) {
        let id = make(&world, named("a")).await.id;
        users::delete_many(&world.directory, &ask(&world), &Credential::System, Ok(vec![id, id])).await.unwrap();
        assert_eq!(one(&world, "SELECT count(*) FROM audit_events WHERE event = 'user.deleted'").await, 1);
    }

    async fn what_the_door_refuses_deletes_nobody(world: World) {
        let draft = || -> Draft<users::UserRef> { Err(Refusal::invalid("id", Rule::Required)) };
        let refused = users::delete(&world.directory, &ask(&world), &Credential::System, draft()).await;
        assert_eq!(refused, Err(Refusal::invalid("id", Rule::Required)));
    }
}
