//! The AUTHTOKEN that a new user gets: from where and until when it is good (contract sections 5.3, 5.4 and 7.4).

use directory::tokens::NewToken;
use directory::{Draft, hosts};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::{Refusal, Rule, Timestamp, TokenKind};

use crate::wire::CreateUser;
use crate::{Settings, quirks};

const SECONDS_A_DAY: i64 = 86_400;
/// The longest validity in days: ten years.
const MOST_DAYS: i64 = 3_650;

/// The token; none for a user without access to this API, whose words about it are checked all the same.
pub fn of(sent: &CreateUser<'_>, settings: &Settings, now: Timestamp) -> Draft<Option<NewToken>> {
    let host = bound_to(sent, settings)?;
    let expires = expiry(sent, settings, now)?;
    Ok(sent.has_rest_access().then_some(NewToken { kind: TokenKind::Pam360, expires, host }))
}

/// The host it may be used from, where that is to be checked.
fn bound_to(sent: &CreateUser<'_>, settings: &Settings) -> Draft<Option<String>> {
    let host = sent.host_name.map(host).transpose()?;
    let checked = quirks::checks_host(sent.host_check, host.is_some(), settings);
    match host {
        Some(host) => Ok(checked.then(|| host.to_owned())),
        None if checked => Err(Refusal::invalid("HOSTNAME", Rule::Required)),
        None => Ok(None),
    }
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

/// The earlier of both ends; none when neither is set.
fn expiry(sent: &CreateUser<'_>, settings: &Settings, now: Timestamp) -> Draft<Option<Timestamp>> {
    let date = sent.expiry_date.map(|sent| end_of(sent, &settings.time_zone)).transpose()?.flatten();
    if settings.strict_dates && date.is_some_and(|end| end <= now) {
        return Err(Refusal::invalid("EXPIRYDATE", Rule::Format("must not be over")));
    }
    let days = sent.validity_days.map(|days| after(days, now)).transpose()?;
    Ok([date, days].into_iter().flatten().min())
}

fn after(days: i64, now: Timestamp) -> Draft<Timestamp> {
    if (1..=MOST_DAYS).contains(&days) {
        Ok(now.plus_seconds(days * SECONDS_A_DAY))
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

fn within(instant: jiff::Timestamp) -> Timestamp {
    let edge = if instant < jiff::Timestamp::UNIX_EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_micros(instant.as_microsecond()).unwrap_or(edge)
}

/// `YYYY-MM-DD`, a day of the years 1 to 9999.
fn day(sent: &str) -> Option<Date> {
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
