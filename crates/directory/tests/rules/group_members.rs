//! Many members at once, and lists of groups and members by number.

use directory::Credential;
use directory::groups::{self, Contents, GroupChoice, GroupRef, Join, MembersPage, NewGroup, NumberedGroups};
use directory::roles::NewGrant;
use directory::users::{NewUser, Stretch, UserRef};
use model::refusal::Forbidden;
use model::{Conflict, GroupName, Noun, Privilege, Refusal, Rule};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn associate(world: &World, by: &Credential, name: &str, users: Vec<UserRef>) -> Result<(), Refusal> {
    groups::associate(&world.directory, &ask(world), by, Ok((group(name), users))).await
}

async fn dissociate(world: &World, by: &Credential, name: &str, users: Vec<UserRef>) -> Result<(), Refusal> {
    groups::dissociate(&world.directory, &ask(world), by, Ok((group(name), users))).await
}

async fn members(world: &World, name: &str) -> MembersPage {
    groups::members_numbered(&world.directory, &ask(world), &Credential::System, Ok(group(name)), None)
        .await
        .unwrap()
}

async fn logins(world: &World, name: &str) -> Vec<String> {
    members(world, name).await.members.into_iter().map(|member| member.login).collect()
}

async fn list(world: &World, by: &Credential, offset: u64, choice: Option<GroupChoice>) -> NumberedGroups {
    let wanted = Ok((Stretch { offset, limit: 2 }, choice));
    groups::list_numbered(&world.directory, &ask(world), by, wanted).await.unwrap()
}

fn rows_of(list: &NumberedGroups) -> Vec<(i64, u64)> {
    list.groups.iter().map(|(group, members)| (group.number, *members)).collect()
}

