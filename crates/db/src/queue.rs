//! The queue between callers and database threads.

use crate::store::Parcel;
use crate::{Error, Kind, Result};
use crossbeam_channel::{Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// What travels in a queue.
pub(crate) enum Message {
    Job(Parcel),
    /// One thread ends at each.
    Stop,
}

/// The callers' end: refuses when too many wait.
pub(crate) struct Queue {
    sender: Sender<Message>,
    limit: usize,
}

impl Queue {
    pub fn new(limit: usize) -> (Self, Receiver<Message>) {
        let (sender, receiver) = crossbeam_channel::unbounded();
        (Self { sender, limit }, receiver)
    }

    pub fn push(&self, job: Parcel) -> Result<()> {
        if self.sender.len() >= self.limit {
            return Err(Error::new(Kind::Unavailable, "too many requests wait for it"));
        }
        self.sender.send(Message::Job(job)).map_err(|_| Error::closed())
    }

    pub fn waiting(&self) -> u64 {
        self.sender.len() as u64
    }

    pub fn stop(&self, threads: usize) {
        for _ in 0..threads {
            drop(self.sender.send(Message::Stop));
        }
    }
}

/// The threads' end, for one who serves its queue, and perhaps another before it.
pub(crate) struct Lanes {
    own: Receiver<Message>,
    first: Option<Receiver<Message>>,
    fair: bool,
    stopped: bool,
}

impl Lanes {
    /// Whoever is to serve `first` too takes from there as long as something waits in it. It is told to stop by its own.
    pub fn new(own: Receiver<Message>, first: Option<Receiver<Message>>) -> Self {
        Self { own, first, fair: false, stopped: false }
    }

    /// The same for whoever serves both alone: neither goes first.
    pub fn fair(own: Receiver<Message>, other: Receiver<Message>) -> Self {
        Self { own, first: Some(other), fair: true, stopped: false }
    }

    /// The next job, as soon as there is one; none when told to stop and nothing waits to be served first.
    pub fn next(&mut self) -> Option<Parcel> {
        while !self.stopped {
            let message = match &self.first {
                None => self.own.recv(),
                Some(other) if self.fair => crossbeam_channel::select! {
                    recv(other) -> message => message,
                    recv(self.own) -> message => message,
                },
                Some(first) => crossbeam_channel::select_biased! {
                    recv(first) -> message => message,
                    recv(self.own) -> message => message,
                },
            };
            match message {
                Ok(Message::Job(job)) => return Some(job),
                Ok(Message::Stop) | Err(_) => self.stopped = true,
            }
        }
        match self.first.as_ref()?.try_recv().ok()? {
            Message::Job(job) => Some(job),
            Message::Stop => None,
        }
    }
}

/// Threads that are joined once.
#[derive(Default)]
pub(crate) struct Handles(Mutex<Vec<JoinHandle<()>>>);

impl Handles {
    pub fn spawn(&self, name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
        let handle = thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
            .map_err(|error| Error::new(Kind::Other, format!("no thread could be started: {error}")))?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
        Ok(())
    }

    /// Waits for all, but not for the thread that asks: a closure may hold the last handle of its store.
    pub fn join(&self) {
        let handles = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for handle in handles {
            if handle.thread().id() != thread::current().id() {
                drop(handle.join());
            }
        }
    }
}

/// The threads' end, for one who takes all that wait.
pub(crate) struct Inbox<'q> {
    jobs: &'q Receiver<Message>,
    stopped: bool,
}

impl<'q> Inbox<'q> {
    pub fn new(jobs: &'q Receiver<Message>) -> Self {
        Self { jobs, stopped: false }
    }

    /// The next job, as soon as there is one; none when told to stop and nothing waits.
    pub fn wait(&mut self) -> Option<Parcel> {
        if self.stopped {
            return self.next();
        }
        match self.jobs.recv() {
            Ok(Message::Job(job)) => Some(job),
            Ok(Message::Stop) | Err(_) => {
                self.stopped = true;
                self.next()
            }
        }
    }

    /// Whether it was told to stop.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// The next job, if one waits.
    pub fn next(&mut self) -> Option<Parcel> {
        loop {
            match self.jobs.try_recv().ok()? {
                Message::Job(job) => return Some(job),
                Message::Stop => self.stopped = true,
            }
        }
    }
}
