//! Running a use case: its closure on a database thread, once or more often, as a caller.

use std::collections::HashMap;
use std::error::Error;
use std::ops::Range;

use db::{Conn, Outcome};
use model::{OrgKey, Refusal, Timestamp};

use crate::audit::{LastMark, Mark};
use crate::caller::{Stage, Terms};
use crate::numbers::{Numbers, Series};
use crate::passwords::Busy;
use crate::{Caller, Credential, Directory, Request, caller};

/// Why a closure ended without its value.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The store failed.
    Store(db::Error),
    /// Refused; nothing stays.
    Refused(Refusal),
    /// Refused; what was written stays (counts of failures).
    Kept(Refusal),
    /// It must be known first whether the peer is this host.
    Host(String),
    /// So many numbers of a series must be leased first.
    Numbers(OrgKey, Series, i64),
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A full hash pool, as its caller sees it.
pub(crate) fn busy(busy: Busy) -> Refusal {
    Refusal::Unavailable { retry_after: u32::try_from(busy.retry_after_secs).unwrap_or(u32::MAX) }
}

/// The result inside a closure.
pub(crate) type Step<T> = Result<T, Stop>;

/// What was found out about hosts while a request ran.
pub(crate) type HostVerdicts = HashMap<String, bool>;

/// Numbers drawn in one run.
type Drawn = (OrgKey, Series, Range<i64>);

/// One run of a writing closure.
pub(crate) struct Work<'a> {
    /// The transaction.
    pub c: &'a mut dyn Conn,
    /// The instant of this run.
    pub now: Timestamp,
    /// The request.
    pub request: &'a Request,
    /// Numbers leased to this node.
    numbers: &'a Numbers,
    /// Drawn in this run; given back when it is undone, so that only a crash leaves a gap.
    drawn: Vec<Drawn>,
    /// Audit events written so far in this run.
    pub events: i64,
    /// Changes written so far in this run.
    pub changes: i64,
    /// The mark that this run leaves; none when it may simply be done twice.
    pub mark: Option<Mark>,
}

impl Work<'_> {
    /// The next `count` numbers of a series, as the first of them.
    pub fn numbers(&mut self, org: OrgKey, series: Series, count: i64) -> Step<i64> {
        let first = self.numbers.take(org, series, count).ok_or(Stop::Numbers(org, series, count))?;
        self.drawn.push((org, series, first..first + count));
        Ok(first)
    }

    fn give_back(self) {
        for (org, series, range) in self.drawn.into_iter().rev() {
            self.numbers.give_back(org, series, range);
        }
    }
}

