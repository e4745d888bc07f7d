//! The two secrets of this room: what a person types, and what is kept of it.

use std::{fmt, sync::Arc};

use zeroize::Zeroizing;

/// The most characters (code points) a password may have; as UTF-8 they are at most 1024 bytes.
pub const MAX_CHARACTERS: usize = 256;

/// A password exactly as typed: nothing trimmed, nothing normalised.
///
/// Does not print, and is wiped from memory when the last clone is dropped; clones share one copy.
#[derive(Clone)]
pub struct Password(Arc<Zeroizing<String>>);

/// Why a text cannot be a password under any policy (one-record section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Empty, or nothing but white space.
    #[error("a password must not be blank")]
    Blank,
    /// More than [`MAX_CHARACTERS`]: a bound on the work one caller can ask for.
    #[error("a password has at most {MAX_CHARACTERS} characters")]
    TooLong,
    /// Holds U+0000, which no store of ours can keep in a text.
    #[error("a password must not contain U+0000")]
    Nul,
}

impl Password {
    /// Takes `text` if it holds 1 to 256 characters (so at most 1024 bytes), not only blanks, and no U+0000.
    /// A refused text is wiped too. Shortest length and classes of characters are a matter of
    /// [`PolicyRules`](super::PolicyRules).
    pub fn new(text: String) -> Result<Self, PasswordRefused> {
        let text = Zeroizing::new(text);
        if text.chars().count() > MAX_CHARACTERS {
            return Err(PasswordRefused::TooLong);
        }
        if text.contains('\0') {
            return Err(PasswordRefused::Nul);
        }
        if text.chars().all(char::is_whitespace) {
            return Err(PasswordRefused::Blank);
        }
        Ok(Self(Arc::new(text)))
    }

    /// Takes a text that this crate has composed from printable characters.
    pub(super) fn composed(text: Zeroizing<String>) -> Self {
        Self(Arc::new(text))
    }

    /// A text for work whose result nobody looks at.
    pub(super) fn stand_in() -> Self {
        Self::composed(Zeroizing::new("stand-in".to_owned()))
    }

    /// The UTF-8 that is hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The text, for policies and for the one answer that shows a generated password.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// What the store keeps of a password: `scheme$pepper-id$phc` (section 6 of the design).
///
/// Any text can be one: whether it can be read shows at verification, where an unreadable text costs the
/// same work as a wrong password and gives the same answer.
#[derive(Clone)]
pub struct StoredPassword(Zeroizing<String>);

impl StoredPassword {
    /// The text as it stood in the store.
    pub fn from_store(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text to put into the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StoredPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredPassword(..)")
    }
}
