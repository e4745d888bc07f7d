//! One question, put to the servers of a source in their order.

use tokio::time::timeout;

use crate::connection::{Connection, Login};
use crate::{During, Error, Source};

/// What is put to one server. It may be put to several, one after the other, and keeps nothing of a run that failed.
pub(crate) trait Attempt: Sync {
    type Answer: Send;

    /// Asks this host.
    fn on(&self, source: &Source, host: &str) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
}

/// What is asked over a connection that has logged in as the source.
pub(crate) trait Question: Sync {
    type Answer: Send;

    /// Asks.
    fn ask(
        &self,
        source: &Source,
        connection: &mut Connection,
    ) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
}

/// A question, with the login before it.
struct LoggedIn<Q>(Q);

impl<Q: Question> Attempt for LoggedIn<Q> {
    type Answer = Q::Answer;

    async fn on(&self, source: &Source, host: &str) -> Result<Q::Answer, Error> {
        let mut connection = Connection::open(source, host).await?;
        match connection.bind(&source.bind_dn, &source.bind_secret).await? {
            Login::Right => self.0.ask(source, &mut connection).await,
            Login::Wrong(words) => Err(Error::LoginRefused(words)),
        }
    }
}

impl Source {
    /// Asks the first server that can answer. A server that fails in the middle is as one that was never reached: the
    /// question is put anew to the next.
    pub(crate) async fn on_a_host<A: Attempt>(&self, attempt: &A) -> Result<A::Answer, Error> {
        let late = || {
            let host = self.hosts.last().cloned().unwrap_or_default();
            Err(Error::TimedOut { host, during: During::Whole })
        };
        timeout(self.times.whole, self.each_host(attempt)).await.unwrap_or_else(|_| late())
    }

    async fn each_host<A: Attempt>(&self, attempt: &A) -> Result<A::Answer, Error> {
        let nobody = String::from("the source names no host");
        let mut failed = Error::Unreachable { host: String::new(), why: nobody };
        for host in &self.hosts {
            match attempt.on(self, host).await {
                Err(error) if error.may_be_this_host() => {
                    tracing::warn!(%error, "a directory server is passed over");
                    failed = error;
                }
                answered => return answered,
            }
        }
        Err(failed)
    }

    /// The same, with a connection that has logged in as the source.
    pub(crate) async fn logged_in<Q: Question>(&self, question: Q) -> Result<Q::Answer, Error> {
        self.on_a_host(&LoggedIn(question)).await
    }
}
