//! What the room promises, file by file.

mod cost;
mod generate;
mod measure;
mod password;
mod pepper;
mod policy;
mod pool;
mod queue;
mod scheme;

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::mpsc,
};

use super::*;

const SALT: Salt = [7; 16];

fn password(text: &str) -> Password {
    Password::new(text.to_owned()).unwrap()
}

fn address(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))
}

fn known(last: u8) -> Source {
    Source::Peer(address(last), Standing::Known)
}

fn stranger(last: u8) -> Source {
    Source::Peer(address(last), Standing::Unknown)
}

/// A pool of one thread and cheap hashes.
fn pool(queue_limit: usize) -> HashPool {
    HashPool::new(Cost::cheap_for_tests(), Peppers::none(), 1, queue_limit).unwrap()
}

/// A job that holds its thread until it is let go.
struct Gate {
    started: mpsc::Receiver<()>,
    release: mpsc::Sender<()>,
    answer: Pending<()>,
}

impl Gate {
    fn queue(pool: &HashPool, source: Source) -> Self {
        let (starts, started) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let answer = pool.submit(source, move |_| {
            starts.send(()).ok();
            released.recv().ok();
            Some(())
        });
        Self { started, release, answer }
    }

    /// A gate that a thread stands at already.
    fn hold(pool: &HashPool) -> Self {
        let gate = Self::queue(pool, Source::System);
        gate.reached();
        gate
    }

    fn reached(&self) {
        self.started.recv().unwrap();
    }

    async fn open(self) {
        self.release.send(()).unwrap();
        self.answer.await.unwrap();
    }
}
