//! Where requests come in: connections accepted, protected, bounded in number and time, and let go in peace.

mod connection;
mod limits;
mod signal;
mod socket;
#[cfg(test)]
mod tests;
mod tls;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

pub use limits::Limits;
pub use signal::terminated;
pub use tls::{Tls, TlsError, install_provider};

/// How long accepting rests after the system refused it (no file handle left).
const REST: Duration = Duration::from_millis(100);

/// An address that is taken, and not yet served.
pub struct Listener {
    socket: TcpListener,
    tls: Option<Tls>,
    limits: Limits,
    places: Arc<Semaphore>,
}

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every request in flight was answered.
    Whole,
    /// The time to drain was over before; so many connections were cut.
    Cut(usize),
}

/// The address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {source}")]
pub struct BindError {
    address: SocketAddr,
    source: io::Error,
}

impl Listener {
    /// Takes `address`; port 0 takes a free one, see [`Listener::address`]. Connections wait until [`Listener::serve`].
    pub async fn bind(address: SocketAddr, tls: Option<Tls>, limits: Limits) -> Result<Self, BindError> {
        let socket = TcpListener::bind(address).await.map_err(|source| BindError { address, source })?;
        let places = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
        Ok(Self { socket, tls, limits, places })
    }

    /// The address with its real port.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Serves until `stop`; then accepts nothing more, ends idle connections, and gives requests in flight their time
    /// to be answered.
    pub async fn serve(self, router: Router, stop: impl Future<Output = ()>) -> Drained {
        let graceful = GracefulShutdown::new();
        let mut connections = JoinSet::new();
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(_ended) = connections.join_next() => {}
                (place, socket, peer) = self.accept() => {
                    let served = connection::serve(
                        socket, peer, self.tls.clone(), router.clone(), self.limits, graceful.watcher(),
                    );
                    connections.spawn(async move {
                        served.await;
                        drop(place);
                    });
                }
            }
        }
        drop(self.socket);
        let drained = tokio::time::timeout(self.limits.drain, graceful.shutdown()).await;
        while connections.try_join_next().is_some() {}
        let left = connections.len();
        connections.shutdown().await;
        if drained.is_ok() { Drained::Whole } else { Drained::Cut(left) }
    }

    /// The next connection, once there is a place for it. Until then it waits in the system's queue.
    async fn accept(&self) -> (Option<OwnedSemaphorePermit>, TcpStream, SocketAddr) {
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        loop {
            match self.socket.accept().await {
                Ok((socket, peer)) => return (place, socket, peer),
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted for the moment");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }
}

/// Whether accepting failed because that one client had gone already.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
