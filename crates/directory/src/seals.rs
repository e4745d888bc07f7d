//! Keys outside the store, under which secrets are kept that must be read again: bind passwords of auth sources, and what
//! second factors are computed with.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use model::{Conflict, OrgKey, Refusal, SourceId, UserId};
use zeroize::Zeroizing;

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a nonce: long enough to be drawn at random.
pub(crate) const NONCE: usize = 24;
/// The most bytes of a key's id.
const MAX_ID: usize = 32;
/// The first byte of what is sealed in this way.
const FORM: u8 = 1;

/// All keys of this installation. The last one seals, the others only open.
#[derive(Default)]
pub struct Seals {
    keys: Vec<(String, Zeroizing<[u8; KEY]>)>,
}

/// The one thing that a sealed secret belongs to, so that it cannot be moved to another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner {
    /// The bind password of an auth source.
    Source(OrgKey, SourceId),
    /// The second factor of a user.
    SecondFactor(OrgKey, UserId),
}

impl Owner {
    fn as_bytes(self) -> Vec<u8> {
        let (what, org, id) = match self {
            Self::Source(org, SourceId(id)) => ("auth source", org, id),
            Self::SecondFactor(org, UserId(id)) => ("second factor", org, id),
        };
        [what.as_bytes(), &org.0.to_be_bytes(), &id].concat()
    }
}

/// Why a key file is refused. Lines count from 1; nothing of the file is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealsRefused {
    /// Not `id key`, or an id with other characters than letters, digits, `-` and `_`, or longer than 32.
    #[error("line {0} of the key file is not an id, one space and a key in base64")]
    Malformed(usize),
    /// The key has not 32 bytes.
    #[error("the key on line {0} of the key file has not 32 bytes")]
    Length(usize),
    /// The id stands on an earlier line too.
    #[error("the id on line {0} of the key file is used already")]
    IdTaken(usize),
    /// No line gives a key: the file is likelier damaged than meant so.
    #[error("the key file names no key")]
    Empty,
}

impl Seals {
    /// No keys: nothing can be sealed.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether there is a key to seal with.
    pub(crate) fn can_seal(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Reads a key file: one `id base64-key` a line, the last line seals; empty lines and lines that begin with `#` are
    /// skipped. A key has 32 bytes (`openssl rand -base64 32`). Lines are only ever added: taking one away makes what was
    /// sealed with it unreadable.
    pub fn parse(file: &str) -> Result<Self, SealsRefused> {
        let mut seals = Self::none();
        for (number, line) in (1..).zip(file.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (id, key) = parse_line(line, number)?;
            if seals.key(id.as_bytes()).is_some() {
                return Err(SealsRefused::IdTaken(number));
            }
            seals.keys.push((id.to_owned(), key));
        }
        if seals.keys.is_empty() { Err(SealsRefused::Empty) } else { Ok(seals) }
    }

    /// The line of a key file for a key that was drawn at random.
    pub fn line(id: &str, key: &[u8; KEY]) -> Zeroizing<String> {
        let key = Zeroizing::new(STANDARD.encode(key));
        Zeroizing::new(format!("{id} {}\n", *key))
    }

    /// What is kept of `secret` for this owner and no other; none without a key. `nonce` is drawn for this one use.
    pub(crate) fn seal(&self, owner: Owner, secret: &[u8], nonce: [u8; NONCE]) -> Option<Vec<u8>> {
        let (id, key) = self.keys.last()?;
        let payload = Payload { msg: secret, aad: &owner.as_bytes() };
        let sealed = cipher(key).encrypt(&XNonce::from(nonce), payload).ok()?;
        let mut kept = vec![FORM, u8::try_from(id.len()).ok()?];
        kept.extend_from_slice(id.as_bytes());
        kept.extend_from_slice(&nonce);
        kept.extend_from_slice(&sealed);
        Some(kept)
    }

    /// The secret that was sealed for this owner; none if its key is missing, or a bit of it was changed, or it was sealed
    /// for another.
    pub(crate) fn open(&self, owner: Owner, kept: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (&[form, length], rest) = kept.split_first_chunk::<2>()?;
        if form != FORM {
            return None;
        }
        let (id, rest) = rest.split_at_checked(usize::from(length))?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: &owner.as_bytes() };
        cipher(self.key(id)?).decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).ok()
    }

    fn key(&self, id: &[u8]) -> Option<&Zeroizing<[u8; KEY]>> {
        self.keys.iter().find(|(known, _)| known.as_bytes() == id).map(|(_, key)| key)
    }
}

/// The refusal of a server that could only keep a secret in clear.
pub(crate) fn no_key() -> Refusal {
    Refusal::Conflict(Conflict::State("the server has no key to seal secrets with"))
}

fn cipher(key: &Zeroizing<[u8; KEY]>) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key).into())
}

fn parse_line(line: &str, number: usize) -> Result<(&str, Zeroizing<[u8; KEY]>), SealsRefused> {
    let malformed = SealsRefused::Malformed(number);
    let (id, key) = line.split_once([' ', '\t']).ok_or(malformed)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.len() > MAX_ID || !id.chars().all(plain) {
        return Err(malformed);
    }
    let key = Zeroizing::new(STANDARD.decode(key.trim_start()).map_err(|_| malformed)?);
    let key = <[u8; KEY]>::try_from(key.as_slice()).map_err(|_| SealsRefused::Length(number))?;
    Ok((id, Zeroizing::new(key)))
}

impl fmt::Debug for Seals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.keys.iter().map(|(id, _)| id.as_str()).collect();
        f.debug_struct("Seals").field("ids", &ids).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
