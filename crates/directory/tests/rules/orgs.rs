//! Organisations (`one-record` section 11): what is unique is unique per organisation, and nobody sees into another.

use directory::groups::{self, GroupRef};
use directory::roles::NewGrant;
use directory::tokens::{self, NewToken};
use directory::users::{self, Filter, NewUser, Parts, UserRef};
use directory::{Credential, Request};
use model::refusal::Forbidden;
use model::{Noun, PrivilegeSet, Refusal, TokenKind, UserId};
use testkit::{World, on_both_engines};

use crate::kit::*;

/// Makes the organisation `Second`, and `ada` in it, who is its privileged administrator.
async fn second(world: &World) -> (UserId, Credential) {
    world.organisation("Second", &[]).await;
    let ada = NewUser {
        grants: vec![NewGrant::on_all(role("Privileged Administrator"))],
        ..with_password("ada", "long enough")
    };
    let made =
        users::create(&world.directory, &to(world, "Second"), &Credential::System, Ok(vec![ada]), None).await;
    let new = NewToken { kind: TokenKind::Native, expires: None, host: None };
    let issued =
        tokens::issue(&world.directory, &to(world, "second"), &Credential::System, "ada", new).await.unwrap();
    (made.unwrap()[0].id, bearer(TokenKind::Native, issued.secret.reveal()))
}

fn foreign(org: &str) -> Refusal {
    Refusal::Forbidden(Forbidden::Org(org.to_owned()))
}

async fn logins(world: &World, request: &Request, by: &Credential) -> Result<Vec<String>, Refusal> {
    let page = users::list(&world.directory, request, by, Ok(Filter::default()), Parts::NONE, None).await?;
    Ok(page.users.into_iter().map(|view| view.user.login.to_string()).collect())
}

