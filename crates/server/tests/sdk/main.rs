//! The vendor's own Python client drives the real program: every operation of the Suite API's section Auth, and a life of rights.
//!
//! The calls and what they must answer stand in `drive`, whose main file says how to run it by hand; `requirements.txt` names the
//! client, which `./test` installs.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up fails"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use directory::seals::Seals;
use serde_json::Value;
use testkit::TestDatabase;
use testkit::process::Installation;
use testkit::slapd::Slapd;
use testkit::suite_api::{self, Listed};

/// One call that the client made: operation, method and status.
type Call = (String, String, u16);

/// Calls, and how many there were of each.
type Calls = BTreeMap<Call, usize>;

#[test]
fn the_vendors_client_drives_every_operation_on_sqlite() {
    drive(&[]);
}

#[test]
fn the_vendors_client_drives_every_operation_on_postgres() {
    let database = TestDatabase::migrated();
    drive(&["--database", &database.url()]);
}

fn drive(arguments: &[&str]) {
    let installation = Installation::new(env!("CARGO_BIN_EXE_provisor"));
    // A store that nodes may share gets no key file of its own.
    let keys = Seals::line("test", &[7; 32]);
    std::fs::write(installation.home().join("sources.key"), keys.as_bytes()).unwrap();
    installation.settings("[sources]\nkey_file = \"sources.key\"\n");
    let server = installation.serve_with(arguments);
    let mut command = Command::new(python());
    command.args(["-B".as_ref(), Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk/drive").as_os_str()]);
    command.arg(format!("http://{}/suite-api", server.address));
    let slapd = Slapd::start();
    command.args([&slapd.address, &slapd.port.to_string(), &slapd.tls_port.to_string()]);
    installation.place(&mut command);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let (told, trouble) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "after\n{told}\n{trouble}");

    let calls = told_calls(&told);
    for operation in suite_api::listed() {
        let in_order = (operation.name.to_owned(), operation.method.to_string(), operation.status);
        assert!(calls.contains_key(&in_order), "{in_order:?} was not called in order: {told}");
    }
    assert_eq!(logged_calls(&server.stop().log), calls, "the server and its client tell the same");
}

/// What the client says that it called; each must be an operation of the contract, at its place.
fn told_calls(told: &str) -> Calls {
    let served = suite_api::listed();
    let mut calls = Calls::new();
    for line in told.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [name, method, path, status] = words[..] else { panic!("no call: {line}") };
        let is_it = |one: &&Listed| one.name == name && one.method.as_str() == method && one.is_at(path);
        assert!(served.iter().any(|one| is_it(&one)), "not in the contract, or not there: {line}");
        *calls.entry((name.to_owned(), method.to_owned(), status.parse().unwrap())).or_default() += 1;
    }
    calls
}

/// What the server says that it was called.
fn logged_calls(log: &str) -> Calls {
    let mut calls = Calls::new();
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    for line in lines.filter(|line| line["target"] == "provisor::request") {
        let text = |member: &str| line[member].as_str().unwrap().to_owned();
        let status = line["status"].as_u64().unwrap().try_into().unwrap();
        *calls.entry((text("operation"), text("method"), status)).or_default() += 1;
    }
    calls
}

/// The Python that has the vendor's client.
#[expect(clippy::disallowed_methods, reason = "the test command tells by this variable where it has put it")]
fn python() -> String {
    let python = std::env::var("PROVISOR_TEST_SDK_PYTHON");
    python
        .unwrap_or_else(|_| panic!("no Python client for tests: run them by `./test`, or `./test --only ..`"))
}
