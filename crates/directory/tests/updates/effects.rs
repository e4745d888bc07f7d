//! What follows from a state, in the same commit (`one-record` 2.4).

use directory::Credential;
use directory::users::{Change, NewLock, NewPassword};
use model::refusal::Expiry;
use model::{AccessWindow, Login, Origin, Refusal, Rule, Timestamp};

use crate::kit::*;

fn at(world: &World, seconds: i64) -> Timestamp {
    world.directory.now().plus_seconds(seconds)
}

testkit::on_both_engines! {
    async fn disabling_ends_sessions_for_good_and_refuses_api_tokens_while_it_lasts(world: World) {
        let id = create(&world, person("jason")).await;
        let session = sign_in(&world, "jason", PASSWORD).await.unwrap();
        let token = caller(&world, "jason").await;
        change(&world, &Credential::System, id, vec![Change::Enabled(false)]).await.unwrap();
        assert!(matches!(opens(&world, &session).await.unwrap_err(), Refusal::Unauthenticated(_)));
        assert!(matches!(opens(&world, &token).await.unwrap_err(), Refusal::Locked { disabled: true }));
        assert!(matches!(sign_in(&world, "jason", PASSWORD).await.unwrap_err(), Refusal::Locked { .. }));
        change(&world, &Credential::System, id, vec![Change::Enabled(true)]).await.unwrap();
        assert!(opens(&world, &session).await.is_err(), "a session never comes back");
        assert!(opens(&world, &token).await.is_ok(), "the same token works again");
    }

    async fn a_lock_ends_by_itself_at_its_instant(world: World) {
        let id = create(&world, person("jason")).await;
        let token = caller(&world, "jason").await;
        let lock = NewLock { reason: None, until: Some(at(&world, 60)) };
        let view = change(&world, &Credential::System, id, vec![Change::Lock(Some(lock))]).await.unwrap().view;
        assert_eq!(view.user.lock.unwrap().reason.as_deref(), Some("Locked by system"));
        world.clock.turn_micros(59_999_999);
        assert!(matches!(opens(&world, &token).await.unwrap_err(), Refusal::Locked { disabled: false }));
        world.clock.turn_micros(1);
        assert!(opens(&world, &token).await.is_ok());
    }

    async fn locking_the_locked_keeps_its_reason_and_its_beginning(world: World) {
        let id = create(&world, person("jason")).await;
        let lock = NewLock { reason: Some("left".into()), until: None };
        let system = Credential::System;
        world.clock.turn(1);
        let first = change(&world, &system, id, vec![Change::Lock(Some(lock))]).await.unwrap();
        world.clock.turn(60);
        let again = change(&world, &system, id, vec![Change::Lock(Some(NewLock::default()))]).await.unwrap();
        assert!(!again.changed);
        assert_eq!(again.view.user.lock, first.view.user.lock);
        let gone = change(&world, &system, id, vec![Change::Lock(None)]).await.unwrap();
        assert_eq!(gone.view.user.lock, None);
        assert_eq!(events(&world, id).await, ["user.created", "user.locked", "user.unlocked"]);
    }

    async fn a_window_closes_to_the_microsecond_and_a_wider_one_revives_no_session(world: World) {
        let id = create(&world, person("jason")).await;
        let session = sign_in(&world, "jason", PASSWORD).await.unwrap();
        let token = caller(&world, "jason").await;
        let until = |seconds| AccessWindow::new(None, Some(at(&world, seconds))).unwrap();
        change(&world, &Credential::System, id, vec![Change::Window(until(60))]).await.unwrap();
        world.clock.turn_micros(59_999_999);
        assert!(opens(&world, &session).await.is_ok() && opens(&world, &token).await.is_ok());
        world.clock.turn_micros(1);
        assert!(opens(&world, &session).await.is_err());
        assert!(matches!(opens(&world, &token).await.unwrap_err(), Refusal::Expired(Expiry::Window)));
        change(&world, &Credential::System, id, vec![Change::Window(AccessWindow::ALWAYS)]).await.unwrap();
        assert!(opens(&world, &session).await.is_err());
        assert!(opens(&world, &token).await.is_ok());
    }

    async fn a_window_that_opens_later_ends_the_sessions_for_good(world: World) {
        let id = create(&world, person("jason")).await;
        let session = sign_in(&world, "jason", PASSWORD).await.unwrap();
        let token = caller(&world, "jason").await;
        let later = AccessWindow::new(Some(at(&world, 60)), None).unwrap();
        change(&world, &Credential::System, id, vec![Change::Window(later)]).await.unwrap();
        assert!(opens(&world, &session).await.is_err() && opens(&world, &token).await.is_err());
        world.clock.turn(60);
        assert!(opens(&world, &session).await.is_err());
        assert!(opens(&world, &token).await.is_ok());
    }

    async fn the_end_of_a_lock_is_moved_and_taken_back_without_touching_the_rest(world: World) {
        let id = create(&world, person("jason")).await;
        let system = Credential::System;
        let lock = NewLock { reason: Some("left".into()), until: Some(at(&world, 60)) };
        let first = change(&world, &system, id, vec![Change::Lock(Some(lock))]).await.unwrap().view.user.lock.unwrap();
        world.clock.turn(30);
        let open = change(&world, &system, id, vec![Change::LockEnd(None)]).await.unwrap().view.user.lock.unwrap();
        assert_eq!((open.until, open.since, open.reason), (None, first.since, first.reason));
        change(&world, &system, id, vec![Change::Lock(None)]).await.unwrap();
        assert!(!change(&world, &system, id, vec![Change::LockEnd(Some(at(&world, 60)))]).await.unwrap().changed);
    }

    async fn a_lock_that_would_be_over_at_once_is_refused(world: World) {
        let id = create(&world, person("jason")).await;
        let over = || NewLock { reason: None, until: Some(at(&world, 0)) };
        let refused = change(&world, &Credential::System, id, vec![Change::Lock(Some(over()))]).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("lock_until", Rule::Format("must lie in the future")));
        let request = world.request(model::Dialect::Kron);
        let made = directory::users::create(
            &world.directory,
            &request,
            &Credential::System,
            Ok(vec![directory::users::NewUser { lock: Some(over()), ..person("thomas") }]),
            None,
        );
        assert!(matches!(made.await.unwrap_err(), Refusal::Invalid(_)));
    }

    async fn a_rename_keeps_tokens_and_sessions_and_frees_the_old_name(world: World) {
        let id = create(&world, person("jason")).await;
        let session = sign_in(&world, "jason", PASSWORD).await.unwrap();
        let rename = |login: &str| vec![Change::Login(Login::new(login).unwrap())];
        let system = Credential::System;
        change(&world, &system, id, rename("JASON")).await.unwrap();
        let view = change(&world, &system, id, rename("thomas")).await.unwrap().view;
        assert_eq!((view.user.login.as_str(), view.user.version), ("thomas", 3));
        assert!(opens(&world, &session).await.is_ok());
        create(&world, person("jason")).await;
        let refused = change(&world, &system, id, rename("Jason")).await.unwrap_err();
        assert!(matches!(refused, Refusal::Exists { .. }));
    }

    async fn the_same_password_again_is_no_change_and_another_ends_the_other_sessions(world: World) {
        let id = create(&world, person("jason")).await;
        let session = sign_in(&world, "jason", PASSWORD).await.unwrap();
        let token = caller(&world, "jason").await;
        let system = Credential::System;
        assert!(!change(&world, &system, id, vec![password(PASSWORD)]).await.unwrap().changed);
        assert!(opens(&world, &session).await.is_ok());
        assert!(change(&world, &system, id, vec![password("Other@1234")]).await.unwrap().changed);
        assert!(opens(&world, &session).await.is_err());
        assert!(opens(&world, &token).await.is_ok(), "an API token is a credential of its own");
        assert!(sign_in(&world, "jason", PASSWORD).await.is_err());
        assert!(sign_in(&world, "jason", "Other@1234").await.is_ok());
    }

    async fn a_new_password_ends_the_lock_where_the_user_asked_for_that(world: World) {
        let id = create(&world, person("jason")).await;
        let system = Credential::System;
        let lock = || Change::Lock(Some(NewLock::default()));
        change(&world, &system, id, vec![lock(), password("Other@1234")]).await.unwrap();
        assert!(sign_in(&world, "jason", "Other@1234").await.is_err());
        change(&world, &system, id, vec![Change::UnlockOnPassword(true)]).await.unwrap();
        let view = change(&world, &system, id, vec![password("Third@1234")]).await.unwrap().view;
        assert_eq!(view.user.lock, None);
        assert!(sign_in(&world, "jason", "Third@1234").await.is_ok());
    }

    async fn a_user_made_local_again_wants_a_password_in_the_same_call(world: World) {
        let mut user = person("jason");
        (user.origin, user.password) = (Origin::External(None), NewPassword::None);
        let id = create(&world, user).await;
        let system = Credential::System;
        let refused = change(&world, &system, id, vec![Change::Origin(Origin::Local)]).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("password", Rule::Required));
        change(&world, &system, id, vec![Change::Origin(Origin::Local), password(PASSWORD)]).await.unwrap();
        assert!(sign_in(&world, "jason", PASSWORD).await.is_ok());
        let both = vec![Change::Origin(Origin::External(None)), password("Other@1234")];
        let refused = change(&world, &system, id, both).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("password", Rule::NotAllowed));
    }

    async fn a_user_made_external_has_no_password_here(world: World) {
        let id = create(&world, person("jason")).await;
        let session = sign_in(&world, "jason", PASSWORD).await.unwrap();
        let system = Credential::System;
        let view = change(&world, &system, id, vec![Change::Origin(Origin::External(None))]).await.unwrap().view;
        assert!(!view.user.has_password);
        assert!(opens(&world, &session).await.is_err());
        assert!(matches!(sign_in(&world, "jason", PASSWORD).await.unwrap_err(), Refusal::Unauthenticated(_)));
        let refused = change(&world, &system, id, vec![password("Other@1234")]).await.unwrap_err();
        assert!(matches!(refused, Refusal::Invalid(_)));
    }
}
