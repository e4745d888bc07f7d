//! Searches for users, by login: an index tells whom to look at, and what it tells changes nothing but the time.

use directory::Credential;
use directory::users::{self, Among, Choice, NewUser, Parts, Search, Stretch};
use model::{Privilege, Refusal, Rule, UserView};
use testkit::{World, on_both_engines};

use crate::blocks::many;
use crate::kit::*;

async fn found(
    world: &World,
    by: &Credential,
    choice: Choice,
    offset: u64,
    limit: u32,
) -> Result<Vec<String>, Refusal> {
    let mut search = Search::by_login(Ok((Stretch { offset, limit }, choice)), Parts::NONE);
    let mut logins = Vec::new();
    loop {
        let (views, rest) = users::search(&world.directory, &ask(world), by, search).await?;
        logins.extend(views.iter().map(|view| view.user.login.to_string()));
        match rest {
            Some(rest) => search = rest,
            None => return Ok(logins),
        }
    }
}

fn all(among: Among) -> Choice {
    Choice::new(among, Parts::NONE, |_| true)
}

async fn by(world: &World, among: Among) -> Vec<String> {
    found(world, &Credential::System, all(among), 0, 10_000).await.unwrap()
}

fn with(name: &str, attribute: (&str, &str), group_name: &str) -> NewUser {
    let attributes = [(attribute.0.to_owned(), attribute.1.to_owned())].into_iter().collect();
    let groups = vec![directory::groups::Join::now(group(group_name))];
    NewUser { attributes, groups, ..named(name) }
}

on_both_engines! {
    async fn everybody_is_found_by_login_page_by_page(world: World) {
        many(&world).await;
        let mut right: Vec<String> = (10_000..23_000).map(|number| format!("user{number}")).collect();
        right.insert(0, "admin".to_owned());
        for (offset, limit) in [(0, 3), (499, 2), (600, 1_200), (13_000, 5), (13_001, 5), (u64::MAX, 7), (0, 0)] {
            let logins = found(&world, &Credential::System, all(Among::Everybody), offset, limit).await.unwrap();
            let skip = usize::try_from(offset).unwrap();
            assert_eq!(logins, right.iter().skip(skip).take(limit as usize).cloned().collect::<Vec<_>>(), "{offset}");
        }
        let third = |view: &UserView| view.user.number % 3 == 0;
        let logins = found(&world, &Credential::System, Choice::new(Among::Everybody, Parts::NONE, third), 1, 400).await;
        assert_eq!(logins.unwrap().len(), 400);
        let nobody = Choice::new(Among::Everybody, Parts::NONE, |_| false).looking_at_most(13_000);
        let refused = found(&world, &Credential::System, nobody, 0, 1).await.unwrap_err();
        assert!(matches!(refused, Refusal::Invalid(all) if matches!(all[0].rule, Rule::Filter(_))));
    }

    async fn whom_an_index_finds_comes_by_login_too(world: World) {
        for (login, value, group) in [("Bert", "Red", "Super"), ("anna", "red", "Prototype Super"), ("carl", "blue", "Super")] {
            world.clock.turn(1);
            make(&world, with(login, ("team", value), group)).await;
        }
        let ids: Vec<Among> = ["carl", "Bert"].map(|login| Among::Login(model::fold::key(login))).into();
        assert_eq!(by(&world, Among::AnyOf(ids)).await, ["Bert", "carl"]);
        let team = |value: &str| Among::Attribute("team".to_owned(), value.to_owned());
        assert_eq!(by(&world, team("red")).await, ["anna", "Bert"]);
        assert!(by(&world, team("re")).await.is_empty());
        assert!(by(&world, Among::Attribute("te\0m".to_owned(), "r\0d".to_owned())).await.is_empty());
        assert!(by(&world, Among::Login("an\0na".to_owned())).await.is_empty());
        assert_eq!(by(&world, Among::Members(group("Super"))).await, ["Bert", "carl"]);
        assert!(by(&world, Among::Members(group("Nobodies"))).await.is_empty());
        assert_eq!(by(&world, Among::holding("ANN")).await, ["anna"]);
    }

    async fn more_candidates_than_a_page_come_in_order(world: World) {
        for hundred in (0..11).rev() {
            let users = (0..100).map(|one| named(&format!("same{hundred:02}{one:02}"))).collect();
            create(&world, &Credential::System, users).await.unwrap();
        }
        let right: Vec<_> = (0..1_100).map(|number| format!("same{number:04}")).collect();
        assert_eq!(by(&world, Among::holding("same")).await, right);
        let end = found(&world, &Credential::System, all(Among::holding("same")), 1_090, 20).await.unwrap();
        assert_eq!(end, right[1_090..]);
    }

    async fn whoever_may_read_users_finds_those_of_his_organisation(world: World) {
        let reader = holder(&world, "reader", [Privilege::DirectoryRead].into_iter().collect()).await;
        let manager = holder(&world, "manager", [Privilege::UsersManage].into_iter().collect()).await;
        make(&world, with("jasper", ("team", "red"), "Super")).await;
        sql(&world, "UPDATE users SET org_key = 2 WHERE login = 'jasper'").await;
        let team = Among::Attribute("team".to_owned(), "red".to_owned());
        for among in [Among::Everybody, Among::holding("jas"), team, Among::Members(group("Super")), Among::Login("jasper".into())] {
            let refused = found(&world, &manager, all(among.clone()), 0, 9).await.unwrap_err();
            assert!(matches!(refused, Refusal::Forbidden(_)), "{among:?}");
            let logins = found(&world, &reader, all(among.clone()), 0, 9).await.unwrap();
            assert!(!logins.contains(&"jasper".to_owned()), "{among:?}");
        }
    }
}
