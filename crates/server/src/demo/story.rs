//! The chapters, played and shown.

use anyhow::{Context, Result, anyhow, ensure};

use http::Method;

use crate::scenario::{Kept, Request, Step, differences, steps};

use super::chapters::Chapter;
use super::client::{Answer, Client};
use super::page::Page;
use super::show;

/// How it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many calls were made.
    pub calls: usize,
    /// How many of them were not answered as documented.
    pub wrong: usize,
}

impl Outcome {
    /// An error when any answer was not the documented one, or when nothing was asked.
    pub fn verdict(self) -> Result<()> {
        let Self { calls, wrong } = self;
        ensure!(calls > 0 && wrong == 0, "{wrong} of {calls} answers were not as documented");
        Ok(())
    }
}

/// Plays the chapters, without what only reads: that is left to the table behind them.
pub async fn play(
    chapters: &[Chapter],
    client: &Client,
    kept: &mut Kept,
    page: &mut Page,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    for chapter in chapters {
        page.write(&show::heading(chapter.product, chapter.door))?;
        for step in calls(chapter)? {
            outcome.calls += 1;
            let request = request(&step, kept)?;
            page.write(&show::request(outcome.calls, &step.name, &request))?;
            let answer = client.call(&request).await?;
            let found = differences(&step, step.status, &answer.given(), kept);
            page.write(&show::answer(&answer, &found))?;
            outcome.wrong += usize::from(!found.is_empty());
        }
    }
    Ok(outcome)
}

/// The steps that are shown: those that do something.
pub fn calls(chapter: &Chapter) -> Result<Vec<Step>> {
    let steps = steps(chapter.file).context(chapter.product)?;
    Ok(steps.into_iter().filter(|step| step.method != Method::GET).collect())
}

/// Makes a call that is not shown; an answer that is not the expected one is an error.
pub async fn quietly(client: &Client, step: &Step, kept: &mut Kept) -> Result<Answer> {
    let request = request(step, kept)?;
    let answer = client.call(&request).await?;
    let found = differences(step, step.status, &answer.given(), kept);
    if found.is_empty() { Ok(answer) } else { Err(anyhow!("{}: {}", request.target, found.join("; "))) }
}

fn request(step: &Step, kept: &Kept) -> Result<Request> {
    step.request(kept).map_err(|error| anyhow!("{}: {error}", step.name))
}
