//! Dated membership (`one-record` 4.3).

use directory::Credential;
use directory::groups;
use directory::users::{self, Parts};
use model::{Dialect, Membership, Noun, Refusal, Timestamp};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn join(world: &World, from: Option<Timestamp>, until: Option<Timestamp>) -> Result<(), Refusal> {
    let member = Ok((group("Super"), login("a")));
    groups::join(&world.directory, &world.request(Dialect::Oipa), &Credential::System, member, from, until)
        .await
}

async fn row(world: &World) -> Membership {
    let parts = Parts { memberships: true, ..Parts::NONE };
    let view = users::get(&world.directory, &ask(world), &Credential::System, Ok(login("a")), parts).await;
    view.unwrap().memberships.remove(0)
}

async fn events(world: &World) -> Vec<String> {
    let query = "SELECT event FROM audit_events WHERE event <> 'user.created' ORDER BY at, request_id, place";
    rows(world, query, 1).await.concat()
}

on_both_engines! {
    async fn joining_without_dates_is_from_now_and_open(world: World) {
        make(&world, named("a")).await;
        join(&world, None, None).await.unwrap();
        let row = row(&world).await;
        assert_eq!((row.from, row.until, row.dialect), (world.directory.now(), None, Some(Dialect::Oipa)));
    }

    async fn joining_what_is_in_force_changes_nothing(world: World) {
        make(&world, named("a")).await;
        let until = world.directory.now().plus_seconds(60);
        join(&world, None, Some(until)).await.unwrap();
        let before = row(&world).await;
        world.clock.turn(1);
        join(&world, None, None).await.unwrap();
        assert_eq!(row(&world).await, before, "a future end stays");
        assert_eq!(events(&world).await, ["membership.added"]);
    }

    async fn joining_what_has_ended_begins_it_now_without_an_end(world: World) {
        make(&world, named("a")).await;
        join(&world, None, Some(world.directory.now().plus_seconds(60))).await.unwrap();
        let before = row(&world).await;
        world.clock.turn(60);
        join(&world, None, None).await.unwrap();
        let after = row(&world).await;
        assert_eq!((after.from, after.until), (world.directory.now(), None));
        assert_eq!(after.joined, before.joined, "its place in the order of joining stays");
        assert_eq!(events(&world).await, ["membership.added", "membership.changed"]);
    }

    async fn joining_what_has_not_begun_begins_it_now_and_keeps_its_end(world: World) {
        make(&world, named("a")).await;
        let (from, until) = (world.directory.now().plus_seconds(60), world.directory.now().plus_seconds(120));
        join(&world, Some(from), Some(until)).await.unwrap();
        join(&world, None, None).await.unwrap();
        let row = row(&world).await;
        assert_eq!((row.from, row.until), (world.directory.now(), Some(until)));
    }

    async fn given_dates_take_the_place_of_those_that_were(world: World) {
        make(&world, named("a")).await;
        join(&world, None, None).await.unwrap();
        let past = world.directory.now().plus_seconds(-120);
        join(&world, Some(past), Some(past.plus_seconds(60))).await.unwrap();
        let row = row(&world).await;
        assert_eq!((row.from, row.until), (past, Some(past.plus_seconds(60))));
        assert!(!row.in_force(world.directory.now()));
    }

    async fn an_end_that_does_not_lie_after_the_start_is_refused(world: World) {
        make(&world, named("a")).await;
        let now = world.directory.now();
        for (from, until) in [(None, now), (Some(now), now), (Some(now), now.plus_seconds(-1))] {
            assert!(matches!(join(&world, from, Some(until)).await, Err(Refusal::Invalid(_))));
        }
        assert_eq!(events(&world).await, Vec::<String>::new());
    }

    async fn leaving_ends_a_membership_and_leaving_again_is_no_change(world: World) {
        make(&world, named("a")).await;
        join(&world, None, None).await.unwrap();
        for _ in 0..2 {
            let member = Ok((group("SUPER"), login("A")));
            world.clock.turn_micros(1);
            groups::leave(&world.directory, &ask(&world), &Credential::System, member).await.unwrap();
        }
        assert_eq!(one(&world, "SELECT count(*) FROM memberships WHERE group_key = 5").await, 0);
        assert_eq!(events(&world).await, ["membership.added", "membership.removed"]);
    }

    async fn nobody_joins_or_leaves_what_is_not_there(world: World) {
        make(&world, named("a")).await;
        for (name, who, what) in [("Nowhere", "a", Noun::Group), ("Super", "nobody", Noun::User)] {
            let member = || Ok((group(name), login(who)));
            let missing = Err(Refusal::no_such(what, if what == Noun::Group { name } else { who }));
            let joined = groups::join(&world.directory, &ask(&world), &Credential::System, member(), None, None).await;
            assert_eq!(joined, missing);
            assert_eq!(groups::leave(&world.directory, &ask(&world), &Credential::System, member()).await, missing);
        }
    }

    async fn members_in_force_are_told_in_the_order_of_joining(world: World) {
        let mut wanted = Vec::new();
        for login in ["c", "a", "b"] {
            world.clock.turn_micros(1);
            let user = users::NewUser { groups: vec![groups::Join::now(group("Super"))], ..named(login) };
            wanted.push(make(&world, user).await.id);
        }
        let view = groups::get(&world.directory, &ask(&world), &Credential::System, Ok(group("Super"))).await;
        let members: Vec<_> = view.unwrap().members.into_iter().map(|member| member.id).collect();
        assert_eq!(members, wanted);
    }

    async fn a_deleted_group_takes_its_memberships_and_grants_and_no_user(world: World) {
        make(&world, named("a")).await;
        join(&world, None, None).await.unwrap();
        let draft = Ok((directory::roles::HolderRef::Group(group("Super")), directory::roles::NewGrant::on_all(role("PowerUser"))));
        directory::roles::give(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        groups::delete(&world.directory, &ask(&world), &Credential::System, Ok(group("Super"))).await.unwrap();
        assert_eq!(one(&world, "SELECT count(*) FROM memberships WHERE group_key = 5").await, 0);
        assert_eq!(one(&world, "SELECT count(*) FROM grants WHERE holder_kind = 2 AND holder_key = 5").await, 0);
        assert_eq!(count(&world, "users").await, 2);
        assert_eq!(make_group(&world, "Super").await.number, 6, "its number never comes again");
    }

    async fn a_group_of_a_taken_name_exists(world: World) {
        let new = groups::NewGroup { name: model::GroupName::new("SUPER").unwrap(), description: None };
        let refused = groups::create(&world.directory, &ask(&world), &Credential::System, Ok(new)).await.unwrap_err();
        assert_eq!(refused, Refusal::Exists { what: Noun::Group, name: "SUPER".to_owned() });
    }
}
