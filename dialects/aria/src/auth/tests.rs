use super::*;
use axum::http::HeaderValue;

fn given(values: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(AUTHORIZATION, HeaderValue::from_static(value));
    }
    headers
}

fn digest(values: &[&'static str]) -> Option<TokenDigest> {
    match credential(&given(values)) {
        Credential::Token { kind: TokenKind::Aria, digest } => Some(digest),
        _ => None,
    }
}

#[test]
fn both_schemes_name_the_same_token_in_any_case() {
    let token = Some(TokenDigest::of("a::b"));
    for header in ["OpsToken a::b", "vRealizeOpsToken a::b", "opstoken a::b", "VREALIZEOPSTOKEN  a::b "] {
        assert_eq!(digest(&[header]), token, "{header}");
    }
}

#[test]
fn the_scheme_is_echoed_as_it_was_sent() {
    assert_eq!(token_scheme(&given(&["vrealizeopstoken x"])), Some("vrealizeopstoken"));
    assert_eq!(token_scheme(&given(&["CSPToken x"])), Some("CSPToken"));
    for header in ["Bearer x", "Basic YTpi", "Digest x"] {
        assert_eq!(token_scheme(&given(&[header])), None, "{header}");
    }
}

#[test]
fn other_schemes_are_no_credential() {
    for header in ["Bearer a::b", "Basic YTpi", "a::b", ""] {
        assert!(matches!(credential(&given(&[header])), Credential::None), "{header}");
    }
    assert!(matches!(credential(&HeaderMap::new()), Credential::None));
}

#[test]
fn what_cannot_be_one_of_our_tokens_opens_nothing() {
    let nothing = Some(opens_nothing());
    assert_eq!(digest(&["OpsToken"]), nothing);
    assert_eq!(digest(&["OpsToken a::b", "OpsToken c::d"]), nothing, "two headers are none");
    assert_eq!(digest(&["SSO2Token a::b"]), nothing, "a token of ours in a scheme of others");
}
