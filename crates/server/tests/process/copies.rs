//! Backups, restores and migrations, as an operator makes them.

use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::mpsc::{Sender, channel};

use db::Engine;
use rusqlite::{Connection, OpenFlags};
use testkit::ADMIN_PASSWORD;
use testkit::TestDatabase;
use testkit::process::{Ask, Client, Installation, Server};

use super::callers::{create_program, details, number_of, sign_in};
use super::installation;

/// Callers who create users, each on a connection of its own, and the fewest answers before the backup begins.
const CALLERS: usize = 4;
const ANSWERS: usize = 40;

/// An installation and where its store is.
struct Site {
    installation: Installation,
    /// With its URL.
    database: Option<(TestDatabase, String)>,
}

impl Site {
    fn on(engine: Engine) -> Self {
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(TestDatabase::new()).map(|database| {
                let url = database.url();
                (database, url)
            }),
        };
        Self { installation: installation(), database }
    }

    /// These arguments, with the store's.
    fn with<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        let store = self.database.iter().flat_map(|(_, url)| ["--database", url]);
        arguments.iter().copied().chain(store).collect()
    }

    fn serve(&self) -> Server {
        self.installation.serve_with(&self.with(&[]))
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.installation.run(&self.with(arguments))
    }

    fn token(&self) -> String {
        let made = self.run(&["token", "create", "--user", "admin", "--kind", "pam360"]);
        assert!(made.status.success(), "{made:?}");
        String::from_utf8(made.stdout).unwrap().trim_end().to_owned()
    }

    /// As `migrate` calls it.
    fn url(&self) -> String {
        let file = || self.store().display().to_string();
        self.database.as_ref().map_or_else(file, |(_, url)| url.clone())
    }

    fn store(&self) -> PathBuf {
        self.installation.data().join("provisor.db")
    }

    fn backup(&self) -> PathBuf {
        self.installation.home().join("backup")
    }
}

/// What was said of a command that did what was asked; standard output is empty.
fn done(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert!(!said.contains('\r'), "no bar where there is no terminal: {said:?}");
    said
}

/// Why a command did not do it: one sentence.
fn refused(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{said}");
    let sentence = said.strip_prefix("provisor: ").unwrap_or_else(|| panic!("{said}")).trim_end();
    assert!(!sentence.is_empty() && !sentence.contains('\n'), "{sentence}");
    sentence.to_owned()
}

/// Creates users until the server goes away or `stop` is there; says each that was answered.
fn create(mut client: Client, prefix: &str, token: &str, stop: &Path, tell: &Sender<String>) {
    for number in 0.. {
        let login = format!("{prefix}-{number}");
        let mut ask = || client.send(&create_program(&login, token));
        let Ok(mut answer) = ask() else { return };
        // Callers in each other's way on PostgreSQL: nothing was written, and the same call may be made again.
        while answer.text().contains("Too many requests") {
            answer = ask().unwrap();
        }
        details(&answer);
        if tell.send(login).is_err() || stop.exists() {
            return;
        }
    }
}

/// Backs a store up while users are created; gives the logins that were answered before the backup began.
fn back_up_under_load(site: &Site, server: &Server, token: &str) -> BTreeSet<String> {
    let (tell, told) = channel();
    let stop = site.installation.home().join("stop");
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let (client, tell, stop) = (server.connect(), tell.clone(), &stop);
            scope.spawn(move || create(client, &format!("user-{caller}"), token, stop, &tell));
        }
        drop(tell);
        let answered: BTreeSet<_> = told.iter().take(ANSWERS).collect();
        let said = done(&site.run(&["backup", "backup"]));
        assert!(said.contains("Key files are not in it"), "{said}");
        let during = told.try_iter().count();
        std::fs::write(&stop, "").unwrap();
        assert!(during > 0, "users were created meanwhile");
        answered
    })
}

