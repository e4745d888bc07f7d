//! A private PostgreSQL in a temporary folder, ended and removed with this value.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::programs;

/// Only names the socket: the server listens on nothing else.
const PORT: &str = "5432";
/// The role that owns everything.
const ROLE: &str = "postgres";
/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_mins(1);
/// What is not the engine's default: the size of its cache, and how many may come. Commits are durable.
const SETTINGS: [&str; 5] = [
    "listen_addresses=",
    "shared_buffers=1GB",
    "max_connections=200",
    "log_line_prefix=%p ",
    "lc_messages=C",
];

/// A PostgreSQL that runs.
pub struct Cluster {
    bin: PathBuf,
    /// The data and the socket, open to the role's user alone.
    place: PathBuf,
    log: PathBuf,
    postgres: Child,
    databases: AtomicUsize,
    _folder: TempDir,
}

impl Cluster {
    /// Makes one and starts it.
    ///
    /// Refuses a machine without PostgreSQL.
    pub fn start() -> Result<Arc<Self>> {
        let bin = programs::find()?;
        let folder = TempDir::new()?;
        let place = folder.path().join("postgres");
        fs::create_dir(&place)?;
        fs::set_permissions(&place, Permissions::from_mode(0o700))?;
        let user = Stepped::down()?;
        if let Some(user) = &user {
            fs::set_permissions(folder.path(), Permissions::from_mode(0o711))?;
            chown(&place, Some(user.uid), Some(user.gid))?;
        }
        let log = folder.path().join("log");
        let program = |name: &str| {
            let mut command = Command::new(bin.join(name));
            command.current_dir(&place).env("LC_ALL", "C").stdin(Stdio::null());
            if let Some(user) = &user {
                command.uid(user.uid).gid(user.gid);
            }
            command
        };
        let mut initdb = program("initdb");
        initdb.args(["-D", "data", "-U", ROLE, "-E", "UTF8", "--locale=C"]);
        output(initdb.args(["--auth-local=trust", "--auth-host=reject"]))?;
        let mut postgres = program("postgres");
        postgres.args(["-D", "data", "-p", PORT, "-k"]).arg(&place);
        postgres.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        let postgres = postgres.stdout(Stdio::null()).stderr(File::create(&log)?).spawn();
        let postgres = postgres.context("postgres could not be started")?;
        let mut cluster = Self { bin, place, log, postgres, databases: AtomicUsize::new(0), _folder: folder };
        cluster.wait()?;
        Ok(Arc::new(cluster))
    }

    fn wait(&mut self) -> Result<()> {
        let begun = Instant::now();
        while self.psql(ROLE, "SELECT 1").is_err() {
            if self.postgres.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                bail!("PostgreSQL did not start: {}", fs::read_to_string(&self.log)?);
            }
        }
        Ok(())
    }

    /// What it calls itself.
    pub fn version(&self) -> Result<String> {
        Ok(format!("PostgreSQL {}", self.psql(ROLE, "SHOW server_version")?.trim()))
    }

    /// Where it writes what its sessions say.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// An empty database.
    pub fn database(self: &Arc<Self>) -> Result<Database> {
        self.create("")
    }

    fn create(self: &Arc<Self>, from: &str) -> Result<Database> {
        let name = format!("bench_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.psql(ROLE, &format!("CREATE DATABASE {name} {from}"))?;
        Ok(Database { cluster: Arc::clone(self), name })
    }

    /// A program of this PostgreSQL as a client of it.
    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.current_dir("/").envs([("PGUSER", ROLE), ("PGPORT", PORT)]).env("PGHOST", &self.place);
        command
    }

    fn psql(&self, database: &str, sql: &str) -> Result<String> {
        let mut psql = self.client("psql");
        psql.args(["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]);
        output(&mut psql)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // At once: nothing of it is kept.
        drop(Command::new("kill").args(["-QUIT", &self.postgres.id().to_string()]).status());
        drop(self.postgres.wait());
    }
}

/// A database of a cluster, dropped with this value.
pub struct Database {
    cluster: Arc<Cluster>,
    name: String,
}

impl Database {
    /// For the server.
    pub fn url(&self) -> String {
        format!("postgres://{ROLE}@/{}?host={}&port={PORT}", self.name, self.cluster.place.display())
    }

    /// Where it lies.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// The same once more. Nobody may be connected to it.
    pub fn copy(&self) -> Result<Self> {
        self.cluster.create(&format!("TEMPLATE {}", self.name))
    }

    /// Runs a statement; its rows, a line each, with tabs between their values.
    pub fn run(&self, sql: &str) -> Result<String> {
        self.cluster.psql(&self.name, sql)
    }

    /// Says whether every statement of later connections is written to the log.
    pub fn log_statements(&self, all: bool) -> Result<()> {
        let which = if all { "all" } else { "none" };
        self.run(&format!("ALTER DATABASE {} SET log_statement = '{which}'", self.name)).map(drop)
    }

    /// What `pgbench` says after it ran with `arguments`.
    pub fn pgbench<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Result<String> {
        output(self.cluster.client("pgbench").args(arguments).arg(&self.name))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What is left goes with the cluster.
        drop(self.cluster.psql(ROLE, &format!("DROP DATABASE {} WITH (FORCE)", self.name)));
    }
}

/// The user as which PostgreSQL runs where this program is root, which it refuses to run as.
struct Stepped {
    uid: u32,
    gid: u32,
}

impl Stepped {
    /// Nothing where this program is another user.
    fn down() -> Result<Option<Self>> {
        if fs::metadata("/proc/self")?.uid() != 0 {
            return Ok(None);
        }
        let id = |what: &str| -> Result<u32> {
            let id = output(Command::new("id").args([what, ROLE])).context("root needs a user postgres")?;
            Ok(id.trim().parse()?)
        };
        Ok(Some(Self { uid: id("-u")?, gid: id("-g")? }))
    }
}

/// Runs a program to its end; what it said, or what it complained of.
fn output(command: &mut Command) -> Result<String> {
    let shown = command.get_program().display().to_string();
    let output = command.stdin(Stdio::null()).output().with_context(|| shown.clone())?;
    if !output.status.success() {
        bail!("{shown}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}
