//! A connection to one server, over which one question is asked at a time.

use std::io;
use std::time::Duration;

use ldap3_proto::control::LdapControl;
use ldap3_proto::proto::{LdapExtendedRequest, LdapExtendedResponse, LdapMsg, LdapOp, LdapResultCode};
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::error::{refusal, words};
use crate::frame::{self, Broken};
use crate::tls::{Accept, secure};
use crate::{During, Error, Secret, Security, Source, Times};

/// The name of the change to TLS (RFC 4511, 4.14).
const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
/// The name of the question who one is (RFC 4532).
const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";
/// The most bytes of all messages of one connection: what a broken server can make us read.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// What bytes go through.
pub(crate) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// An open connection.
pub(crate) struct Connection {
    io: BufReader<Box<dyn Io>>,
    host: String,
    answer: Duration,
    last_id: i32,
    read: usize,
}

/// What the server said to a login.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Login {
    /// Yes.
    Right,
    /// No, in its words.
    Wrong(String),
}

impl Connection {
    /// A connection on which nothing was said yet, protected as the source asks, with a certificate that was accepted.
    pub async fn open(source: &Source, host: &str) -> Result<Self, Error> {
        let accept = match &source.security {
            Security::None => None,
            Security::StartTls(pinned) | Security::Ldaps(pinned) => Some(Accept::Pinned(pinned.clone())),
        };
        let opening = async {
            let plain = Self::plain(source, host).await?;
            match accept {
                None => Ok(plain),
                Some(accept) => Ok(plain.secured(accept).await?.0),
            }
        };
        in_time(source.times, host, opening).await
    }

    /// The certificates that a server shows; nothing is said to it but, where it must be, that TLS is wanted.
    pub async fn certificates(source: &Source, host: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
        let looking = async { Ok(Self::plain(source, host).await?.secured(Accept::ToBeShown).await?.1) };
        in_time(source.times, host, looking).await
    }

    /// In clear, up to the point where TLS begins.
    async fn plain(source: &Source, host: &str) -> Result<Self, Error> {
        let unreachable = |error: io::Error| unreachable(host, &error);
        let tcp = TcpStream::connect((host, source.port)).await.map_err(unreachable)?;
        tcp.set_nodelay(true).map_err(unreachable)?;
        let mut plain = Self {
            io: BufReader::new(Box::new(tcp)),
            host: host.to_owned(),
            answer: source.times.answer,
            last_id: 0,
            read: 0,
        };
        if let Security::StartTls(_) = source.security {
            let answer = plain.extended(START_TLS).await?;
            if answer.res.code != LdapResultCode::Success {
                return Err(Error::Tls { host: plain.host, why: words(&answer.res) });
            }
        }
        Ok(plain)
    }

    /// Changes to TLS, and tells which certificates were shown. Whatever came in clear after the agreement on TLS was put
    /// there by somebody between us.
    async fn secured(self, accept: Accept) -> Result<(Self, Vec<CertificateDer<'static>>), Error> {
        if !self.io.buffer().is_empty() {
            return Err(self.broken("something was said in clear after TLS was agreed on"));
        }
        let Self { io, host, answer, last_id, read } = self;
        let tls = secure(io.into_inner(), &host, accept).await?;
        let shown = tls.get_ref().1.peer_certificates().unwrap_or_default();
        let shown = shown.iter().map(|certificate| certificate.clone().into_owned()).collect();
        Ok((Self { io: BufReader::new(Box::new(tls)), host, answer, last_id, read }, shown))
    }

    /// The server's name, for sentences.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// An error of the kind that this server does not keep to the protocol.
    pub fn broken(&self, why: &str) -> Error {
        Error::Protocol { host: self.host.clone(), why: why.to_owned() }
    }

