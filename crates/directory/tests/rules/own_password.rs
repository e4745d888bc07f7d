//! Changing the own password: whoever knows it, and nobody else.

use directory::Credential;
use directory::users::{self, NewUser, OwnPassword};
use model::refusal::BadCredential;
use model::{Noun, Refusal, Rule, TokenKind};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn change(world: &World, by: &Credential, current: &str, new: &str) -> Result<(), Refusal> {
    let current = directory::passwords::Password::new(current.to_owned());
    let own = OwnPassword { current, new: password(new), rule: eight() };
    users::change_password(&world.directory, &ask(world), by, Ok(own)).await
}

fn wrong() -> Refusal {
    Refusal::invalid("current_password", Rule::Format("is not the current password"))
}

on_both_engines! {
    async fn who_knows_it_changes_it_and_his_other_sessions_end(world: World) {
        make(&world, NewUser { must_change: true, ..with_password("a", "long enough") }).await;
        let (own, other) = (session(&world, "a", "long enough").await, session(&world, "a", "long enough").await);
        let api = token(&world, "a", TokenKind::Native).await;
        world.clock.turn(3_600);
        change(&world, &own, "long enough", "another one").await.unwrap();
        used(&world, &own).await.unwrap();
        assert_eq!(used(&world, &other).await, Err(Refusal::Unauthenticated(BadCredential::Unknown)));
        used(&world, &api).await.unwrap();
        sign_in(&world, "a", "long enough").await.unwrap_err();
        sign_in(&world, "a", "another one").await.unwrap();
        assert_eq!(one(&world, "SELECT must_change FROM users WHERE login = 'a'").await, 0);
        let events = rows(&world, "SELECT event FROM audit_events WHERE target_name = 'a' AND operation = 'TEST' ORDER BY at, request_id, place", 1).await.concat();
        assert!(events.contains(&"user.password_changed".to_owned()), "{events:?}");
    }

    async fn who_does_not_know_it_changes_nothing_and_is_counted(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let own = session(&world, "a", "long enough").await;
        let before = rows(&world, "SELECT password, version FROM users ORDER BY number", 2).await;
        for _ in 0..5 {
            assert_eq!(change(&world, &own, "a guess", "another one").await, Err(wrong()));
        }
        let hashed = hashes(&world);
        assert_eq!(change(&world, &own, "long enough", "another one").await, Err(wrong()), "the door is closed");
        assert_eq!(hashes(&world), hashed, "and no password is tried");
        sign_in(&world, "a", "long enough").await.unwrap_err();
        assert_eq!(rows(&world, "SELECT password, version FROM users ORDER BY number", 2).await, before);
        used(&world, &own).await.unwrap();
        world.clock.turn(900);
        change(&world, &own, "long enough", "another one").await.unwrap();
    }

    async fn the_same_again_is_no_change_and_a_new_one_meets_the_rule(world: World) {
        make(&world, with_password("a", "long enough")).await;
        let (own, other) = (session(&world, "a", "long enough").await, session(&world, "a", "long enough").await);
        let before = counts(&world).await;
        change(&world, &own, "long enough", "long enough").await.unwrap();
        let refused = change(&world, &own, "long enough", "short").await.unwrap_err();
        assert!(matches!(&refused, Refusal::Invalid(all) if all[0].field == "password"), "{refused:?}");
        assert_eq!(counts(&world).await, before);
        used(&world, &other).await.unwrap();
    }

    async fn who_has_no_password_here_changes_none(world: World) {
        make(&world, NewUser { origin: model::Origin::External(None), ..named("far") }).await;
        make(&world, named("bare")).await;
        let far = token(&world, "far", TokenKind::Native).await;
        assert_eq!(change(&world, &far, "x", "another one").await, Err(Refusal::invalid("password", Rule::NotAllowed)));
        let bare = token(&world, "bare", TokenKind::Native).await;
        assert_eq!(change(&world, &bare, "x", "another one").await, Err(wrong()));
        let system = change(&world, &Credential::System, "x", "another one").await;
        assert_eq!(system, Err(Refusal::no_such(Noun::User, "system")));
    }
}
