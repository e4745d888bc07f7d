//! The codes that a site edits, loaded and printed from the command line.

use std::fs;
use std::process::Output;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use testkit::process::{Ask, Installation, Server};
use testkit::{ADMIN_PASSWORD, TestDatabase};

use super::installation;

/// A file with a company of its own, and its name.
const FILE: &str = r#"
UserStatus = [{ code = "01", enabled = true }, { code = "02", enabled = false }, { code = "03", description = "On leave", enabled = false }]
Locale = ["01"]
ClientSex = []
Company = ["Aurora"]
SecurityGroup = ["Super", "Claims"]
"#;

/// What loading [`FILE`] into a fresh store says.
const SAID: &str = "UserStatus: new 03; changed 01, 02
Locale: gone 00, 02, 03, 04, 05, 06, 07, 08, 09
ClientSex: gone M, F, 01, 02
Company: new Aurora; gone Prototype, Alamere Insurance
SecurityGroup: new Claims; gone Prototype Super, International Super
new groups: Claims
whoever has a code that is gone keeps it, until it is changed
";

/// Writes a file and loads it; `more` are further arguments.
fn load(installation: &Installation, text: &str, more: &[&str]) -> Output {
    fs::write(installation.home().join("codes.toml"), text).unwrap();
    installation.run(&[&["codes", "load", "codes.toml"], more].concat())
}

/// Standard output of a command that did what was asked.
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error of a command that refused, and said nothing else.
fn refused(output: &Output) -> String {
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// OIPA: a user of the company and the group that [`FILE`] alone has.
fn create(login: &str) -> Ask {
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("admin:{ADMIN_PASSWORD}")));
    Ask::post("/PASService/rest/services/v1/users").header("authorization", &basic).json(&json!({"users": [{
        "loginName": login, "password": login, "userStatus": "03", "localeCode": "01",
        "client": {"primaryCompany": "Aurora", "firstName": "F", "lastName": "L"},
        "securityGroup": [{"securityGroupName": "Claims"}],
    }]}))
}

fn status(server: &Server, ask: &Ask) -> u16 {
    server.ask(ask).status
}

#[test]
fn a_file_loaded_while_the_server_runs_is_in_force_in_its_next_request() {
    let installation = installation();
    let server = installation.serve();
    assert_eq!(status(&server, &create("early")), 400);
    assert_eq!(said(&load(&installation, FILE, &[])), SAID);
    assert_eq!(status(&server, &create("late")), 201);
    assert_eq!(said(&load(&installation, FILE, &[])), "nothing differs, nothing was changed\n");
}

#[test]
fn a_file_loaded_while_no_server_runs_is_in_force_at_the_next_start() {
    let installation = installation();
    assert!(installation.serve().stop().status.success());
    assert_eq!(said(&load(&installation, FILE, &[])), SAID);
    assert_eq!(status(&installation.serve(), &create("late")), 201);
}

#[test]
fn on_postgres_every_server_sees_what_the_command_loaded() {
    let (database, installation) = (TestDatabase::new(), installation());
    let url = database.url();
    let servers = [(); 2].map(|()| installation.serve_with(&["--database", &url]));
    for (number, server) in servers.iter().enumerate() {
        assert_eq!(status(server, &create(&format!("early-{number}"))), 400);
    }
    assert_eq!(said(&load(&installation, FILE, &["--database", &url])), SAID);
    for (number, server) in servers.iter().enumerate() {
        assert_eq!(status(server, &create(&format!("late-{number}"))), 201);
    }
}

#[test]
fn what_is_printed_can_be_loaded_and_prints_the_same() {
    let (one, other) = (installation(), installation());
    let server = one.serve();
    load(&one, FILE, &[]);
    let printed = said(&one.run(&["codes", "print"]));
    assert!(printed.contains("description = \"On leave\""), "{printed}");
    assert!(server.stop().status.success());
    assert_eq!(said(&one.run(&["codes", "print"])), printed);
    assert!(other.serve().stop().status.success());
    load(&other, &printed, &[]);
    assert_eq!(said(&other.run(&["codes", "print"])), printed);
}

#[test]
fn a_wrong_file_is_refused_with_all_that_is_wrong_and_nothing_is_touched() {
    let installation = installation();
    let wrong =
        FILE.replace("\"Aurora\"", "\"Aurora\", \"Aurora\", 7").replace("Locale = [\"01\"]", "Locales = []");
    let words = refused(&load(&installation, &wrong, &[]));
    let lines: Vec<_> = words.lines().collect();
    assert_eq!(
        lines,
        [
            "provisor: codes.toml was not loaded, and nothing was changed: 4 places to mend",
            "  Locales (line 3) is no table; there are UserStatus, Locale, ClientSex, Company and SecurityGroup",
            "  Company[1] (line 5): \"Aurora\" must not be given twice",
            "  Company[2] (line 5) must be a text, or a table with code and description",
            "  Locale must be there, if only as an empty list",
        ]
    );
    assert!(!installation.data().exists(), "not even a store was made");
    let server = installation.serve();
    let before = said(&installation.run(&["codes", "print"]));
    assert_eq!(refused(&load(&installation, &wrong, &[])), words);
    assert_eq!(said(&installation.run(&["codes", "print"])), before);
    assert_eq!(status(&server, &create("early")), 400);
}

#[test]
fn what_is_no_file_of_codes_is_refused_with_a_sentence() {
    let installation = installation();
    let missing = refused(&installation.run(&["codes", "load", "nowhere.toml"]));
    assert!(missing.starts_with("provisor: nowhere.toml cannot be read"), "{missing}");
    let long = refused(&load(&installation, &"# long\n".repeat(160_000), &[]));
    assert!(long.contains("it has more than 1048576 bytes"), "{long}");
    fs::write(installation.home().join("codes.toml"), [0xff, 0xfe]).unwrap();
    let strange = refused(&installation.run(&["codes", "load", "codes.toml"]));
    assert!(strange.contains("codes.toml cannot be read") && strange.contains("UTF-8"), "{strange}");
    assert!(!installation.data().exists());
}

#[test]
fn a_file_as_long_as_may_be_passes_through_the_socket() {
    let installation = installation();
    let _server = installation.serve();
    let comment = "# \"quoted\"\\\\\n".repeat(70_000);
    assert!(said(&load(&installation, &format!("{comment}{FILE}"), &[])).starts_with("UserStatus: "));
}
