//! Who is signed in: sessions that are good, of all dialects, and nobody's tokens.

use directory::sessions::{self, Session};
use directory::users::{Change, Edit, NewLock, UserRef};
use directory::{Credential, users};
use model::refusal::Forbidden;
use model::{AccessWindow, Privilege, Refusal, TokenKind};
use testkit::{World, on_both_engines};

use crate::kit::*;

const PASSWORD: &str = "Long-enough-1";

async fn all(world: &World, by: &Credential) -> Result<Vec<Session>, Refusal> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = sessions::list(&world.directory, &ask(world), by, after).await?;
        all.extend(page.sessions);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// The logins in order; the caller's own first, as it is told.
async fn logins(world: &World, by: &Credential) -> Vec<String> {
    let mut logins: Vec<_> = all(world, by).await.unwrap().into_iter().map(|session| session.login).collect();
    if let [_, rest @ ..] = logins.as_mut_slice() {
        rest.sort();
    }
    logins
}

/// A user who can sign in, and a session of his.
async fn signed_in(world: &World, name: &str) -> Credential {
    make(world, with_password(name, PASSWORD)).await;
    session(world, name, PASSWORD).await
}

async fn change(world: &World, name: &str, change: Change) {
    let draft = Ok((UserRef::Login(name.to_owned()), Edit::Said(vec![change])));
    users::update(&world.directory, &ask(world), &Credential::System, draft, None).await.unwrap();
}

on_both_engines! {
    async fn whoever_reads_users_sees_everybody_and_himself_first(world: World) {
        for name in ["one", "two", "three"] {
            signed_in(&world, name).await;
        }
        let own = admin_session(&world).await;
        session(&world, "one", PASSWORD).await;
        assert_eq!(logins(&world, &own).await, ["admin", "one", "one", "three", "two"]);
        let first = all(&world, &own).await.unwrap().remove(0);
        assert_eq!((first.opened, first.address.unwrap().to_string()), (world.directory.now(), "192.0.2.1".to_owned()));
        let reader = holder(&world, "reader", [Privilege::DirectoryRead].into_iter().collect()).await;
        assert_eq!(logins(&world, &reader).await.len(), 5, "an API token is no session, and its owner sees all");
    }

    async fn others_see_their_own_alone(world: World) {
        let own = signed_in(&world, "one").await;
        session(&world, "one", PASSWORD).await;
        signed_in(&world, "two").await;
        assert_eq!(logins(&world, &own).await, ["one", "one"]);
        let api = holder(&world, "narrow", [Privilege::UsersManage].into_iter().collect()).await;
        assert!(logins(&world, &api).await.is_empty());
        change(&world, "one", Change::MustChange(true)).await;
        assert_eq!(all(&world, &own).await.unwrap_err(), Refusal::Forbidden(Forbidden::MustChangePassword));
    }

    async fn what_is_over_is_told_no_more(world: World) {
        let now = world.directory.now();
        for name in ["good", "locked", "disabled", "over", "capped", "idle"] {
            signed_in(&world, name).await;
        }
        // As another node would leave them: the rows of those who are kept out end with their users' state elsewhere.
        sql(&world, "UPDATE users SET enabled = 0 WHERE login = 'disabled'").await;
        sql(&world, &format!("UPDATE users SET lock_since = {} WHERE login = 'locked'", now.micros())).await;
        sql(&world, &format!("UPDATE users SET window_until = {} WHERE login = 'over'", now.micros())).await;
        let capped = key_of(&world, "capped").await;
        sql(&world, &format!("UPDATE tokens SET ends_at_latest = {} WHERE user_key = {}", now.micros() + 1, capped.0)).await;
        let idle = key_of(&world, "idle").await;
        sql(&world, &format!("UPDATE tokens SET expires = {} WHERE user_key = {}", now.micros(), idle.0)).await;
        let own = admin_session(&world).await;
        assert_eq!(logins(&world, &own).await, ["admin", "capped", "good"]);
        world.clock.turn(1);
        assert_eq!(logins(&world, &own).await, ["admin", "good"]);
        for gone in [Change::Lock(Some(NewLock::default())), Change::Enabled(false)] {
            session(&world, "good", PASSWORD).await;
            change(&world, "good", gone).await;
            assert_eq!(logins(&world, &own).await, ["admin"]);
            change(&world, "good", Change::Lock(None)).await;
            change(&world, "good", Change::Enabled(true)).await;
            assert_eq!(logins(&world, &own).await, ["admin"], "it does not come back");
        }
    }

    async fn a_session_ends_with_the_window_of_its_user_and_is_told_up_to_that_instant(world: World) {
        let own = admin_session(&world).await;
        make(&world, with_password("guest", PASSWORD)).await;
        let until = world.directory.now().plus_seconds(60);
        change(&world, "guest", Change::Window(AccessWindow::new(None, Some(until)).unwrap())).await;
        session(&world, "guest", PASSWORD).await;
        world.clock.turn(59);
        assert_eq!(logins(&world, &own).await, ["admin", "guest"]);
        change(&world, "guest", Change::Window(AccessWindow::ALWAYS)).await;
        assert_eq!(logins(&world, &own).await, ["admin", "guest"]);
        world.clock.turn(1);
        assert_eq!(logins(&world, &own).await, ["admin"], "a wider window does not make it longer");
    }

    async fn many_are_told_page_by_page_each_once(world: World) {
        let own = admin_session(&world).await;
        make(&world, with_password("many", PASSWORD)).await;
        let (key, now) = (key_of(&world, "many").await, world.directory.now());
        for kind in [TokenKind::Aria, TokenKind::KronSession, TokenKind::KronBearer] {
            let (kind, id) = (kind.number(), blob(&world, &"00".repeat(16)));
            let digest = |place| blob(&world, &format!("{kind:02x}{place:062x}"));
            let row = |place| format!("({kind}, {}, {id}, 1, {}, {now}, {now} + 1)", digest(place), key.0, now = now.micros());
            let rows: Vec<_> = (0..400).map(row).collect();
            let into = "INSERT INTO tokens (kind, digest, token_id, org_key, user_key, created, expires) VALUES";
            sql(&world, &format!("{into} {}", rows.join(", "))).await;
        }
        assert_eq!(all(&world, &own).await.unwrap().len(), 1_201);
        let theirs = session(&world, "many", PASSWORD).await;
        assert_eq!(all(&world, &theirs).await.unwrap().len(), 1_201, "his own, without that of admin");
    }

    async fn of_another_organisation_nobody_is_told(world: World) {
        let own = admin_session(&world).await;
        signed_in(&world, "elsewhere").await;
        sql(&world, "UPDATE users SET org_key = 2 WHERE login = 'elsewhere'").await;
        assert_eq!(logins(&world, &own).await, ["admin"]);
    }
}
