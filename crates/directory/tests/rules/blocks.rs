//! Lists that pass over many users: the count of users in the order of their ids is exact, whoever comes and goes.

use std::collections::BTreeSet;

use db::Outcome;
use directory::Credential;
use directory::users::{self, Parts, Stretch, UserRef};
use model::UserId;
use testkit::{World, on_both_engines};

use crate::kit::*;

/// Enough for two closed blocks of 4,096.
const MANY: usize = 13_000;

/// Users with nothing but what a row must have, some milliseconds apart, inserted as the core would.
pub async fn many(world: &World) -> BTreeSet<UserId> {
    let ids: Vec<UserId> = (0..MANY).map(|_| UserId(world.directory.outside().id())).collect();
    let rows = ids.clone();
    let inserted = world.directory.store().write(move |c| {
        for (chunk, first) in rows.chunks(200).zip((10_000_i64..).step_by(200)) {
            let logins: Vec<_> = (first..).take(chunk.len()).map(|number| format!("user{number}")).collect();
            let mut params: Vec<db::Param<'_>> = Vec::new();
            let mut values = Vec::new();
            for ((id, login), number) in chunk.iter().zip(&logins).zip(first..) {
                let p = params.len();
                params.extend::<[db::Param<'_>; 3]>([number.into(), id.0.into(), login.as_str().into()]);
                let (number, id, login) = (p + 1, p + 2, p + 3);
                values.push(format!(
                    "(${number}, 1, ${id}, ${number}, ${login}, ${login}, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1)"
                ));
            }
            let sql = format!(
                "INSERT INTO users (user_key, org_key, user_id, number, login, login_key, kind, external, enabled,
                     unlock_on_password, must_change, password_version, password_generated, created, updated, version)
                 VALUES {}",
                values.join(", ")
            );
            c.execute(&sql, &params)?;
        }
        Ok(Outcome::<_, ()>::Done(()))
    });
    inserted.await.unwrap().unwrap();
    ids.into_iter().collect()
}

async fn page(world: &World, offset: u64, limit: u32) -> Vec<UserId> {
    let stretch = Ok(Stretch { offset, limit });
    let found =
        users::list_newest(&world.directory, &ask(world), &Credential::System, stretch, Parts::NONE).await;
    found.unwrap().iter().map(|view| view.user.id).collect()
}

/// Compares pages all over the list with the ids that there are.
async fn every_page_is_right(world: &World, ids: &BTreeSet<UserId>) {
    let newest: Vec<UserId> = ids.iter().rev().copied().collect();
    for offset in (0..newest.len() + 3_000).step_by(977).chain([newest.len() - 1, newest.len()]) {
        let right: Vec<UserId> = newest.iter().skip(offset).take(3).copied().collect();
        assert_eq!(page(world, offset as u64, 3).await, right, "at {offset}");
    }
}

async fn id_of(world: &World, login: &str) -> UserId {
    let draft = Ok(UserRef::Login(login.to_owned()));
    let view = users::get(&world.directory, &ask(world), &Credential::System, draft, Parts::NONE).await;
    view.unwrap().user.id
}

async fn counted(world: &World) -> Vec<Vec<String>> {
    rows(world, "SELECT users FROM user_blocks ORDER BY last_id", 1).await
}

on_both_engines! {
    async fn pages_are_the_same_with_and_without_the_count_and_while_users_come_and_go(world: World) {
        let mut ids = many(&world).await;
        ids.insert(id_of(&world, "admin").await);
        assert_eq!(counted(&world).await, Vec::<Vec<String>>::new());
        every_page_is_right(&world, &ids).await;
        world.directory.tidy().await.unwrap();
        assert_eq!(counted(&world).await, [["4096"], ["4096"]]);
        every_page_is_right(&world, &ids).await;
        // Users go from everywhere; others come, some with ids from before everybody's.
        let gone: Vec<UserId> = ids.iter().copied().skip(100).step_by(1_000).collect();
        let draft = Ok(gone.clone());
        users::delete_many(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        ids.retain(|id| !gone.contains(id));
        world.clock.turn(1);
        make(&world, named("new")).await;
        world.clock.turn(-3_600);
        for late in ["late", "later"] {
            make(&world, named(late)).await;
        }
        world.clock.turn(3_600);
        for login in ["new", "late", "later"] {
            ids.insert(id_of(&world, login).await);
        }
        assert_eq!(counted(&world).await, [["4094"], ["4091"]], "4 and 5 are gone, and 2 came late");
        every_page_is_right(&world, &ids).await;
    }
}