impl Directory {
    /// Runs `f` in a read transaction, as whoever `credential` names.
    pub(crate) async fn read_as<T, F>(
        &self,
        request: &Request,
        credential: &Credential,
        f: F,
    ) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Conn, &Caller, Timestamp) -> Step<T> + Clone + Send + 'static,
    {
        self.read_long_or_short_as(request, credential, f, false).await
    }

    /// As [`Self::read_as`], for a read of a few rows by key.
    pub(crate) async fn glance_as<T, F>(
        &self,
        request: &Request,
        credential: &Credential,
        f: F,
    ) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Conn, &Caller, Timestamp) -> Step<T> + Clone + Send + 'static,
    {
        self.read_long_or_short_as(request, credential, f, true).await
    }

    async fn read_long_or_short_as<T, F>(
        &self,
        request: &Request,
        credential: &Credential,
        f: F,
        short: bool,
    ) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Conn, &Caller, Timestamp) -> Step<T> + Clone + Send + 'static,
    {
        let mut verdicts = HostVerdicts::new();
        loop {
            let (mut f, given, asked, known) =
                (f.clone(), credential.clone(), request.clone(), verdicts.clone());
            let (now, other_doors) = (self.now(), self.other_doors());
            let work = move |c: &mut dyn Conn| {
                let terms = Terms { stage: Stage::SignedIn, other_doors, hosts: &known, now };
                let outcome = caller::resolve(c, &asked, &given, &terms)
                    .and_then(|caller| f(c, &caller, now).map(|value| (value, caller)));
                match outcome {
                    Err(Stop::Store(error)) => Err(error),
                    other => Ok(other),
                }
            };
            let result = if short { self.store().glance(work).await } else { self.store().read(work).await };
            match result {
                Ok(Ok((value, caller))) => {
                    self.note_use(&caller, request, now);
                    return Ok(value);
                }
                Ok(Err(stop)) => self.overcome(request, Some(credential), stop, &mut verdicts).await?,
                Err(error) => return Err(failed(request, &error)),
            }
        }
    }

    /// Runs `f` in a write transaction, as whoever `credential` names.
    pub(crate) async fn write_as<T, F>(
        &self,
        request: &Request,
        credential: &Credential,
        f: F,
    ) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut Work<'_>, &Caller) -> Step<T> + Clone + Send + 'static,
    {
        self.write_at(Stage::SignedIn, request, credential, f).await
    }

    /// As [`Self::write_as`], for whoever has come so far in signing in.
    pub(crate) async fn write_at<T, F>(
        &self,
        stage: Stage,
        request: &Request,
        credential: &Credential,
        f: F,
    ) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut Work<'_>, &Caller) -> Step<T> + Clone + Send + 'static,
    {
        let (mut verdicts, other_doors) = (HostVerdicts::new(), self.other_doors());
        loop {
            let (mut f, given, known) = (f.clone(), credential.clone(), verdicts.clone());
            let result = self
                .write(request, move |work| {
                    let terms = Terms { stage, other_doors, hosts: &known, now: work.now };
                    let caller = caller::resolve(work.c, work.request, &given, &terms)?;
                    f(work, &caller).map(|value| (value, caller))
                })
                .await?;
            match result {
                Ok((value, caller)) => {
                    self.note_use(&caller, request, self.now());
                    return Ok(value);
                }
                Err(stop) => self.overcome(request, Some(credential), stop, &mut verdicts).await?,
            }
        }
    }

    /// Runs `f` in a read transaction as nobody in particular: what signing in needs to know.
    pub(crate) async fn read_plainly<T, F>(&self, request: &Request, mut f: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Conn, Timestamp) -> db::Result<T> + Send + 'static,
    {
        let now = self.now();
        self.store().read(move |c| f(c, now)).await.map_err(|error| failed(request, &error))
    }

    /// As [`Self::read_plainly`], for a read of a few rows by key.
    pub(crate) async fn glance_plainly<T, F>(&self, request: &Request, f: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Conn) -> db::Result<T> + Send + 'static,
    {
        self.store().glance(f).await.map_err(|error| failed(request, &error))
    }

    /// Runs `f` in a write transaction as nobody in particular: signing in, the server's own work.
    pub(crate) async fn write_plainly<T, F>(&self, request: &Request, f: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut Work<'_>) -> Step<T> + Clone + Send + 'static,
    {
        let mut verdicts = HostVerdicts::new();
        loop {
            match self.write(request, f.clone()).await? {
                Ok(value) => return Ok(value),
                Err(stop) => self.overcome(request, None, stop, &mut verdicts).await?,
            }
        }
    }

    async fn write<T, F>(&self, request: &Request, mut f: F) -> Result<Step<T>, Refusal>
    where
        T: Send + 'static,
        F: FnMut(&mut Work<'_>) -> Step<T> + Send + 'static,
    {
        let (now, asked, numbers) = (self.now(), request.clone(), self.numbers());
        let left = LastMark::default();
        let mark_is_there = left.clone().look_for(request.id);
        let work = move |c: &mut dyn Conn| {
            let drawn = Vec::new();
            let mut work =
                Work { c, now, request: &asked, numbers: &numbers, drawn, events: 0, changes: 0, mark: None };
            let ended = f(&mut work);
            left.is(work.mark);
            if ended.is_err() {
                work.give_back();
            }
            match ended {
                Ok(value) => Ok(Outcome::Done(value)),
                Err(Stop::Store(error)) => Err(error),
                Err(stop @ Stop::Kept(_)) => Ok(Outcome::Kept(stop)),
                Err(stop) => Ok(Outcome::Refused(stop)),
            }
        };
        let outcome = self.store().write_marked(work, mark_is_there).await;
        outcome.map_err(|error| failed(request, &error))
    }

    /// Finds out what a closure stopped for, so that it can run again; or ends with its refusal.
    async fn overcome(
        &self,
        request: &Request,
        credential: Option<&Credential>,
        stop: Stop,
        verdicts: &mut HostVerdicts,
    ) -> Result<(), Refusal> {
        match stop {
            Stop::Host(host) => {
                let matches = match request.address {
                    Some(peer) => self.outside().hosts.matches(&host, peer).await,
                    None => false,
                };
                verdicts.insert(host, matches);
                Ok(())
            }
            Stop::Numbers(org, series, count) => self.lease(request, org, series, count).await,
            Stop::Refused(refusal) | Stop::Kept(refusal) => {
                // Who signs in has no credential yet; that door counts its refusals under the login.
                let Some(credential) = credential else { return Err(refusal) };
                self.note_refusal(request, credential, &refusal);
                Err(self.unless_guessing(request, credential, refusal))
            }
            Stop::Store(error) => Err(failed(request, &error)),
        }
    }
}

/// A failure of the store, as its caller sees it; the log tells the rest.
fn failed(request: &Request, error: &db::Error) -> Refusal {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    match error.kind() {
        db::Kind::Unavailable => {
            tracing::warn!(request = %request.id, %error, cause, "the store is not available");
            Refusal::Unavailable { retry_after: 1 }
        }
        db::Kind::OutcomeUnknown => {
            tracing::error!(request = %request.id, %error, cause, "the outcome of a commit is unknown");
            Refusal::OutcomeUnknown(request.id)
        }
        _ => {
            tracing::error!(request = %request.id, operation = request.operation, %error, "the store failed");
            Refusal::Internal
        }
    }
}
