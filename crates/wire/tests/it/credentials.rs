use axum::http::{HeaderMap, HeaderName, HeaderValue};
use wire::credentials::{Malformed, basic, named, scheme};

fn headers(values: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append("authorization", HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    headers
}

#[test]
fn a_basic_credential_is_split_at_its_first_colon() {
    // Aladdin:open:sésame
    for value in ["Basic QWxhZGRpbjpvcGVuOnPDqXNhbWU=", "basic  QWxhZGRpbjpvcGVuOnPDqXNhbWU"] {
        let found = basic(&headers(&[value])).unwrap().unwrap();
        assert_eq!((found.login.as_str(), found.password.as_str()), ("Aladdin", "open:sésame"));
    }
}

#[test]
fn a_password_is_not_printed() {
    let found = basic(&headers(&["Basic QWxhZGRpbjpvcGVu"])).unwrap().unwrap();
    let printed = format!("{found:?}");
    assert!(printed.contains("Aladdin") && !printed.contains("open"), "{printed}");
}

#[test]
fn no_header_and_another_scheme_are_no_credential() {
    assert_eq!(basic(&headers(&[])), Ok(None));
    assert_eq!(basic(&headers(&["Bearer abc"])), Ok(None));
    assert_eq!(scheme(&headers(&["Basic abc"]), "Bearer"), Ok(None));
}

#[test]
fn what_cannot_be_read_is_malformed_and_not_missing() {
    // `%%%` is no base64; `YWJj` is "abc", without a colon; `/zo=` is 0xff and a colon.
    for value in ["Basic", "Basic ", "Basic %%%", "Basic YWJj", "Basic /zo="] {
        assert_eq!(basic(&headers(&[value])), Err(Malformed), "{value}");
    }
    assert_eq!(scheme(&headers(&["Bearer é"]), "Bearer"), Err(Malformed));
}

#[test]
fn a_credential_given_twice_is_malformed() {
    assert_eq!(basic(&headers(&["Basic YTpi", "Basic YTpi"])), Err(Malformed));
    assert_eq!(scheme(&headers(&["Bearer a", "Basic b"]), "Bearer"), Err(Malformed));
}

#[test]
fn a_scheme_is_compared_without_case() {
    assert_eq!(scheme(&headers(&["OpSToken  a-b "]), "opstoken"), Ok(Some("a-b")));
}

#[test]
fn a_named_header_is_taken_as_a_whole() {
    let name = HeaderName::from_static("authtoken");
    let mut given = HeaderMap::new();
    assert_eq!(named(&given, &name), Ok(None));
    given.insert(&name, HeaderValue::from_static(" A B "));
    assert_eq!(named(&given, &name), Ok(Some("A B")));
    given.append(&name, HeaderValue::from_static("C"));
    assert_eq!(named(&given, &name), Err(Malformed));
    given.insert(&name, HeaderValue::from_static(""));
    assert_eq!(named(&given, &name), Err(Malformed));
}
