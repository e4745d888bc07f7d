//! Groups with their members and grants: made, changed, listed and deleted as a whole.

use std::sync::Arc;

use directory::Credential;
use directory::groups::{
    self, Contents, GroupChange, GroupEdit, GroupFilter, GroupRef, GroupView, Join, NewGroup, Person,
};
use directory::roles::NewGrant;
use directory::users::{NewUser, Stretch, UserRef};
use model::refusal::Forbidden;
use model::{Conflict, Dialect, GroupId, GroupName, Noun, Privilege, PrivilegeSet, Refusal, Residue, UserId};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn create_with(
    world: &World,
    by: &Credential,
    name: &str,
    contents: Contents,
) -> Result<GroupView, Refusal> {
    let new = NewGroup { name: GroupName::new(name).unwrap(), description: None };
    groups::create_with(&world.directory, &ask(world), by, Ok((new, contents))).await
}

async fn update(
    world: &World,
    by: &Credential,
    name: &str,
    changes: Vec<GroupChange>,
) -> Result<GroupView, Refusal> {
    let edit: GroupEdit = Arc::new(move |_| Ok(changes.clone()));
    groups::update(&world.directory, &ask(world), by, Ok((group(name), edit))).await
}

async fn view(world: &World, name: &str) -> GroupView {
    groups::get(&world.directory, &ask(world), &Credential::System, Ok(group(name))).await.unwrap()
}

fn grants(names: &[&str]) -> Vec<NewGrant> {
    names.iter().map(|name| NewGrant::on_all(role(name))).collect()
}

async fn id_of(world: &World, name: &str) -> UserId {
    make(world, named(name)).await.id
}

fn too_much<T: std::fmt::Debug>(result: Result<T, Refusal>) {
    let refused = result.unwrap_err();
    assert!(matches!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_))), "{refused:?}");
}

