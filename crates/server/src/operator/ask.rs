//! The command line's end: asking the server that runs, or doing it when none does.

use anyhow::{Context, Result, anyhow, bail};
use directory::{Directory, orgs::FirstAdministrator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use super::{Order, Reply, carry_out};
use crate::data_dir::{self, DataDir};
use crate::open;
use crate::settings::{Database, Settings};

/// Has `order` carried out, and gives what was made. On PostgreSQL the command line is one more node; on SQLite the
/// server that has locked the data folder does it, since a second process writing to the file would starve.
pub async fn ask(settings: &Settings, order: Order) -> Result<String> {
    let reply = match &settings.database {
        Database::Postgres(_) => here(settings, order).await?,
        Database::Sqlite(_) => match DataDir::lock(&settings.data_dir)? {
            Some(_lock) => here(settings, order).await?,
            None => ask_server(settings, &order).await?,
        },
    };
    match reply {
        Reply::Made(made) => Ok(made),
        Reply::Refused(why) => bail!("{why}"),
    }
}

async fn here(settings: &Settings, order: Order) -> Result<Reply> {
    let (directory, first): (Directory, Option<FirstAdministrator>) = open::open(settings).await?;
    if let Some(first) = first {
        tell_first(&first);
    }
    let reply = carry_out(&directory, order).await;
    let finished = directory.finish().await;
    let store = directory.store().clone();
    tokio::task::spawn_blocking(move || store.close()).await?;
    finished?;
    Ok(reply)
}

#[expect(clippy::print_stderr, reason = "standard output holds what was ordered and nothing else")]
fn tell_first(first: &FirstAdministrator) {
    if let Some(password) = &first.password {
        eprintln!(
            "The store is fresh. First administrator: {}, password: {}",
            first.login,
            password.as_str()
        );
    }
}

/// Has the server that has locked the data folder carry `order` out.
pub async fn ask_server(settings: &Settings, order: &Order) -> Result<Reply> {
    let path = data_dir::socket(&settings.data_dir);
    let shown = path.display().to_string();
    let mut stream = UnixStream::connect(&path).await.with_context(|| {
        format!(
            "another process has locked the data folder {}, and does not answer at {shown}; is it a server that is \
             just starting or ending?",
            settings.data_dir.display()
        )
    })?;
    stream.write_all(serde_json::to_string(order)?.as_bytes()).await?;
    stream.write_all(b"\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    serde_json::from_str(&answer).map_err(|error| anyhow!("the server's answer could not be read: {error}"))
}
