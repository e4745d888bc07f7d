//! Reading the header `Authorization` (section 4.4).

use ::wire::credentials;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use directory::tokens::shape;
use directory::{Credential, TokenDigest};
use model::TokenKind;

/// The schemes whose tokens this server issues.
const OURS: [&str; 2] = ["OpsToken", "vRealizeOpsToken"];
/// The vendor's schemes for tokens of others: each of their tokens is one that nobody knows here (section 5.1).
const OF_OTHERS: [&str; 4] = ["SSO2Token", "VCToken", "CSPToken", "VIDBToken"];

/// What the header names; a header that cannot be read, and a token of another issuer, open nothing. Any other scheme
/// is none at all.
pub(crate) fn credential(headers: &HeaderMap) -> Credential {
    let Some(scheme) = token_scheme(headers) else { return Credential::None };
    let token = match credentials::scheme(headers, scheme) {
        Ok(Some(token)) if is_one_of(&OURS, scheme) => shape::digest(TokenKind::Aria, token),
        _ => None,
    };
    Credential::Token { kind: TokenKind::Aria, digest: token.unwrap_or_else(opens_nothing) }
}

/// The scheme of a token, spelled as it was sent, for the refusal that echoes it.
pub(crate) fn token_scheme(headers: &HeaderMap) -> Option<&str> {
    let sent = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let scheme = sent.split(' ').next().unwrap_or_default();
    (is_one_of(&OURS, scheme) || is_one_of(&OF_OTHERS, scheme)).then_some(scheme)
}

fn is_one_of(schemes: &[&str], scheme: &str) -> bool {
    schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme))
}

/// No token has this digest: none is empty.
fn opens_nothing() -> TokenDigest {
    TokenDigest::of("")
}

#[cfg(test)]
mod tests;
