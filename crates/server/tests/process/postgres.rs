//! A server on PostgreSQL: how it is told where that is, and what it says when it cannot use it.

use testkit::process::{Ask, Server};
use testkit::{Engine, TestStore};

use super::callers::{create_program, details};
use super::installation;
use super::refusals::{refusal, says};

/// A password that no sentence may repeat.
const SECRET: &str = "s3cret-pw";

/// The sentence about `url`, in which no password is.
fn refused(url: &str) -> String {
    let sentence = refusal(&installation(), &["--database", url]);
    let password = url.split_once("://").and_then(|(_, rest)| rest.split_once('@')).map(|(user, _)| user);
    let password = password.and_then(|user| user.split_once(':')).map_or(SECRET, |(_, password)| password);
    assert!(!sentence.contains(password), "{sentence}");
    sentence
}

/// A database of its own, and its URL as another user would write it.
fn database() -> (TestStore, String) {
    let store = TestStore::on(Engine::Postgres);
    let url = store.url();
    (store, url)
}

/// `url` with another user, who has the secret password.
fn as_user(url: &str, user: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{user}:{SECRET}@{place}")
}

/// Runs a statement in the database of `store`.
fn run(store: &TestStore, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let done = store.store.write(move |c| {
        c.execute(sql, &[])?;
        Ok(db::Outcome::<(), ()>::Done(()))
    });
    runtime.block_on(done).unwrap().unwrap();
}

#[test]
fn the_variables_of_libpq_say_what_the_url_does_not() {
    let (_store, url) = database();
    let (_, rest) = url.split_once("://").unwrap();
    let (user, place) = rest.split_once('@').unwrap();
    let (user, password) = user.split_once(':').unwrap_or((user, "none"));
    let (server, name) = place.split_once('/').unwrap();
    let (host, port) = server.split_once(':').unwrap();
    let installation = installation();
    let mut command =
        installation.command(&["serve", "--listen", "127.0.0.1:0", "--database", "postgres://"]);
    command.env("PGHOST", host).env("PGPORT", port).env("PGUSER", user).env("PGDATABASE", name);
    command.env("PGPASSWORD", password);
    let server = Server::start(command).unwrap();
    assert_eq!(server.ask(&Ask::get("/readyz")).status, 200);
    assert!(server.stop().status.success());
}

#[test]
fn a_server_that_is_not_there_is_said() {
    let sentence = refused(&format!("postgres://someone:{SECRET}@127.0.0.1:1/none"));
    says(&sentence, &["could not be opened", "PostgreSQL at 127.0.0.1:1 cannot be reached", "check"]);
    says(&refused("postgres://someone@%2Fnowhere/none"), &["/nowhere/.s.PGSQL.5432", "start the server"]);
}

#[test]
fn a_refused_login_is_said_without_its_password() {
    let (_store, url) = database();
    let sentence = refused(&as_user(&url, "nobody_here"));
    says(&sentence, &["refuses the login of nobody_here", "check the user, the password and pg_hba.conf"]);
}

#[test]
fn a_missing_database_is_said() {
    let (_store, url) = database();
    says(&refused(&format!("{url}_none")), &["has no database", "_none", "CREATE DATABASE"]);
}

#[test]
fn a_store_of_a_newer_version_on_postgres_is_refused_and_left_as_it_is() {
    let (store, url) = database();
    run(&store, "INSERT INTO store_migrations (number, name, digest) VALUES (9999, 'tomorrow', '')");
    says(&refused(&url), &["newer version", "9999", "tomorrow"]);
}

#[test]
fn a_replica_that_takes_no_writes_is_refused() {
    let (store, url) = database();
    run(
        &store,
        "DO 'BEGIN EXECUTE format($s$ALTER DATABASE %I SET default_transaction_read_only = on$s$,
             current_database()); END'",
    );
    says(&refused(&url), &["is read-only (a replica)", "name the primary"]);
}

#[test]
fn tls_that_cannot_be_had_is_said() {
    let (_store, url) = database();
    says(&refused(&format!("{url}?sslmode=require")), &["has no TLS", "sslmode=disable"]);
    says(&refused(&format!("{url}?sslmode=verify-full")), &["sslrootcert"]);
    says(&refused(&format!("{url}?sslmode=verify-ca&sslrootcert=/none.pem")), &["/none.pem"]);
}

#[test]
fn a_url_that_is_written_wrongly_is_refused_before_anything_is_made() {
    for (url, words) in [
        (format!("postgres://u:{SECRET}@h/d?sslmod=require"), &["says sslmod,", "sslmode"] as &[_]),
        (format!("postgres://u:{SECRET}@h/d/e"), &["%2F"]),
        (format!("postgres://u:{SECRET}%@h/d"), &["%25"]),
        (format!("postgres://u:{SECRET}@h:no/d"), &["a port"]),
    ] {
        let installation = installation();
        let Err(ended) = installation.try_serve(&["--database", &url]) else { panic!("it started") };
        assert_eq!(ended.status.code(), Some(1), "{ended:?}");
        says(&ended.said, words);
        assert!(!ended.said.contains(SECRET) && !installation.data().exists(), "{ended:?}");
    }
}

#[test]
fn a_full_disk_refuses_changes_is_named_in_the_log_and_passes() {
    let (store, url) = database();
    let installation = installation();
    let database = ["--database", &url];
    let server = installation.serve_with(&database);
    let token = ["token", "create", "--user", "admin", "--kind", "pam360"];
    let token = String::from_utf8(installation.run(&[&token[..], &database].concat()).stdout).unwrap();
    let create = |login| server.ask(&create_program(login, token.trim_end()));
    details(&create("before"));
    // As the server says it when a table cannot grow.
    run(
        &store,
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN RAISE EXCEPTION ''No space left on device'' USING ERRCODE = ''53100''; END'",
    );
    run(&store, "CREATE TRIGGER full_disk BEFORE INSERT ON changes EXECUTE FUNCTION full_disk()");
    assert_eq!(create("meanwhile").status, 503);
    run(&store, "DROP TRIGGER full_disk ON changes");
    details(&create("meanwhile"));
    let ended = server.stop();
    assert!(ended.status.success(), "{ended:?}");
    says(&ended.log, &["there is no room left for the store, make some: No space left on device"]);
}