    /// Logs in. An empty name or password is refused here and never sent: servers answer "success" to it and mean nobody.
    pub async fn bind(&mut self, dn: &str, password: &Secret) -> Result<Login, Error> {
        let Some(password) = password.sendable().filter(|_| !dn.is_empty()) else {
            return Err(Error::NoPassword);
        };
        let id = self.next_id();
        let question = frame::bind(id, dn, password);
        self.send(&question).await?;
        let LdapOp::BindResponse(answer) = self.answer_to(id).await?.op else {
            return Err(self.broken("a login is answered by something else"));
        };
        match answer.res.code {
            LdapResultCode::Success => {}
            LdapResultCode::InvalidCredentials
            | LdapResultCode::InappropriateAuthentication
            | LdapResultCode::UnwillingToPerform
            | LdapResultCode::NoSuchObject
            | LdapResultCode::InvalidDNSyntax => return Ok(Login::Wrong(words(&answer.res))),
            _ => return Err(refusal(&self.host, &answer.res)),
        }
        if self.is_anonymous().await? {
            return Ok(Login::Wrong("the server let nobody in".into()));
        }
        Ok(Login::Right)
    }

    /// Whether the server says that we are nobody. One that does not know the question is believed.
    async fn is_anonymous(&mut self) -> Result<bool, Error> {
        let answer = self.extended(WHO_AM_I).await?;
        let said = answer.value.unwrap_or_default();
        Ok(answer.res.code == LdapResultCode::Success && (said.is_empty() || said == b"dn:"))
    }

    async fn extended(&mut self, name: &str) -> Result<LdapExtendedResponse, Error> {
        let request = LdapExtendedRequest { name: name.to_owned(), value: None };
        let id = self.ask(LdapOp::ExtendedRequest(request), Vec::new()).await?;
        match self.answer_to(id).await?.op {
            LdapOp::ExtendedResponse(answer) => Ok(answer),
            _ => Err(self.broken("a question is answered by something else")),
        }
    }

    /// Sends a question; its number.
    pub async fn ask(&mut self, op: LdapOp, ctrl: Vec<LdapControl>) -> Result<i32, Error> {
        let msgid = self.next_id();
        let question = frame::write(LdapMsg { msgid, op, ctrl }).map_err(|broken| self.lost(broken))?;
        self.send(&question).await?;
        Ok(msgid)
    }

    /// The next message of the answer to this question.
    pub async fn answer_to(&mut self, id: i32) -> Result<LdapMsg, Error> {
        let read = timeout(self.answer, frame::read(&mut self.io)).await;
        let read = read.map_err(|_| Error::TimedOut { host: self.host.clone(), during: During::Answer })?;
        let (message, bytes) = read.map_err(|broken| self.lost(broken))?;
        self.read = self.read.saturating_add(bytes);
        if self.read > MOST_BYTES {
            return Err(Error::TooMany(format!("{MOST_BYTES} bytes")));
        }
        match message.msgid {
            0 => Err(Error::Unreachable { host: self.host.clone(), why: "it ended the connection".into() }),
            answered if answered == id => Ok(message),
            _ => Err(self.broken("an answer belongs to no question")),
        }
    }

    fn next_id(&mut self) -> i32 {
        self.last_id = self.last_id.wrapping_add(1).max(1);
        self.last_id
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let sending = async {
            self.io.write_all(bytes).await?;
            self.io.flush().await
        };
        match timeout(self.answer, sending).await {
            Err(_) => Err(Error::TimedOut { host: self.host.clone(), during: During::Answer }),
            Ok(Err(error)) => Err(unreachable(&self.host, &error)),
            Ok(Ok(())) => Ok(()),
        }
    }

    fn lost(&self, broken: Broken) -> Error {
        match broken {
            Broken::Ended(error) => unreachable(&self.host, &error),
            Broken::NotLdap(why) => self.broken(why),
        }
    }
}

async fn in_time<T>(
    times: Times,
    host: &str,
    opening: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let opened = timeout(times.connect, opening).await;
    opened.unwrap_or_else(|_| Err(Error::TimedOut { host: host.to_owned(), during: During::Connect }))
}

fn unreachable(host: &str, error: &io::Error) -> Error {
    let why = match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ended the connection".to_owned(),
        _ => error.to_string(),
    };
    Error::Unreachable { host: host.to_owned(), why }
}
