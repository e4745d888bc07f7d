//! A small HTTP client that does what it is told, also what a polite one would not do.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::Answer;

/// The longest wait for a server that says nothing: a test fails then, and does not hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// One call, as bytes.
#[derive(Clone, Debug)]
pub struct Ask {
    head: String,
    body: Vec<u8>,
}

impl Ask {
    /// Any method.
    pub fn new(method: &str, target: &str) -> Self {
        Self { head: format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\n"), body: Vec::new() }
    }

    /// `GET target`.
    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// `POST target`.
    pub fn post(target: &str) -> Self {
        Self::new("POST", target)
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head = format!("{}{name}: {value}\r\n", self.head);
        self
    }

    /// With an Aria token.
    #[must_use]
    pub fn ops_token(self, token: &str) -> Self {
        self.header("authorization", &format!("OpsToken {token}"))
    }

    /// With a PAM360 token.
    #[must_use]
    pub fn authtoken(self, token: &str) -> Self {
        self.header("authtoken", token)
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &impl Serialize) -> Self {
        self.header("content-type", "application/json").body(serde_json::to_vec(body).unwrap())
    }

    /// With an `INPUT_DATA` form as the vendor's samples send it.
    #[must_use]
    pub fn input_data(self, details: &impl Serialize) -> Self {
        self.header("content-type", "application/x-www-form-urlencoded")
            .body(crate::call::input_data(details))
    }

    /// With a body of any bytes.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Everything, with the length of the body.
    pub fn bytes(&self) -> Vec<u8> {
        let length = self.body.len();
        let length = if length == 0 { String::new() } else { format!("content-length: {length}\r\n") };
        [format!("{}{length}\r\n", self.head).as_bytes(), &self.body].concat()
    }
}

/// One connection that stays open.
pub struct Client<S: Read + Write = TcpStream> {
    stream: BufReader<S>,
}

impl Client {
    /// A connection over TCP.
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self::over(stream)
    }
}

impl<S: Read + Write> Client<S> {
    /// A connection over any stream.
    pub fn over(stream: S) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// Makes a call and reads its answer; an error when the server goes away before its end.
    pub fn send(&mut self, ask: &Ask) -> io::Result<Answer> {
        self.write(&ask.bytes())?;
        self.answer()
    }

    /// Writes some bytes.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)?;
        self.stream.get_mut().flush()
    }

    /// Reads one answer.
    pub fn answer(&mut self) -> io::Result<Answer> {
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| io::Error::other("no HTTP"))?;
        let headers = self.headers()?;
        let body = self.body(status, &headers)?;
        Ok(Answer { status, headers, body })
    }

    /// All that still comes, until the server closes or cuts the connection.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        if let Err(error) = self.stream.read_to_end(&mut rest) {
            assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "{error}");
        }
        rest
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn headers(&mut self) -> io::Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { return Ok(headers) };
            let name: HeaderName = name.parse().map_err(io::Error::other)?;
            headers.append(name, HeaderValue::from_str(value.trim()).map_err(io::Error::other)?);
        }
    }

    fn body(&mut self, status: u16, headers: &HeaderMap) -> io::Result<Vec<u8>> {
        if status == 204 || status == 304 {
            return Ok(Vec::new());
        }
        if headers.contains_key("transfer-encoding") {
            return self.chunks();
        }
        let length = headers.get("content-length").and_then(|value| value.to_str().ok()?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let length = usize::from_str_radix(&self.line()?, 16).map_err(io::Error::other)?;
            let mut chunk = vec![0; length];
            self.stream.read_exact(&mut chunk)?;
            self.line()?;
            if length == 0 {
                return Ok(body);
            }
            body.append(&mut chunk);
        }
    }
}
