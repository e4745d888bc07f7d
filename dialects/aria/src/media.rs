//! JSON or XML: what a client sends, and what it wants to be answered (section 6.3).

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

/// The two forms that every body and every answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    Json,
    Xml,
}

/// How much a form is wanted, and where that is said.
#[derive(Clone, Copy)]
struct Wish {
    /// From 0, which is not at all, to 1.
    quality: f32,
    /// 2 for its own name, 1 for `application/*`, 0 for anything.
    exactness: u8,
    /// Which of the ranges says it.
    at: usize,
}

impl Media {
    const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
        }
    }

    /// What an answer is to be in; none when neither is accepted.
    ///
    /// Without an `Accept`, or with one of blanks, JSON. Otherwise what has the higher quality, then what is named more
    /// exactly, then what is named first; JSON where nothing tells. A quality that is no number is 1.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let ranges =
            values.flat_map(|value| value.split(',')).map(str::trim).filter(|range| !range.is_empty());
        let (mut json, mut xml, mut any) = (None, None, false);
        for (at, range) in ranges.enumerate() {
            any = true;
            json = Wish::nearer(json, Wish::of(Self::Json, range, at));
            xml = Wish::nearer(xml, Wish::of(Self::Xml, range, at));
        }
        let is_wanted = |wish: &Wish| wish.quality > 0.0;
        match (json.filter(is_wanted), xml.filter(is_wanted)) {
            (None, None) if any => None,
            (Some(json), Some(xml)) if xml.is_above(&json) => Some(Self::Xml),
            (None, Some(_)) => Some(Self::Xml),
            (Some(_) | None, _) => Some(Self::Json),
        }
    }

    /// The one for errors, which are told also to who accepts neither: in JSON.
    pub fn of_errors(headers: &HeaderMap) -> Self {
        Self::accepted(headers).unwrap_or(Self::Json)
    }

    /// What a body is in; none when it says to be in neither, or in several. One that says nothing is JSON (section
    /// 6.2). XML is in UTF-8 only; a charset of JSON is not looked at, it has but one.
    pub fn sent(headers: &HeaderMap) -> Option<Self> {
        let mut types =
            headers.get_all(CONTENT_TYPE).iter().map(|value| of_type(value.to_str().unwrap_or("?")));
        let first = types.next().unwrap_or(Some(Self::Json))?;
        types.all(|other| other == Some(first)).then_some(first)
    }
}

impl Wish {
    /// What the range at this place says of a form, if it covers it.
    fn of(media: Media, range: &str, at: usize) -> Option<Self> {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        let exactness = match () {
            () if is(media.name()) => 2,
            () if is("application/*") => 1,
            () if is("*/*") || is("*") => 0,
            () => return None,
        };
        let mut parameters = parts.filter_map(|part| part.split_once('='));
        let quality = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        let quality = quality.and_then(|(_, value)| value.trim().parse::<f32>().ok()).filter(|q| !q.is_nan());
        Some(Self { quality: quality.unwrap_or(1.0).clamp(0.0, 1.0), exactness, at })
    }

    /// The one that names the form more exactly; of two that are as exact, the first.
    fn nearer(first: Option<Self>, second: Option<Self>) -> Option<Self> {
        match (first, second) {
            (Some(first), Some(second)) if second.exactness > first.exactness => Some(second),
            (first, second) => first.or(second),
        }
    }

    fn is_above(&self, other: &Self) -> bool {
        let (mine, others) = ((self.quality, self.exactness), (other.quality, other.exactness));
        mine > others || (mine == others && self.at < other.at)
    }
}

fn of_type(value: &str) -> Option<Media> {
    let mut parts = value.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let is = |media: Media| name.eq_ignore_ascii_case(media.name());
    if name.is_empty() || is(Media::Json) {
        return Some(Media::Json);
    }
    let mut charsets = parts
        .filter_map(|part| part.split_once('='))
        .filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
    let is_utf_8 = charsets.all(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    (is(Media::Xml) && is_utf_8).then_some(Media::Xml)
}

#[cfg(test)]
mod tests;