on_both_engines! {
    async fn all_of_them_join_or_none(world: World) {
        let a = make(&world, named("a")).await;
        make(&world, named("b")).await;
        let admin = admin(&world).await;
        let unknown = associate(&world, &admin, "Super", vec![login("a"), UserRef::Number(99)]).await;
        assert_eq!(unknown, Err(Refusal::refers_to_no(Noun::User, "99")));
        assert!(logins(&world, "Super").await.is_empty());
        associate(&world, &admin, "Super", vec![login("b"), UserRef::Number(a.number), login("B")]).await.unwrap();
        assert_eq!(logins(&world, "Super").await, ["a", "b"]);
        let before = counts(&world).await;
        associate(&world, &admin, "Super", vec![login("a"), login("b")]).await.unwrap();
        assert_eq!(counts(&world).await, before, "who is in force stays so");
        let nowhere = associate(&world, &admin, "Nowhere", vec![]).await;
        assert_eq!(nowhere, Err(Refusal::no_such(Noun::Group, "Nowhere")));
    }

    async fn all_of_them_leave_or_none(world: World) {
        for name in ["a", "b", "c"] {
            make(&world, NewUser { groups: vec![Join::now(group("Super"))], ..named(name) }).await;
        }
        make(&world, named("d")).await;
        let admin = admin(&world).await;
        let unknown = dissociate(&world, &admin, "Super", vec![login("a"), login("nobody")]).await;
        assert_eq!(unknown, Err(Refusal::refers_to_no(Noun::User, "nobody")));
        assert_eq!(logins(&world, "Super").await, ["a", "b", "c"]);
        dissociate(&world, &admin, "Super", vec![login("a"), login("d"), login("c")]).await.unwrap();
        assert_eq!(logins(&world, "Super").await, ["b"]);
        let events = "SELECT count(*) FROM audit_events WHERE event = 'membership.removed'";
        assert_eq!(one(&world, events).await, 2, "who was not in it has not left");
    }

    async fn rule_g_and_protection_hold_for_many_as_for_one(world: World) {
        make(&world, named("a")).await;
        let hr = holder(&world, "hr", [Privilege::UsersManage].into_iter().collect()).await;
        let refused = associate(&world, &hr, "System.admins", vec![login("a")]).await.unwrap_err();
        assert!(matches!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_))), "{refused:?}");
        associate(&world, &hr, "Super", vec![login("a")]).await.unwrap();
        let reader = holder(&world, "reader", [Privilege::DirectoryRead].into_iter().collect()).await;
        let lacks = Err(Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)));
        assert_eq!(associate(&world, &reader, "Nowhere", vec![]).await, lacks);
        assert_eq!(dissociate(&world, &reader, "Nowhere", vec![]).await, lacks);

        associate(&world, &admin(&world).await, "System.admins", vec![login("hr")]).await.unwrap();
        sql(&world, "DELETE FROM grants WHERE holder_kind = 1 AND holder_key = 1").await;
        let both = vec![login("hr"), login("admin")];
        let ended = dissociate(&world, &Credential::System, "System.admins", both).await;
        assert_eq!(ended, Err(Refusal::Conflict(Conflict::Protected)));
        assert_eq!(logins(&world, "System.admins").await, ["admin", "hr"], "none has left");
        dissociate(&world, &Credential::System, "System.admins", vec![login("hr")]).await.unwrap();
    }

    async fn a_thousand_come_at_once_and_no_more(world: World) {
        let too_many = vec![login("admin"); 1_001];
        let refused = Err(Refusal::invalid("users", Rule::TooMany { max: 1_000 }));
        assert_eq!(associate(&world, &Credential::System, "Super", too_many.clone()).await, refused);
        assert_eq!(dissociate(&world, &Credential::System, "Super", too_many).await, refused);
        associate(&world, &Credential::System, "Super", vec![login("admin"); 1_000]).await.unwrap();
    }

    async fn groups_are_listed_by_number_with_their_members_in_force(world: World) {
        let now = world.directory.now();
        let over = Join { until: Some(now.plus_seconds(60)), ..Join::now(group("Super")) };
        make(&world, NewUser { groups: vec![over], ..named("a") }).await;
        let admin = admin(&world).await;
        associate(&world, &admin, "Super", vec![login("admin")]).await.unwrap();
        let first = list(&world, &admin, 0, None).await;
        assert_eq!((rows_of(&first), first.total), (vec![(1, 1), (2, 1)], 5));
        let last = list(&world, &admin, 4, None).await;
        assert_eq!((rows_of(&last), last.total), (vec![(5, 2)], 5));
        world.clock.turn(60);
        assert_eq!(rows_of(&list(&world, &admin, 4, None).await), [(5, 1)], "an end needs no job");
        let behind = list(&world, &admin, 5, None).await;
        assert_eq!((rows_of(&behind), behind.total), (vec![], 5));
        make_group(&world, "Sixth").await;
        assert_eq!(list(&world, &admin, 0, None).await.total, 6);
    }

    async fn of_chosen_groups_all_are_counted_and_the_stretch_is_answered(world: World) {
        let admin = admin(&world).await;
        let supers = || Some(GroupChoice::of(|group| group.name.as_str().ends_with("Super")));
        let first = list(&world, &admin, 0, supers()).await;
        assert_eq!((rows_of(&first), first.total), (vec![(3, 0), (4, 0)], 3));
        let rest = list(&world, &admin, 2, supers()).await;
        assert_eq!((rows_of(&rest), rest.total), (vec![(5, 0)], 3));
    }

    async fn a_group_s_members_are_told_page_by_page(world: World) {
        for number in 0..501 {
            make(&world, NewUser { groups: vec![Join::now(group("Super"))], ..named(&format!("u{number:03}")) }).await;
        }
        let page = members(&world, "super").await;
        assert_eq!((page.group.number, page.total, page.members.len()), (5, Some(501), 500));
        assert_eq!((page.members[0].login.as_str(), page.members[0].number), ("u000", 2));
        let (by, five) = (Credential::System, Ok(GroupRef::Number(5)));
        let rest = groups::members_numbered(&world.directory, &ask(&world), &by, five, page.next).await.unwrap();
        assert_eq!((rest.total, rest.members.len(), rest.next.is_none()), (None, 1, true));
        assert_eq!(rest.members[0].login, "u500");
    }

    async fn only_readers_list_and_anybody_may_ask_for_a_number(world: World) {
        let nobody = holder(&world, "nobody", model::PrivilegeSet::NONE).await;
        let lacks = Refusal::Forbidden(Forbidden::Lacks(Privilege::DirectoryRead));
        let wanted = Ok((Stretch { offset: 0, limit: 2 }, None));
        let (directory, request) = (&world.directory, &ask(&world));
        assert_eq!(groups::list_numbered(directory, request, &nobody, wanted).await.unwrap_err(), lacks);
        let members = groups::members_numbered(directory, request, &nobody, Ok(group("Nowhere")), None).await;
        assert_eq!(members.unwrap_err(), lacks);
        assert_eq!(groups::number_of(directory, request, &nobody, Ok(group("SUPER"))).await, Ok(5));
        let none = groups::number_of(directory, request, &nobody, Ok(group("Nowhere"))).await;
        assert_eq!(none, Err(Refusal::no_such(Noun::Group, "Nowhere")));
    }

    async fn nobody_demotes_himself_by_leaving_or_deleting_a_group(world: World) {
        let clerks = make_role(&world, "Clerk", [Privilege::UsersManage].into_iter().collect()).await;
        let contents = Contents { grants: vec![NewGrant::on_all(clerks)], ..Contents::default() };
        let new = NewGroup { name: GroupName::new("Clerks").unwrap(), description: None };
        let request = ask(&world);
        groups::create_with(&world.directory, &request, &Credential::System, Ok((new, contents))).await.unwrap();
        make(&world, NewUser { groups: vec![Join::now(group("Clerks"))], ..with_password("clerk", "long enough") }).await;
        let clerk = session(&world, "clerk", "long enough").await;
        let (request, member) = (ask(&world), || Ok((group("Clerks"), login("clerk"))));
        for refused in [
            dissociate(&world, &clerk, "Clerks", vec![login("clerk")]).await,
            groups::leave(&world.directory, &request, &clerk, member()).await,
            groups::delete(&world.directory, &request, &clerk, Ok(group("Clerks"))).await,
        ] {
            assert_eq!(refused, Err(Refusal::Conflict(Conflict::Protected)));
        }
        let admin = admin(&world).await;
        dissociate(&world, &admin, "Clerks", vec![login("clerk")]).await.unwrap();
        groups::delete(&world.directory, &request, &admin, Ok(group("Clerks"))).await.unwrap();
    }
}
