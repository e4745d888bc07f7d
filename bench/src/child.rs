//! A server in a process of its own, on a free port, ended with this value.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::client::Connection;
use crate::process;
use crate::request;
use crate::store::Store;

/// The password of `admin` in every store of this harness.
pub const ADMIN_PASSWORD: &str = "Corr3ct-horse";

/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that runs.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to its first 200 on `/readyz`; without that, to its listening.
    pub ready_after: Duration,
    /// Held open: a server that cannot write to its standard error would end.
    _stderr: BufReader<ChildStderr>,
}

impl Server {
    /// Starts `binary` on `store` and waits until it is ready.
    pub async fn provisor(binary: &Path, store: &Store) -> Result<Self> {
        let mut command = Command::new(binary);
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(store.arguments())
            .current_dir(store.folder());
        command.env("PROVISOR_ADMIN_PASSWORD", ADMIN_PASSWORD);
        let key = store.folder().join("sources.key");
        fs::write(&key, format!("bench {}\n", STANDARD.encode([7; 32])))?;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600))?;
        command.env("PROVISOR_SOURCES_KEY_FILE", key);
        let start = Instant::now();
        let mut server = Self::start(command, start)?;
        server.wait(start).await?;
        Ok(server)
    }

    /// Starts this program as a server with an empty handler.
    pub fn empty() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve-empty");
        Self::start(command, Instant::now())
    }

    fn start(mut command: Command, start: Instant) -> Result<Self> {
        let shown = command.get_program().display().to_string();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut child = child.with_context(|| format!("{shown} could not be started; build it first"))?;
        let mut stderr = BufReader::new(child.stderr.take().context("no standard error")?);
        let mut said = String::new();
        let address = loop {
            let before = said.len();
            if stderr.read_line(&mut said)? == 0 {
                bail!("{shown} ended at once: {said}");
            }
            if let Some((_, address)) =
                said.get(before..).and_then(|line| line.split_once("listens on http://"))
            {
                break address.trim().parse()?;
            }
        };
        Ok(Self { child, address, ready_after: start.elapsed(), _stderr: stderr })
    }

    async fn wait(&mut self, start: Instant) -> Result<()> {
        let get = request::get("/readyz", &[]);
        let mut connection = Connection::open(self.address).await?;
        while connection.send(&get).await?.status != 200 {
            if start.elapsed() > PATIENCE {
                bail!("the server did not become ready");
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        self.ready_after = start.elapsed();
        Ok(())
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its memory.
    pub fn memory(&self) -> Result<process::Memory> {
        process::memory(self.pid())
    }

    /// Tells it to end in peace and waits for that.
    pub fn stop(mut self) -> Result<()> {
        let told = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status()?;
        if !told.success() || !self.child.wait()?.success() {
            bail!("the server did not end in peace");
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already after `stop`: then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A new API token of `admin` for PAM360, from the command line of the server.
pub fn pam360_token(binary: &Path, store: &Store) -> Result<String> {
    let mut command = Command::new(binary);
    command.args(["token", "create", "--user", "admin", "--kind", "pam360"]).args(store.arguments());
    said(command.current_dir(store.folder()))
}

/// Copies a store into an empty one with the command line of the server.
pub fn migrate(binary: &Path, from: &Store, to: &Store) -> Result<()> {
    let mut command = Command::new(binary);
    command.arg("migrate").arg("--from").arg(from.address()).arg("--to").arg(to.address());
    said(command.current_dir(to.folder())).map(drop)
}

fn said(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