/// The login of each user.
fn users(server: &Server) -> BTreeSet<String> {
    let mut client = server.connect();
    let token = sign_in(&mut client, "admin", ADMIN_PASSWORD);
    let answer = client.send(&Ask::get("/suite-api/api/auth/users").ops_token(&token)).unwrap();
    let listed = answer.json();
    let logins = listed["users"].as_array().unwrap().iter();
    logins.map(|user| user["username"].as_str().unwrap().to_owned()).collect()
}

/// Everything of a user is there, or nothing.
fn nothing_is_half_done(store: &Path) {
    let store = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let verdict: String = store.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let foreign = store.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0));
    assert_eq!(foreign, Ok(0));
    let parts = [
        "(SELECT count(*) FROM user_emails e WHERE e.user_key = u.user_key) = 1",
        "(SELECT count(*) FROM user_phones p WHERE p.user_key = u.user_key) = 1",
        "(SELECT count(*) FROM memberships m WHERE m.user_key = u.user_key) = 1",
        "(SELECT count(*) FROM tokens t WHERE t.user_key = u.user_key) = 1",
        "(SELECT count(*) FROM user_search s WHERE s.rowid = u.user_key) = 1",
        "(SELECT count(*) FROM changes c WHERE c.object_id = u.user_id AND c.change = 'created') = 1",
        "(SELECT count(*) FROM audit_events a WHERE a.target_id = u.user_id AND a.event = 'user.created') = 1",
    ];
    let half = format!(
        "SELECT count(*) FROM users u WHERE substr(login, 1, 5) = 'user-' AND NOT ({})",
        parts.join(" AND ")
    );
    assert_eq!(store.query_row(&half, [], |row| row.get(0)), Ok(0));
}

#[test]
fn a_backup_under_load_is_restored_on_the_other_engine_and_back_and_nothing_answered_is_missing() {
    let mut engines = [Engine::Sqlite, Engine::Postgres];
    for _ in 0..2 {
        let [from, to] = engines;
        let (source, target) = (Site::on(from), Site::on(to));
        let token = source.token();
        let server = source.serve();
        let answered = back_up_under_load(&source, &server, &token);
        let login = answered.first().unwrap();
        let before = details(&server.ask(&number_of(login, &token)));
        let ended = server.stop();
        assert!(ended.status.success() && !ended.log.contains("\"ERROR\""), "{ended:?}");
        let backup = source.backup().display().to_string();
        done(&target.run(&["restore", &backup]));

        let server = target.serve();
        let restored = users(&server);
        let missing: Vec<_> = answered.difference(&restored).collect();
        assert!(missing.is_empty(), "{missing:?}");
        // Tokens, numbers and the search index came with them.
        assert_eq!(details(&server.ask(&number_of(login, &token))), before);
        let search = Ask::get(&format!("/suite-api/api/auth/users?username={login}"));
        let ops_token = sign_in(&mut server.connect(), "admin", ADMIN_PASSWORD);
        assert!(server.ask(&search.ops_token(&ops_token)).text().contains(&format!("\"{login}\"")));
        // A number that was given after the backup, and is lost with it, is not given to another.
        let made = details(&server.ask(&create_program("after-restore", &token)));
        let number: u64 = made["USERID"].as_str().unwrap().parse().unwrap();
        assert!(number > 1_000_000, "{number}");
        assert!(server.stop().status.success());

        // And back, whole store to whole store.
        let home = Site::on(from);
        done(&target.installation.run(&["migrate", "--from", &target.url(), "--to", &home.url()]));
        let server = home.serve();
        let migrated = users(&server);
        assert_eq!(migrated.len(), restored.len() + 1);
        assert!(server.stop().status.success());
        for site in [&target, &home].into_iter().filter(|site| site.database.is_none()) {
            nothing_is_half_done(&site.store());
        }
        engines.reverse();
    }
}

