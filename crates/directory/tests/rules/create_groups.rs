//! The groups a new user joins: found, made by being named, or refused.

use directory::Credential;
use directory::groups::{self, GroupRef, IfMissing, Join};
use directory::users::{self, NewUser, Parts};
use model::{GroupId, Noun, Privilege, PrivilegeSet, Refusal};
use testkit::{World, on_both_engines};

use crate::kit::*;

fn join(name: &str, if_missing: IfMissing) -> Join {
    Join { if_missing, ..Join::now(group(name)) }
}

fn joining(login: &str, groups: Vec<Join>) -> NewUser {
    NewUser { groups, ..named(login) }
}

async fn group_names(world: &World, user: &str) -> Vec<String> {
    let parts = Parts { memberships: true, ..Parts::NONE };
    let view = users::get(&world.directory, &ask(world), &Credential::System, Ok(login(user)), parts).await;
    view.unwrap().memberships.into_iter().map(|row| row.group_name).collect()
}

on_both_engines! {
    async fn groups_are_joined_in_the_order_of_the_request(world: World) {
        let groups = ["Super", "System.users", "Prototype Super"].map(|name| join(name, IfMissing::Refuse)).to_vec();
        make(&world, joining("a", groups)).await;
        assert_eq!(group_names(&world, "a").await, ["Super", "System.users", "Prototype Super"]);
    }

    async fn a_group_named_twice_is_joined_once(world: World) {
        make(&world, joining("a", vec![join("Super", IfMissing::Refuse), join("SUPER", IfMissing::Create)])).await;
        assert_eq!(group_names(&world, "a").await, ["Super"]);
    }

    async fn an_unknown_group_is_refused_as_referred_to(world: World) {
        let refused = create(&world, &Credential::System, vec![joining("a", vec![join("Demo", IfMissing::Refuse)])]).await;
        assert_eq!(refused.unwrap_err(), Refusal::refers_to_no(Noun::Group, "Demo"));
        assert_eq!(count(&world, "users").await, 1);
    }

    async fn an_id_that_no_group_has_makes_none(world: World) {
        let unknown = GroupRef::Id(GroupId([7; 16]));
        let user = joining("a", vec![Join { if_missing: IfMissing::Create, ..Join::now(unknown) }]);
        let refused = create(&world, &Credential::System, vec![user]).await.unwrap_err();
        assert!(matches!(refused, Refusal::NotFound { what: Noun::Group, .. }), "{refused:?}");
        assert_eq!(count(&world, "groups").await, 5);
    }

    async fn an_unknown_group_is_passed_over_where_the_door_says_so(world: World) {
        make(&world, joining("a", vec![join("Demo", IfMissing::Ignore), join("Super", IfMissing::Ignore)])).await;
        assert_eq!(group_names(&world, "a").await, ["Super"]);
        assert_eq!(count(&world, "groups").await, 5);
    }

    async fn a_group_is_made_by_being_named_once_for_the_whole_request(world: World) {
        let users = vec![
            joining("a", vec![join("Demo", IfMissing::Create)]),
            joining("b", vec![join("DEMO", IfMissing::Create)]),
        ];
        create(&world, &Credential::System, users).await.unwrap();
        let view = groups::get(&world.directory, &ask(&world), &Credential::System, Ok(group("demo"))).await.unwrap();
        assert_eq!((view.group.name.as_str(), view.group.number, view.members.len()), ("Demo", 6, 2));
        assert!(view.grants.is_empty() && view.group.description.is_none() && !view.group.builtin);
    }

    async fn a_group_made_by_naming_needs_no_more_than_making_users(world: World) {
        let hr = holder(&world, "hr", [Privilege::UsersManage].into_iter().collect()).await;
        create(&world, &hr, vec![joining("a", vec![join("Demo", IfMissing::Create)])]).await.unwrap();
        assert_eq!(group_names(&world, "a").await, ["Demo"]);
    }

    async fn no_group_is_made_where_the_user_is_refused(world: World) {
        let user = joining("admin", vec![join("Demo", IfMissing::Create)]);
        create(&world, &Credential::System, vec![user]).await.unwrap_err();
        let nobody = holder(&world, "nobody", PrivilegeSet::NONE).await;
        create(&world, &nobody, vec![joining("b", vec![join("Demo", IfMissing::Create)])]).await.unwrap_err();
        assert_eq!(count(&world, "groups").await, 5);
    }

    async fn a_membership_that_ends_before_it_begins_is_refused(world: World) {
        let now = world.directory.now();
        let user = joining("a", vec![Join { until: Some(now), ..Join::now(group("Super")) }]);
        let refused = create(&world, &Credential::System, vec![user]).await.unwrap_err();
        assert!(matches!(refused, Refusal::Invalid(_)), "{refused:?}");
        let past = Join { from: Some(now.plus_seconds(-9)), until: Some(now), ..Join::now(group("Super")) };
        make(&world, joining("a", vec![past])).await;
        assert_eq!(group_names(&world, "a").await, ["Super"], "a past membership is one, and is shown");
    }

    async fn many_who_name_one_new_group_at_once_make_one(world: World) {
        let mut tasks = Vec::new();
        for n in 0..16 {
            let (node, request) = (world.directory.clone(), ask(&world));
            let user = joining(&format!("user {n}"), vec![join("Demo", IfMissing::Create)]);
            tasks.push(tokio::spawn(async move {
                users::create(&node, &request, &Credential::System, Ok(vec![user]), None).await
            }));
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let view = groups::get(&world.directory, &ask(&world), &Credential::System, Ok(group("Demo"))).await.unwrap();
        assert_eq!(view.members.len(), 16);
    }
}
