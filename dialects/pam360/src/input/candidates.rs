use std::borrow::Cow;
use std::str::Utf8Error;

use super::decode::NAME;
use super::multipart;
use super::query::form_decoded;

const BOM: &[u8] = b"\xEF\xBB\xBF";
const FORM: &str = "application/x-www-form-urlencoded";

/// One reading of the bytes that may hold the document.
#[derive(Clone, Copy)]
pub(super) enum Candidate<'a> {
    /// The bytes as they stand.
    Verbatim(&'a [u8]),
    /// The value of a form field: `+` is a blank, `%xx` a byte.
    Form(&'a [u8]),
}

impl<'a> Candidate<'a> {
    pub(super) fn text(self) -> Result<Cow<'a, str>, Utf8Error> {
        match self {
            Self::Verbatim(bytes) => str::from_utf8(bytes).map(Cow::Borrowed),
            Self::Form(bytes) => form_decoded(bytes),
        }
    }
}

/// What the body offers, the likelier reading first.
pub(super) enum Body<'a> {
    /// The whole body is the document.
    Json([Candidate<'a>; 1]),
    /// The document is the value of a field, or there is none.
    Field(Vec<Candidate<'a>>),
}

impl<'a> Body<'a> {
    pub(super) fn candidates(&self) -> &[Candidate<'a>] {
        match self {
            Self::Json(candidates) => candidates,
            Self::Field(candidates) => candidates,
        }
    }
}

/// Steps 1 to 4 of contract section 4.1.
pub(super) fn in_body<'a>(content_type: Option<&str>, body: &'a [u8]) -> Body<'a> {
    let body = body.strip_prefix(BOM).unwrap_or(body).trim_ascii();
    if body.starts_with(b"{") {
        return Body::Json([Candidate::Verbatim(body)]);
    }
    let boundary = content_type.and_then(multipart::boundary);
    if let Some(value) = boundary.and_then(|boundary| multipart::field(body, boundary.as_bytes(), NAME)) {
        return Body::Field(vec![Candidate::Verbatim(value)]);
    }
    Body::Field(input_data(body).map_or_else(Vec::new, |rest| in_form(is_form(content_type), rest)))
}

/// Everything after the first `INPUT_DATA=` that opens the body or follows a `&`.
fn input_data(body: &[u8]) -> Option<&[u8]> {
    let mut rest = body;
    loop {
        if let Some(value) = value_of(rest) {
            return Some(value);
        }
        let ampersand = rest.iter().position(|byte| *byte == b'&')?;
        rest = rest.get(ampersand + 1..)?;
    }
}

fn value_of(pair: &[u8]) -> Option<&[u8]> {
    let (name, value) = pair.split_at_checked(NAME.len())?;
    if name.eq_ignore_ascii_case(NAME.as_bytes()) { value.strip_prefix(b"=") } else { None }
}

/// A text that begins with a brace was not encoded by its sender, whatever the content type says.
fn in_form(is_form: bool, rest: &[u8]) -> Vec<Candidate<'_>> {
    let form = Candidate::Form(rest.split(|byte| *byte == b'&').next().unwrap_or_default());
    let raw = rest.trim_ascii_start().starts_with(b"{");
    match (raw, is_form) {
        (false, _) => vec![form],
        (true, false) => vec![Candidate::Verbatim(rest), form],
        (true, true) => vec![form, Candidate::Verbatim(rest)],
    }
}

fn is_form(content_type: Option<&str>) -> bool {
    let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    media_type.trim_ascii().eq_ignore_ascii_case(FORM)
}
