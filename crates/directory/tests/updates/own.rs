//! What a caller may do with himself: read, and change the password that must be changed first (`one-record` 2.4, 5).

use directory::users::{Change, Edit, NewUser, Parts, TextField, UserRef};
use directory::{Credential, users};
use model::refusal::Forbidden;
use model::{Dialect, Refusal, UserId, UserView};

use crate::kit::*;

async fn read(world: &World, by: &Credential, user: UserRef) -> Result<UserView, Refusal> {
    let request = world.request(Dialect::Kron);
    users::get_own_or_any(&world.directory, &request, by, Ok(user), Parts::NONE).await
}

async fn must_change(world: &World) -> (UserId, Credential) {
    let id = create(world, NewUser { must_change: true, ..person("jason") }).await;
    (id, sign_in(world, "jason", PASSWORD).await.unwrap())
}

fn is_forbidden(refusal: &Refusal) -> bool {
    *refusal == Refusal::Forbidden(Forbidden::MustChangePassword)
}

testkit::on_both_engines! {
    async fn anybody_reads_himself_and_learns_nothing_of_others(world: World) {
        let id = create(&world, person("jason")).await;
        let jason = sign_in(&world, "jason", PASSWORD).await.unwrap();
        assert_eq!(read(&world, &jason, UserRef::Id(id)).await.unwrap().user.login.as_str(), "jason");
        for other in [UserRef::Login("admin".into()), UserRef::Login("nobody".into())] {
            let refused = read(&world, &jason, other).await.unwrap_err();
            assert!(matches!(refused, Refusal::Forbidden(Forbidden::Lacks(_))), "{refused:?}");
        }
        let refused = read(&world, &Credential::System, UserRef::Login("nobody".into())).await.unwrap_err();
        assert!(matches!(refused, Refusal::NotFound { .. }));
    }

    async fn who_must_change_the_password_changes_it_and_goes_on(world: World) {
        let (id, jason) = must_change(&world).await;
        assert!(read(&world, &jason, UserRef::Id(id)).await.is_ok(), "reading oneself is open");
        let label = Change::PasswordLabel(Dialect::Kron, "passwordAlgorithm", Some("MD5".into()));
        let view = change(&world, &jason, id, vec![password("Other@1234"), label]).await.unwrap().view;
        assert!(!view.user.must_change);
        let refused = change(&world, &jason, id, vec![password("Third@1234")]).await.unwrap_err();
        assert!(matches!(refused, Refusal::Forbidden(Forbidden::Lacks(_))), "once: {refused:?}");
        assert!(events(&world, id).await.contains(&"user.password_changed".to_owned()));
    }

    async fn the_same_password_again_is_not_the_change_that_must_come_first(world: World) {
        let (id, jason) = must_change(&world).await;
        assert!(!change(&world, &jason, id, vec![password(PASSWORD)]).await.unwrap().changed);
        assert!(opens(&world, &jason).await.unwrap().user.must_change);
    }

    async fn nothing_else_may_come_first(world: World) {
        let (id, jason) = must_change(&world).await;
        let name = || Change::Text(TextField::Given, Some("Jane".into()));
        let label = || Change::PasswordLabel(Dialect::Kron, "passwordAlgorithm", Some("MD5".into()));
        for changes in [vec![label()], vec![name()], vec![password("Other@1234"), name()], vec![Change::MustChange(false)]] {
            assert!(is_forbidden(&change(&world, &jason, id, changes).await.unwrap_err()));
        }
        let other = create(&world, person("thomas")).await;
        assert!(is_forbidden(&change(&world, &jason, other, vec![password("Other@1234")]).await.unwrap_err()));
        let request = world.request(Dialect::Kron);
        let broken = Err(Refusal::invalid("eid", model::Rule::Required));
        let refused = users::update(&world.directory, &request, &jason, broken, None).await.unwrap_err();
        assert!(is_forbidden(&refused));
        let nobody = Ok((UserRef::Login("nobody".into()), Edit::Said(vec![password("Other@1234")])));
        let refused = users::update(&world.directory, &request, &jason, nobody, None).await.unwrap_err();
        assert!(is_forbidden(&refused));
    }

    async fn ten_minutes_after_signing_in_it_is_too_late(world: World) {
        let (id, jason) = must_change(&world).await;
        world.clock.turn_micros(600 * 1_000_000);
        assert!(is_forbidden(&change(&world, &jason, id, vec![password("Other@1234")]).await.unwrap_err()));
        let again = sign_in(&world, "jason", PASSWORD).await.unwrap();
        world.clock.turn_micros(600 * 1_000_000 - 1);
        assert!(change(&world, &again, id, vec![password("Other@1234")]).await.is_ok());
    }

    async fn an_administrator_who_must_change_is_bound_like_anybody(world: World) {
        let user = NewUser { must_change: true, grants: vec![role("Administrator")], ..person("boss") };
        let id = create(&world, user).await;
        let boss = sign_in(&world, "boss", PASSWORD).await.unwrap();
        let other = create(&world, person("thomas")).await;
        assert!(is_forbidden(&change(&world, &boss, other, vec![Change::Enabled(false)]).await.unwrap_err()));
        change(&world, &boss, id, vec![password("Other@1234")]).await.unwrap();
        assert!(change(&world, &boss, other, vec![Change::Enabled(false)]).await.is_ok());
    }
}
