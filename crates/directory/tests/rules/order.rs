//! Authority comes before existence (`one-record` section 9): a caller without it learns nothing about names.

use directory::groups::{self, GroupEdit, GroupFilter, NewGroup};
use directory::roles::{self, HolderRef, HoldingEdit, NewGrant, RoleEdit};
use directory::scopes;
use directory::tokens::{self, NewToken};
use directory::users::{self, Among, Choice, Filter, NewUser, Parts, Search, Stretch};
use directory::{Credential, Request};
use model::refusal::{BadCredential, Forbidden};
use model::{
    Dialect, GroupId, GroupName, Noun, Privilege, PrivilegeSet, Refusal, Rule, ScopeId, TokenKind, UserId,
};
use testkit::{World, on_both_engines};

use crate::kit::*;

fn unwritten<T>(result: Result<T, Refusal>) -> Result<(), Refusal> {
    result.map(drop)
}

fn unedited() -> GroupEdit {
    std::sync::Arc::new(|_| Ok(Vec::new()))
}

fn unchanged() -> HoldingEdit {
    std::sync::Arc::new(|_| Ok(None))
}

/// Every use case that asks for a privilege, once about something that is there and once about nothing; with the
/// privilege it asks for.
async fn each(
    world: &World,
    by: &Credential,
    name: &str,
) -> Vec<(&'static str, Privilege, Result<(), Refusal>)> {
    use Privilege::{DirectoryRead, GrantsManage, RolesManage, TokensManage, UsersManage};
    let (dir, request): (_, Request) = (&world.directory, ask(world));
    let request = &request;
    let new = NewGroup { name: GroupName::new(name).unwrap(), description: None };
    let member = || Ok((group(name), login(name)));
    let holder = || HolderRef::User(login(name));
    let draft = Ok((holder(), NewGrant::on_all(role(name))));
    let token = NewToken { kind: TokenKind::Native, expires: None, host: None };
    let rename = Ok((login(name), password("x"), eight()));
    let broken = Err(Refusal::invalid("password", Rule::Required));
    let anybody = (Stretch::ALL, Choice::new(Among::Login(name.to_owned()), Parts::NONE, |_| true));
    vec![
        (
            "create",
            UsersManage,
            unwritten(users::create(dir, request, by, Ok(vec![named(name)]), None).await),
        ),
        (
            "create with a password",
            UsersManage,
            unwritten(create(world, by, vec![with_password(name, "x")]).await),
        ),
        ("get", DirectoryRead, unwritten(users::get(dir, request, by, Ok(login(name)), Parts::NONE).await)),
        (
            "list",
            DirectoryRead,
            unwritten(users::list(dir, request, by, Ok(Filter::default()), Parts::NONE, None).await),
        ),
        ("delete", UsersManage, users::delete(dir, request, by, Ok(login(name))).await),
        ("delete many", UsersManage, users::delete_many(dir, request, by, Ok(vec![UserId([9; 16])])).await),
        ("set password", UsersManage, users::set_password(dir, request, by, rename).await),
        ("set a broken password", UsersManage, users::set_password(dir, request, by, broken).await),
        ("issue", TokensManage, unwritten(tokens::issue(dir, request, by, name, token).await)),
        ("create group", UsersManage, unwritten(groups::create(dir, request, by, Ok(new)).await)),
        ("get group", DirectoryRead, unwritten(groups::get(dir, request, by, Ok(group(name))).await)),
        ("list groups", DirectoryRead, unwritten(groups::list(dir, request, by, None).await)),
        ("delete group", UsersManage, groups::delete(dir, request, by, Ok(group(name))).await),
        ("join", UsersManage, groups::join(dir, request, by, member(), None, None).await),
        ("leave", UsersManage, groups::leave(dir, request, by, member()).await),
        ("give", GrantsManage, roles::give(dir, request, by, draft).await),
        ("take", GrantsManage, roles::take(dir, request, by, Ok((holder(), role(name)))).await),
        (
            "delete groups",
            UsersManage,
            groups::delete_many(dir, request, by, Ok(vec![GroupId([9; 16])])).await,
        ),
        (
            "update group",
            UsersManage,
            unwritten(groups::update(dir, request, by, Ok((group(name), unedited()))).await),
        ),
        (
            "search users",
            DirectoryRead,
            unwritten(users::search(dir, request, by, Search::by_login(Ok(anybody), Parts::NONE)).await),
        ),
        (
            "list groups whole",
            DirectoryRead,
            unwritten(
                groups::list_whole(dir, request, by, Ok((Stretch::ALL, GroupFilter::default())), None).await,
            ),
        ),
        (
            "change holding",
            GrantsManage,
            unwritten(roles::change(dir, request, by, Dialect::Aria, Ok((holder(), unchanged()))).await),
        ),
        ("get role", DirectoryRead, unwritten(roles::get(dir, request, by, Ok(name.to_owned())).await)),
        ("privileges", DirectoryRead, unwritten(roles::catalogue(dir, request, by).await)),
        (
            "update role",
            RolesManage,
            unwritten(roles::update(dir, request, by, Ok((name.to_owned(), RoleEdit::default()))).await),
        ),
        ("delete role", RolesManage, roles::delete(dir, request, by, Ok(name.to_owned())).await),
        ("get scope", DirectoryRead, unwritten(scopes::get(dir, request, by, Ok(ScopeId([9; 16]))).await)),
        ("list scopes", DirectoryRead, unwritten(scopes::list(dir, request, by).await)),
        ("traversal specs", DirectoryRead, unwritten(scopes::traversal_specs(dir, request, by).await)),
        (
            "delete scopes",
            GrantsManage,
            scopes::delete_many(dir, request, by, Ok(vec![ScopeId([9; 16])])).await,
        ),
        ("list roles", DirectoryRead, unwritten(roles::list(dir, request, by).await)),
    ]
}

