//! What is written back as it was read changes nothing.

use directory::Credential;
use directory::users::{Change, NewLock, NewUser, PinField, TextField};
use model::{Dialect, Refusal, Residue};
use serde_json::json;

use crate::kit::*;

async fn jason(world: &World) -> model::UserId {
    let mut user: NewUser = person("jason");
    user.given = Some("Jason".into());
    user.family = Some("bad".into());
    create(world, user).await
}

testkit::on_both_engines! {
    async fn a_value_written_back_as_printed_changes_nothing_and_is_not_validated(world: World) {
        let id = jason(&world).await;
        let before = events(&world, id).await;
        let edit = sent(&[("given", json!("JASON")), ("family", json!("bad")), ("enabled", json!(true))]);
        let updated = update_through(&world, Dialect::Native, &Credential::System, id, edit).await.unwrap();
        assert!(!updated.changed);
        assert_eq!(updated.view.user.version, 1);
        assert_eq!(updated.view.user.given.as_deref(), Some("Jason"), "the record keeps its own spelling");
        assert_eq!(events(&world, id).await, before);
    }

    async fn a_new_value_is_validated_and_nothing_else_of_the_request_stays(world: World) {
        let id = jason(&world).await;
        let edit = sent(&[("given", json!("Jane")), ("family", json!("worse"))]);
        update_through(&world, Dialect::Native, &Credential::System, id, edit).await.unwrap();
        let edit = sent(&[("given", json!("Jill")), ("family", json!("bad"))]);
        let refused = update_through(&world, Dialect::Native, &Credential::System, id, edit).await.unwrap_err();
        assert!(matches!(refused, Refusal::Invalid(_)), "{refused:?}");
        let now = change(&world, &Credential::System, id, vec![]).await.unwrap().view;
        assert_eq!((now.user.given.as_deref(), now.user.version), (Some("Jane"), 2));
    }

    async fn one_request_is_one_version_whatever_it_changes(world: World) {
        let id = jason(&world).await;
        let changes = vec![
            Change::Text(TextField::Given, Some("Jane".into())),
            Change::Text(TextField::Department, Some("NOC".into())),
            Change::Enabled(false),
            Change::Residue(Dialect::Pam360, "WEBACCESS", Some(json!(true))),
        ];
        let updated = change(&world, &Credential::System, id, changes.clone()).await.unwrap();
        assert_eq!(updated.view.user.version, 2);
        let again = change(&world, &Credential::System, id, changes).await.unwrap();
        assert!(!again.changed);
        assert_eq!(again.view.user.version, 2);
        assert_eq!(again.view.user.updated, updated.view.user.updated);
    }

    async fn a_version_that_is_not_the_expected_one_is_refused(world: World) {
        let id = jason(&world).await;
        let request = world.request(Dialect::Native);
        let draft = Ok((
            directory::users::UserRef::Id(id),
            directory::users::Edit::Said(vec![Change::Enabled(false)]),
        ));
        let refused =
            directory::users::update(&world.directory, &request, &Credential::System, draft, Some(7)).await;
        assert!(matches!(refused.unwrap_err(), Refusal::Conflict(model::Conflict::Version)));
    }

    async fn a_change_of_the_value_drops_every_wording_of_it_but_the_writers_own(world: World) {
        let id = jason(&world).await;
        let pin = |dialect, wording: &str| {
            Change::Pin(PinField::Enabled, String::new(), dialect, Some(wording.to_owned()))
        };
        let system = Credential::System;
        change(&world, &system, id, vec![pin(Dialect::Oipa, "03"), pin(Dialect::Kron, "true")]).await.unwrap();
        let other = vec![Change::Text(TextField::Given, Some("Jane".into()))];
        assert_eq!(change(&world, &system, id, other).await.unwrap().view.pins.len(), 2);
        let changes = vec![Change::Enabled(false), pin(Dialect::Oipa, "02")];
        let pins = change(&world, &system, id, changes).await.unwrap().view.pins;
        assert_eq!(pins.len(), 1, "{pins:?}");
        assert_eq!((pins[0].dialect, pins[0].wording.as_str()), (Dialect::Oipa, "02"));
    }

    async fn the_writers_own_wording_stays_also_when_it_is_the_old_one(world: World) {
        let id = jason(&world).await;
        let pin = || Change::Pin(PinField::Enabled, String::new(), Dialect::Oipa, Some("03".to_owned()));
        let system = Credential::System;
        change(&world, &system, id, vec![pin()]).await.unwrap();
        let pins = change(&world, &system, id, vec![Change::Enabled(false), pin()]).await.unwrap().view.pins;
        assert_eq!(pins.len(), 1, "{pins:?}");
    }

    async fn a_password_beside_other_changes_is_one_version_and_a_lock_it_ends_is_told(world: World) {
        let id = jason(&world).await;
        let system = Credential::System;
        let lock = Change::Lock(Some(NewLock::default()));
        let locked = change(&world, &system, id, vec![lock, Change::UnlockOnPassword(true)]).await.unwrap();
        assert_eq!(locked.view.user.version, 2);
        let changes = vec![password("Other@1234"), Change::Text(TextField::Given, Some("Jane".into()))];
        let updated = change(&world, &system, id, changes).await.unwrap();
        assert_eq!((updated.view.user.version, updated.view.user.lock), (3, None));
        assert!(events(&world, id).await.contains(&"user.unlocked".to_owned()));
    }

    async fn taking_back_what_was_never_said_is_no_change(world: World) {
        let id = jason(&world).await;
        let nothing = Change::Residue(Dialect::Kron, "rapOnlyUser", None);
        assert!(!change(&world, &Credential::System, id, vec![nothing]).await.unwrap().changed);
    }

    async fn no_write_of_one_dialect_touches_what_another_said(world: World) {
        let mut user = person("jason");
        let mut said = Residue::default();
        said.set("SDKACCESS", true);
        user.residue = Some((Dialect::Pam360, said.clone()));
        let id = create(&world, user).await;
        let changes = vec![
            Change::Residue(Dialect::Aria, "externalId", Some(json!("x"))),
            Change::Enabled(false),
            Change::Residue(Dialect::Aria, "externalId", None),
        ];
        let view = change(&world, &Credential::System, id, changes).await.unwrap().view;
        assert_eq!(view.residue.get(&Dialect::Pam360), Some(&said));
        assert_eq!(view.residue.get(&Dialect::Aria), None);
    }
}
