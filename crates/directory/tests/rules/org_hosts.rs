//! Hosts that are bound to organisations: at which of them whose credentials count (`one-record` section 11).

use directory::orgs::{self, OrgEdit};
use directory::passwords::Password;
use directory::sessions;
use directory::sources::{self, NewSource};
use directory::tokens::{self, NewToken};
use directory::users::{self, Parts};
use directory::{Credential, Request};
use model::refusal::BadCredential;
use model::{OrgName, Refusal, TokenKind};
use testkit::{ADMIN_PASSWORD, World, on_both_engines};

use crate::kit::*;

const UNKNOWN: Refusal = Refusal::Unauthenticated(BadCredential::Unknown);

/// `Second`, bound to `b.example`, with `ben` in it; `ada` is of the first.
async fn two(world: &World) {
    world.organisation("Second", &["b.example"]).await;
    make(world, with_password("ada", "of the first")).await;
    let ben = Ok(vec![with_password("ben", "of the second")]);
    users::create(&world.directory, &to(world, "Second"), &Credential::System, ben, None).await.unwrap();
}

async fn open(world: &World, request: &Request, login: &str, text: &str) -> Result<Credential, Refusal> {
    let typed = Password::new(text.to_owned());
    let opened = sessions::open(&world.directory, request, TokenKind::Aria, login, typed, SIX_HOURS).await?;
    Ok(bearer(TokenKind::Aria, opened.secret.reveal()))
}

/// The login and the organisation of whoever a credential opens to, at a host.
async fn who(world: &World, request: &Request, credential: &Credential) -> Result<(String, i64), Refusal> {
    let view = users::current(&world.directory, request, credential, Parts::NONE).await?;
    Ok((view.user.login.to_string(), view.user.org.0))
}

async fn basic(world: &World, request: &Request, login: &str) -> Result<(String, i64), Refusal> {
    let typed = Password::new(ADMIN_PASSWORD.to_owned());
    let credential = sessions::by_password(&world.directory, request, login, typed).await?;
    who(world, request, &credential).await
}

async fn rebind(world: &World, hosts: &[&str]) {
    let hosts = hosts.iter().map(|host| model::HostName::new(host).unwrap()).collect();
    let edit = OrgEdit { org: OrgName::new("Second").unwrap(), name: None, hosts: Some(hosts) };
    orgs::update(&world.directory, &ask(world), &Credential::System, Ok(edit)).await.unwrap();
}

