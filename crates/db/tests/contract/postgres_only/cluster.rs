//! A PostgreSQL of these tests' own, with TLS and passwords.

use super::certificates::Authority;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tempfile::TempDir;

/// A server on loopback and on a socket. It is stopped with this value.
pub struct Cluster {
    pub folder: TempDir,
    programs: PathBuf,
    pub port: u16,
    /// Of the user `postgres`.
    pub password: String,
    /// Has signed the server's certificate, which is for `localhost`, and that of the user `certified`.
    pub authority: Authority,
}

/// The one that tests share while they run.
static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

/// The users and databases of the tests.
const MADE: &str =
    "CREATE ROLE certified SUPERUSER LOGIN; CREATE ROLE outsider LOGIN PASSWORD 'S3cret-of-outsider';
    CREATE DATABASE closed; REVOKE CONNECT ON DATABASE closed FROM PUBLIC;
    CREATE DATABASE replica; ALTER DATABASE replica SET default_transaction_read_only = on;";

impl Cluster {
    pub fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = shared.upgrade() {
            return cluster;
        }
        let cluster = Arc::new(Self::start());
        *shared = Arc::downgrade(&cluster);
        cluster
    }

    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let authority = Authority::new(folder.path(), "authority");
        authority.sign("server", &["localhost"]);
        authority.sign("certified", &[]);
        let password = "S3cret-of-postgres".to_owned();
        fs::write(folder.path().join("password"), &password).unwrap();
        let cluster = Self { programs: programs(), port: free_port(), password, authority, folder };
        cluster.give_away();
        cluster.run(
            "initdb",
            &["--no-sync", "-D", "data", "-U", "postgres", "-A", "scram-sha-256", "--pwfile=password"],
        );
        cluster.configure();
        cluster.run("pg_ctl", &["-s", "-w", "-D", "data", "-l", "log", "start"]);
        let made = format!("postgres://postgres:{}@localhost:{}/postgres", cluster.password, cluster.port);
        std::thread::spawn(move || {
            let mut client = postgres::Client::connect(&made, postgres::NoTls).unwrap();
            MADE.split_terminator(';').for_each(|one| client.batch_execute(one).unwrap());
        })
        .join()
        .unwrap();
        cluster
    }

    fn configure(&self) {
        let path = self.folder.path().display();
        let settings = format!(
            "port = {}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{path}'\nfsync = off\nssl = on\n\
             ssl_cert_file = '{path}/server.crt'\nssl_key_file = '{path}/server-key'\nssl_ca_file = '{path}/authority.crt'\n",
            self.port
        );
        let access =
            "hostssl all certified all cert\nlocal all all scram-sha-256\nhost all all all scram-sha-256\n";
        fs::write(self.folder.path().join("data/postgresql.auto.conf"), settings).unwrap();
        fs::write(self.folder.path().join("data/pg_hba.conf"), access).unwrap();
    }

    /// The server must own its key and its folder; it does not run as root.
    fn give_away(&self) {
        let at = self.folder.path();
        fs::copy(at.join("server.key"), at.join("server-key")).unwrap();
        if is_root() {
            let done =
                Command::new("chown").arg("postgres").arg(at).arg(at.join("server-key")).status().unwrap();
            assert!(done.success());
        }
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        assert!(self.ran(program, arguments), "{program} {arguments:?}: {}", log());
    }

    fn ran(&self, program: &str, arguments: &[&str]) -> bool {
        let path = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.args(arguments).current_dir(self.folder.path()).env("LC_ALL", "C");
        // A server that is started keeps what it is given.
        let done = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        done.is_ok_and(|done| done.success())
    }

    /// The folder of its socket, as a URL writes it.
    pub fn socket(&self) -> String {
        self.folder.path().display().to_string().replace('/', "%2F")
    }

    pub fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.ran("pg_ctl", &["-s", "-D", "data", "-m", "immediate", "stop"]);
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

/// Where the server of the other tests has its programs.
fn programs() -> PathBuf {
    let url = crate::world::admin_url();
    let asked = std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("the server of the tests");
        let row = client.query_one("SELECT setting FROM pg_config WHERE name = 'BINDIR'", &[]).unwrap();
        row.get::<_, String>(0)
    });
    Path::new(&asked.join().unwrap()).to_owned()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
