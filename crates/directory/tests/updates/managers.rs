//! Who manages groups, and how a group is named by a text that may be an id.

use directory::groups::{GroupRef, Join};
use directory::users::{Change, GroupsChange, NewLock, NewUser};
use directory::{Credential, users};
use model::{Dialect, GroupId, GroupName, Noun, Refusal, UserView};

use crate::kit::*;

fn named(name: &str) -> GroupRef {
    GroupRef::Name(GroupName::new(name).unwrap())
}

fn managed(view: &UserView) -> Vec<&str> {
    view.manages.iter().map(|managed| managed.group_name.as_str()).collect()
}

testkit::on_both_engines! {
    async fn the_groups_a_user_manages_are_replaced_and_kept(world: World) {
        let made = NewUser { manages: vec![named("Super"), named("System.users")], ..person("jason") };
        let id = create(&world, made).await;
        let system = Credential::System;
        let view = change(&world, &system, id, vec![Change::Enabled(false)]).await.unwrap().view;
        assert_eq!(managed(&view), ["System.users", "Super"]);
        let same = Change::Manages(vec![named("super"), named("System.users"), named("SUPER")]);
        assert!(!change(&world, &system, id, vec![same]).await.unwrap().changed);
        let view = change(&world, &system, id, vec![Change::Manages(vec![named("Super")])]).await.unwrap().view;
        assert_eq!((managed(&view), view.user.version), (vec!["Super"], 3));
        let refused = change(&world, &system, id, vec![Change::Manages(vec![named("nowhere")])]).await.unwrap_err();
        assert_eq!(refused, Refusal::refers_to_no(Noun::Group, "nowhere"));
        assert!(view.memberships.is_empty(), "a manager is no member");
    }

    async fn a_text_that_may_be_an_id_is_one_first_and_a_name_then(world: World) {
        let id = create(&world, NewUser { groups: vec![join("Super")], ..person("jason") }).await;
        let system = Credential::System;
        let group = change(&world, &system, id, vec![]).await.unwrap().view.memberships[0].group_id;
        let looks_like_an_id = "00000000-0000-0000-0000-000000000001";
        let mut other = person("thomas");
        other.groups = vec![Join { if_missing: directory::groups::IfMissing::Create, ..join(looks_like_an_id) }];
        create(&world, other).await;
        let either = |id: GroupId, name: &str| GroupRef::IdOrName(id, GroupName::new(name).unwrap());
        let both = vec![
            either(group, &group.to_string()),
            either(GroupId(1_u128.to_be_bytes()), looks_like_an_id),
        ];
        let view = change(&world, &system, id, vec![Change::Groups(GroupsChange::InForce(both))]).await.unwrap().view;
        let names: Vec<_> = view.memberships.iter().map(|row| row.group_name.as_str()).collect();
        assert_eq!(names, ["Super", looks_like_an_id]);
    }

    async fn a_user_made_locked_says_who_locked_him(world: World) {
        let request = world.request(Dialect::Kron);
        let locked = NewUser { lock: Some(NewLock::default()), ..person("jason") };
        let admin = caller(&world, "admin").await;
        let made = users::create(&world.directory, &request, &admin, Ok(vec![locked]), Some(users::Parts::NONE));
        let view = made.await.unwrap().remove(0).view.unwrap();
        assert_eq!(view.user.lock.unwrap().reason.as_deref(), Some("Locked by admin"));
    }
}
