//! Keys outside the store, without which a stolen store cannot be searched for passwords.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::password::Password;

/// The id that says "no pepper" in a stored password and in a pepper file.
pub(super) const NO_PEPPER: &str = "0";
/// A pepper shorter than the digest of its HMAC would be its weakest part.
const MIN_KEY_BYTES: usize = 32;
const MAX_ID_CHARACTERS: usize = 32;

/// All peppers of this installation. The current one is used for new hashes, the others only to verify old
/// ones, which are then renewed.
#[derive(Default)]
pub struct Peppers {
    keys: Vec<(String, Zeroizing<Vec<u8>>)>,
    current: Option<String>,
}

/// Why a pepper file is refused. Lines count from 1; nothing of the file is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeppersRefused {
    /// Not `id key`, or an id with other characters than letters, digits, `-` and `_`, or longer than 32.
    #[error("line {0} of the pepper file is not an id, one space and a key in base64")]
    Malformed(usize),
    /// The key has fewer than 32 bytes.
    #[error("the key on line {0} of the pepper file has fewer than 32 bytes")]
    ShortKey(usize),
    /// The id stands on an earlier line too, or is `0` and has a key.
    #[error("the id on line {0} of the pepper file is used already")]
    IdTaken(usize),
    /// No line gives a pepper: the file is likelier damaged than meant so.
    #[error("the pepper file names no pepper")]
    Empty,
}

impl Peppers {
    /// No peppers: passwords are hashed as they are.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads a pepper file: one `id base64-key` a line, the last line is the current one; empty lines and
    /// lines that begin with `#` are skipped. A last line of `0` alone means: no pepper for new hashes.
    ///
    /// A key has at least 32 bytes (`openssl rand -base64 32`). Lines are only ever added: taking one away
    /// locks out everybody whose hash was made with it.
    pub fn parse(file: &str) -> Result<Self, PeppersRefused> {
        let mut peppers = Self::none();
        for (number, line) in (1..).zip(file.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line == NO_PEPPER {
                peppers.current = None;
                continue;
            }
            let (id, key) = parse_line(line, number)?;
            if id == NO_PEPPER || peppers.key(id).is_some() {
                return Err(PeppersRefused::IdTaken(number));
            }
            peppers.keys.push((id.to_owned(), key));
            peppers.current = Some(id.to_owned());
        }
        if peppers.keys.is_empty() { Err(PeppersRefused::Empty) } else { Ok(peppers) }
    }

    /// The id that new hashes carry; `0` without a pepper.
    pub fn current_id(&self) -> &str {
        self.current.as_deref().unwrap_or(NO_PEPPER)
    }

    /// What is hashed for `password` under the pepper `id`: the password itself for `0`, else its HMAC.
    /// `None` for an unknown id.
    pub(super) fn season(&self, id: &str, password: &Password) -> Option<Zeroizing<Vec<u8>>> {
        if id == NO_PEPPER {
            return Some(Zeroizing::new(password.as_bytes().to_vec()));
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key(id)?).ok()?;
        mac.update(password.as_bytes());
        Some(Zeroizing::new(mac.finalize().into_bytes().to_vec()))
    }

    fn key(&self, id: &str) -> Option<&[u8]> {
        self.keys.iter().find(|(known, _)| known == id).map(|(_, key)| key.as_slice())
    }
}

fn parse_line(line: &str, number: usize) -> Result<(&str, Zeroizing<Vec<u8>>), PeppersRefused> {
    let malformed = PeppersRefused::Malformed(number);
    let (id, key) = line.split_once([' ', '\t']).ok_or(malformed)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.len() > MAX_ID_CHARACTERS || !id.chars().all(plain) {
        return Err(malformed);
    }
    let key = Zeroizing::new(STANDARD.decode(key.trim_start()).map_err(|_| malformed)?);
    if key.len() < MIN_KEY_BYTES { Err(PeppersRefused::ShortKey(number)) } else { Ok((id, key)) }
}

impl fmt::Debug for Peppers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peppers").field("current", &self.current_id()).finish_non_exhaustive()
    }
}
