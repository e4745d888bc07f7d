//! Bringing users in from an auth source.

use directory::roles::NewGrant;
use directory::sources;
use directory::users::{self, Change, Edit, Import, NewUser, TextField, UserRef};
use directory::{Credential, Draft};
use model::refusal::{Forbidden, Rule};
use model::{Conflict, Noun, Origin, Privilege, PrivilegeSet, Refusal, SourceId, TokenKind, UserView};
use testkit::{World, on_both_engines};

use crate::kit::*;
use crate::ldap_kit::{import, import_as, new_source};

async fn a_source(world: &World, name: &str) -> sources::AuthSource {
    let new = new_source(name, 389);
    sources::create(&world.directory, &ask(world), &Credential::System, Ok(new)).await.unwrap()
}

async fn bring(world: &World, source: SourceId, draft: Draft<Vec<Import>>) -> Result<Vec<UserView>, Refusal> {
    users::import(&world.directory, &ask(world), &Credential::System, draft.map(|imports| (source, imports)))
        .await
}

fn renamed(user: UserRef, given: &str) -> Import {
    Import::Known(user, Edit::Said(vec![Change::Text(TextField::Given, Some(given.to_owned()))]))
}

on_both_engines! {
    async fn all_come_in_external_or_nobody_does(world: World) {
        let source = a_source(&world, "corp").await;
        let views = import(&world, &source, &["ada", "bob"]).await.unwrap();
        for (view, login) in views.iter().zip(["ada", "bob"]) {
            let user = &view.user;
            assert_eq!((user.login.as_str(), user.origin), (login, Origin::Imported(source.key)));
            assert!(!user.has_password);
        }
        let refused = import(&world, &source, &["eve", "Bob"]).await.unwrap_err();
        assert_eq!(refused, Refusal::Exists { what: Noun::User, name: "Bob".to_owned() });
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE login_key = 'eve'").await, 0);
        let events = one(&world, "SELECT count(*) FROM audit_events WHERE event = 'user.created'
             AND changes LIKE '%imported (corp)%'").await;
        assert_eq!(events, 2);
    }

    async fn who_came_from_it_is_changed_and_nobody_else(world: World) {
        let (source, other) = (a_source(&world, "corp").await, a_source(&world, "other").await);
        import(&world, &source, &["ada"]).await.unwrap();
        make(&world, named("local")).await;
        let new = Import::New(Box::new(named("new")));
        let views = bring(&world, source.id, Ok(vec![renamed(login("ada"), "Ada"), new])).await.unwrap();
        assert_eq!(views[0].user.given.as_deref(), Some("Ada"));
        assert_eq!(views[1].user.login.as_str(), "new");
        for (source, user) in [(source.id, "local"), (other.id, "ada")] {
            let both = vec![Import::New(Box::new(named("half"))), renamed(login(user), "Eve")];
            let refused = bring(&world, source, Ok(both)).await.unwrap_err();
            assert!(matches!(refused, Refusal::Conflict(Conflict::State(_))), "{user}: {refused:?}");
        }
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE login_key = 'half' OR given = 'Eve'").await, 0);
    }

    async fn no_password_comes_with_it(world: World) {
        let source = a_source(&world, "corp").await;
        let new = Import::New(Box::new(with_password("ada", "long enough")));
        let refused = bring(&world, source.id, Ok(vec![new])).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("password", Rule::NotAllowed));
        import(&world, &source, &["ada"]).await.unwrap();
        let change = Edit::Said(vec![Change::Password(password("long enough"), eight())]);
        let draft = Ok((login("ada"), change));
        let refused =
            users::update(&world.directory, &ask(&world), &Credential::System, draft, None).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("password", Rule::NotAllowed));
    }

    async fn nobody_gets_a_password_by_being_brought_in_again(world: World) {
        let source = a_source(&world, "corp").await;
        import(&world, &source, &["ada"]).await.unwrap();
        let alone = vec![Change::Password(password("long enough"), eight())];
        let moved = vec![Change::Origin(Origin::Local), alone[0].clone()];
        for changes in [alone, moved] {
            let known = Import::Known(login("ada"), Edit::Said(changes));
            let refused = bring(&world, source.id, Ok(vec![known])).await.unwrap_err();
            assert_eq!(refused, Refusal::invalid("password", Rule::NotAllowed));
        }
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE login = 'ada' AND external = 2").await, 1);
    }

    async fn no_more_than_a_thousand_come_at_once(world: World) {
        let source = a_source(&world, "corp").await;
        let many = |count| Ok((0..count).map(|n| Import::New(Box::new(named(&format!("u{n}"))))).collect());
        let refused = bring(&world, source.id, many(1_001)).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("users", Rule::TooMany { max: 1_000 }));
        let keeper = holder(&world, "keeper", PrivilegeSet::from_iter([Privilege::SourcesManage])).await;
        let draft = many(1_001).map(|imports| (source.id, imports));
        let refused = users::import(&world.directory, &ask(&world), &keeper, draft).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)));
        assert_eq!(bring(&world, source.id, many(1_000)).await.unwrap().len(), 1_000);
    }

    async fn whoever_may_not_make_users_brings_none_and_gives_no_role_above_his(world: World) {
        let source = a_source(&world, "corp").await;
        let keeper = holder(&world, "keeper", PrivilegeSet::from_iter([Privilege::SourcesManage])).await;
        let refused = import_as(&world, &keeper, &source, &["ada"]).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::Lacks(Privilege::UsersManage)));
        let both = [Privilege::UsersManage, Privilege::GrantsManage];
        let clerk = holder(&world, "clerk", PrivilegeSet::from_iter(both)).await;
        let administrator = NewUser { grants: vec![NewGrant::on_all(role("Administrator"))], ..named("ada") };
        let imports = Ok((source.id, vec![Import::New(Box::new(administrator))]));
        let refused =
            users::import(&world.directory, &ask(&world), &clerk, imports).await.unwrap_err();
        assert!(matches!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(_))), "{refused:?}");
        import_as(&world, &clerk, &source, &["ada"]).await.unwrap();
    }

    async fn no_source_brings_nobody(world: World) {
        let nowhere = SourceId(world.directory.outside().id());
        let refused = bring(&world, nowhere, Ok(vec![Import::New(Box::new(named("ada")))])).await.unwrap_err();
        assert_eq!(refused, Refusal::no_such(Noun::Source, nowhere.to_string()));
    }

    async fn saying_that_he_is_external_leaves_him_linked(world: World) {
        let source = a_source(&world, "corp").await;
        import(&world, &source, &["ada"]).await.unwrap();
        let draft = Ok((login("ada"), Edit::Said(vec![Change::Origin(Origin::External(None))])));
        let updated =
            users::update(&world.directory, &ask(&world), &Credential::System, draft, None).await.unwrap();
        assert_eq!((updated.view.user.origin, updated.changed), (Origin::Imported(source.key), false));
    }

    async fn who_moves_to_another_source_signs_in_anew_and_the_event_tells_both(world: World) {
        let [one, other] = [a_source(&world, "one").await, a_source(&world, "other").await];
        make(&world, NewUser { origin: Origin::External(Some(one.key)), ..named("ada") }).await;
        let moves = [
            (Origin::External(Some(other.key)), "external (one)", "external (other)"),
            (Origin::Imported(one.key), "external (other)", "imported (one)"),
        ];
        for (origin, before, after) in moves {
            let session = token(&world, "ada", TokenKind::Aria).await;
            used(&world, &session).await.unwrap();
            let draft = Ok((login("ada"), Edit::Said(vec![Change::Origin(origin)])));
            users::update(&world.directory, &ask(&world), &Credential::System, draft, None).await.unwrap();
            used(&world, &session).await.unwrap_err();
            let event = format!(r#"{{"field":"origin","before":"{before}","after":"{after}"}}"#);
            let told = format!("SELECT count(*) FROM audit_events WHERE event = 'user.updated' AND changes = '[{event}]'");
            assert_eq!(crate::kit::one(&world, &told).await, 1, "{event}");
        }
        let session = token(&world, "ada", TokenKind::Aria).await;
        let draft = Ok((login("ada"), Edit::Said(vec![Change::Text(TextField::Given, Some("Ada".to_owned()))])));
        users::update(&world.directory, &ask(&world), &Credential::System, draft, None).await.unwrap();
        used(&world, &session).await.unwrap();
    }
}
