//! The real program, in a process of its own.

mod client;

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;

use tempfile::TempDir;

pub use client::{Ask, Client};

use crate::ADMIN_PASSWORD;

/// What a server says on standard error once it can be called.
const LISTENS: &str = "Provisor listens on ";

/// The program and a folder of its own, where it is started; its data folder is `data` in there. Nothing of the
/// environment of the tests reaches it.
pub struct Installation {
    program: PathBuf,
    home: TempDir,
}

impl Installation {
    /// Nothing in the folder yet. The first start gives `admin` the password [`ADMIN_PASSWORD`].
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), home: tempfile::tempdir().unwrap() }
    }

    /// The folder in which the program is started.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.home().join("data")
    }

    /// Writes `provisor.toml`.
    pub fn settings(&self, toml: &str) {
        std::fs::write(self.home().join("provisor.toml"), toml).unwrap();
    }

    /// The program with these arguments.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        self.place(command.args(arguments));
        command
    }

    /// Has any other program run as this one would be: same folder, same environment.
    pub fn place(&self, command: &mut Command) {
        command.current_dir(self.home()).env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.env("PROVISOR_DATA_DIR", self.data()).env("PROVISOR_ADMIN_PASSWORD", ADMIN_PASSWORD);
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// A server on a free port of loopback.
    pub fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// As [`Installation::serve`], with more arguments.
    pub fn serve_with(&self, arguments: &[&str]) -> Server {
        self.try_serve(arguments).unwrap_or_else(|ended| panic!("it ended at once: {ended:?}"))
    }

    /// As [`Installation::serve_with`]; gives its last words when it does not come to serving.
    pub fn try_serve(&self, arguments: &[&str]) -> Result<Server, Ended> {
        let mut command = self.command(&["serve"]);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.args(arguments);
        Server::start(command)
    }

    /// A new API token for PAM360, from the command line.
    pub fn pam360_token(&self, login: &str) -> String {
        let made = self.run(&["token", "create", "--user", login, "--kind", "pam360"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        String::from_utf8(made.stdout).unwrap().trim_end().to_owned()
    }
}

/// A server that runs. It is killed with this value.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
    log: Option<JoinHandle<String>>,
    said: Option<JoinHandle<String>>,
}

/// What a program left behind.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// All of its standard output: the log.
    pub log: String,
    /// All of its standard error: what is said to people.
    pub said: String,
}

impl Server {
    /// Starts `command` and waits until it says where it listens; gives its last words when it ends before.
    pub fn start(mut command: Command) -> Result<Self, Ended> {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (mut out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            out.read_to_end(&mut log).unwrap();
            String::from_utf8(log).expect("the log is UTF-8")
        });
        let (tell, told) = mpsc::channel();
        let said = std::thread::spawn(move || listen(BufReader::new(err), &tell));
        if let Ok(address) = told.recv() {
            return Ok(Self { address, child, log: Some(log), said: Some(said) });
        }
        let status = child.wait().unwrap();
        Err(Ended { status, log: log.join().unwrap(), said: said.join().unwrap() })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A connection to it.
    pub fn connect(&self) -> Client {
        Client::connect(self.address)
    }

    /// Makes one call on a connection of its own.
    pub fn ask(&self, ask: &Ask) -> crate::Answer {
        self.connect().send(ask).unwrap()
    }

    /// Tells it to end in peace, and does not wait.
    pub fn terminate(&self) {
        let told = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &self.pid().to_string()]).status();
        assert!(told.unwrap().success());
    }

    /// Tells it to end in peace, and waits.
    pub fn stop(self) -> Ended {
        self.terminate();
        self.ended()
    }

    /// Kills it, as a loss of power to the process would.
    pub fn kill(mut self) -> Ended {
        self.child.kill().unwrap();
        self.ended()
    }

    /// Waits for its end.
    pub fn ended(mut self) -> Ended {
        let status = self.child.wait().unwrap();
        let all = |thread: Option<JoinHandle<String>>| thread.unwrap().join().unwrap();
        Ended { status, log: all(self.log.take()), said: all(self.said.take()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already after `stop` and `kill`: then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Everything that is said; the address is told as soon as it is.
fn listen(mut said: impl BufRead, tell: &mpsc::Sender<SocketAddr>) -> String {
    let mut all = String::new();
    loop {
        let before = all.len();
        if said.read_line(&mut all).expect("standard error is UTF-8") == 0 {
            return all;
        }
        if let Some(base) = all[before..].strip_prefix(LISTENS) {
            let (_scheme, address) = base.trim_end().split_once("://").expect("a URL");
            let _ = tell.send(address.parse().expect("an address"));
        }
    }
}
