//! Why a directory server could not be asked, or did not answer.

use std::fmt;

use ldap3_proto::proto::{LdapResult, LdapResultCode};

use crate::Thumbprint;

/// The most characters of a server's own words that are repeated.
const MOST_WORDS: usize = 200;

/// What was waited for when time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum During {
    /// A server that accepts the connection.
    Connect,
    /// The next message of an answer.
    Answer,
    /// Everything together.
    Whole,
}

impl fmt::Display for During {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "did not accept the connection in time",
            Self::Answer => "did not answer in time",
            Self::Whole => "took too long altogether",
        })
    }
}

/// Why there is no answer. Each is a sentence for whoever keeps the source; none repeats a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection, or one that ended before the answer did.
    #[error("the directory server {host} cannot be reached: {why}")]
    Unreachable {
        /// The last that was tried.
        host: String,
        /// What the system says.
        why: String,
    },
    /// The source's own login was refused.
    #[error(
        "the directory server refused the login of the source ({0}): check the bind name and its password"
    )]
    LoginRefused(String),
    /// The source has no name or password of its own, or one that a server would take for none. Nothing was sent.
    #[error("the source has no name and password to log in with")]
    NoPassword,
    /// The server showed a certificate that nobody has accepted. Nothing was sent.
    #[error("the directory server {host} shows a certificate that was not accepted: {shown}")]
    CertificateNotAccepted {
        /// Who showed it.
        host: String,
        /// The certificate, by SHA-256.
        shown: Thumbprint,
    },
    /// No TLS with this server.
    #[error("the directory server {host} does not agree on TLS: {why}")]
    Tls {
        /// Which server.
        host: String,
        /// What does not fit.
        why: String,
    },
    /// Time is up.
    #[error("the directory server {host} {during}")]
    TimedOut {
        /// The last that was tried.
        host: String,
        /// What was waited for.
        during: During,
    },
    /// More than was asked for, where a part would be wrong.
    #[error("the directory server holds more than {0}")]
    TooMany(String),
    /// Several entries of one name, where one of them had to be chosen.
    #[error("the directory server has several entries of that name")]
    Ambiguous,
    /// The server sends us to another one. We do not go: who asks decides which servers see passwords.
    #[error("the directory server refers to another server; referrals are not followed")]
    Referral,
    /// The server understood and refused.
    #[error("the directory server refused: {0}")]
    Refused(String),
    /// What the server said is not LDAP, or not what was asked for.
    #[error("the directory server {host} does not speak LDAP as expected: {why}")]
    Protocol {
        /// Which server.
        host: String,
        /// What does not fit.
        why: String,
    },
}

impl Error {
    /// Whether another server with the same content may do better. A refused login is not tried elsewhere: it would count
    /// twice against the account.
    pub(crate) fn may_be_this_host(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::CertificateNotAccepted { .. }
            | Self::Tls { .. }
            | Self::TimedOut { .. }
            | Self::Protocol { .. } => true,
            Self::LoginRefused(_)
            | Self::NoPassword
            | Self::TooMany(_)
            | Self::Ambiguous
            | Self::Referral
            | Self::Refused(_) => false,
        }
    }
}

/// What `result` says when it is not what was hoped for.
pub(crate) fn refusal(host: &str, result: &LdapResult) -> Error {
    match result.code {
        LdapResultCode::Referral => Error::Referral,
        LdapResultCode::AdminLimitExceeded | LdapResultCode::SizeLimitExceeded => {
            Error::TooMany("it is willing to send".into())
        }
        LdapResultCode::TimeLimitExceeded => {
            Error::TimedOut { host: host.to_owned(), during: During::Answer }
        }
        LdapResultCode::Busy | LdapResultCode::Unavailable => {
            Error::Unreachable { host: host.to_owned(), why: words(result) }
        }
        _ => Error::Refused(words(result)),
    }
}

/// The server's own words, short and on one line.
pub(crate) fn words(result: &LdapResult) -> String {
    let code = format!("{:?}", result.code);
    let said: String =
        result.message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_WORDS).collect();
    if said.trim().is_empty() { code } else { format!("{code}, {}", said.trim()) }
}
