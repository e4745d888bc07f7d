//! A TCP connection that neither waits for ever nor cuts off its own last words.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// What a client may still send after the answer that ends its connection. Closing a socket with unread bytes resets
/// it, and the client would lose the answer (a 413, most often).
const LINGER_BYTES: usize = 4 << 20;
const LINGER_TIME: Duration = Duration::from_secs(1);

/// A TCP connection whose peer must take what is written within a time, else writing fails with `TimedOut`; and
/// which, when shut down, reads what the peer still sends, for a short time, and drops it.
pub struct Socket {
    stream: TcpStream,
    idle: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    linger: Linger,
}

enum Linger {
    Open,
    Draining { left: usize, end: Pin<Box<Sleep>> },
}

impl Socket {
    pub fn new(stream: TcpStream, idle: Duration) -> Self {
        Self { stream, idle, stalled: None, linger: Linger::Open }
    }

    /// Ends a wait for the peer when it lasts too long.
    fn timed<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.stalled = None;
            return polled;
        }
        let idle = self.idle;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(idle)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.timed(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.timed(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(cx);
        self.timed(cx, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { stream, linger, .. } = &mut *self;
        if let Linger::Open = linger {
            ready!(Pin::new(&mut *stream).poll_shutdown(cx))?;
            *linger = Linger::Draining { left: LINGER_BYTES, end: Box::pin(sleep(LINGER_TIME)) };
        }
        let Linger::Draining { left, end } = linger else { return Poll::Ready(Ok(())) };
        let mut scratch = [0; 16 << 10];
        while end.as_mut().poll(cx).is_pending() {
            let mut buffer = ReadBuf::new(&mut scratch);
            let read = ready!(Pin::new(&mut *stream).poll_read(cx, &mut buffer));
            let taken = buffer.filled().len();
            if read.is_err() || taken == 0 || taken >= *left {
                break;
            }
            *left -= taken;
        }
        Poll::Ready(Ok(()))
    }
}
