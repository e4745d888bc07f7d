//! As much of `multipart/form-data` (RFC 7578) as it takes to find one field. Every line is looked at once.

/// RFC 2046 section 5.1.1; it also bounds the work per line.
const LONGEST_BOUNDARY: usize = 70;
/// A longer header names no part: taking it apart would take its time.
const LONGEST_HEADER: usize = 8_192;

/// The boundary, if `content_type` is `multipart/form-data` and names one.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (media_type, parameters) = content_type.split_once(';')?;
    if !media_type.trim_ascii().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parameter(parameters, "boundary").filter(|value| (1..=LONGEST_BOUNDARY).contains(&value.len()))
}

/// The bytes of the first part of that name, compared without ASCII case. A last part that nothing closes runs to the end.
pub(super) fn field<'a>(body: &'a [u8], boundary: &[u8], name: &str) -> Option<&'a [u8]> {
    let mut lines = Lines { rest: body };
    while !is_delimiter(lines.next()?, boundary) {}
    loop {
        let wanted = is_named(&mut lines, name)?;
        let content = content(&mut lines, boundary);
        if wanted {
            return Some(content);
        }
    }
}

/// What stands before the next delimiter, without the line end that belongs to it.
fn content<'a>(lines: &mut Lines<'a>, boundary: &[u8]) -> &'a [u8] {
    let all = lines.rest;
    let mut length = 0;
    for line in lines {
        if is_delimiter(line, boundary) {
            return without_line_end(all.get(..length).unwrap_or_default());
        }
        length += line.len();
    }
    all
}

/// Whether the headers up to the blank line call the part `name`; none at the end of the body.
fn is_named(lines: &mut Lines<'_>, name: &str) -> Option<bool> {
    let mut wanted = false;
    loop {
        let line = without_line_end(lines.next()?);
        if line.is_empty() {
            return Some(wanted);
        }
        let readable = Some(line).filter(|line| line.len() <= LONGEST_HEADER);
        let header =
            readable.and_then(|line| str::from_utf8(line).ok()).and_then(|line| line.split_once(':'));
        if let Some((_, value)) = header.filter(|(key, _)| key.eq_ignore_ascii_case("content-disposition")) {
            wanted = value
                .split_once(';')
                .and_then(|(_, parameters)| parameter(parameters, "name"))
                .is_some_and(|found| found.eq_ignore_ascii_case(name));
        }
    }
}

/// The value of `; name=value` or `; name="value"`.
fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = parameters;
    loop {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_ascii_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        if key.rsplit(';').next().is_some_and(|key| key.trim_ascii().eq_ignore_ascii_case(name)) {
            return Some(value.trim_ascii());
        }
        rest = next;
    }
}

fn is_delimiter(line: &[u8], boundary: &[u8]) -> bool {
    let after = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
    after.is_some_and(|after| after.strip_prefix(b"--").unwrap_or(after).trim_ascii().is_empty())
}

fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Lines with their ends.
struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|byte| *byte == b'\n').map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(line)
    }
}
