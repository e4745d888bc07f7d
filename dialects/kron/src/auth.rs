//! Reading the credential: a bearer token, else the cookie of a session (section 3).

use ::wire::{Head, credentials};
use axum::http::{HeaderName, Method};
use directory::tokens::shape;
use directory::{Credential, TokenDigest};
use model::TokenKind;

use crate::cookies::{self, SESSION};

/// The header that a call which changes something brings beside the cookie of its session.
const COMPANION: HeaderName = HeaderName::from_static("x-xsrf-token");

/// What the request names; nothing is looked up. A bearer token wins over a cookie, and needs no companion. What is there
/// and cannot be read opens nothing.
pub(crate) fn credential(head: &Head) -> Credential {
    match credentials::scheme(&head.headers, "Bearer") {
        Ok(None) => session(head),
        Ok(Some(token)) => bearer(shape::digest(TokenKind::KronBearer, token)),
        Err(credentials::Malformed) => bearer(None),
    }
}

fn bearer(digest: Option<TokenDigest>) -> Credential {
    Credential::Token { kind: TokenKind::KronBearer, digest: digest.unwrap_or_else(opens_nothing) }
}

/// The companion is asked for where something may change, and not looked at elsewhere (section 3.1).
fn session(head: &Head) -> Credential {
    let digest = match cookies::named(&head.headers, SESSION) {
        Ok(None) => return Credential::None,
        Ok(Some(sent)) => shape::digest(TokenKind::KronSession, sent),
        Err(credentials::Malformed) => None,
    };
    let (kind, digest) = (TokenKind::KronSession, digest.unwrap_or_else(opens_nothing));
    if changes_nothing(&head.method) {
        return Credential::Token { kind, digest };
    }
    let companion = credentials::named(&head.headers, &COMPANION).ok().flatten().map(TokenDigest::of);
    Credential::Guarded { kind, digest, companion }
}

fn changes_nothing(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

/// No token has this digest: none is empty.
fn opens_nothing() -> TokenDigest {
    TokenDigest::of("")
}
