//! The AUTHTOKEN of a user: from where and until when it is good (contract sections 5.3, 5.4 and 7.4).

use std::sync::Arc;

use directory::tokens::{NewToken, Terms, TermsOf};
use directory::{Draft, hosts};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Refusal, Rule, Timestamp, TokenKind};

use super::shown;
use crate::wire::{CreateUser, Key};
use crate::{Settings, quirks};

const SECONDS_A_DAY: i64 = 86_400;
/// The longest validity in days: ten years.
const MOST_DAYS: i64 = 3_650;

/// What is said of a user's token.
struct Said<'a> {
    access: bool,
    host_check: Option<bool>,
    host_name: Option<&'a str>,
    expiry_date: Option<&'a str>,
    validity_days: Option<i64>,
}

/// The token; none for a user without access to this API, whose words about it are checked all the same.
pub fn of(sent: &CreateUser<'_>, settings: &Settings, now: Timestamp) -> Draft<Option<NewToken>> {
    let said = Said {
        access: sent.has_rest_access(),
        host_check: sent.host_check,
        host_name: sent.host_name,
        expiry_date: sent.expiry_date,
        validity_days: sent.validity_days,
    };
    let terms = terms(&said, settings)?;
    not_over(terms.until, settings, now)?;
    let expires = terms.end(now);
    Ok(terms.access.then_some(NewToken { kind: TokenKind::Pam360, expires, host: terms.host }))
}

/// How the terms are read out of what is kept of a user.
pub fn terms_of(settings: &Arc<Settings>) -> TermsOf {
    let settings = Arc::clone(settings);
    TermsOf::new(move |view| {
        let flag = |key: Key| shown::said(view).and_then(|said| said.flag(key.name()));
        let said = Said {
            access: shown::has_access(view),
            host_check: flag(Key::HostCheck),
            host_name: shown::text(view, Key::HostName),
            expiry_date: shown::text(view, Key::ExpiryDate),
            validity_days: shown::validity_days(view),
        };
        terms(&said, &settings)
    })
}

fn terms(said: &Said<'_>, settings: &Settings) -> Draft<Terms> {
    Ok(Terms {
        access: said.access,
        host: bound_to(said, settings)?,
        until: said.expiry_date.map(|sent| end_of(sent, &settings.time_zone)).transpose()?.flatten(),
        lasts: said.validity_days.map(seconds).transpose()?,
    })
}

/// The host it may be used from, where that is to be checked.
fn bound_to(said: &Said<'_>, settings: &Settings) -> Draft<Option<String>> {
    let host = said.host_name.map(host).transpose()?;
    let checked = quirks::checks_host(said.host_check, host.is_some(), settings);
    match host {
        Some(host) => Ok(checked.then(|| host.to_owned())),
        None if checked => Err(Refusal::invalid("HOSTNAME", Rule::Required)),
        None => Ok(None),
    }
}

/// Refuses a host that a token cannot be bound to.
pub fn check_host(sent: &str) -> Draft<()> {
    host(sent).map(drop)
}

/// Refuses what is no date, and, where dates are strict, one that is over.
pub fn check_date(sent: &str, settings: &Settings, now: Timestamp) -> Draft<()> {
    not_over(end_of(sent, &settings.time_zone)?, settings, now)
}

/// Refuses a number of days that no token lasts.
pub fn check_days(days: i64) -> Draft<()> {
    seconds(days).map(drop)
}

/// One host: an address, or a name of up to 253 characters. A list of several is refused (contract U-19).
fn host(sent: &str) -> Draft<&str> {
    let host = sent.trim();
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let name = host.strip_suffix('.').unwrap_or(host);
    let is_host = hosts::literal(host).is_some() || (name.len() <= 253 && name.split('.').all(is_label));
    if is_host {
        Ok(host)
    } else {
        Err(Refusal::invalid("HOSTNAME", Rule::Format("must be one host or address")))
    }
}

fn not_over(end: Option<Timestamp>, settings: &Settings, now: Timestamp) -> Draft<()> {
    if settings.strict_dates && end.is_some_and(|end| end <= now) {
        return Err(Refusal::invalid("EXPIRYDATE", Rule::Format("must not be over")));
    }
    Ok(())
}

fn seconds(days: i64) -> Draft<i64> {
    if (1..=MOST_DAYS).contains(&days) {
        Ok(days * SECONDS_A_DAY)
    } else {
        Err(Refusal::invalid("TOKENVALIDITYDAYS", Rule::Format("must be 1 to 3650")))
    }
}

/// The first instant after that day in the zone; none for `NeverExpires`.
fn end_of(sent: &str, zone: &TimeZone) -> Draft<Option<Timestamp>> {
    let sent = sent.trim();
    if sent.eq_ignore_ascii_case("NeverExpires") {
        return Ok(None);
    }
    let bad = Refusal::invalid("EXPIRYDATE", Rule::Format("must be a date as 2030-12-31, or NeverExpires"));
    let date = day(sent).ok_or(bad)?;
    // Beyond the calendar there is no later instant than its last.
    let next = date.tomorrow().ok().and_then(|next| next.to_zoned(zone.clone()).ok());
    Ok(Some(next.map_or(Timestamp::MAX, |next| within(next.timestamp()))))
}

pub(super) fn within(instant: jiff::Timestamp) -> Timestamp {
    let edge = if instant < jiff::Timestamp::UNIX_EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_micros(instant.as_microsecond()).unwrap_or(edge)
}

/// `YYYY-MM-DD`, a day of the years 1 to 9999.
pub(super) fn day(sent: &str) -> Option<Date> {
    let bytes = sent.as_bytes();
    let has_form = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() });
    if !has_form {
        return None;
    }
    let part = |range: std::ops::Range<usize>| sent.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (part(0..4)?, part(5..7)?, part(8..10)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (year >= 1).then_some(date)
}
