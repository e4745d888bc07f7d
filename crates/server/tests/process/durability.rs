//! An answered create is on the disk, proved by the order of what the kernel was asked.

use std::process::Command;

use testkit::process::{Installation, Server};

use super::callers::{create_program, details};
use super::strace::{Call, calls, under_strace};
use super::{installation, lowered};

/// The calls that a server makes from its start, over one create, to its end.
fn calls_around_a_create(installation: &Installation, server: &Command) -> Vec<Call> {
    let token = installation.pam360_token("admin");
    let (command, record) = under_strace(installation, server);
    let server = Server::start(command).unwrap();
    let answer = server.ask(&create_program("durable", &token));
    details(&answer);
    let ended = server.stop();
    assert!(ended.status.success(), "{ended:?}");
    calls(&record)
}

/// Between the last write to the log before the one answer and that answer lies a sync of the log: begun after the write
/// had come back, and over before the answer was begun.
fn is_synced_before_its_answer(calls: &[Call]) -> Result<(), String> {
    let begun = calls.iter().find(|call| call.arguments.contains("Provisor listens on"));
    let answer = calls.iter().find(|call| call.arguments.contains("\"HTTP/1.1 200 OK"));
    let (begun, answer) = (begun.expect("a start").end, answer.expect("an answer").begin);
    let of_log = || calls.iter().filter(|call| call.is_of_log() && call.begin > begun && call.begin < answer);
    let written = of_log().filter(|call| !call.is_sync()).map(|call| call.end).max();
    let written = written.expect("the create is written to the log before its answer");
    let is_between = |call: &Call| call.is_sync() && call.begin > written && call.end < answer;
    if of_log().any(is_between) { Ok(()) } else { Err(format!("no sync between {written} and {answer}")) }
}

#[test]
fn a_create_is_synced_between_its_write_to_the_log_and_its_answer() {
    let installation = installation();
    let serve = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
    let calls = calls_around_a_create(&installation, &serve);
    assert_eq!(is_synced_before_its_answer(&calls), Ok(()), "{calls:#?}");
}

#[test]
fn the_test_of_durability_fails_when_the_setting_is_lowered() {
    let installation = installation();
    let calls = calls_around_a_create(&installation, &lowered::command("lowered"));
    assert!(is_synced_before_its_answer(&calls).is_err(), "{calls:#?}");
}

#[test]
fn the_same_server_passes_when_the_setting_is_not_lowered() {
    let installation = installation();
    let calls = calls_around_a_create(&installation, &lowered::command("full"));
    assert_eq!(is_synced_before_its_answer(&calls), Ok(()), "{calls:#?}");
}
