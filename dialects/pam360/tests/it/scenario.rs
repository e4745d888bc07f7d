//! Plays a file of `scenarios/pam360` against a world.

use std::collections::BTreeMap;
use std::fmt;

use model::TokenKind;
use pam360::HttpStatus;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use testkit::{Answer, World};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    name: String,
    #[expect(dead_code, reason = "for readers")]
    contract: String,
    #[serde(rename = "as")]
    caller: Option<String>,
    method: String,
    path: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    details: Option<Value>,
    text: Option<String>,
    status: u16,
    semantic: Option<u16>,
    #[serde(default)]
    answer_headers: BTreeMap<String, String>,
    answer: Compact,
    #[serde(default)]
    keep: BTreeMap<String, String>,
}

/// Plays the steps in their order.
pub async fn play(world: &World, mode: HttpStatus, scenario: &str) {
    let steps: Vec<Step> = serde_json::from_str(scenario).unwrap();
    let admin = world.token("admin", TokenKind::Pam360).await;
    let mut kept = BTreeMap::from([("admin".to_owned(), admin)]);
    for step in &steps {
        let answer = call(world, step, &kept).await;
        compare(step, mode, &answer, &kept);
        for (name, pointer) in &step.keep {
            let value = answer.json().pointer(pointer).and_then(Value::as_str).map(str::to_owned);
            kept.insert(name.clone(), value.unwrap_or_else(|| panic!("{}: {pointer}", step.name)));
        }
    }
}

async fn call(world: &World, step: &Step, kept: &BTreeMap<String, String>) -> Answer {
    let mut call = world.call(step.method.parse().unwrap(), &fill(&step.path, kept));
    for (name, value) in &step.headers {
        call = call.header(name, &fill(value, kept));
    }
    if let Some(caller) = &step.caller {
        call = call.authtoken(&kept[caller]);
    }
    if let Some(details) = &step.details {
        let filled: Value = serde_json::from_str(&fill(&details.to_string(), kept)).unwrap();
        call = call.input_data(&filled);
    }
    if let Some(text) = &step.text {
        call = call.body(text.clone());
    }
    call.send().await
}

fn compare(step: &Step, mode: HttpStatus, answer: &Answer, kept: &BTreeMap<String, String>) {
    let status = match mode {
        HttpStatus::Compat => step.status,
        HttpStatus::Semantic => step.semantic.unwrap_or(step.status),
    };
    assert_eq!(answer.status, status, "{}: {}", step.name, answer.text());
    assert_eq!(answer.header("content-type"), "application/json;charset=UTF-8", "{}", step.name);
    for (name, value) in &step.answer_headers {
        assert_eq!(answer.header(name), value, "{}", step.name);
    }
    let expected = fill(&step.answer.0, kept);
    assert!(
        matches(&expected, answer.text()),
        "{}:\nexpected {expected}\ngiven    {}",
        step.name,
        answer.text()
    );
}

fn fill(text: &str, kept: &BTreeMap<String, String>) -> String {
    kept.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Whether `given` is `expected` letter for letter, but for what stands for any token or number.
fn matches(expected: &str, given: &str) -> bool {
    let is_token = |text: &str| {
        text.len() == 36
            && text.char_indices().all(|(at, c)| match at {
                8 | 13 | 18 | 23 => c == '-',
                _ => matches!(c, '0'..='9' | 'A'..='F'),
            })
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((before, kind)) = ["{authtoken}", "{userid}"]
        .into_iter()
        .filter_map(|kind| expected.find(kind).map(|at| (at, kind)))
        .min()
    else {
        return expected == given;
    };
    let Some(rest) = given.strip_prefix(&expected[..before]) else { return false };
    let Some((value, rest)) = rest.split_once('"') else { return false };
    let fits = if kind == "{userid}" { is_number(value) } else { is_token(value) };
    fits && matches(&expected[before + kind.len()..], &format!("\"{rest}"))
}

/// JSON written compactly, its members in the order of the file.
struct Compact(String);

impl<'de> Deserialize<'de> for Compact {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Reader)
    }
}

struct Reader;

fn written(value: impl Serialize) -> Compact {
    Compact(serde_json::to_string(&value).unwrap())
}

impl<'de> Visitor<'de> for Reader {
    type Value = Compact;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without fractions")
    }

    fn visit_u64<E>(self, value: u64) -> Result<Compact, E> {
        Ok(written(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Compact, E> {
        Ok(written(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Compact, A::Error> {
        let mut all = Vec::new();
        while let Some(Compact(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Compact(format!("[{}]", all.join(","))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Compact, A::Error> {
        let mut all = Vec::new();
        while let Some((Compact(name), Compact(value))) = members.next_entry()? {
            all.push(format!("{name}:{value}"));
        }
        Ok(Compact(format!("{{{}}}", all.join(","))))
    }
}
