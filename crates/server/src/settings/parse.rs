//! From what was written to a value that keeps its rule. Each refusal says the rule and what to write instead.

use std::{
    collections::BTreeMap,
    fmt::Display,
    net::{IpAddr, SocketAddr},
    num::NonZeroUsize,
    ops::RangeInclusive,
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

use jiff::tz::TimeZone;
use tracing_subscriber::filter::Targets;

use super::{Secret, words::Words};

type Parsed<T> = Result<T, String>;

pub fn listen(text: &str) -> Parsed<SocketAddr> {
    text.parse().map_err(|_| {
        "must be an IP address and a port; write for example 127.0.0.1:8440 or [::]:8440, with port 0 for a free one"
            .into()
    })
}

/// A path that is not empty; whether anything is there is found out when it is opened.
pub fn path(text: &str) -> Parsed<PathBuf> {
    if text.trim().is_empty() || text.contains('\0') {
        return Err("must be a path; write for example ./provisor-data".into());
    }
    Ok(text.into())
}

pub fn optional_path(text: &str) -> Parsed<Option<PathBuf>> {
    if text.is_empty() { Ok(None) } else { path(text).map(Some) }
}

/// The rules of a password are the core's, and are asked when it is used.
#[expect(clippy::unnecessary_wraps, reason = "every parser has this shape")]
pub fn optional_secret(text: &str) -> Parsed<Option<Secret>> {
    Ok((!text.is_empty()).then(|| Secret::new(text)))
}

pub fn yes_or_no(text: &str) -> Parsed<bool> {
    text.parse().map_err(|_| "must be true or false".into())
}

/// A whole number within `range`.
pub fn whole<N: FromStr + PartialOrd + Display>(range: RangeInclusive<N>) -> impl Fn(&str) -> Parsed<N> {
    move |text| match text.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(format!("must be a whole number from {} to {}", range.start(), range.end())),
    }
}

pub fn seconds(range: RangeInclusive<u64>) -> impl Fn(&str) -> Parsed<Duration> {
    let number = whole(range);
    move |text| number(text).map(Duration::from_secs).map_err(|rule| format!("{rule}, in seconds"))
}

/// `cores`, or a number of threads from 1 to 1024.
pub fn threads(text: &str) -> Parsed<NonZeroUsize> {
    if text == "cores" {
        return Ok(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN));
    }
    let number = whole(1..=1024)(text).map_err(|rule| format!("{rule}, or cores"))?;
    NonZeroUsize::new(number).ok_or_else(|| "must not be 0".into())
}

/// One of the words of `W`.
pub fn word<W: Words>(text: &str) -> Parsed<W> {
    let found = W::ALL.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<_> = W::ALL.iter().map(|(word, _)| *word).collect();
        format!("must be one of: {}", words.join(", "))
    })
}

/// Values separated by commas; nothing for empty text.
pub fn list<T>(item: impl Fn(&str) -> Parsed<T>) -> impl Fn(&str) -> Parsed<Vec<T>> {
    move |text| text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(&item).collect()
}

/// Levels and TARGET=LEVEL, separated by commas.
///
/// Refuses a lone word that is no level: the library would take `inof` for the name of a target.
pub fn log_filter(text: &str) -> Parsed<Targets> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let named = |part: &str| part.rsplit('=').next().is_some_and(|level| LEVELS.contains(&level));
    let filter = if text.split(',').all(named) { text.parse().ok() } else { None };
    filter.ok_or_else(|| {
        format!(
            "must be a level ({}), and TARGET=LEVEL for exceptions; write for example info,directory=debug",
            LEVELS.join(", ")
        )
    })
}

/// 1 to 100 characters, not blank at either end, no control characters.
pub fn name(text: &str) -> Parsed<String> {
    let right = !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= 100
        && !text.chars().any(char::is_control);
    if right {
        Ok(text.into())
    } else {
        Err("must be 1 to 100 characters without control characters and without blanks at the ends".into())
    }
}

pub fn time_zone(text: &str) -> Parsed<TimeZone> {
    if text.eq_ignore_ascii_case("UTC") {
        return Ok(TimeZone::UTC); // also on a machine that has no time zone files
    }
    TimeZone::get(text).map_err(|_| {
        "must be an IANA time zone that this machine knows; write for example UTC or Europe/Berlin, and install tzdata \
         if the name is right"
            .into()
    })
}

/// `name=address,other=address`; names are compared without case.
pub fn hosts(text: &str) -> Parsed<BTreeMap<String, IpAddr>> {
    list(|pair| {
        let (name, address) = pair.split_once('=').unwrap_or((pair, ""));
        match address.trim().parse::<IpAddr>() {
            Ok(address) if !name.trim().is_empty() => Ok((name.trim().to_lowercase(), address)),
            _ => Err(format!(
                "must give each host name one IP address, which {pair:?} does not; write for example \
                 build-01 = \"10.1.2.3\" in the file, or build-01=10.1.2.3"
            )),
        }
    })(text)
    .map(BTreeMap::from_iter)
}

/// `code=tag,other=tag`: codes of OIPA's locales, letter for letter, and the language tags that they stand for.
pub fn locales(text: &str) -> Parsed<BTreeMap<String, String>> {
    list(|pair| {
        let (code, tag) = pair.split_once('=').unwrap_or((pair, ""));
        let (code, tag) = (code.trim(), tag.trim());
        let is_tag = tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if is_tag && !code.is_empty() {
            return Ok((code.to_owned(), tag.to_owned()));
        }
        Err(format!(
            "must give each code one language tag, which {pair:?} does not; write for example \
             01 = \"en-US\" in the file, or 01=en-US"
        ))
    })(text)
    .map(BTreeMap::from_iter)
}