on_both_engines! {
    async fn one_login_and_one_number_stand_in_both(world: World) {
        let (there, ada) = second(&world).await;
        let here = make(&world, with_password("ADA", "here it is")).await;
        assert_ne!(here.id, there);
        assert_eq!(make(&world, named("b")).await.number, 3);
        let numbers = rows(&world, "SELECT org_key, number, login FROM users ORDER BY org_key, number", 3).await;
        assert_eq!(numbers, [["1", "1", "admin"], ["1", "2", "ADA"], ["1", "3", "b"], ["2", "1", "admin"], ["2", "2", "ada"]]);
        let refused = create(&world, &ada, vec![named("ada")]).await.unwrap_err();
        assert!(matches!(refused, Refusal::Exists { .. }));
    }

    async fn nobody_sees_into_another(world: World) {
        let (there, ada) = second(&world).await;
        make(&world, named("filler")).await;
        let here = make(&world, named("here")).await;
        let admin = admin(&world).await;
        assert_eq!(logins(&world, &ask(&world), &ada).await.unwrap(), ["ada", "admin"]);
        assert_eq!(logins(&world, &ask(&world), &admin).await.unwrap(), ["admin", "filler", "here"]);
        for (by, user, missing) in [
            (&ada, UserRef::Id(here.id), here.id.to_string()),
            (&ada, login("here"), "here".to_owned()),
            (&ada, UserRef::Number(3), "3".to_owned()),
            (&admin, UserRef::Id(there), there.to_string()),
            (&admin, login("ada"), "ada".to_owned()),
        ] {
            let none = Refusal::no_such(Noun::User, missing);
            let found = users::get(&world.directory, &ask(&world), by, Ok(user.clone()), Parts::NONE).await;
            assert_eq!(found.unwrap_err(), none);
            assert_eq!(users::delete(&world.directory, &ask(&world), by, Ok(user.clone())).await.unwrap_err(), none);
            let draft = Ok((user, password("long enough"), eight()));
            assert_eq!(users::set_password(&world.directory, &ask(&world), by, draft).await.unwrap_err(), none);
        }
        let number = users::number_of(&world.directory, &ask(&world), &ada, Ok("here".to_owned())).await;
        assert_eq!(number, Err(Refusal::no_such(Noun::User, "here")));
        let new = NewToken { kind: TokenKind::Native, expires: None, host: None };
        let issued = tokens::issue(&world.directory, &ask(&world), &ada, "here", new).await;
        assert_eq!(issued.unwrap_err(), Refusal::no_such(Noun::User, "here"));
        let many = users::delete_many(&world.directory, &ask(&world), &ada, Ok(vec![here.id])).await;
        assert_eq!(many, Err(Refusal::no_such(Noun::User, here.id.to_string())));
    }

    async fn groups_and_filters_end_at_the_border_too(world: World) {
        let (_, ada) = second(&world).await;
        let page = groups::list(&world.directory, &ask(&world), &ada, None).await.unwrap();
        let known = page.groups.iter().map(|group| group.id);
        for group in groups::list(&world.directory, &ask(&world), &Credential::System, None).await.unwrap().groups {
            let id = group.id;
            assert!(known.clone().all(|own| own != id), "ids are unique over all");
            let found = groups::get(&world.directory, &ask(&world), &ada, Ok(GroupRef::Id(id))).await;
            assert_eq!(found.unwrap_err(), Refusal::no_such(Noun::Group, id.to_string()));
        }
        make(&world, named("adamant")).await;
        let id = users::get(&world.directory, &ask(&world), &Credential::System, Ok(login("adamant")), Parts::NONE).await.unwrap().user.id;
        for filter in [
            Filter { login_contains: vec!["ada".to_owned()], ..Filter::default() },
            Filter { login_contains: vec!["a".to_owned()], ..Filter::default() },
            Filter { ids: vec![id], ..Filter::default() },
            Filter { roles: vec!["Privileged Administrator".to_owned()], ..Filter::default() },
        ] {
            let page = users::list(&world.directory, &ask(&world), &ada, Ok(filter), Parts::NONE, None).await.unwrap();
            assert!(page.users.iter().all(|view| ["ada", "admin"].contains(&view.user.login.as_str())));
        }
    }

    async fn the_own_organisation_may_always_be_named(world: World) {
        let (_, ada) = second(&world).await;
        for name in ["Second", " SECOND ", "", "  "] {
            assert_eq!(logins(&world, &to(&world, name), &ada).await.unwrap(), ["ada", "admin"], "{name:?}");
        }
        let nobody = holder(&world, "nobody", PrivilegeSet::NONE).await;
        users::current(&world.directory, &to(&world, "default"), &nobody, Parts::NONE).await.unwrap();
    }

    async fn another_needs_orgs_manage_in_the_first_and_an_unknown_one_answers_alike(world: World) {
        let (_, ada) = second(&world).await;
        let manager = admin(&world).await;
        let administrator = holder(&world, "second", PrivilegeSet::range(1, 20)).await;
        assert_eq!(logins(&world, &to(&world, "Second"), &manager).await.unwrap(), ["ada", "admin"]);
        assert_eq!(logins(&world, &to(&world, "Nowhere"), &manager).await, Err(foreign("Nowhere")));
        for org in ["Second", "Nowhere"] {
            assert_eq!(logins(&world, &to(&world, org), &administrator).await, Err(foreign(org)));
        }
        for org in ["Default", "Nowhere"] {
            assert_eq!(logins(&world, &to(&world, org), &ada).await, Err(foreign(org)), "keys of another organisation do not count");
        }
        let system = logins(&world, &to(&world, "Nowhere"), &Credential::System).await;
        assert_eq!(system, Err(foreign("Nowhere")));
    }

    async fn who_acts_in_another_makes_users_there(world: World) {
        second(&world).await;
        let manager = admin(&world).await;
        let made = users::create(&world.directory, &to(&world, "Second"), &manager, Ok(vec![named("eve")]), None).await;
        assert_eq!(made.unwrap()[0].number, 3);
        let event = rows(&world, "SELECT org_key, actor_login FROM audit_events WHERE target_name = 'eve'", 2);
        assert_eq!(event.await, [["2", "admin"]]);
    }

    async fn each_has_a_last_administrator_of_its_own(world: World) {
        second(&world).await;
        let delete = async |who| users::delete(&world.directory, &to(&world, "Second"), &admin(&world).await, Ok(login(who))).await;
        delete("admin").await.unwrap();
        let refused = delete("ada").await;
        assert_eq!(refused, Err(Refusal::Conflict(model::Conflict::Protected)));
    }

}
