//! Lists of chosen users: an index tells whom to look at, and what it tells changes nothing but the time.

use directory::Credential;
use directory::users::{self, Among, Choice, NewUser, Parts, Stretch};
use model::{Privilege, Refusal, Rule, UserId, UserView};
use testkit::{World, on_both_engines};

use crate::blocks::many;
use crate::kit::*;

async fn listed(
    world: &World,
    by: &Credential,
    choice: Choice,
    offset: u64,
    limit: u32,
) -> Result<Vec<UserView>, Refusal> {
    let wanted = Ok((Stretch { offset, limit }, choice));
    users::list_chosen(&world.directory, &ask(world), by, wanted, Parts::NONE).await
}

fn logins(views: &[UserView]) -> Vec<&str> {
    views.iter().map(|view| view.user.login.as_str()).collect()
}

/// Everybody of these.
fn all(among: Among) -> Choice {
    Choice::new(among, Parts::NONE, |_| true)
}

fn holding(text: &str) -> Among {
    Among::Text(text.to_owned())
}

on_both_engines! {
    async fn whom_no_index_tells_is_found_by_walking_in_short_reads(world: World) {
        let ids: Vec<UserId> = many(&world).await.into_iter().rev().collect();
        let wanted = ids.clone();
        let third = move |view: &UserView| wanted.binary_search_by(|id| view.user.id.cmp(id)).is_ok_and(|at| at % 3 == 0);
        let choice = Choice::new(Among::Everybody, Parts::NONE, third);
        let right: Vec<UserId> = ids.iter().step_by(3).copied().collect();
        for (offset, limit) in [(0, 5), (600, 700), (4_330, 100), (9_000, 10), (u64::MAX, 7), (0, 0)] {
            let found = listed(&world, &Credential::System, choice.clone(), offset, limit).await.unwrap();
            let found: Vec<_> = found.iter().map(|view| view.user.id).collect();
            let skip = usize::try_from(offset).unwrap();
            assert_eq!(found, right.iter().skip(skip).take(limit as usize).copied().collect::<Vec<_>>(), "{offset}");
        }
    }

    async fn one_list_looks_at_so_many_users_and_no_more(world: World) {
        many(&world).await;
        let nobody = |most| Choice::new(Among::Everybody, Parts::NONE, |_| false).looking_at_most(most);
        let refused = listed(&world, &Credential::System, nobody(13_000), 0, 1).await.unwrap_err();
        assert!(matches!(refused, Refusal::Invalid(all) if matches!(all[0].rule, Rule::Filter(_))));
        assert!(listed(&world, &Credential::System, nobody(13_001), 0, 1).await.unwrap().is_empty());
        let full = all(Among::Everybody).looking_at_most(1_000);
        assert_eq!(listed(&world, &Credential::System, full, 0, 1_000).await.unwrap().len(), 1_000, "it was full before");
    }

    async fn an_index_finds_by_any_text_and_the_test_decides(world: World) {
        for (login, given, family) in [("jason", "Anna", "Stone"), ("anna", "Bob", "Jasonson"), ("third", "Jaso", "Nobody")] {
            let user = NewUser { given: Some(given.into()), family: Some(family.into()), ..named(login) };
            world.clock.turn(1);
            make(&world, user).await;
        }
        let found = listed(&world, &Credential::System, all(holding("jason")), 0, 9).await.unwrap();
        assert_eq!(logins(&found), ["anna", "jason"]);
        let by_login = Choice::new(holding("jason"), Parts::NONE, |view| view.user.login.as_str() == "jason");
        assert_eq!(logins(&listed(&world, &Credential::System, by_login, 0, 9).await.unwrap()), ["jason"]);
        let both = all(Among::AnyOf(vec![Among::Login("third".into()), holding("jason"), Among::Login("anna".into())]));
        assert_eq!(logins(&listed(&world, &Credential::System, both.clone(), 0, 9).await.unwrap()), ["third", "anna", "jason"]);
        assert_eq!(logins(&listed(&world, &Credential::System, both, 1, 1).await.unwrap()), ["anna"]);
        let nobody = all(Among::AnyOf(Vec::new()));
        assert!(listed(&world, &Credential::System, nobody, 0, 9).await.unwrap().is_empty());
        let in_part = Among::AnyOf(vec![Among::Everybody, Among::Login("anna".into())]);
        assert_eq!(listed(&world, &Credential::System, all(in_part), 0, 9).await.unwrap().len(), 4);
    }

    async fn more_candidates_than_a_page_are_all_looked_at(world: World) {
        for hundred in 0..11 {
            let users = (0..100).map(|one| named(&format!("same{hundred:02}{one:02}"))).collect();
            create(&world, &Credential::System, users).await.unwrap();
        }
        let found = listed(&world, &Credential::System, all(holding("same")), 0, 2_000).await.unwrap();
        assert_eq!(found.len(), 1_100);
        assert!(found.windows(2).all(|two| two[0].user.id > two[1].user.id), "the newest first");
        let end = listed(&world, &Credential::System, all(holding("same")), 1_090, 20).await.unwrap();
        assert_eq!(logins(&end), logins(&found[1_090..]));
    }

    async fn nobody_is_told_without_the_privilege_nor_of_another_organisation(world: World) {
        make(&world, named("jason")).await;
        let reader = holder(&world, "reader", [Privilege::DirectoryRead].into_iter().collect()).await;
        let manager = holder(&world, "manager", [Privilege::UsersManage].into_iter().collect()).await;
        for among in [Among::Everybody, holding("jason"), Among::AnyOf(Vec::new())] {
            let refused = listed(&world, &reader, all(among.clone()), 0, 9).await.unwrap_err();
            assert!(matches!(refused, Refusal::Forbidden(_)), "{among:?}");
            assert!(listed(&world, &manager, all(among), 0, 9).await.is_ok());
        }
        let id = make(&world, named("jasper")).await.id;
        sql(&world, "UPDATE users SET org_key = 2 WHERE login = 'jasper'").await;
        for among in [Among::Everybody, holding("jas"), Among::Login("jasper".into()), Among::Id(id)] {
            let found = listed(&world, &manager, all(among.clone()), 0, 9).await.unwrap();
            assert!(!logins(&found).contains(&"jasper"), "{among:?}");
        }
    }
}
