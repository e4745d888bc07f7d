//! What a request brings to say who calls.

use std::fmt;

use model::{TokenKind, UserKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

/// The SHA-256 of a token: all that the store keeps of it. A token has at least 128 random bits, so nobody finds it
/// from its digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The digest of a token as it is spelled canonically; see [`crate::tokens::shape`].
    pub fn of(canonical: &str) -> Self {
        Self(Sha256::digest(canonical.as_bytes()).into())
    }

    /// As the store keeps it.
    pub(crate) fn from_store(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The first bytes, to name an unknown token in the audit without opening anything.
    pub(crate) fn hint(&self) -> String {
        self.0.iter().take(6).fold(String::from("token "), |mut text, byte| {
            use fmt::Write;
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(..)")
    }
}

/// A token's text, on its way to the one answer that shows it.
pub struct TokenSecret(String);

impl TokenSecret {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the answer.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Drop for TokenSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(..)")
    }
}

/// What a request brought; worth nothing until the core has looked it up.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Nothing, or nothing that this door reads.
    None,
    /// A token.
    Token {
        /// The kind this door accepts.
        kind: TokenKind,
        /// Its digest.
        digest: TokenDigest,
    },
    /// A session and its companion, as a call brings them that changes something.
    Guarded {
        /// The kind this door accepts.
        kind: TokenKind,
        /// The session's digest.
        digest: TokenDigest,
        /// The companion's digest, if one was sent.
        companion: Option<TokenDigest>,
    },
    /// A password that was proved in this request; void when it was changed since.
    Password {
        /// Whose.
        user: UserKey,
        /// The version that was proved.
        version: i64,
    },
    /// The operator of this machine: the command line, bound by no privilege, only by protection.
    System,
}

impl Credential {
    /// The kind of token that was brought, if one was.
    pub const fn kind(&self) -> Option<TokenKind> {
        match self {
            Self::Token { kind, .. } | Self::Guarded { kind, .. } => Some(*kind),
            Self::None | Self::Password { .. } | Self::System => None,
        }
    }
}
