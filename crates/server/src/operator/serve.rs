//! The server's end of the socket.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use directory::Directory;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::{Order, Reply, carry_out};

/// The longest order, in bytes: a whole file of codes, each of its bytes escaped at worst.
const LONGEST: u64 = 8 * 1024 * 1024;
/// The longest time an order may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// A socket that only this user can open; its file is gone with this value.
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Opens it. The data folder is locked by this process, so what lies at `path` is left from a crash.
    pub fn open(path: PathBuf) -> Result<Self> {
        let _ = std::fs::remove_file(&path);
        let shown = path.display().to_string();
        let listener =
            UnixListener::bind(&path).with_context(|| format!("the socket {shown} could not be opened"))?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))
            .with_context(|| format!("the socket {shown} could not be closed to others"))?;
        Ok(Self { listener, path })
    }

    /// Takes orders, each on a connection of its own, until the task is dropped.
    pub async fn serve(&self, directory: &Directory) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let directory = directory.clone();
                    tokio::spawn(async move {
                        if let Err(error) = take(stream, &directory).await {
                            tracing::warn!(%error, "an order on the socket failed");
                        }
                    });
                }
                Err(error) => tracing::warn!(%error, "the socket could not be read"),
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn take(stream: UnixStream, directory: &Directory) -> Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    let mut read = BufReader::new(read.take(LONGEST));
    tokio::time::timeout(PATIENCE, read.read_line(&mut line)).await??;
    let reply = match serde_json::from_str::<Order>(&line) {
        Ok(order @ Order::Snapshot { .. }) => tokio::select! {
            reply = carry_out(directory, order) => reply,
            // Who asked has gone; the copy that was begun is left off, and removed.
            _ = read.read_u8() => return Ok(()),
        },
        Ok(order) => carry_out(directory, order).await,
        Err(error) => Reply::Refused(format!("the order could not be read: {error}")),
    };
    write.write_all(serde_json::to_string(&reply)?.as_bytes()).await?;
    write.write_all(b"\n").await?;
    Ok(())
}
