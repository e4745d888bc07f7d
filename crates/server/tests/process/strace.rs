//! What the kernel was asked, in order: a server under `strace`, and its record read.

use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::process::Installation;

/// The calls that are recorded.
const CALLS: &str = "trace=pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync";

/// One call. It was made at line `begin` of the record and had come back at line `end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub begin: usize,
    pub end: usize,
    pub name: String,
    /// The arguments as strace shows them.
    pub arguments: String,
}

/// Has `command` traced into the file that is given back. The process that is started stays the server itself.
pub fn under_strace(installation: &Installation, command: &Command) -> (Command, PathBuf) {
    let record = installation.home().join("strace");
    let mut strace = Command::new("strace");
    strace.args(["-D", "-f", "-y", "-s", "256", "-e", "signal=none", "-e", CALLS, "-o"]).arg(&record);
    strace.arg(command.get_program()).args(command.get_args());
    installation.place(&mut strace);
    (strace, record)
}

/// The calls in a record, in the order in which they were made.
pub fn calls(record: &Path) -> Vec<Call> {
    parse(&std::fs::read_to_string(record).unwrap())
}

fn parse(record: &str) -> Vec<Call> {
    let mut calls = Vec::<Call>::new();
    let mut open = std::collections::HashMap::<&str, usize>::new();
    for (at, line) in record.lines().enumerate() {
        let (thread, said) = line.trim_start().split_once(' ').unwrap();
        let said = said.trim_start();
        if said.starts_with("<... ") {
            if let Some(call) = open.remove(thread) {
                calls[call].end = at;
            }
        } else if let Some((name, arguments)) = said.split_once('(') {
            if said.ends_with("<unfinished ...>") {
                open.insert(thread, calls.len());
            }
            calls.push(Call { begin: at, end: at, name: name.to_owned(), arguments: arguments.to_owned() });
        }
    }
    // A call that never came back has no end.
    for call in open.into_values() {
        calls[call].end = usize::MAX;
    }
    calls
}

impl Call {
    /// Whether it is about the write-ahead log.
    pub fn is_of_log(&self) -> bool {
        let file = self.arguments.split(['>', ',']).next().unwrap_or_default();
        file.ends_with("-wal")
    }

    /// Whether it waits for the disk.
    pub fn is_sync(&self) -> bool {
        self.name == "fsync" || self.name == "fdatasync"
    }
}

#[test]
fn a_call_that_was_interrupted_has_its_end_where_it_came_back() {
    let record = "7  fdatasync(9</d/p.db-wal> <unfinished ...>\n\
                  8  pwrite64(9</d/p.db-wal>, \"a-b\"..., 24, 0) = 24\n\
                  7  <... fdatasync resumed>) = 0\n\
                  8  fsync(3</d/p.db> <unfinished ...>\n\
                  8  +++ killed by SIGKILL +++\n";
    let calls = parse(record);
    let places: Vec<_> =
        calls.iter().map(|call| (call.begin, call.end, call.is_of_log(), call.is_sync())).collect();
    assert_eq!(places, [(0, 2, true, true), (1, 1, true, false), (3, usize::MAX, false, true)]);
}
