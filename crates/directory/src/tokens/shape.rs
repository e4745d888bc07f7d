//! How each kind of token looks (`one-record` section 6).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::TokenKind;

use crate::{Outside, TokenDigest, TokenSecret};

/// The most bytes of anything that could be a token.
const MAX: usize = 128;

/// A new token: 256 random bits where the shape has room, 128 in an AUTHTOKEN.
pub(crate) fn draw(kind: TokenKind, outside: &Outside) -> TokenSecret {
    let text = match kind {
        TokenKind::Pam360 => uuid_shape(outside.random()).to_uppercase(),
        TokenKind::Aria => format!("{}::{}", uuid_shape(outside.random()), uuid_shape(outside.random())),
        TokenKind::KronSession => hex(&outside.random::<32>()),
        TokenKind::KronBearer | TokenKind::Console => URL_SAFE_NO_PAD.encode(outside.random::<32>()),
        TokenKind::Scim => format!("pvs_{}", URL_SAFE_NO_PAD.encode(outside.random::<32>())),
        TokenKind::Native => format!("pvn_{}", URL_SAFE_NO_PAD.encode(outside.random::<32>())),
    };
    TokenSecret::new(text)
}

/// A new companion of a session: 128 random bits, 32 lower-case hexadecimal digits (Kron's contract 3.1).
pub(crate) fn draw_companion(outside: &Outside) -> TokenSecret {
    TokenSecret::new(hex(&outside.random::<16>()))
}

/// The digest of a token as somebody sent it; none for what cannot be one. An AUTHTOKEN is compared without case.
pub fn digest(kind: TokenKind, sent: &str) -> Option<TokenDigest> {
    let sent = sent.trim();
    if sent.is_empty() || sent.len() > MAX || !sent.is_ascii() {
        return None;
    }
    match kind {
        TokenKind::Pam360 => Some(TokenDigest::of(&sent.to_ascii_uppercase())),
        TokenKind::KronSession
        | TokenKind::KronBearer
        | TokenKind::Aria
        | TokenKind::Scim
        | TokenKind::Native
        | TokenKind::Console => Some(TokenDigest::of(sent)),
    }
}

fn uuid_shape(bytes: [u8; 16]) -> String {
    uuid::Uuid::from_bytes(bytes).as_hyphenated().to_string()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
