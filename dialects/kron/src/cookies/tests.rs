use super::*;

fn given(values: &[&'static str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(COOKIE, HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn a_cookie_is_found_among_others_and_in_several_headers() {
    for headers in [
        &["JSESSIONID=abc"][..],
        &["XSRF-TOKEN=1;JSESSIONID=abc; NETRIGHTID=2"],
        &["XSRF-TOKEN=1", " JSESSIONID=abc "],
        &["JSESSIONID=; JSESSIONID=abc; JSESSIONID=abc"],
    ] {
        assert_eq!(named(&given(headers), SESSION), Ok(Some("abc")), "{headers:?}");
    }
}

#[test]
fn another_name_another_case_and_an_empty_value_are_none() {
    for header in ["jsessionid=abc", "XJSESSIONID=abc", "JSESSIONID", "JSESSIONID=", ";;=;", ""] {
        assert_eq!(named(&given(&[header]), SESSION), Ok(None), "{header}");
    }
}

#[test]
fn two_values_are_no_value() {
    assert_eq!(named(&given(&["JSESSIONID=abc; JSESSIONID=abd"]), SESSION), Err(Malformed));
    assert_eq!(named(&given(&["JSESSIONID=abc", "JSESSIONID=abd"]), SESSION), Err(Malformed));
}

#[test]
fn the_session_is_hidden_from_scripts_and_its_companion_is_not() {
    let text = |value: Option<HeaderValue>| value.unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        text(set(SESSION, "a", ReadBy::Browser, false)),
        "JSESSIONID=a; Path=/; HttpOnly; SameSite=Lax"
    );
    assert_eq!(
        text(set(COMPANION, "a", ReadBy::Scripts, true)),
        "XSRF-TOKEN=a; Path=/; Secure; SameSite=Lax"
    );
    assert_eq!(text(unset(SESSION)), "JSESSIONID=; Path=/; Max-Age=0; SameSite=Lax");
    assert_eq!(set(SESSION, "a\nb", ReadBy::Browser, false), None);
}

#[test]
fn a_companion_is_32_hexadecimal_digits_in_lower_case() {
    let good = "0123456789abcdef0123456789abcdef";
    let sent = |value: &str| HeaderMap::from_iter([(COOKIE, HeaderValue::try_from(value).unwrap())]);
    assert_eq!(companion(&sent(&format!("JSESSIONID=a; XSRF-TOKEN={good}"))), Some(good));
    for value in [&good[1..], &format!("{good}0"), &good.to_uppercase(), &good.replace('f', "g"), ""] {
        assert_eq!(companion(&sent(&format!("XSRF-TOKEN={value}"))), None, "{value}");
    }
    assert_eq!(companion(&sent(&format!("XSRF-TOKEN={good}; XSRF-TOKEN={}", good.replace('f', "0")))), None);
    assert_eq!(companion(&HeaderMap::new()), None);
}
