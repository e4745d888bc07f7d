//! Rule G (`one-record` 4.6), act by act: nobody gives what he does not hold.

use directory::Credential;
use directory::groups::Join;
use directory::roles::{self, HolderRef, NewGrant};
use directory::tokens::{self, NewToken};
use directory::users::{self, NewUser};
use model::refusal::Forbidden;
use model::{GrantObjects, Privilege, PrivilegeSet, Refusal, TokenKind};
use testkit::{World, on_both_engines};

use crate::kit::*;

/// What a narrow administrator of people holds.
fn narrow() -> PrivilegeSet {
    use Privilege::{DirectoryRead, GrantsManage, TokensManage, UsersManage};
    [DirectoryRead, GrantsManage, UsersManage, TokensManage].into_iter().collect()
}

fn gives_too_much<T: std::fmt::Debug>(result: Result<T, Refusal>) {
    let refused = result.unwrap_err();
    assert!(matches!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_))), "{refused:?}");
}

fn lacks<T: std::fmt::Debug>(result: Result<T, Refusal>, privilege: Privilege) {
    assert_eq!(result.unwrap_err(), Refusal::Forbidden(Forbidden::Lacks(privilege)));
}

async fn give(world: &World, by: &Credential, who: &str, grant: NewGrant) -> Result<(), Refusal> {
    let holder = HolderRef::User(login(who));
    roles::give(&world.directory, &ask(world), by, Ok((holder, grant))).await
}