#[test]
fn a_backup_is_made_without_a_server_too_and_the_file_is_closed_to_others() {
    let site = Site::on(Engine::Sqlite);
    assert!(refused(&site.run(&["backup", "backup"])).contains("there is no store"));
    assert!(!site.installation.data().exists(), "a refusal makes nothing");
    site.token();
    let said = done(&site.run(&["backup", "backup"]));
    assert!(
        said.contains("backup holds") && said.contains("without it no password can be checked"),
        "{said}"
    );
    assert_eq!(std::fs::metadata(site.backup()).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(refused(&site.run(&["backup", "backup"])).contains("is not overwritten"));
    let _server = site.serve();
    assert!(refused(&site.run(&["backup", "backup"])).contains("is not overwritten"));
    done(&site.run(&["backup", "second"]));
    let names: BTreeSet<_> = std::fs::read_dir(site.installation.home())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, ["backup", "data", "second"].map(str::to_owned).into(), "the server's copy is gone");
}

#[test]
fn restoring_overwrites_nothing() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let site = Site::on(engine);
        let token = site.token();
        done(&site.run(&["backup", "backup"]));
        let sentence = refused(&site.run(&["restore", "backup"]));
        assert!(
            sentence.contains("is not overwritten") || sentence.contains("the database is not empty"),
            "{sentence}"
        );
        let server = site.serve();
        details(&server.ask(&number_of("admin", &token)));
        let sentence = refused(&site.run(&["restore", "backup"]));
        assert!(
            sentence.contains("a server runs on the data folder") || sentence.contains("is not empty"),
            "{sentence}"
        );
    }
}

#[test]
fn a_file_that_is_no_whole_backup_is_refused_and_nothing_is_left_behind() {
    let source = Site::on(Engine::Sqlite);
    source.token();
    done(&source.run(&["backup", "backup"]));
    let whole = std::fs::read(source.backup()).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let target = Site::on(Engine::Sqlite);
    for (bytes, words) in [
        (&whole[..whole.len() - 7], "cut off"),
        (&flipped, "the backup"),
        (&b"Dear store, this is a letter."[..], "not a backup"),
    ] {
        let file = target.installation.home().join("file");
        std::fs::write(&file, bytes).unwrap();
        let sentence = refused(&target.run(&["restore", "file"]));
        assert!(sentence.contains(words), "{sentence}");
        let left =
            std::fs::read_dir(target.installation.data()).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(left.collect::<Vec<_>>(), ["provisor.lock"]);
    }
    let sentence = refused(&target.run(&["restore", "none"]));
    assert!(
        sentence.contains("none: No such file") && sentence.matches("No such file").count() == 1,
        "{sentence}"
    );
    done(&target.run(&["restore", &source.backup().display().to_string(), "--database", "elsewhere.db"]));
    assert!(target.installation.home().join("elsewhere.db").exists());
}

#[test]
fn a_store_that_is_served_is_not_migrated() {
    let (source, target) = (Site::on(Engine::Sqlite), Site::on(Engine::Postgres));
    source.token();
    let server = source.serve();
    let order = ["migrate", "--from", &source.url(), "--to", &target.url()].map(str::to_owned);
    let order: Vec<_> = order.iter().map(String::as_str).collect();
    let sentence = refused(&source.installation.run(&order));
    assert!(sentence.contains("another process has") && sentence.contains("stop the server"), "{sentence}");
    assert!(server.stop().status.success());
    let url = target.url();
    let (address, name) = url.rsplit_once('/').unwrap();
    // Without the name of the database: that comes from libpq's variable.
    let mut migrate = source.installation.command(&["migrate", "--from", &source.url(), "--to", address]);
    done(&migrate.env("PGDATABASE", name).output().unwrap());
    assert!(refused(&source.installation.run(&order)).contains("the database is not empty"));
}

#[test]
fn a_migration_that_fails_leaves_no_folder_and_removes_none_that_was_there() {
    let source = Site::on(Engine::Sqlite);
    let home = source.installation.home();
    std::fs::create_dir(home.join("there")).unwrap();
    let order = ["migrate", "--from", "nothing.db", "--to", "there/new/new/x.db"];
    assert!(refused(&source.installation.run(&order)).contains("there is no store"));
    assert!(home.join("there").exists() && !home.join("there/new").exists());
    source.token();
    done(&source.installation.run(&["migrate", "--from", &source.url(), "--to", "there/new/new/x.db"]));
    assert!(home.join("there/new/new/x.db").exists());
}