on_both_engines! {
    async fn a_login_is_looked_up_where_the_host_leads_and_nowhere_else(world: World) {
        two(&world).await;
        for (request, login, text, opens) in [
            (at(&world, "b.example"), "ben", "of the second", true),
            (at(&world, "b.example"), "ada", "of the first", false),
            (at(&world, "a.example"), "ada", "of the first", true),
            (at(&world, "a.example"), "ben", "of the second", false),
            (ask(&world), "ada", "of the first", true),
            (ask(&world), "ben", "of the second", false),
        ] {
            assert_eq!(open(&world, &request, login, text).await.map(drop), if opens { Ok(()) } else { Err(UNKNOWN) }, "{request:?}");
        }
    }

    async fn a_token_is_unknown_at_the_host_of_another_organisation(world: World) {
        two(&world).await;
        let ben = open(&world, &at(&world, "b.example"), "ben", "of the second").await.unwrap();
        let ada = token(&world, "ada", TokenKind::Native).await;
        assert_eq!(who(&world, &at(&world, "b.example"), &ada).await, Err(UNKNOWN));
        let is_ada = Ok(("ada".to_owned(), 1));
        assert_eq!(who(&world, &at(&world, "a.example"), &ada).await, is_ada);
        assert_eq!(who(&world, &ask(&world), &ada).await, is_ada);
        let is_ben = Ok(("ben".to_owned(), 2));
        assert_eq!(who(&world, &at(&world, "b.example"), &ben).await, is_ben);
        assert_eq!(who(&world, &at(&world, "a.example"), &ben).await, is_ben, "no other is bound to this one");
        let edit = OrgEdit { org: OrgName::new("Default").unwrap(), name: None, hosts: Some(vec![model::HostName::new("a.example").unwrap()]) };
        orgs::update(&world.directory, &ask(&world), &Credential::System, Ok(edit)).await.unwrap();
        assert_eq!(who(&world, &at(&world, "a.example"), &ben).await, Err(UNKNOWN));
    }

    async fn who_acts_in_another_comes_by_the_host_of_his_own(world: World) {
        two(&world).await;
        let admin = admin(&world).await;
        let number = async |host| {
            let mut request = to(&world, "Second");
            request.host = at(&world, host).host;
            users::number_of(&world.directory, &request, &admin, Ok("ben".to_owned())).await
        };
        assert_eq!(number("a.example").await, Ok(2));
        assert_eq!(number("b.example").await, Err(UNKNOWN));
    }

    async fn what_one_host_has_proved_counts_at_no_other(world: World) {
        two(&world).await;
        assert_eq!(basic(&world, &ask(&world), "admin").await, Ok(("admin".to_owned(), 1)));
        assert_eq!(basic(&world, &at(&world, "b.example"), "admin").await, Ok(("admin".to_owned(), 2)));
        let before = hashes(&world);
        assert_eq!(basic(&world, &at(&world, "b.example"), "admin").await, Ok(("admin".to_owned(), 2)));
        assert_eq!(hashes(&world), before, "it is remembered");
        rebind(&world, &[]).await;
        assert_eq!(basic(&world, &at(&world, "b.example"), "admin").await, Ok(("admin".to_owned(), 1)), "a host that leads elsewhere since");
    }

    async fn wrong_passwords_close_the_door_of_one_organisation(world: World) {
        two(&world).await;
        for _ in 0..5 {
            assert_eq!(open(&world, &at(&world, "b.example"), "admin", "wrong").await.unwrap_err(), UNKNOWN);
        }
        assert_eq!(open(&world, &at(&world, "b.example"), "admin", ADMIN_PASSWORD).await.unwrap_err(), UNKNOWN);
        open(&world, &ask(&world), "admin", ADMIN_PASSWORD).await.unwrap();
        let counted = rows(&world, "SELECT org_key, login_key FROM password_failures WHERE address <> ''", 2).await;
        assert_eq!(counted, [["2", "admin"]]);
    }

    async fn refusals_are_counted_for_the_organisation_they_are_about(world: World) {
        two(&world).await;
        drop(open(&world, &at(&world, "b.example"), "who", "wrong").await);
        let new = NewToken { kind: TokenKind::Native, expires: None, host: None };
        let issued = tokens::issue(&world.directory, &to(&world, "Second"), &Credential::System, "ben", new).await.unwrap();
        let ben = bearer(TokenKind::Native, issued.secret.reveal());
        create(&world, &ben, vec![named("x")]).await.unwrap_err();
        used(&world, &Credential::None).await.unwrap_err();
        who(&world, &at(&world, "b.example"), &Credential::None).await.unwrap_err();
        world.directory.tidy().await.unwrap();
        let query = "SELECT org_key, reason FROM audit_failures ORDER BY org_key, reason";
        assert_eq!(rows(&world, query, 2).await, [["1", "unknown credential"], ["2", "forbidden"], ["2", "unknown credential"], ["2", "wrong password"]]);
    }

    async fn whoever_is_to_sign_in_sees_the_sources_of_that_organisation(world: World) {
        two(&world).await;
        let there = NewSource {
            name: "there".to_owned(),
            source_type: "VIDB".to_owned(),
            properties: Vec::new(),
            certificates: Vec::new(),
            secret: None,
        };
        sources::create(&world.directory, &to(&world, "Second"), &Credential::System, Ok(there)).await.unwrap();
        assert!(sources::names(&world.directory, &ask(&world)).await.unwrap().is_empty());
        assert_eq!(sources::names(&world.directory, &at(&world, "b.example")).await.unwrap().len(), 1);
    }
}
