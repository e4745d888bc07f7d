//! Answers of many rows.

use futures_util::Stream;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use tokio_postgres::{Error, Row, RowStream};

/// An answer that comes row by row. Nobody looks at a row while the connection is driven: he may use another one.
pub(super) struct Rows {
    coming: Pin<Box<RowStream>>,
    /// Those that can be looked at now.
    pub here: Vec<Row>,
    /// None comes behind those.
    pub ended: bool,
}

impl Rows {
    /// So many rows are read before somebody looks at them.
    const MOST: usize = 256;

    pub fn of(coming: RowStream) -> Self {
        Self { coming: Box::pin(coming), here: Vec::new(), ended: false }
    }

    /// Waits for a row, and takes those with it that have come already.
    pub async fn more(mut self) -> Result<Self, Error> {
        poll_fn(|cx| {
            while self.here.len() < Self::MOST {
                match self.coming.as_mut().poll_next(cx)? {
                    Poll::Ready(Some(row)) => self.here.push(row),
                    Poll::Ready(None) => {
                        self.ended = true;
                        break;
                    }
                    Poll::Pending if self.here.is_empty() => return Poll::Pending,
                    Poll::Pending => break,
                }
            }
            Poll::Ready(Ok(()))
        })
        .await
        .map(|()| self)
    }
}
