//! Dates (section 4.6).

use jiff::civil::{Date, DateTime};
use model::{Rule, Timestamp};

const WRONG: Rule = Rule::Format("must be a date, or a date and time, as 2001-01-01T00:00:00Z");

/// UTC without zone and fraction, cut.
pub(super) fn print(at: Timestamp) -> String {
    Timestamp::from_seconds(at.seconds()).unwrap_or(at).calendar().to_string()
}

/// RFC 3339 with a zone, the same without one (UTC), or a bare date (midnight).
pub(super) fn parse(text: &str) -> Result<Timestamp, Rule> {
    instant(text).ok_or(WRONG)
}

fn instant(text: &str) -> Option<Timestamp> {
    let text = text.to_ascii_uppercase();
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape == "0000-00-00" {
        return Timestamp::from_calendar(
            text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()),
        );
    }
    let rest = shape.strip_prefix("0000-00-00T00:00:00")?;
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches('0');
            if zone.len() == fraction.len() {
                return None;
            }
            zone
        }
        None => rest,
    };
    match zone {
        "" => Timestamp::from_calendar(text.parse::<DateTime>().ok()?),
        "Z" | "+00:00" | "-00:00" => {
            let nanos = text.parse::<jiff::Timestamp>().ok()?.as_nanosecond();
            Timestamp::from_micros(i64::try_from(nanos.div_euclid(1_000)).ok()?)
        }
        _ => None,
    }
}
