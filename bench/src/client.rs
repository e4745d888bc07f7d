//! A keep-alive HTTP/1.1 client that costs little: the generator shares the cores with the server.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection, one request at a time.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply<'a> {
    /// HTTP status.
    pub status: u16,
    /// The body; one in chunks keeps the lines between them.
    pub body: &'a [u8],
}

impl Reply<'_> {
    /// Refuses another status.
    pub fn expect(self, status: u16) -> Result<Self> {
        if self.status != status {
            bail!("answer {}: {}", self.status, String::from_utf8_lossy(self.body));
        }
        Ok(self)
    }

    /// Whether the body has `text` in it.
    pub fn says(&self, text: &str) -> bool {
        self.body.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(16 << 10) })
    }

    /// Sends a whole request and waits for the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> Result<Reply<'_>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let head = loop {
            if let Some(head) = Head::of(&self.read)? {
                break head;
            }
            self.more().await?;
        };
        let end = loop {
            if let Some(end) = head.end(&self.read) {
                break end;
            }
            self.more().await?;
        };
        let body = self.read.get(head.length..end).unwrap_or_default();
        Ok(Reply { status: head.status, body })
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Head {
    status: u16,
    length: usize,
    body: Body,
}

#[derive(Clone, Copy)]
enum Body {
    Bytes(usize),
    Chunks,
}

impl Head {
    /// The head of an answer, if it is there already.
    fn of(bytes: &[u8]) -> Result<Option<Self>> {
        let Some(end) = find(bytes, b"\r\n\r\n") else { return Ok(None) };
        let text = std::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?.parse()?;
        let mut body = Body::Bytes(0);
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            if name.eq_ignore_ascii_case("content-length") {
                body = Body::Bytes(value.parse()?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                body = Body::Chunks;
            }
        }
        Ok(Some(Self { status, length: end + 4, body }))
    }

    /// Where the answer ends, if all of it is there.
    fn end(&self, bytes: &[u8]) -> Option<usize> {
        match self.body {
            Body::Bytes(count) => Some(self.length + count).filter(|end| bytes.len() >= *end),
            Body::Chunks => Some(bytes.len()).filter(|_| bytes.ends_with(b"\r\n0\r\n\r\n")),
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_length_says() {
        let bytes = b"HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nabc";
        let head = Head::of(bytes).unwrap().unwrap();
        assert_eq!(head.status, 201);
        assert_eq!(head.end(bytes), Some(bytes.len()));
        assert_eq!(head.end(&bytes[..bytes.len() - 1]), None);
    }

    #[test]
    fn a_head_that_is_not_whole_is_waited_for() {
        assert!(Head::of(b"HTTP/1.1 200 OK\r\ncontent-le").unwrap().is_none());
    }

    #[test]
    fn chunks_end_with_the_empty_one() {
        let bytes = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
        let head = Head::of(bytes).unwrap().unwrap();
        assert_eq!(head.end(bytes), Some(bytes.len()));
        assert_eq!(head.end(&bytes[..bytes.len() - 5]), None);
    }

    #[test]
    fn an_answer_without_a_body_ends_with_its_head() {
        let bytes = b"HTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(Head::of(bytes).unwrap().unwrap().end(bytes), Some(bytes.len()));
    }
}
