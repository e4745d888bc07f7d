//! Servers on one database.

use testkit::TestDatabase;
use testkit::process::{Client, Ended, Installation, Server};

/// Nodes on a database of their own, each with a folder of its own.
pub struct Cluster {
    pub nodes: Vec<Server>,
    installations: Vec<Installation>,
    database: TestDatabase,
}

impl Cluster {
    /// Three nodes, started at the same moment on an empty database.
    pub fn new() -> Self {
        let database = TestDatabase::new();
        let installations: Vec<_> =
            (0..3).map(|_| Installation::new(env!("CARGO_BIN_EXE_provisor"))).collect();
        let nodes = std::thread::scope(|scope| {
            let starts: Vec<_> =
                installations.iter().map(|one| scope.spawn(|| serve(one, &database))).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        Self { nodes, installations, database }
    }

    /// Where the database is.
    pub fn database_url(&self) -> String {
        self.database.url()
    }

    /// A connection to a node; they are counted round.
    pub fn connect(&self, node: usize) -> Client {
        self.nodes[node % self.nodes.len()].connect()
    }

    /// One connection to each node.
    pub fn connections(&self) -> Vec<Client> {
        self.nodes.iter().map(Server::connect).collect()
    }

    /// A new API token for PAM360, from the command line, which is one more node.
    pub fn pam360_token(&self, login: &str) -> String {
        let made = self.installations[0]
            .command(&["token", "create", "--user", login, "--kind", "pam360"])
            .env("PROVISOR_DATABASE", self.database.url())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        String::from_utf8(made.stdout).unwrap().trim_end().to_owned()
    }

    /// Kills the last node in the middle of whatever it does.
    pub fn kill_last(&mut self) {
        let ended = self.nodes.pop().unwrap().kill();
        show_complaints(&ended);
        assert!(!ended.log.contains("\"ERROR\""), "{ended:?}");
    }

    /// Starts a node in place of the one that was killed.
    pub fn restart_last(&mut self) {
        self.nodes.push(serve(&self.installations[2], &self.database));
    }

    /// Ends all nodes in peace; none of them has logged an error. Connections that are still open make this slow.
    pub fn end(mut self) {
        for node in &self.nodes {
            node.terminate();
        }
        for node in std::mem::take(&mut self.nodes) {
            let ended = node.ended();
            show_complaints(&ended);
            assert!(ended.status.success() && !ended.log.contains("\"ERROR\""), "{ended:?}");
        }
    }
}

impl Drop for Cluster {
    /// A test that fails shows what the nodes complained of.
    fn drop(&mut self) {
        if std::thread::panicking() {
            for node in std::mem::take(&mut self.nodes) {
                show_complaints(&node.kill());
            }
        }
    }
}

#[expect(clippy::print_stderr, reason = "shown when the test fails")]
fn show_complaints(ended: &Ended) {
    for line in ended.log.lines().filter(|line| !line.contains("\"INFO\"")) {
        eprintln!("{line}");
    }
}

fn serve(installation: &Installation, database: &TestDatabase) -> Server {
    installation.serve_with(&["--database", &database.url()])
}