/// All pages of a list.
async fn listed(world: &World, stretch: Stretch, filter: GroupFilter) -> Vec<GroupView> {
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let wanted = Ok((stretch, filter.clone()));
        let page = groups::list_whole(&world.directory, &ask(world), &Credential::System, wanted, after)
            .await
            .unwrap();
        found.extend(page.groups);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

/// Users as a request names them.
fn people<const N: usize>(ids: [UserId; N]) -> Vec<UserRef> {
    ids.map(UserRef::Id).into()
}

fn ids(people: &[Person]) -> Vec<UserId> {
    people.iter().map(|person| person.id).collect()
}

const PROTECTED: Refusal = Refusal::Conflict(Conflict::Protected);

on_both_engines! {
    async fn a_group_is_made_with_all_that_it_has(world: World) {
        let (a, b) = (id_of(&world, "a").await, id_of(&world, "b").await);
        let mut said = Residue::default();
        said.set("displayName", "Night shift");
        let contents = Contents { members: people([b, a, b]), grants: grants(&["ReadOnly"]), residue: Some((Dialect::Aria, said.clone())), ..Contents::default() };
        let made = create_with(&world, &admin(&world).await, "night", contents).await.unwrap();
        assert_eq!(ids(&made.members), [b, a], "each once, in the order given");
        assert_eq!((made.grants[0].role_name.as_str(), made.residue.get(&Dialect::Aria)), ("ReadOnly", Some(&said)));
        assert_eq!(ids(&view(&world, "night").await.members), [b, a]);
    }

    async fn nothing_of_a_group_is_made_when_any_of_it_is_refused(world: World) {
        let a = id_of(&world, "a").await;
        let before = counts(&world).await;
        let nobody = UserId([9; 16]);
        let missing = Contents { members: people([a, nobody]), ..Contents::default() };
        let refused = create_with(&world, &Credential::System, "x", missing).await.unwrap_err();
        assert_eq!(refused, Refusal::refers_to_no(Noun::User, nobody.to_string()));
        let missing = Contents { members: people([a]), grants: grants(&["Nothing"]), ..Contents::default() };
        let refused = create_with(&world, &Credential::System, "x", missing).await.unwrap_err();
        assert_eq!(refused, Refusal::refers_to_no(Noun::Role, "Nothing"));
        let mut after = counts(&world).await;
        // A number that was leased is a block, not a group.
        after.insert("numbers".to_owned(), before["numbers"]);
        assert_eq!(after, before);
    }

    async fn members_in_force_are_replaced_and_other_rows_stay(world: World) {
        let now = world.directory.now();
        let joining = |from: i64, until: i64| Join {
            from: Some(now.plus_seconds(from)), until: Some(now.plus_seconds(until)), ..Join::now(group("Super"))
        };
        for (login, join) in [("ended", joining(-9, -1)), ("future", joining(60, 120)), ("stays", joining(-9, 60)), ("goes", joining(-9, 60))] {
            make(&world, NewUser { groups: vec![join], ..named(login) }).await;
        }
        let key = key_of(&world, "stays").await;
        let stays = view(&world, "Super").await.members[0].id;
        let new = id_of(&world, "new").await;
        let changed = update(&world, &admin(&world).await, "Super", vec![GroupChange::Members(people([new, stays]))]).await.unwrap();
        assert_eq!(ids(&changed.members), [stays, new]);
        let until = one(&world, &format!("SELECT until FROM memberships WHERE group_key = 5 AND user_key = {}", key.0)).await;
        assert_eq!(until, now.plus_seconds(60).micros(), "who stays keeps his dates");
        assert_eq!(one(&world, "SELECT count(*) FROM memberships WHERE group_key = 5").await, 4, "ended and future rows stay");
        assert_eq!(one(&world, "SELECT version FROM groups WHERE group_key = 5").await, 1, "members are rows of their own");
    }

    async fn a_row_that_is_not_in_force_begins_now_and_keeps_a_future_end(world: World) {
        let now = world.directory.now();
        let until = now.plus_seconds(120);
        let join = Join { from: Some(now.plus_seconds(60)), until: Some(until), ..Join::now(group("Super")) };
        let id = make(&world, NewUser { groups: vec![join], ..named("a") }).await.id;
        update(&world, &Credential::System, "Super", vec![GroupChange::Members(people([id]))]).await.unwrap();
        let row = rows(&world, "SELECT since, until FROM memberships WHERE group_key = 5", 2).await.concat();
        assert_eq!(row, [now.micros().to_string(), until.micros().to_string()]);
    }

    async fn what_is_changed_raises_the_version_and_the_same_again_changes_nothing(world: World) {
        let a = id_of(&world, "a").await;
        let changes = || vec![
            GroupChange::Description(Some("Nights".to_owned())),
            GroupChange::Grants(grants(&["ReadOnly"])),
            GroupChange::Members(people([a])),
            GroupChange::Residue(Dialect::Aria, "externalId", Some("7".into())),
        ];
        let admin = admin(&world).await;
        let changed = update(&world, &admin, "Super", changes()).await.unwrap();
        assert_eq!((changed.group.version, changed.group.description.as_deref()), (2, Some("Nights")));
        let events = "SELECT event FROM audit_events WHERE target_name = 'Super' OR event = 'membership.added' ORDER BY at, request_id, place";
        assert_eq!(rows(&world, events, 1).await.concat(), ["grant.given", "membership.added", "group.updated"]);
        let before = counts(&world).await;
        let again = update(&world, &admin, "Super", changes()).await.unwrap();
        assert_eq!((again.group.version, counts(&world).await), (2, before));
        let emptied = vec![GroupChange::Description(None), GroupChange::Grants(vec![]), GroupChange::Members(vec![]), GroupChange::Residue(Dialect::Aria, "externalId", None)];
        let emptied = update(&world, &admin, "Super", emptied).await.unwrap();
        assert!(emptied.members.is_empty() && emptied.grants.is_empty() && emptied.residue.is_empty() && emptied.group.description.is_none());
        assert_eq!(count(&world, "group_residue").await, 0);
    }

    async fn nobody_lets_others_use_through_a_group_what_he_does_not_hold(world: World) {
        use Privilege::{DirectoryRead, GrantsManage, UsersManage};
        let a = id_of(&world, "a").await;
        let narrow = holder(&world, "narrow", [DirectoryRead, GrantsManage, UsersManage].into_iter().collect()).await;
        let member = || Contents { members: people([a]), ..Contents::default() };
        too_much(create_with(&world, &narrow, "x", Contents { grants: grants(&["PowerUser"]), ..member() }).await);
        create_with(&world, &narrow, "x", member()).await.unwrap();
        too_much(update(&world, &narrow, "x", vec![GroupChange::Grants(grants(&["PowerUser"]))]).await);
        update(&world, &narrow, "x", vec![GroupChange::Grants(grants(&["Password Administrator"]))]).await.unwrap();
        too_much(update(&world, &narrow, "System.admins", vec![GroupChange::Members(people([a]))]).await);
        let hr = holder(&world, "hr", [DirectoryRead, UsersManage].into_iter().collect()).await;
        let lacks = Refusal::Forbidden(Forbidden::Lacks(GrantsManage));
        for wanted in [grants(&[]), grants(&["Password Administrator", "ReadOnly"])] {
            assert_eq!(update(&world, &hr, "x", vec![GroupChange::Grants(wanted)]).await.unwrap_err(), lacks);
        }
        update(&world, &hr, "x", vec![GroupChange::Members(vec![])]).await.unwrap();
        update(&world, &hr, "x", vec![GroupChange::Members(people([a]))]).await.unwrap();
    }

    async fn no_update_of_a_group_ends_the_last_administration_or_the_callers_own(world: World) {
        for name in ["Administrator", "Privileged Administrator"] {
            let draft = Ok((directory::roles::HolderRef::User(login("admin")), role(name)));
            directory::roles::take(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        }
        for changes in [vec![GroupChange::Members(vec![])], vec![GroupChange::Grants(vec![])]] {
            assert_eq!(update(&world, &Credential::System, "System.admins", changes).await.unwrap_err(), PROTECTED);
        }
        let keeper = make_role(&world, "keeper", PrivilegeSet::range(1, 6)).await;
        let contents = Contents { grants: vec![NewGrant::on_all(keeper)], ..Contents::default() };
        create_with(&world, &Credential::System, "keepers", contents).await.unwrap();
        make(&world, NewUser { groups: vec![Join::now(group("keepers"))], ..named("k") }).await;
        let own = token(&world, "k", model::TokenKind::Native).await;
        let demoted = update(&world, &own, "keepers", vec![GroupChange::Members(vec![])]).await;
        assert_eq!(demoted.unwrap_err(), PROTECTED, "nobody demotes himself");
        update(&world, &Credential::System, "keepers", vec![GroupChange::Members(vec![])]).await.unwrap();
    }

    async fn many_groups_are_deleted_all_or_none(world: World) {
        let (one, other) = (make_group(&world, "one").await.id, make_group(&world, "other").await.id);
        let built_in = view(&world, "System.users").await.group.id;
        let delete = async |ids: Vec<GroupId>| groups::delete_many(&world.directory, &ask(&world), &Credential::System, Ok(ids)).await;
        assert_eq!(delete(vec![one, built_in]).await, Err(Refusal::Conflict(Conflict::BuiltIn)));
        let nothing = GroupId([9; 16]);
        assert_eq!(delete(vec![nothing]).await, Err(Refusal::no_such(Noun::Group, nothing.to_string())));
        assert_eq!(count(&world, "groups").await, 7);
        delete(vec![one, nothing, other]).await.unwrap();
        assert_eq!(count(&world, "groups").await, 5);
    }

    async fn groups_are_listed_once_each_and_by_name_over_many_pages(world: World) {
        for n in 0..510 {
            make_group(&world, &format!("group {n:03}")).await;
        }
        let a = id_of(&world, "a").await;
        update(&world, &Credential::System, "group 000", vec![GroupChange::Members(people([a]))]).await.unwrap();
        let list = async |filter: GroupFilter| listed(&world, Stretch::ALL, filter).await;
        let all = list(GroupFilter::default()).await;
        let names: Vec<_> = all.iter().map(|view| view.group.name.key()).collect();
        assert!(names.len() == 515 && names.is_sorted(), "{names:?}");
        assert_eq!(ids(&all[0].members), [a]);
        let part = GroupFilter { name_contains: vec!["P 00".to_owned(), "SUPER".to_owned()], ..GroupFilter::default() };
        assert_eq!(list(part).await.len(), 13);
        let among = Some([all[0].group.id, all[1].group.id, GroupId([9; 16])].map(GroupRef::Id).into());
        let both = GroupFilter { among, name_contains: vec!["001".to_owned()], ..GroupFilter::default() };
        let both = list(both).await;
        assert_eq!((both.len(), both[0].group.name.as_str()), (1, "group 001"));
        for (offset, limit, right) in [(0, 2, vec!["group 000", "group 001"]), (499, 2, vec!["group 499", "group 500"]), (513, 5, vec!["System.admins", "System.users"]), (515, 5, vec![]), (3, 0, vec![])] {
            let part = listed(&world, Stretch { offset, limit }, GroupFilter::default()).await;
            assert_eq!(part.iter().map(|view| view.group.name.as_str()).collect::<Vec<_>>(), right, "{offset}");
        }
    }

    async fn groups_are_found_by_what_they_are_named_and_described(world: World) {
        let id = make_group(&world, "Nights").await.id;
        update(&world, &Credential::System, "nights", vec![GroupChange::Description(Some("Late Shift".to_owned()))]).await.unwrap();
        let names = async |filter: GroupFilter| -> Vec<String> {
            let found = listed(&world, Stretch::ALL, filter).await;
            found.iter().map(|view| view.group.name.to_string()).collect()
        };
        let none = GroupFilter::default;
        assert_eq!(names(GroupFilter { description_contains: vec!["E SHI".to_owned()], ..none() }).await, ["Nights"]);
        let named = |names: &[&str]| Some(names.iter().map(|name| group(name)).collect());
        assert_eq!(names(GroupFilter { also_among: named(&["super", "NIGHTS", "Nobodies"]), ..none() }).await, ["Nights", "Super"]);
        let both = GroupFilter { among: Some(vec![GroupRef::Id(id)]), also_among: named(&["super", "nights"]), ..none() };
        assert_eq!(names(both).await, ["Nights"]);
        let apart = GroupFilter { among: Some(vec![GroupRef::Id(id)]), also_among: named(&["super"]), ..none() };
        assert!(names(apart).await.is_empty());
        assert!(names(GroupFilter { among: Some(Vec::new()), ..none() }).await.is_empty(), "none of none is nobody");
    }

    async fn managers_are_replaced_as_a_change_of_the_group(world: World) {
        let (a, b) = (id_of(&world, "a").await, id_of(&world, "b").await);
        let contents = Contents { managers: people([b, b]), ..Contents::default() };
        let made = create_with(&world, &admin(&world).await, "night", contents).await.unwrap();
        assert_eq!((ids(&made.managers), made.members.len()), (vec![b], 0), "a manager is no member by that");
        let told = "SELECT changes FROM audit_events WHERE event = 'group.created' AND target_name = 'night'";
        assert!(rows(&world, told, 1).await.concat().concat().contains(r#""after":["b"]"#));
        let events = async || one(&world, "SELECT count(*) FROM audit_events").await;
        let before = events().await;
        for same in [people([b]), vec![login("B")], vec![UserRef::IdOrLogin(b, "x".to_owned()), login("b")]] {
            let view = update(&world, &Credential::System, "night", vec![GroupChange::Managers(same)]).await.unwrap();
            assert_eq!((ids(&view.managers), view.group.version), (vec![b], 1));
        }
        assert_eq!(events().await, before, "the same again is no change");
        let changed = update(&world, &Credential::System, "night", vec![GroupChange::Managers(vec![login("a")])]).await.unwrap();
        assert_eq!((ids(&changed.managers), changed.group.version), (vec![a], 2));
        let told = rows(&world, "SELECT changes FROM audit_events WHERE event = 'group.updated'", 1).await.concat().concat();
        assert_eq!(told, r#"[{"field":"managers","before":["b"],"after":["a"]}]"#);
        let refused = update(&world, &Credential::System, "night", vec![GroupChange::Managers(vec![login("nobody")])]).await;
        assert_eq!(refused.unwrap_err(), Refusal::refers_to_no(Noun::User, "nobody"));
        update(&world, &Credential::System, "night", vec![GroupChange::Managers(vec![])]).await.unwrap();
        assert!(view(&world, "night").await.managers.is_empty());
    }

    async fn a_group_has_a_thousand_managers_at_most(world: World) {
        make_group(&world, "night").await;
        let mut all = Vec::new();
        for hundred in 0..11 {
            let users = (0..100).map(|one| named(&format!("m{hundred:02}{one:02}"))).collect();
            all.extend(create(&world, &Credential::System, users).await.unwrap().iter().map(|made| UserRef::Id(made.id)));
        }
        let set = async |managers: &[UserRef]| update(&world, &Credential::System, "night", vec![GroupChange::Managers(managers.to_vec())]).await;
        assert_eq!(set(&all[..1_000]).await.unwrap().managers.len(), 1_000);
        assert!(matches!(set(&all[..1_001]).await.unwrap_err(), Refusal::Invalid(broken) if broken[0].field == "managers"));
        assert_eq!(set(&all[100..1_100]).await.unwrap().managers.len(), 1_000);
    }

    async fn a_group_is_renamed_to_what_is_free(world: World) {
        make_group(&world, "night").await;
        let rename = async |from: &str, to: &str| {
            let name = GroupChange::Name(GroupName::new(to).unwrap());
            update(&world, &Credential::System, from, vec![name]).await
        };
        let renamed = rename("night", "late").await.unwrap();
        assert_eq!((renamed.group.name.as_str(), renamed.group.version), ("late", 2));
        let told = rows(&world, "SELECT changes FROM audit_events WHERE event = 'group.updated'", 1).await.concat().concat();
        assert_eq!(told, r#"[{"field":"name","before":"night","after":"late"}]"#);
        make_group(&world, "night").await;
        assert_eq!(rename("late", "NIGHT").await.unwrap_err(), Refusal::Exists { what: Noun::Group, name: "NIGHT".to_owned() });
        assert_eq!(rename("late", "LATE").await.unwrap().group.name.as_str(), "LATE", "another spelling of the same");
        assert_eq!(rename("LATE", "LATE").await.unwrap().group.version, 3);
        for other in ["Mine", "SYSTEM.users"] {
            assert_eq!(rename("System.users", other).await.unwrap_err(), Refusal::Conflict(Conflict::BuiltIn));
        }
        assert_eq!(rename("System.users", "System.users").await.unwrap().group.version, 1);
        sql(&world, "UPDATE groups SET source_key = 1 WHERE name = 'night'").await;
        assert!(matches!(rename("night", "other").await.unwrap_err(), Refusal::Conflict(Conflict::State(_))));
    }
}
