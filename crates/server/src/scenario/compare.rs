//! Whether an answer is the expected one.

use http::{HeaderMap, header};

use super::placeholder::fits;
use super::{Json, Kept, Step};

/// An answer that was given.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body.
    pub body: &'a [u8],
}

impl Given<'_> {
    /// The first header of this name; none when it is not visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a cookie that is set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = set.filter_map(|cookie| cookie.split(';').next()?.trim().split_once('='));
        pairs.find(|(n, _)| *n == name).map(|(_, value)| value.to_owned())
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<Json, serde_json::Error> {
        serde_json::from_slice(self.body)
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.body).into_owned()
    }
}

/// Keeps what the step wants kept, then tells, a sentence each, where the answer is not as expected. `status` stands for
/// the step's own.
pub fn differences(step: &Step, status: u16, given: &Given<'_>, kept: &mut Kept) -> Vec<String> {
    let mut found = Vec::new();
    if given.status != status {
        found.push(format!("status {} instead of {status}", given.status));
    }
    found.extend(step.keep.iter().filter_map(|(name, place)| kept.take(name, place, given).err()));
    found.extend(step.answer_headers.iter().filter_map(|(name, expected)| {
        let expected = expected.as_ref().map(|expected| kept.fill(expected));
        let given = given.header(name);
        let same = match (&expected, given) {
            (Some(expected), Some(given)) => fits(expected, given),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        (!same).then(|| format!("header {name}: {given:?} instead of {expected:?}"))
    }));
    found.extend(body(step, given, kept));
    found
}

fn body(step: &Step, given: &Given<'_>, kept: &Kept) -> Option<String> {
    if let Some(expected) = &step.answer_text {
        let (expected, given) = (kept.fill(expected), given.text());
        return (!fits(&expected, &given)).then(|| format!("{given:?} instead of {expected:?}"));
    }
    let Some(expected) = &step.answer else {
        return (!given.body.is_empty()).then(|| format!("a body where none is expected: {}", given.text()));
    };
    let Ok(answered) = given.json() else { return Some(format!("no JSON: {:?}", given.text())) };
    if answered.to_string().as_bytes() != given.body {
        return Some(format!("JSON that is not written plainly: {:?}", given.text()));
    }
    difference(expected, &answered, kept)
}

/// Where and how `given` is not as expected.
fn difference(expected: &Json, given: &Json, kept: &Kept) -> Option<String> {
    let differs = || Some(format!("{given} instead of {expected}"));
    match (expected, given) {
        (Json::Text(text), given) => {
            let filled = kept.fill(text);
            (!stands_for(&filled, given)).then(|| format!("{given} instead of {filled:?}"))
        }
        (Json::Array(expected), Json::Array(given)) if expected.len() == given.len() => {
            let mut pairs = expected.iter().zip(given).enumerate();
            pairs.find_map(|(at, (expected, given))| {
                difference(expected, given, kept).map(|found| format!("{at}: {found}"))
            })
        }
        (Json::Object(expected), Json::Object(given)) if names(expected).eq(names(given)) => {
            expected.iter().zip(given).find_map(|((name, expected), (_, given))| {
                difference(expected, given, kept).map(|found| format!("{name}: {found}"))
            })
        }
        (expected, given) if expected == given => None,
        _ => differs(),
    }
}

fn names(members: &[(String, Json)]) -> impl Iterator<Item = &str> {
    members.iter().map(|(name, _)| name.as_str())
}

/// Whether an expected text, with everything put in, is met.
fn stands_for(expected: &str, given: &Json) -> bool {
    match (expected, given) {
        ("{any}", _) | ("{array}", Json::Array(_)) => true,
        ("{integer}", Json::Number(number)) => !number.is_f64(),
        (expected, Json::Text(given)) => fits(expected, given),
        (_, Json::Null | Json::Truth(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => false,
    }
}
