//! What an operator types.

use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::process::Output;

use super::callers::{create_program, details, number_of};
use super::installation;

/// Standard output of a command that did what was asked, and that said nothing else.
fn said(output: &Output) -> String {
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && err.is_empty(), "{}: {err}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// `config` as lines that each name a setting.
fn line<'a>(config: &'a str, key: &str) -> &'a str {
    let mut lines = config.lines().filter(|line| line.starts_with(&format!("{key} ")));
    let line = lines.next().unwrap_or_else(|| panic!("no {key} in\n{config}"));
    assert_eq!(lines.next(), None, "{key} twice");
    line
}

#[test]
fn config_prints_each_setting_with_where_it_came_from() {
    let installation = installation();
    installation.settings("hash_queue = 7\nbody_limit = 2048\n[throttle]\nminutes = 3\n");
    let mut command = installation.command(&["config", "--listen", "127.0.0.1:9"]);
    let config = said(&command.env("PROVISOR_BODY_LIMIT", "4096").output().unwrap());
    for (key, value, origin) in [
        ("listen", "127.0.0.1:9", "command line"),
        ("body_limit", "4096", "PROVISOR_BODY_LIMIT"),
        ("hash_queue", "7", "provisor.toml"),
        ("throttle.minutes", "3", "provisor.toml"),
        ("request_idle_timeout", "30", "default"),
    ] {
        let line = line(&config, key);
        assert!(line.contains(value) && line.contains(origin), "{line}");
    }
    assert!(!config.contains(testkit::ADMIN_PASSWORD), "a secret is not printed: {config}");
    assert!(!installation.data().exists(), "looking changes nothing");
}

#[test]
fn an_unknown_setting_is_an_error_that_names_it() {
    let installation = installation();
    installation.settings("hash_quue = 7\n");
    for command in ["config", "serve"] {
        let refused = installation.run(&[command]);
        let err = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{err}");
        assert!(err.contains("hash_quue") && err.contains("hash_queue"), "the nearest one is named: {err}");
        assert!(refused.stdout.is_empty());
    }
}

#[test]
fn a_token_is_printed_and_nothing_else_while_no_server_runs() {
    let installation = installation();
    let token = said(&installation.run(&["token", "create", "--user", "admin", "--kind", "pam360"]));
    assert_eq!((token.len(), token.lines().count()), (37, 1), "a token and the end of a line: {token:?}");
    let server = installation.serve();
    let answer = server.ask(&number_of("admin", token.trim_end()));
    assert_eq!(details(&answer)["USERID"], "1");
}

#[test]
fn a_token_is_printed_and_nothing_else_while_the_server_runs_and_opens_its_door_at_once() {
    let installation = installation();
    let server = installation.serve();
    let token = said(&installation.run(&["token", "create", "--user", "admin", "--kind", "pam360"]));
    details(&server.ask(&create_program("made-while-running", token.trim_end())));
}

#[test]
fn a_token_bound_to_a_host_or_over_already_opens_nothing() {
    let installation = installation();
    let server = installation.serve();
    for more in [["--host", "nowhere.invalid"], ["--expires", "2020-01-31"]] {
        let order = [&["token", "create", "--user", "admin", "--kind", "pam360"][..], &more].concat();
        let token = said(&installation.run(&order));
        let answer = server.ask(&number_of("admin", token.trim_end()));
        assert_eq!(answer.json()["operation"]["result"]["status"], "Failed", "{more:?}: {}", answer.text());
    }
}

#[test]
fn a_token_for_a_host_that_is_none_is_refused_and_leaves_the_one_there_is() {
    let installation = installation();
    let server = installation.serve();
    let token = installation.pam360_token("admin");
    for host in ["", " ", "a,b", "john 1", "127.0.0.1:80"] {
        let refused =
            installation.run(&["token", "create", "--user", "admin", "--kind", "pam360", "--host", host]);
        assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0), "{host:?}");
        assert!(String::from_utf8(refused.stderr).unwrap().contains("host"), "{host:?}");
    }
    assert_eq!(details(&server.ask(&number_of("admin", &token)))["USERID"], "1");
}

#[test]
fn a_token_for_nobody_is_refused_with_a_sentence_whether_a_server_runs_or_not() {
    let installation = installation();
    let refused = || {
        let refused = installation.run(&["token", "create", "--user", "nobody", "--kind", "pam360"]);
        assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0));
        String::from_utf8(refused.stderr).unwrap()
    };
    let alone = refused();
    let _server = installation.serve();
    assert_eq!(refused(), alone);
    assert!(alone.starts_with("provisor: ") && alone.contains("nobody"), "{alone}");
}

#[test]
fn the_folder_and_the_socket_are_closed_to_others() {
    let installation = installation();
    let server = installation.serve();
    let of = |path: &str| std::fs::metadata(installation.data().join(path)).unwrap();
    assert_eq!(of("").permissions().mode() & 0o777, 0o700);
    let socket = of("provisor.sock");
    assert!(socket.file_type().is_socket());
    assert_eq!(socket.permissions().mode() & 0o777, 0o600);
    assert!(server.stop().status.success());
    assert!(!installation.data().join("provisor.sock").exists(), "it ends with the server");
}

#[test]
fn a_socket_left_by_a_killed_server_is_replaced() {
    let installation = installation();
    installation.serve().kill();
    assert!(installation.data().join("provisor.sock").exists());
    let server = installation.serve();
    let token = installation.pam360_token("admin");
    details(&server.ask(&number_of("admin", &token)));
}
