use directory::tokens::NewToken;
use jiff::tz::{Offset, TimeZone};
use model::TokenKind;

use super::*;

const DAY: i64 = 86_400;
/// 2026-01-11T00:00:00Z.
const JANUARY_11: i64 = 1_768_089_600;

fn token(parameters: &[(&str, &str)]) -> NewToken {
    let sent: Vec<_> = parameters.iter().copied().chain([("ISAPIUSER", "true")]).collect();
    let token = user(&sent).token.expect("a token");
    assert_eq!(token.kind, TokenKind::Pam360);
    token
}

#[test]
fn rest_access_decides_on_a_token_and_is_what_api_users_have() {
    assert!(user(&[]).token.is_none());
    assert!(user(&[("ISAPIUSER", "true")]).token.is_some());
    assert!(user(&[("RESTAPIACCESS", "\"yes\"")]).token.is_some());
    assert!(user(&[("ISAPIUSER", "true"), ("RESTAPIACCESS", "false")]).token.is_none());
}

#[test]
fn a_date_ends_with_its_day_and_the_earlier_end_counts() {
    assert_eq!(token(&[]).expires, None);
    assert_eq!(token(&[("EXPIRYDATE", "\"neverexpires\"")]).expires, None);
    assert_eq!(token(&[("EXPIRYDATE", "\"2026-01-10\"")]).expires, Some(at(JANUARY_11)));
    assert_eq!(token(&[("TOKENVALIDITYDAYS", "\"1\"")]).expires, Some(at(NOW + DAY)));
    let both = |date: &str, days: &str| token(&[("EXPIRYDATE", date), ("TOKENVALIDITYDAYS", days)]).expires;
    assert_eq!(both("\"2026-01-10\"", "1"), Some(at(NOW + DAY)));
    assert_eq!(both("\"2026-01-10\"", "100"), Some(at(JANUARY_11)));
    assert_eq!(both("\"NeverExpires\"", "100"), Some(at(NOW + 100 * DAY)));
}

#[test]
fn days_begin_where_the_server_stands() {
    let sent = [("ISAPIUSER", "true"), ("EXPIRYDATE", "\"2026-01-10\"")];
    for hours in [-11, 0, 5] {
        let time_zone = TimeZone::fixed(Offset::from_hours(hours).unwrap());
        let user = map_with(&sent, &Settings { time_zone, ..Settings::default() }).unwrap();
        assert_eq!(user.token.unwrap().expires, Some(at(JANUARY_11 - i64::from(hours) * 3_600)));
    }
}

#[test]
fn the_ends_of_the_calendar_are_dates_too() {
    assert_eq!(token(&[("EXPIRYDATE", "\"9999-12-31\"")]).expires, Some(Timestamp::MAX));
    assert!(token(&[("EXPIRYDATE", "\"0001-01-01\"")]).expires.unwrap() < now());
}

#[test]
fn a_past_date_is_accepted_unless_dates_are_strict() {
    let sent = [("EXPIRYDATE", "\"2026-01-08\"")];
    assert!(token(&sent).expires.unwrap() < now());
    let strict = Settings { strict_dates: true, ..Settings::default() };
    assert_eq!(refused_under(&strict, &sent), "Invalid value for parameter EXPIRYDATE.");
    assert!(map_with(&[("EXPIRYDATE", "\"2026-01-09\"")], &strict).is_ok(), "today is not over");
}

#[test]
fn a_host_binds_only_where_it_is_to_be_checked() {
    let host = "\"john-1234\"";
    assert_eq!(token(&[("HOSTNAME", host)]).host, None);
    assert_eq!(token(&[("HOSTNAME", host), ("HOSTCHECK", "true")]).host.as_deref(), Some("john-1234"));
    assert_eq!(refused(&[("HOSTCHECK", "true")]), "Mandatory parameter HOSTNAME is missing.");
    let legacy = Settings { legacy_hostcheck: true, ..Settings::default() };
    let bound = |sent: &[(&str, &str)]| map_with(sent, &legacy).unwrap().token.unwrap().host;
    assert_eq!(bound(&[("ISAPIUSER", "true"), ("HOSTNAME", host)]).as_deref(), Some("john-1234"));
    assert_eq!(bound(&[("ISAPIUSER", "true"), ("HOSTNAME", host), ("HOSTCHECK", "false")]), None);
    assert_eq!(bound(&[("ISAPIUSER", "true")]), None);
}

#[test]
fn one_host_is_a_name_or_an_address() {
    for host in ["john-1234", "a.b.example.com.", "10.0.0.1", "::1", "[2001:db8::1]", "WIN_PC"] {
        user(&[("HOSTNAME", &format!("\"{host}\""))]);
    }
    let long = format!("{}.example", "a.".repeat(130));
    for host in ["a,b", "a b", "a..b", "http://a", "a:80", long.as_str()] {
        assert_eq!(
            refused(&[("HOSTNAME", &format!("\"{host}\""))]),
            "Invalid value for parameter HOSTNAME.",
            "{host}"
        );
    }
}

#[test]
fn what_is_no_date_or_no_number_of_days_is_refused() {
    for date in
        ["2026-02-29", "2026-1-1", "10.01.2026", "2026-01-10T00:00:00", "0000-01-01", "never", "-026-01-01"]
    {
        let date = format!("\"{date}\"");
        assert_eq!(refused(&[("EXPIRYDATE", &date)]), "Invalid value for parameter EXPIRYDATE.", "{date}");
    }
    for days in ["0", "-1", "3651", "1.5", "\"ten\""] {
        assert_eq!(
            refused(&[("TOKENVALIDITYDAYS", days)]),
            "Invalid value for parameter TOKENVALIDITYDAYS.",
            "{days}"
        );
    }
}
