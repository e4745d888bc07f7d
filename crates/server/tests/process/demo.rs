//! The demonstration, as somebody who has just built the program runs it.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use testkit::process::Installation;

use super::installation;

/// The program with a temporary folder of its own, so that what it leaves behind is seen.
struct Demo {
    installation: Installation,
    temporary: PathBuf,
}

impl Demo {
    fn new() -> Self {
        let installation = installation();
        let temporary = installation.home().join("tmp");
        std::fs::create_dir(&temporary).unwrap();
        Self { installation, temporary }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.installation.command(&[&["demo"], arguments].concat());
        command.env("TMPDIR", &self.temporary).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn assert_nothing_is_left(&self, address: SocketAddr) {
        assert_eq!(files(&self.temporary), 0, "the folder is gone");
        assert!(TcpStream::connect(address).is_err(), "the port is closed");
        assert!(!self.installation.data().exists(), "the data folder of a real server is not touched");
    }
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

/// The address that the first line tells.
fn address(said: &str) -> SocketAddr {
    let (_, rest) = said.split_once("http://").expect("an address");
    rest.split(['.', ' ', '\n']).take(4).collect::<Vec<_>>().join(".").parse().expect("an address")
}

fn interrupt(child: &Child) {
    let told = Command::new("sh").args(["-c", "kill -INT \"$0\"", &child.id().to_string()]).status();
    assert!(told.unwrap().success());
}

/// What a command line that is printed for pasting gives.
fn answer_of(command: &str) -> String {
    let output = Command::new("sh").args(["-c", command]).output().unwrap();
    assert!(output.status.success(), "{command}");
    String::from_utf8(output.stdout).unwrap()
}

/// The rows of the table, with one blank between two cells.
fn rows(text: &str) -> Vec<String> {
    let rows = text.lines().filter_map(|line| line.strip_prefix('│')?.strip_suffix('│'));
    rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn every_published_call_is_answered_as_documented_and_the_people_are_shown_through_each_dialect() {
    let demo = Demo::new();
    let output = demo.command(&[]).output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success() && err.is_empty(), "{}: {err}\n{out}", output.status);
    demo.assert_nothing_is_left(address(&out));
    for line in [
        "> POST /aioc-rest-web/rest/login",
        "  > x-xsrf-token: ",
        "> POST /aioc-rest-web/rest/user/saveUser",
        "> POST /PASService/rest/services/v1/users",
        "> POST /restapi/json/v1/user",
        "> POST /suite-api/api/auth/token/acquire",
        "> POST /suite-api/api/auth/users",
        "< 201 Created",
        "  < location: /suite-api/api/auth/users/",
        "Jason has been added successfully.",
    ] {
        assert!(out.contains(line), "no {line} in\n{out}");
    }
    assert!(!out.contains("NOT"), "{out}");
    for login in ["temp_user_7", "Jason", "test", "User100", "User200"] {
        assert!(
            rows(&out).iter().any(|found| found.starts_with(&format!("{login} id "))),
            "no {login} in\n{out}"
        );
    }
    for row in [
        "phones +91-9876543210 - 91 9876543210 -",
        "window 2025-04-25T14:06:40Z - - -",
        "role - - PowerUser PowerUser",
        "login temp_user_7 temp_user_7 temp_user_7 temp_user_7",
    ] {
        assert!(rows(&out).iter().any(|found| found == row), "no {row} in\n{out}");
    }
    assert!(out.lines().all(|line| !line.starts_with(['│', '┌', '└']) || line.chars().count() <= 120));
    assert!(out.contains("provisor serve"), "where to go next: {out}");
}

#[test]
fn a_server_that_is_kept_lets_its_visitor_in_and_leaves_nothing_when_it_is_interrupted() {
    let demo = Demo::new();
    let mut child = demo.command(&["--keep"]).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    while said.matches("        -d '{").count() < 2 {
        assert_ne!(out.read_line(&mut said).unwrap(), 0, "it ended: {said}");
    }
    let (_, invitation) = said.split_once("until Ctrl-C").unwrap();
    let commands = invitation.replace("\\\n", " ");
    let commands = commands.lines().map(str::trim).filter(|line| line.starts_with("curl "));
    let answers: Vec<_> = commands.map(answer_of).collect();
    let expected = ["\"loginName\":\"User100\"", "fetched successfully", "access_token", "\"validity\""];
    assert_eq!(answers.len(), expected.len(), "{said}");
    for (answer, expected) in answers.iter().zip(expected) {
        assert!(answer.contains(expected), "no {expected} in {answer}");
    }
    interrupt(&child);
    out.read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success());
    demo.assert_nothing_is_left(address(&said));
}

#[test]
fn nothing_is_left_when_it_is_interrupted_at_its_first_word() {
    let demo = Demo::new();
    let mut child = demo.command(&["--keep"]).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    out.read_line(&mut said).unwrap();
    interrupt(&child);
    out.read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    demo.assert_nothing_is_left(address(&said));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let demo = Demo::new();
    let mut child = demo.command(&[]).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    out.read_line(&mut said).unwrap();
    drop(out);
    assert!(child.wait().unwrap().success());
    demo.assert_nothing_is_left(address(&said));
}

#[test]
fn settings_are_refused_rather_than_passed_over() {
    let demo = Demo::new();
    let output = demo.command(&["--listen", "127.0.0.1:0"]).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{err}");
    assert!(err.starts_with("provisor: ") && err.contains("settings"), "{err}");
}
