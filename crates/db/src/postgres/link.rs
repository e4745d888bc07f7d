//! The way to a server: requests go out one behind the other, answers come back in their order.
//!
//! A request whose answer nobody waits for goes out together with the next one that somebody waits for: both programs are
//! woken once for all of them instead of once for each.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Error, Socket};

/// How long a server may take to answer what is still owed when a session is closed.
const LEAVE: Duration = Duration::from_secs(1);

/// An open session, used by one thread at a time. Its parts are dropped in this order.
pub(crate) struct Link {
    waiting: VecDeque<Waiting>,
    client: Arc<Client>,
    traffic: Traffic,
}

/// A request that was made and whose answer is still to be looked at: how many rows were changed.
type Waiting = Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>;

/// An answer, and how many rows were changed by what was sent before it.
pub(crate) struct Answer<T> {
    pub value: T,
    pub changed: u64,
}

/// Whose failure it was.
pub(crate) enum Failed {
    /// Of a request that was sent before: the server has passed over all behind it.
    Before(Error),
    /// Of the last one, or of the connection at that time.
    Last(Error),
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Before(error) | Failed::Last(error) => error,
        }
    }
}

impl Link {
    /// Opens a session. The outer error: this process has no means left for it.
    pub fn connect<T>(config: &Config, tls: T) -> io::Result<Result<Self, Error>>
    where
        T: MakeTlsConnect<Socket>,
        T::Stream: Send + 'static,
    {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let open = runtime.block_on(config.connect(tls));
        Ok(open.map(|(client, connection)| Self {
            waiting: VecDeque::new(),
            client: Arc::new(client),
            traffic: Traffic { runtime, connection: Some(Box::pin(connection)) },
        }))
    }

    /// True when the session is known to have ended.
    pub fn is_closed(&self) -> bool {
        self.traffic.connection.is_none() || self.client.is_closed()
    }

    /// Makes a request whose answer is looked at by the next [`Self::ask`]. It leaves with that, or with [`Self::flush`].
    pub fn send<F>(&mut self, request: impl FnOnce(Arc<Client>) -> F)
    where
        F: Future<Output = Result<u64, Error>> + Send + 'static,
    {
        let mut request: Waiting = Box::pin(request(Arc::clone(&self.client)));
        match make(request.as_mut()) {
            Poll::Pending => self.waiting.push_back(request),
            Poll::Ready(end) => self.waiting.push_back(Box::pin(std::future::ready(end))),
        }
    }

    /// True when an answer to what was sent is still to be looked at.
    pub fn owes(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Lets leave what was sent, and waits for nothing.
    pub fn flush(&mut self) {
        self.traffic.step();
    }

    /// Makes a request behind those that were sent and waits for them all.
    pub fn ask<T, F>(&mut self, request: impl FnOnce(Arc<Client>) -> F) -> Result<Answer<T>, Failed>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let mut request = pin!(request(Arc::clone(&self.client)));
        let made = make(request.as_mut());
        let waiting = std::mem::take(&mut self.waiting);
        let answers = async {
            let mut changed = 0;
            for sent in waiting {
                changed += sent.await.map_err(Failed::Before)?;
            }
            let value = match made {
                Poll::Ready(end) => end,
                Poll::Pending => request.await,
            };
            Ok(Answer { value: value.map_err(Failed::Last)?, changed })
        };
        self.traffic.until(answers).unwrap_or_else(|error| Err(Failed::Last(error)))
    }
}

/// The first step of a request, which puts it into the queue of the connection.
fn make<T>(request: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Poll<T> {
    request.poll(&mut Context::from_waker(Waker::noop()))
}

/// The socket, read and written while somebody waits.
struct Traffic {
    runtime: Runtime,
    /// None when it has ended.
    connection: Option<Connection>,
}

type Connection = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

impl Traffic {
    /// Waits for `work`. The error is that of the connection, which has ended before.
    fn until<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Error> {
        let mut work = pin!(work);
        let connection = &mut self.connection;
        self.runtime.block_on(poll_fn(|cx| {
            let end = poll_connection(connection, cx);
            // What was answered last counts, also when the connection has ended behind it.
            match (work.as_mut().poll(cx), end) {
                (Poll::Ready(value), _) => Poll::Ready(Ok(value)),
                (Poll::Pending, Some(Err(error))) => Poll::Ready(Err(error)),
                (Poll::Pending, _) => Poll::Pending,
            }
        }))
    }

    fn step(&mut self) {
        let connection = &mut self.connection;
        self.runtime.block_on(poll_fn(|cx| {
            drop(poll_connection(connection, cx));
            Poll::Ready(())
        }));
    }
}

impl Drop for Traffic {
    /// The client is gone: takes leave of the server, which may owe an answer and be silent for ever.
    fn drop(&mut self) {
        let connection = &mut self.connection;
        let leave = poll_fn(|cx| {
            drop(poll_connection(connection, cx));
            if connection.is_none() { Poll::Ready(()) } else { Poll::Pending }
        });
        drop(self.runtime.block_on(async { timeout(LEAVE, leave).await }));
    }
}

/// How the connection has ended, if it does so now.
fn poll_connection(connection: &mut Option<Connection>, cx: &mut Context<'_>) -> Option<Result<(), Error>> {
    match connection.as_mut()?.as_mut().poll(cx) {
        Poll::Ready(end) => {
            *connection = None;
            Some(end)
        }
        Poll::Pending => None,
    }
}
