//! Making users: one or many, all or none, each login once.

use directory::roles::NewGrant;
use directory::users::{self, NewUser, Parts};
use directory::{Credential, Draft};
use model::refusal::Addressing;
use model::{Noun, Refusal, Rule, TokenKind};
use testkit::on_both_engines;

use crate::kit::*;

fn exists(login: &str) -> Refusal {
    Refusal::Exists { what: Noun::User, name: login.to_owned() }
}

on_both_engines! {
    async fn a_user_that_was_made_is_read_back(world: World) {
        let admin = admin(&world).await;
        let new = NewUser { given: Some("Ada".to_owned()), department: Some("NOC".to_owned()), ..named("Ada Lovelace") };
        let made = create(&world, &admin, vec![new]).await.unwrap().remove(0);
        let found = users::get(&world.directory, &ask(&world), &admin, Ok(login("ada lovelace")), Parts::NONE).await;
        let found = found.unwrap().user;
        assert_eq!((found.id, found.number, found.login.as_str()), (made.id, made.number, "Ada Lovelace"));
        assert_eq!((found.given.as_deref(), found.department.as_deref()), (Some("Ada"), Some("NOC")));
        assert_eq!((found.version, found.created), (1, world.directory.now()));
        assert!(found.enabled && !found.has_password);
    }

    async fn many_are_made_in_the_order_of_the_request(world: World) {
        let logins = ["e", "d", "c", "b", "a"];
        let made = create(&world, &Credential::System, logins.map(named).to_vec()).await.unwrap();
        let numbers: Vec<_> = made.iter().map(|user| user.number).collect();
        assert_eq!(numbers, [2, 3, 4, 5, 6]);
        let stored = rows(&world, "SELECT login FROM users ORDER BY number", 1).await.concat();
        assert_eq!(stored, ["admin", "e", "d", "c", "b", "a"]);
    }

    async fn one_login_that_is_taken_stores_nothing_of_the_request(world: World) {
        make(&world, named("taken")).await;
        let before = counts(&world).await;
        let mut users = ["a", "b", "TAKEN", "d", "e"].map(named).to_vec();
        users[0].groups = vec![directory::groups::Join {
            if_missing: directory::groups::IfMissing::Create,
            ..directory::groups::Join::now(group("made by naming"))
        }];
        let refused = create(&world, &Credential::System, users).await.unwrap_err();
        assert_eq!(refused, exists("TAKEN"));
        assert_eq!(counts(&world).await, before);
        assert_eq!(make(&world, named("next")).await.number, 3, "numbers drawn in vain are given back");
        assert_eq!(make_group(&world, "next").await.number, 6);
    }

    async fn passwords_change_nothing_about_all_or_none(world: World) {
        make(&world, named("taken")).await;
        let before = counts(&world).await;
        let users = ["a", "b", "taken", "d", "e"].map(|login| with_password(login, "long enough")).to_vec();
        assert_eq!(create(&world, &Credential::System, users).await.unwrap_err(), exists("taken"));
        assert_eq!(counts(&world).await, before);
    }

    async fn a_login_differing_in_case_or_width_only_exists(world: World) {
        make(&world, named("Jason")).await;
        let before = rows(&world, "SELECT login, version, updated FROM users", 3).await;
        for other in ["jason", "JASON", "Ｊａｓｏｎ", "ja\u{200b}son"] {
            assert_eq!(create(&world, &Credential::System, vec![named(other)]).await.unwrap_err(), exists(other));
        }
        assert_eq!(rows(&world, "SELECT login, version, updated FROM users", 3).await, before);
    }

    async fn a_login_twice_in_one_request_exists(world: World) {
        let before = counts(&world).await;
        let refused = create(&world, &Credential::System, vec![named("twin"), named("Twin")]).await.unwrap_err();
        assert_eq!(refused, exists("Twin"));
        let users = vec![with_password("twin", "long enough"), with_password("TWIN", "long enough")];
        assert_eq!(create(&world, &Credential::System, users).await.unwrap_err(), exists("TWIN"));
        assert_eq!(counts(&world).await, before);
    }

    async fn a_login_of_a_user_who_may_not_sign_in_is_taken_too(world: World) {
        make(&world, NewUser { enabled: false, ..named("leaver") }).await;
        assert_eq!(create(&world, &Credential::System, vec![named("leaver")]).await.unwrap_err(), exists("leaver"));
    }

    async fn of_many_who_make_one_login_at_once_exactly_one_wins(world: World) {
        let mut tasks = Vec::new();
        for n in 0..32 {
            let (node, request) = (world.directory.clone(), ask(&world));
            let login = if n % 2 == 0 { "contested" } else { "CONTESTED" };
            tasks.push(tokio::spawn(async move {
                users::create(&node, &request, &Credential::System, Ok(vec![named(login)]), None).await
            }));
        }
        let mut won = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => won += 1,
                Err(refused) => assert!(matches!(refused, Refusal::Exists { what: Noun::User, .. }), "{refused:?}"),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE login_key = 'contested'").await, 1);
    }

    async fn an_unknown_role_is_refused_as_referred_to(world: World) {
        let user = NewUser { grants: vec![NewGrant::on_all(role("Astronaut"))], ..named("a") };
        let refused = create(&world, &Credential::System, vec![user]).await.unwrap_err();
        assert_eq!(refused, Refusal::refers_to_no(Noun::Role, "Astronaut"));
        assert!(matches!(refused, Refusal::NotFound { addressing: Addressing::ReferredTo, .. }));
        assert_eq!(count(&world, "users").await, 1);
    }

    async fn a_role_by_number_and_by_the_name_of_another_is_refused(world: World) {
        let by_both = |name: &str| directory::roles::RoleRef::Number(308, Some(name.to_owned()));
        let user = |name: &str| NewUser { grants: vec![NewGrant::on_all(by_both(name))], ..named(name) };
        let refused = create(&world, &Credential::System, vec![user("ReadOnly")]).await.unwrap_err();
        assert!(matches!(refused, Refusal::Invalid(_)), "{refused:?}");
        make(&world, user("poweruser")).await;
    }

    async fn what_the_door_refuses_is_told_after_authority(world: World) {
        let draft = || -> Draft<Vec<NewUser>> { Err(Refusal::invalid("LOGIN", Rule::Required)) };
        let reader = holder(&world, "reader", model::PrivilegeSet::range(1, 1)).await;
        let refused = users::create(&world.directory, &ask(&world), &reader, draft(), None).await.unwrap_err();
        assert!(matches!(refused, Refusal::Forbidden(_)), "{refused:?}");
        let refused = users::create(&world.directory, &ask(&world), &admin(&world).await, draft(), None).await;
        assert_eq!(refused.unwrap_err(), Refusal::invalid("LOGIN", Rule::Required));
    }

    async fn a_token_that_comes_with_a_user_opens_its_door(world: World) {
        let token = directory::tokens::NewToken { kind: TokenKind::Pam360, expires: None, host: None };
        let made = make(&world, NewUser { token: Some(token), ..named("api") }).await;
        let text = made.token.unwrap();
        used(&world, &bearer(TokenKind::Pam360, text.reveal())).await.unwrap();
        used(&world, &bearer(TokenKind::Pam360, &text.reveal().to_lowercase())).await.unwrap();
    }

    async fn ids_differ_and_sort_by_the_instant_they_were_made_in(world: World) {
        let mut ids = Vec::new();
        for n in 0..3 {
            world.clock.turn_micros(1);
            ids.push(make(&world, named(&format!("u{n}"))).await.id);
        }
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    }
}
