//! `provisor demo`: a throw-away server, the vendors' own samples over real HTTP, and the people they made as every
//! dialect shows them.

mod chapters;
mod client;
mod folder;
mod page;
mod people;
mod pretty;
mod sheet;
mod show;
mod story;
#[cfg(test)]
mod tests;

use std::pin::pin;

use anyhow::{Context, Result, bail};
use directory::Directory;
use directory::passwords::Password;
use tokio::sync::oneshot;
use tracing_subscriber::filter::Targets;

use crate::operator::{Order, OrderedKind, Reply, carry_out};
use crate::scenario::Kept;
use crate::serve::Ready;
use crate::settings::{Inputs, LogFormat, Settings, load};
use crate::{listener, telemetry};

use chapters::CHAPTERS;
use client::Client;
use folder::Folder;
use page::Page;

/// Plays the demonstration. With `keep` the server goes on until the process is told to end.
///
/// An error when the server could not be started, when an answer was not the documented one, or when the process was told
/// to end before the last call. The folder of the server is gone in each case.
pub async fn demo(keep: bool) -> Result<()> {
    let mut stop = pin!(listener::terminated()?);
    let folder = Folder::make()?;
    let settings = settings(&folder)?;
    // The page belongs to the demonstration; what goes wrong is told by the answers.
    let telemetry = telemetry::start(Targets::new(), LogFormat::Text)?;
    let ready = Ready::open(&settings, &telemetry).await?;
    let guest = Guest::of(&ready).await?;
    let (end, ended) = oneshot::channel::<()>();
    let visit = async {
        // Dropped at the end of the visit, which ends the server.
        let _end = end;
        tokio::select! {
            story = tell(&guest, keep) => story?,
            () = &mut stop => bail!("told to end before the last call"),
        }
        if keep {
            stop.await;
        }
        Ok(())
    };
    let serve = ready.serve(async {
        // An error: the other end was dropped, and that is what is waited for.
        let _ = ended.await;
    });
    let (served, visited) = tokio::join!(serve, visit);
    visited.and(served)
}

/// The defaults, whatever the environment and the working folder say: it is to be the same everywhere.
fn settings(folder: &Folder) -> Result<Settings> {
    let data = folder.path().join("data");
    let data = data.to_str().context("the temporary folder has a name that is not UTF-8")?;
    let flags = vec![("data_dir", data.to_owned()), ("listen", "127.0.0.1:0".to_owned())];
    let inputs = Inputs { flags, config: None, folder: folder.path().to_owned(), environment: Vec::new() };
    Ok(load(&inputs)?.settings)
}

/// Who visits the server, and with what.
struct Guest {
    client: Client,
    login: String,
    password: Password,
    pam360_token: String,
}

impl Guest {
    async fn of(ready: &Ready) -> Result<Self> {
        let first = ready.first.as_ref().context("the store is not fresh")?;
        let password = first.password.clone().context("no password was drawn")?;
        let pam360_token = pam360_token(&ready.directory, &first.login).await?;
        Ok(Self { client: Client::new(ready.address), login: first.login.clone(), password, pam360_token })
    }

    /// What the scenarios may speak of.
    fn knows(&self) -> Kept {
        let mut kept = Kept::default();
        kept.keep("admin_password", self.password.as_str());
        kept.keep("admin", &self.pam360_token);
        kept.keep("host", &self.client.address().to_string());
        kept
    }
}

async fn pam360_token(directory: &Directory, login: &str) -> Result<String> {
    let user = login.to_owned();
    let order = Order::CreateToken { org: None, user, kind: OrderedKind::Pam360, expires: None, host: None };
    match carry_out(directory, order).await {
        Reply::Made(token) => Ok(token),
        Reply::Refused(why) => bail!("no token for {login}: {why}"),
    }
}

/// Everything that is shown.
async fn tell(guest: &Guest, keep: bool) -> Result<()> {
    let mut page = Page::stdout();
    let base = format!("http://{}", guest.client.address());
    page.write(&show::opening(&base))?;
    let mut kept = guest.knows();
    let outcome = story::play(&CHAPTERS, &guest.client, &mut kept, &mut page).await?;
    let people = people::read(&guest.client, &mut kept).await?;
    page.write(&sheet::text(&people))?;
    page.write(&show::closing(outcome))?;
    if keep {
        page.write(&show::invitation(&base, &guest.login, guest.password.as_str(), &guest.pam360_token))?;
    } else {
        page.write(show::NEXT)?;
    }
    outcome.verdict()
}