on_both_engines! {
    async fn without_the_privilege_every_name_answers_alike(world: World) {
        for name in ["System.admins", "Administrator"] {
            make(&world, named(name)).await;
        }
        let foreign_keys = holder(&world, "operator", PrivilegeSet::range(7, 17)).await;
        let before = counts(&world).await;
        for name in ["System.admins", "Administrator", "nobody of that name"] {
            for (call, privilege, result) in each(&world, &foreign_keys, name).await {
                assert_eq!(result, Err(Refusal::Forbidden(Forbidden::Lacks(privilege))), "{call} {name}");
            }
        }
        assert_eq!(counts(&world).await, before);
    }

    async fn without_a_credential_nothing_is_answered(world: World) {
        for (credential, bad) in [
            (Credential::None, BadCredential::Missing),
            (bearer(TokenKind::Native, "pvn_nonsense"), BadCredential::Unknown),
        ] {
            for (call, _, result) in each(&world, &credential, "admin").await {
                assert_eq!(result, Err(Refusal::Unauthenticated(bad)), "{call}");
            }
        }
    }

    async fn who_must_change_his_password_may_do_nothing_else(world: World) {
        let all = make_role(&world, "all", PrivilegeSet::ALL).await;
        let user = NewUser { must_change: true, grants: vec![NewGrant::on_all(all)], ..with_password("new", "long enough") };
        make(&world, user).await;
        let session = session(&world, "new", "long enough").await;
        for (call, _, result) in each(&world, &session, "admin").await {
            assert_eq!(result, Err(Refusal::Forbidden(Forbidden::MustChangePassword)), "{call}");
        }
        let number = users::number_of(&world.directory, &ask(&world), &session, Ok("admin".to_owned())).await;
        assert_eq!(number, Err(Refusal::Forbidden(Forbidden::MustChangePassword)));
        used(&world, &session).await.unwrap();
        tokens::release(&world.directory, &ask(&world), &session).await.unwrap();
        let api = token(&world, "new", TokenKind::Native).await;
        create(&world, &api, vec![named("by an API token")]).await.unwrap();
    }

    async fn any_caller_may_ask_for_himself_and_for_a_number(world: World) {
        let nobody = holder(&world, "nobody", PrivilegeSet::NONE).await;
        used(&world, &nobody).await.unwrap();
        let number = |login: &str| {
            let (node, request, by, login) = (world.directory.clone(), ask(&world), nobody.clone(), login.to_owned());
            async move { users::number_of(&node, &request, &by, Ok(login)).await }
        };
        assert_eq!(number("ADMIN").await, Ok(1));
        assert_eq!(number("nobody of that name").await, Err(Refusal::no_such(Noun::User, "nobody of that name")));
    }

    async fn a_name_that_no_store_can_hold_is_a_name_of_nobody(world: World) {
        let admin = admin(&world).await;
        let found = users::get(&world.directory, &ask(&world), &admin, Ok(login("a\0b")), Parts::NONE).await;
        assert_eq!(found.unwrap_err(), Refusal::no_such(Noun::User, "a\0b"));
        let token = NewToken { kind: TokenKind::Native, expires: None, host: None };
        let issued = tokens::issue(&world.directory, &ask(&world), &admin, "a\0b", token).await;
        assert_eq!(issued.unwrap_err(), Refusal::no_such(Noun::User, "a\0b"));
        let user = NewUser { grants: vec![NewGrant::on_all(role("a\0b"))], ..named("a") };
        assert_eq!(create(&world, &admin, vec![user]).await.unwrap_err(), Refusal::refers_to_no(Noun::Role, "a\0b"));
        let mut request = ask(&world);
        request.org = Some("a\0b".to_owned());
        let refused = users::current(&world.directory, &request, &admin, Parts::NONE).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::Org("a\0b".to_owned())));
        for text in ["a\0b", "\0"] {
            let filter = Filter { login_contains: vec![text.to_owned()], ..Filter::default() };
            let page = users::list(&world.directory, &ask(&world), &admin, Ok(filter), Parts::NONE, None).await;
            assert!(page.unwrap().users.is_empty());
        }
    }
}