on_both_engines! {
    async fn a_new_user_gets_no_role_whose_keys_the_caller_lacks(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        let user = |role_name: &str| NewUser { grants: vec![NewGrant::on_all(role(role_name))], ..named(role_name) };
        gives_too_much(create(&world, &narrow, vec![named("a"), user("PowerUser")]).await);
        gives_too_much(create(&world, &narrow, vec![user("Administrator")]).await);
        assert_eq!(count(&world, "users").await, 2, "nothing of the request is stored");
        create(&world, &narrow, vec![user("Password Administrator"), user("Password User")]).await.unwrap();
    }

    async fn an_administrator_makes_no_privileged_one(world: World) {
        let administrator = holder(&world, "second", PrivilegeSet::range(1, 19)).await;
        let user = |login: &str, number: i64| {
            let role = roles::RoleRef::Number(number, None);
            NewUser { grants: vec![NewGrant::on_all(role)], ..named(login) }
        };
        gives_too_much(create(&world, &administrator, vec![user("a", 302)]).await);
        create(&world, &administrator, vec![user("a", 301)]).await.unwrap();
    }

    async fn a_role_with_keys_needs_grants_manage_and_one_without_does_not(world: World) {
        let hr = holder(&world, "hr", [Privilege::UsersManage, Privilege::DirectoryRead].into_iter().collect()).await;
        let user = |role_name: &str| NewUser { grants: vec![NewGrant::on_all(role(role_name))], ..named(role_name) };
        lacks(create(&world, &hr, vec![user("Password Administrator")]).await, Privilege::GrantsManage);
        create(&world, &hr, vec![user("Password User")]).await.unwrap();
    }

    async fn a_new_user_joins_no_group_that_gives_more(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        let now = world.directory.now();
        let with = |from, until| NewUser {
            groups: vec![Join { from, until, ..Join::now(group("System.admins")) }],
            ..named("a")
        };
        gives_too_much(create(&world, &narrow, vec![with(None, None)]).await);
        gives_too_much(create(&world, &narrow, vec![with(Some(now.plus_seconds(9)), None)]).await);
        gives_too_much(create(&world, &narrow, vec![with(None, Some(now.plus_micros(1)))]).await);
        create(&world, &narrow, vec![with(Some(now.plus_seconds(-9)), Some(now))]).await.unwrap();
    }

    async fn nobody_joins_a_group_that_gives_more_than_the_caller_holds(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        make(&world, named("a")).await;
        gives_too_much(join_until(&world, &narrow, "System.admins", "a", None).await);
        gives_too_much(join_until(&world, &narrow, "System.admins", "narrow", None).await);
        join_until(&world, &narrow, "Super", "a", None).await.unwrap();
    }

    async fn a_membership_that_ended_is_not_revived_by_a_narrow_caller(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        make(&world, named("a")).await;
        let until = world.directory.now().plus_seconds(60);
        join_until(&world, &Credential::System, "System.admins", "a", Some(until)).await.unwrap();
        join_until(&world, &narrow, "System.admins", "a", None).await.unwrap();
        world.clock.turn(60);
        gives_too_much(join_until(&world, &narrow, "System.admins", "a", None).await);
        gives_too_much(join_until(&world, &narrow, "System.admins", "a", Some(until.plus_seconds(60))).await);
    }

    async fn nobody_gives_a_role_whose_keys_he_lacks(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        make(&world, named("a")).await;
        gives_too_much(give(&world, &narrow, "a", NewGrant::on_all(role("PowerUser"))).await);
        gives_too_much(give(&world, &narrow, "narrow", NewGrant::on_all(role("Administrator"))).await);
        let to_group = HolderRef::Group(group("System.users"));
        let draft = Ok((to_group, NewGrant::on_all(role("PowerUser"))));
        gives_too_much(roles::give(&world.directory, &ask(&world), &narrow, draft).await);
        give(&world, &narrow, "a", NewGrant::on_all(role("Password Administrator"))).await.unwrap();
    }

    async fn a_narrow_grant_is_not_widened_to_all_objects_by_who_lacks_its_keys(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        make(&world, named("a")).await;
        let on_none = NewGrant { objects: GrantObjects::None, ..NewGrant::on_all(role("PowerUser")) };
        give(&world, &narrow, "a", on_none).await.unwrap();
        gives_too_much(give(&world, &narrow, "a", NewGrant::on_all(role("PowerUser"))).await);
    }

    async fn a_grant_on_a_scope_confers_nothing_here(world: World) {
        let on_none = NewGrant { objects: GrantObjects::None, ..NewGrant::on_all(role("Administrator")) };
        make(&world, NewUser { grants: vec![on_none], ..named("labs") }).await;
        let labs = token(&world, "labs", TokenKind::Native).await;
        lacks(create(&world, &labs, vec![named("a")]).await, Privilege::UsersManage);
    }

    async fn nobody_sets_the_password_of_who_holds_more_and_nothing_is_hashed(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        make(&world, NewUser { grants: vec![NewGrant::on_all(role("PowerUser"))], ..named("power") }).await;
        make(&world, named("plain")).await;
        let before = hashes(&world);
        for target in ["admin", "power"] {
            let draft = Ok((login(target), password(testkit::ADMIN_PASSWORD), eight()));
            gives_too_much(users::set_password(&world.directory, &ask(&world), &narrow, draft).await);
        }
        assert_eq!(hashes(&world), before);
        let draft = Ok((login("plain"), password("long enough"), eight()));
        users::set_password(&world.directory, &ask(&world), &narrow, draft).await.unwrap();
    }

    async fn nobody_issues_a_token_of_who_holds_more(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        make(&world, named("plain")).await;
        let new = || NewToken { kind: TokenKind::Pam360, expires: None, host: None };
        let before = count(&world, "tokens").await;
        gives_too_much(tokens::issue(&world.directory, &ask(&world), &narrow, "admin", new()).await);
        assert_eq!(count(&world, "tokens").await, before);
        tokens::issue(&world.directory, &ask(&world), &narrow, "plain", new()).await.unwrap();
    }

    async fn what_a_user_will_hold_counts_before_it_begins(world: World) {
        let narrow = holder(&world, "narrow", narrow()).await;
        let later = Some(world.directory.now().plus_seconds(60));
        let groups = vec![Join { from: later, ..Join::now(group("System.admins")) }];
        make(&world, NewUser { groups, ..named("a") }).await;
        let new = NewToken { kind: TokenKind::Native, expires: None, host: None };
        gives_too_much(tokens::issue(&world.directory, &ask(&world), &narrow, "a", new).await);
        let draft = Ok((login("a"), password("long enough"), eight()));
        gives_too_much(users::set_password(&world.directory, &ask(&world), &narrow, draft).await);
    }

    async fn rights_by_a_group_in_force_count_for_caller_and_target_alike(world: World) {
        let tokens_only = [Privilege::TokensManage].into_iter().collect();
        let issuer = holder(&world, "issuer", tokens_only).await;
        make(&world, named("a")).await;
        let until = world.directory.now().plus_seconds(60);
        join_until(&world, &Credential::System, "System.admins", "a", Some(until)).await.unwrap();
        let new = || NewToken { kind: TokenKind::Native, expires: None, host: None };
        gives_too_much(tokens::issue(&world.directory, &ask(&world), &issuer, "a", new()).await);
        join_until(&world, &Credential::System, "System.admins", "issuer", Some(until)).await.unwrap();
        tokens::issue(&world.directory, &ask(&world), &issuer, "a", new()).await.unwrap();
    }
}
