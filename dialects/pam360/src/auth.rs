//! What a request brings to say who calls: `AUTHTOKEN` and `orgName` (contract sections 2 and 5.1).

use ::wire::{Head, credentials};
use directory::{Credential, tokens};
use http::{HeaderName, HeaderValue};
use model::TokenKind;

use crate::input::Query;
use crate::{Settings, quirks};

/// The credential, and as a query parameter its name too.
const AUTHTOKEN: HeaderName = HeaderName::from_static("authtoken");
/// The display name of the organisation to act in.
const ORG_NAME: HeaderName = HeaderName::from_static("orgname");

/// The token of the request. The header wins over the query, also when it cannot be read: then nobody is meant.
pub fn credential(head: &Head, settings: &Settings) -> Credential {
    let digest = match credentials::named(&head.headers, &AUTHTOKEN) {
        Ok(Some(token)) => tokens::shape::digest(TokenKind::Pam360, token),
        Ok(None) if settings.token_in_query => quirks::token_in_query(&Query::new(head.uri.query())),
        Ok(None) | Err(credentials::Malformed) => None,
    };
    digest.map_or(Credential::None, |digest| Credential::Token { kind: TokenKind::Pam360, digest })
}

/// The organisation that the caller names, as sent; whether there is one and he may act in it is asked in the core.
/// Of two headers none can be meant, so both together are one name, which no organisation has.
pub fn org(head: &Head) -> Option<String> {
    let names: Vec<_> = head.headers.get_all(ORG_NAME).iter().map(text).collect();
    if names.is_empty() { None } else { Some(names.join(", ")) }
}

/// Names are not ASCII everywhere: UTF-8, else Latin-1, which is what older HTTP libraries write.
fn text(value: &HeaderValue) -> String {
    let bytes = value.as_bytes();
    str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_either_encoding() {
        for bytes in ["Défaut".as_bytes(), b"D\xe9faut"] {
            assert_eq!(text(&HeaderValue::from_bytes(bytes).unwrap()), "Défaut");
        }
    }
}
