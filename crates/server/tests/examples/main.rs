//! The examples, run against the real program as their readers run them.
//!
//! `examples/requirements.txt` names what they are run with, which `./test` installs.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up fails"
)]

mod pam360;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use testkit::process::{Installation, Server};

/// A server, and the token of its administrator.
struct Site {
    installation: Installation,
    server: Server,
    token: String,
}

impl Site {
    /// With more settings than those that a site begins with.
    fn new(settings: &str) -> Self {
        let installation = Installation::new(env!("CARGO_BIN_EXE_provisor"));
        installation.settings(settings);
        let server = installation.serve();
        let token = installation.pam360_token("admin");
        Self { installation, server, token }
    }

    /// Runs a program of the environment for examples, as a stranger to this workspace would: what it said.
    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(python().with_file_name(program));
        self.installation.place(&mut command);
        command.env("PAM360_URL", format!("http://{}", self.server.address));
        command.env("PAM360_AUTHTOKEN", &self.token);
        command
            .env("HOME", self.installation.home())
            .env("LC_ALL", "C.UTF-8")
            .env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        said
    }
}

/// A file of the examples.
fn example(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    path.canonicalize().unwrap().to_str().unwrap().to_owned()
}

/// The Python that the examples are run with.
#[expect(clippy::disallowed_methods, reason = "the test command tells by this variable where it has put it")]
fn python() -> PathBuf {
    let python = std::env::var("PROVISOR_TEST_EXAMPLES_PYTHON");
    python
        .unwrap_or_else(|_| panic!("no Python for the examples: run them by `./test`, or `./test --only ..`"))
        .into()
}
