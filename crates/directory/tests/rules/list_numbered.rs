//! Lists by number: in order, with the total of the whole list, wherever they begin.

use std::collections::BTreeSet;

use directory::Credential;
use directory::users::{self, Among, Choice, Numbered, Parts, Stretch};
use model::{Privilege, PrivilegeSet, Refusal, Rule, UserView};
use testkit::{World, on_both_engines};

use crate::blocks::many;
use crate::kit::*;

async fn listed(
    world: &World,
    by: &Credential,
    choice: Option<Choice>,
    offset: u64,
    limit: u32,
) -> Result<Numbered, Refusal> {
    let wanted = Ok((Stretch { offset, limit }, choice));
    users::list_numbered(&world.directory, &ask(world), by, wanted, Parts::NONE).await
}

fn numbers(list: &Numbered) -> Vec<i64> {
    list.users.iter().map(|view| view.user.number).collect()
}

async fn all_numbers(world: &World) -> BTreeSet<i64> {
    let all = rows(world, "SELECT number FROM users WHERE org_key = 1 ORDER BY number", 1).await;
    all.into_iter().flatten().map(|number| number.parse().unwrap()).collect()
}

/// Compares pages all over the list with the numbers that there are.
async fn every_page_is_right(world: &World) {
    let all = all_numbers(world).await;
    for offset in (0..all.len() + 3_000).step_by(977).chain([all.len() - 1, all.len()]) {
        let right: Vec<i64> = all.iter().skip(offset).take(3).copied().collect();
        let list = listed(world, &Credential::System, None, offset as u64, 3).await.unwrap();
        assert_eq!(numbers(&list), right, "at {offset}");
    }
}

async fn counted(world: &World) -> Vec<Vec<String>> {
    rows(world, "SELECT users FROM user_number_blocks ORDER BY last_number", 1).await
}

on_both_engines! {
    async fn pages_are_the_same_with_and_without_the_count_and_while_users_come_and_go(world: World) {
        many(&world).await;
        every_page_is_right(&world).await;
        world.directory.tidy().await.unwrap();
        assert_eq!(counted(&world).await, [["4096"], ["4096"]]);
        every_page_is_right(&world).await;
        let gone: Vec<_> = rows(&world, "SELECT login FROM users WHERE org_key = 1 ORDER BY number", 1).await;
        for login in gone.iter().flatten().skip(100).step_by(1_000) {
            users::delete(&world.directory, &ask(&world), &Credential::System, Ok(self::login(login))).await.unwrap();
        }
        // A number that was leased long ago lies inside the first block, as `many` begins behind it.
        make(&world, named("late")).await;
        assert_eq!(counted(&world).await, [["4093"], ["4091"]], "4 and 5 are gone, and 1 came late");
        every_page_is_right(&world).await;
    }

    async fn a_total_is_of_all_and_a_choice_is_counted_to_its_end(world: World) {
        for n in 0..7 {
            make(&world, named(&format!("user{n}"))).await;
        }
        let all = listed(&world, &Credential::System, None, 2, 3).await.unwrap();
        assert_eq!((all.users.len(), all.total), (3, 8));
        let odd = || Choice::new(Among::Everybody, Parts::NONE, |view: &UserView| view.user.number % 2 == 1);
        let some = listed(&world, &Credential::System, Some(odd()), 1, 2).await.unwrap();
        assert_eq!((numbers(&some), some.total), (vec![3, 5], 4));
        let behind = listed(&world, &Credential::System, Some(odd()), 9, 2).await.unwrap();
        assert_eq!((behind.users.len(), behind.total), (0, 4));
        let indexed = Choice::new(Among::holding("USER"), Parts::NONE, |view| view.user.login.as_str() != "user3");
        let indexed = listed(&world, &Credential::System, Some(indexed), 0, 2).await.unwrap();
        assert_eq!((numbers(&indexed), indexed.total), (vec![2, 3], 6));
        let refused = listed(&world, &Credential::System, Some(odd().looking_at_most(0)), 0, 1).await.unwrap_err();
        assert!(matches!(refused, Refusal::Invalid(all) if matches!(all[0].rule, Rule::Filter(_))));
    }

    async fn only_who_reads_the_directory_is_told_anything(world: World) {
        let other = holder(&world, "other", PrivilegeSet::from_iter([Privilege::UsersManage])).await;
        let reader = holder(&world, "reader", PrivilegeSet::from_iter([Privilege::DirectoryRead])).await;
        let choice = || Some(Choice::new(Among::Everybody, Parts::NONE, |_| true));
        for choice in [None, choice()] {
            let refused = listed(&world, &other, choice.clone(), 0, 1).await.unwrap_err();
            assert!(matches!(refused, Refusal::Forbidden(_)), "{refused:?}");
            assert_eq!(listed(&world, &reader, choice, 0, 1).await.unwrap().total, 3);
        }
        let wrong = Err(Refusal::invalid("LIMIT", Rule::Required));
        let refused = users::list_numbered(&world.directory, &ask(&world), &other, wrong, Parts::NONE).await;
        assert!(matches!(refused, Err(Refusal::Forbidden(_))), "authority first");
    }

    async fn another_organisation_is_neither_listed_nor_counted(world: World) {
        // With an administrator of its own.
        world.organisation("Elsewhere", &[]).await;
        let list = listed(&world, &Credential::System, None, 0, 9).await.unwrap();
        assert_eq!((numbers(&list), list.total), (vec![1], 1));
        let everybody = Choice::new(Among::Everybody, Parts::NONE, |_| true);
        assert_eq!(listed(&world, &Credential::System, Some(everybody), 0, 9).await.unwrap().total, 1);
    }
}
