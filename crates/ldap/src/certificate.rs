//! What a server's certificate says, for whoever decides about it.

use std::fmt;
use std::str::FromStr;

use rustls::pki_types::CertificateDer;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::der::Decode;
use x509_cert::time::Time;

/// A certificate by its SHA-256: what is kept of one that was accepted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// That of a certificate in DER.
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&pairs(&self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not 32 bytes in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a thumbprint is 64 hexadecimal digits, with or without colons")]
pub struct BadThumbprint;

impl FromStr for Thumbprint {
    type Err = BadThumbprint;

    fn from_str(text: &str) -> Result<Self, BadThumbprint> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|c| *c != ':')
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()
            .ok_or(BadThumbprint)?;
        let (pairs, rest) = digits.as_chunks::<2>();
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        match <[u8; 32]>::try_from(bytes) {
            Ok(bytes) if rest.is_empty() => Ok(Self(bytes)),
            _ => Err(BadThumbprint),
        }
    }
}

/// What stands in a certificate that a server has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// By SHA-256; this is what is pinned.
    pub thumbprint: Thumbprint,
    /// By SHA-1, as other tools show it: pairs of hexadecimal digits with colons. Nothing is decided by it.
    pub sha1: String,
    /// Whom it is for, as RFC 4514 writes a name.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The serial number: pairs of hexadecimal digits with colons.
    pub serial: String,
    /// The first second it is good for, since 1970 UTC.
    pub valid_from: i64,
    /// The last second it is good for, since 1970 UTC.
    pub valid_until: i64,
    /// The certificate itself.
    pub der: Vec<u8>,
}

impl Certificate {
    /// Reads a certificate; none if it is none.
    pub(crate) fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let read = x509_cert::Certificate::from_der(der).ok()?.tbs_certificate;
        Some(Self {
            thumbprint: Thumbprint::of(der),
            sha1: pairs(&Sha1::digest(der)),
            subject: read.subject.to_string(),
            issuer: read.issuer.to_string(),
            serial: read.serial_number.to_string(),
            valid_from: seconds(read.validity.not_before),
            valid_until: seconds(read.validity.not_after),
            der: der.to_vec(),
        })
    }
}

fn seconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

fn pairs(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}
