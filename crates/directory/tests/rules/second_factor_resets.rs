//! The way back for who has lost his second factor.

use directory::Credential;
use directory::roles::NewGrant;
use directory::second_factor;
use directory::users::{NewUser, Parts};
use model::refusal::Forbidden;
use model::{Noun, Privilege, PrivilegeSet, Refusal};
use testkit::{World, on_both_engines};

use crate::kit::*;
use crate::second_factor_kit::*;

async fn reset(world: &World, by: &Credential, who: &str) -> Result<(), Refusal> {
    second_factor::reset(&world.directory, &ask(world), by, Ok(login(who)), Parts::NONE).await.map(drop)
}

on_both_engines! {
    async fn who_is_reset_is_signed_out_and_enrols_anew(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let awaiting = first(&world, "ada").await;
        let whole = held(&give(&world, &first(&world, "ada").await, &code(&world, &secret)).await.unwrap());
        for _ in 0..4 {
            give(&world, &awaiting, &wrong(&world, &secret)).await.unwrap_err();
        }
        reset(&world, &admin(&world).await, "ada").await.unwrap();
        assert!(used(&world, &whole).await.is_err() && give(&world, &awaiting, "000000").await.is_err());
        world.clock.turn(30);
        let session = first(&world, "ada").await;
        assert_eq!(give(&world, &session, &code(&world, &secret)).await.unwrap_err(), WRONG_CODE);
        let other = draw(&world, &session).await.unwrap();
        give(&world, &session, &code(&world, &other)).await.unwrap();
        assert_eq!(one(&world, "SELECT count(*) FROM audit_events WHERE event = 'second_factor.reset'").await, 1);
    }

    async fn a_reset_opens_the_door_that_wrong_codes_closed(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let session = first(&world, "ada").await;
        for _ in 0..5 {
            give(&world, &session, &wrong(&world, &secret)).await.unwrap_err();
        }
        reset(&world, &Credential::System, "ada").await.unwrap();
        enrolled(&world, "ada").await;
    }

    async fn where_there_is_none_nothing_is_changed(world: World) {
        asked(&world, "ada").await;
        let session = first(&world, "ada").await;
        let before = count(&world, "audit_events").await;
        reset(&world, &Credential::System, "ada").await.unwrap();
        assert_eq!(count(&world, "audit_events").await, before);
        draw(&world, &session).await.unwrap();
    }

    async fn a_reset_asks_for_all_that_the_user_holds(world: World) {
        asked(&world, "plain").await;
        let auditor: PrivilegeSet = [Privilege::AuditRead].into_iter().collect();
        let grants = vec![NewGrant::on_all(make_role(&world, "Auditor", auditor).await)];
        make(&world, NewUser { grants, ..with_password("ada", PASSWORD) }).await;
        let manager = holder(&world, "manager", [Privilege::UsersManage].into_iter().collect()).await;
        let more = Forbidden::GivesMoreThanHeld(Privilege::AuditRead);
        assert_eq!(reset(&world, &manager, "ada").await, Err(Refusal::Forbidden(more)));
        reset(&world, &manager, "plain").await.unwrap();
        assert_eq!(reset(&world, &manager, "none").await, Err(Refusal::no_such(Noun::User, "none")));
        let nobody = holder(&world, "nobody", PrivilegeSet::NONE).await;
        let lacks = Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage));
        for who in ["plain", "none"] {
            assert_eq!(reset(&world, &nobody, who).await, Err(lacks.clone()));
        }
    }
}