#[test]
fn a_target_that_lets_nothing_be_made_says_why() {
    let (source, target) = (Site::on(Engine::Sqlite), Site::on(Engine::Postgres));
    source.token();
    let backup = source.backup().display().to_string();
    done(&source.run(&["backup", &backup]));
    // As a role without rights in the schema; on a server that takes no writes.
    let without_right = format!("{}?options=-c%20role%3Dpg_monitor", target.url());
    let read_only = "target_session_attrs=any&options=-c%20default_transaction_read_only%3Don";
    let read_only = format!("{}?{read_only}", target.url());
    for (url, words) in [
        (
            &without_right,
            ["does not let this user do it (permission denied for schema public)", "grant the right"],
        ),
        (&read_only, ["is read-only", "name the primary"]),
    ] {
        for order in [
            ["migrate", "--from", &source.url(), "--to", url].to_vec(),
            vec!["restore", &backup, "--database", url],
            vec!["serve", "--listen", "127.0.0.1:0", "--database", url],
        ] {
            let said = source.installation.run(&order);
            let said = String::from_utf8(said.stderr).unwrap();
            assert!(words.iter().all(|word| said.contains(word)), "{order:?}: {said}");
        }
    }
    done(&target.run(&["restore", &backup]));
    // Tables that this user may not look at are tables.
    for order in [["restore", &backup], ["backup", "another.backup"]] {
        let said = refused(&target.installation.run(&[&order[..], &["--database", &without_right]].concat()));
        let expected = if order[0] == "restore" { "the database is not empty" } else { "grant the right" };
        assert!(said.contains(expected), "{said}");
    }
}

/// Hands a command half of a file through a pipe, and kills it while it waits for the rest.
fn kill_in_the_middle(site: &Site, backup: &[u8]) {
    let pipe = site.installation.home().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = site.installation.command(&site.with(&["restore", "pipe"]));
    let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut into = std::fs::File::create(&pipe).unwrap();
    // More than a pipe holds: when it is all written, most of it was read.
    into.write_all(&backup[..backup.len() / 2]).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_restore_that_is_killed_in_the_middle_leaves_no_store_and_can_be_made_again() {
    let source = Site::on(Engine::Sqlite);
    let token = source.token();
    let server = source.serve();
    let mut client = server.connect();
    for number in 0..150 {
        details(&client.send(&create_program(&format!("user-{number}"), &token)).unwrap());
    }
    done(&source.run(&["backup", "backup"]));
    let backup = std::fs::read(source.backup()).unwrap();
    assert!(backup.len() > 1 << 18, "{} bytes", backup.len());
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let target = Site::on(engine);
        kill_in_the_middle(&target, &backup);
        assert!(!target.store().exists(), "what is not whole has no name");
        done(&target.run(&["restore", &source.backup().display().to_string()]));
        let server = target.serve();
        details(&server.ask(&number_of("user-149", &token)));
    }
}

#[test]
fn a_backup_that_finds_no_room_leaves_nothing_behind_and_the_server_goes_on() {
    let site = Site::on(Engine::Sqlite);
    let token = site.token();
    let server = site.serve();
    // The size of files that this command may write stands for the room on its disk.
    let command = site.installation.command(&[]);
    let program = command.get_program().to_owned();
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" backup backup"]).arg(program);
    site.installation.place(&mut limited);
    let sentence = refused(&limited.stdin(std::process::Stdio::null()).output().unwrap());
    assert!(sentence.contains("too large"), "{sentence}");
    let left: Vec<_> = std::fs::read_dir(site.installation.home()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    details(&server.ask(&create_program("goes-on", &token)));
}
