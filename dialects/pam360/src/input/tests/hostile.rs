use proptest::collection::vec;
use proptest::prelude::*;

use super::super::{InputError, Query, decode};
use super::FORM;

const MEBIBYTE: usize = 1 << 20;
const MULTIPART: &str = "multipart/form-data; boundary=b";
const CONTENT_TYPES: [Option<&str>; 4] = [None, Some("text/json"), Some(FORM), Some(MULTIPART)];

/// `head`, then `unit` as often as a mebibyte holds it, then `tail`.
fn flood(head: &str, unit: &str, tail: &str) -> String {
    let room = MEBIBYTE - head.len() - tail.len();
    format!("{head}{}{tail}", unit.repeat(room / unit.len()))
}

/// Bodies of a mebibyte that would cost a careless reader time, memory or stack.
fn refused() -> Vec<(&'static str, String)> {
    let all = [
        ("TooDeep", "{\"a\":", "{\"a\":"),
        ("TooDeep", "{a:", "["),
        ("NotJson", "", "{"),
        ("NotJson", "{\"a\":", "\""),
        ("NotJson", "{a:'", "\\"),
        ("NotJson", "{a:\"", "\\u0000"),
        ("NotJson", "{a:'", "x"),
        ("TooMany", "{", "'a':'b',"),
        ("TooMany", "{Details:{a:[", "1,"),
        ("TooMany", "{Details:{a:[", "{a:1},"),
        ("TooMany", "{Details:{a:[", "[[]],"),
        ("NotJson", "INPUT_DATA={a:'", "&INPUT_DATA={a:'"),
        ("NotJson", "{a:1", ",;"),
        ("NotJson", "{", "a"),
        ("NotJson", "{a:", "b "),
        ("NotJson", "{a:", "1"),
        ("NotJson", "INPUT_DATA=", "%"),
        ("NotJson", "INPUT_DATA=", "%7B"),
        ("NotJson", "INPUT_DATA={", "&"),
        ("NoInput", "INPUT_DATA=", "+"),
        ("NoInput", "", "&"),
        ("NoInput", "", "&INPUT_DATA"),
        ("NoInput", "--b\r\n", "\n"),
        ("NoInput", "", "--b\n"),
        ("NoInput", "--b\n", "Content-Disposition: form-data; name=\"x\"\n"),
        ("NoInput", "--b\nContent-Disposition: form-data;", "a=b;"),
        ("NoInput", "--b\nContent-Disposition: form-data;", "="),
    ];
    let floods = all.into_iter().map(|(kind, head, unit)| (kind, flood(head, unit, "")));
    floods.chain([("TooMany", of_members(1_001)), ("TooMany", of_members(120_000))]).collect()
}

/// A document whose parameters are so many, each of another name.
fn of_members(count: usize) -> String {
    let keys: Vec<String> = (0..count).map(|number| format!("k{number}:1")).collect();
    format!("{{Details:{{{}}}}}", keys.join(","))
}

/// Documents that are in order, as full of small things as can be.
fn accepted() -> Vec<String> {
    let list = |unit: &str, count: usize| format!("{{Details:{{a:[{}]}}}}", unit.repeat(count));
    vec![
        list("1,", 99_000),
        list("{},", 99_000),
        list("{a:1,b:2},", 19_000),
        list("[[]],", 49_000),
        flood("{Details:{a:'", "\\x00", "'}}"),
        flood("{Details:{a:1", ",;", "}}"),
        of_members(1_000),
    ]
}

fn kind(error: InputError) -> &'static str {
    match error {
        InputError::NoInput => "NoInput",
        InputError::NotJson { .. } => "NotJson",
        InputError::NotUtf8 => "NotUtf8",
        InputError::TooDeep => "TooDeep",
        InputError::TooMany => "TooMany",
        InputError::DuplicateKey => "DuplicateKey",
        InputError::NoDetails => "NoDetails",
    }
}

#[test]
fn a_hostile_mebibyte_is_refused_under_every_content_type() {
    for (expected, body) in refused() {
        for content_type in CONTENT_TYPES {
            let refusal = decode(content_type, body.as_bytes(), None).err().map(kind);
            assert_eq!(refusal, Some(expected), "{content_type:?} {}..", body.get(..40).unwrap());
        }
    }
}

#[test]
fn a_document_full_of_small_values_is_read() {
    for body in accepted() {
        let decoded = decode(None, body.as_bytes(), None);
        assert!(decoded.is_ok(), "{decoded:?}");
    }
}

#[test]
fn one_key_twice_among_many_is_refused() {
    let body = of_members(900).replace("k899:", "K7:");
    assert_eq!(decode(None, body.as_bytes(), None).err(), Some(InputError::DuplicateKey));
}

fn content_type() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        prop::sample::select(&CONTENT_TYPES[..]).prop_map(|value| value.map(str::to_owned)),
        ".{0,40}".prop_map(Some),
        "multipart/form-data; ?(boundary=)?[-\"ab; =]{0,10}".prop_map(Some),
    ]
}

/// Pieces that lead a reader into its corners.
fn crafted() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "INPUT_DATA",
        "=",
        "&",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "\\",
        "\\u",
        "\\x",
        "d83d",
        ":",
        "=>",
        ",",
        ";",
        "+",
        "%",
        "%7B",
        "%C3",
        "operation",
        "Details",
        "USERNAME",
        "1",
        "-",
        " ",
        "\r\n",
        "--b",
        "--",
        "é",
        "Content-Disposition: form-data; name=INPUT_DATA",
        "\u{feff}",
    ];
    vec(prop::sample::select(pieces.to_vec()), 0..40).prop_map(|parts| parts.concat().into_bytes())
}

proptest! {
    #[test]
    fn no_bytes_under_any_content_type_stop_the_reader(
        content_type in content_type(),
        body in prop_oneof![vec(any::<u8>(), 0..200), crafted()],
        query in prop_oneof![".{0,60}", crafted().prop_map(|bytes| String::from_utf8(bytes).unwrap())],
        name in ".{0,8}",
    ) {
        if let Ok(details) = decode(content_type.as_deref(), &body, Some(&query)) {
            let _ = (details.text(&name), details.boolean(&name), details.integers(&name), details.is_blank(&name));
        }
        let _ = (Query::new(Some(&query)).text(&name), Query::new(Some(&query)).integer(&name));
    }
}
