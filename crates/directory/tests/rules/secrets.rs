//! No secret of any request stands in a row or in what is logged (invariant 20).

use directory::Credential;
use directory::tokens::{self, NewToken, shape};
use directory::users::{self, NewUser};
use model::TokenKind;
use testkit::{Engine, Log, World, on_both_engines};

use crate::kit::*;

/// Every column of every table as text, tables by name.
async fn everything(world: &World) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let shadow = |table: &String| {
        world.directory.store().engine() == Engine::Sqlite && table.starts_with("user_search")
    };
    for table in tables(world).await.into_iter().filter(|table| !shadow(table)) {
        let columns = columns(world, &table).await;
        let query = format!("SELECT {} FROM {table}", columns.join(", "));
        let text = rows(world, &query, columns.len()).await.concat().join("\n");
        all.push((table, text));
    }
    all
}

on_both_engines! {
    async fn no_secret_is_stored_recorded_or_logged(world: World) {
        let log = Log::of_this_process();
        let prefix = format!("{:?}", world.directory.store().engine());
        let first = format!("{prefix}-first-passw0rd");
        let (second, wrong) = (format!("{prefix}-second-passw0rd"), format!("{prefix}-wrong-passw0rd"));
        let token = NewToken { kind: TokenKind::Pam360, expires: None, host: None };
        let made = make(&world, NewUser { token: Some(token), ..with_password("ada", &first) }).await;
        let session = sign_in(&world, "ada", &first).await.unwrap();
        sign_in(&world, "ada", &wrong).await.unwrap_err();
        let mut issued = vec![
            (TokenKind::Pam360, made.token.unwrap().reveal().to_owned()),
            (TokenKind::Aria, session.secret.reveal().to_owned()),
        ];
        for kind in [TokenKind::Scim, TokenKind::Native, TokenKind::Pam360] {
            issued.push((kind, world.token("ada", kind).await));
        }
        for (kind, text) in &issued {
            let _ = used(&world, &bearer(*kind, text)).await;
            used(&world, &bearer(TokenKind::Console, text)).await.unwrap_err();
        }
        let draft = Ok((login("ada"), password(&second), eight()));
        users::set_password(&world.directory, &ask(&world), &Credential::System, draft).await.unwrap();
        let request = world.directory.own_request(directory::Via::CommandLine, "admin reset");
        let drawn = users::reset_administrator(&world.directory, &request, "ada").await.unwrap();
        tokens::release(&world.directory, &ask(&world), &bearer(issued[3].0, &issued[3].1)).await.unwrap();
        // Two faults of the store, so that something is logged that speaks of a request.
        sql(&world, "UPDATE users SET login = '' WHERE login = 'ada'").await;
        sign_in(&world, "ada", &first).await.unwrap_err();
        used(&world, &bearer(issued[2].0, &issued[2].1)).await.unwrap_err();
        world.directory.tidy().await.unwrap();

        let mut secrets = vec![first, second, wrong, drawn.as_str().to_owned(), testkit::ADMIN_PASSWORD.to_owned()];
        for (kind, text) in &issued {
            secrets.push(text.clone());
            secrets.push(format!("{:?}", shape::digest(*kind, text)));
        }
        let (rows, logged) = (everything(&world).await, log.behind(0));
        assert!(logged.contains("the store failed"), "something was logged");
        assert!(rows.iter().any(|(table, text)| table == "audit_events" && text.contains("token.created")));
        for secret in secrets.iter().filter(|secret| !secret.contains("TokenDigest")) {
            for (table, text) in &rows {
                assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{table} holds a secret");
            }
            assert!(!logged.to_lowercase().contains(&secret.to_lowercase()), "a secret is logged");
        }
    }

    async fn a_digest_stands_in_the_row_of_its_token_and_nowhere_else(world: World) {
        let log = Log::of_this_process();
        world.token("admin", TokenKind::Native).await;
        let unknown = bearer(TokenKind::Native, "pvn_unknown");
        used(&world, &unknown).await.unwrap_err();
        used(&world, &admin(&world).await).await.unwrap();
        world.directory.tidy().await.unwrap();
        let digests = rows(&world, "SELECT digest FROM tokens", 1).await.concat();
        assert_eq!(digests.len(), 2);
        let stored = rows(&world, "SELECT password FROM users", 1).await.concat().concat();
        for (table, text) in everything(&world).await {
            for digest in &digests {
                assert!(table == "tokens" || !text.contains(digest.as_str()), "{table} holds a digest");
                assert!(!log.behind(0).contains(digest.as_str()));
            }
            assert!(table == "users" || !text.contains(&stored), "{table} holds a stored password");
        }
    }

    async fn secrets_do_not_print(world: World) {
        let opened = sign_in(&world, "admin", testkit::ADMIN_PASSWORD).await.unwrap();
        let text = opened.secret.reveal().to_owned();
        let credential = bearer(TokenKind::Aria, &text);
        let printed = format!("{opened:?} {credential:?} {:?}", password("hunter2 hunter2"));
        assert!(!printed.contains(&text) && !printed.contains("hunter2"), "{printed}");
    }
}
