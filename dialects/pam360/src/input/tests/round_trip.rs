use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::document::Value;
use super::encodings::{ENCODINGS, Sent};
use super::{InputError, sent};

/// Text of any characters, and text of those that mean something to one of the readers.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        vec(any::<char>(), 0..12).prop_map(String::from_iter),
        "[ -~\\n\\r\\t\\x00-\\x1f]{0,16}",
        "[{}\\[\\]\"'\\\\:=>,;#&+% ux0-9a-f]{0,16}",
        "(true|False|None|null|INPUT_DATA=|USERNAME|operation|details| |-?[0-9]{1,4})",
    ]
}

fn scalar() -> impl Strategy<Value = Sent> {
    prop_oneof![
        Just(Sent::Null),
        any::<bool>().prop_map(Sent::Boolean),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,3})?".prop_map(Sent::Number),
        text().prop_map(Sent::Text),
    ]
}

fn object(value: impl Strategy<Value = Sent>) -> impl Strategy<Value = Sent> {
    vec((text(), value), 0..8).prop_map(|mut members| {
        let mut seen = HashSet::new();
        members.retain(|(key, _)| seen.insert(key.to_ascii_lowercase()));
        Sent::Object(members)
    })
}

fn details() -> impl Strategy<Value = Sent> {
    object(scalar().prop_recursive(4, 40, 6, |inner| {
        prop_oneof![vec(inner.clone(), 0..6).prop_map(Sent::List), object(inner)]
    }))
}

proptest! {
    #[test]
    fn what_a_client_sends_in_any_encoding_is_what_is_read(details in details()) {
        for encoding in &ENCODINGS {
            let body = encoding.body(&details);
            let read = sent(encoding.content_type, &body);
            prop_assert!(read.is_ok(), "{} {body} {read:?}", encoding.name);
            let members = read.as_ref().map(super::Details::members).unwrap();
            prop_assert!(details.is(Value::Object(members)), "{} {body} {read:?}", encoding.name);
        }
    }

    #[test]
    fn a_second_key_that_differs_in_case_only_is_refused(details in details(), name in "[a-z]{1,8}", many in 0..40) {
        let Sent::Object(mut members) = details else { return Ok(()) };
        members.retain(|(key, _)| !key.eq_ignore_ascii_case(&name));
        members.push((name.clone(), Sent::Null));
        members.extend((0..many).map(|number| (format!("{name}#{number}"), Sent::Null)));
        members.push((name.to_ascii_uppercase(), Sent::Null));
        let mut seen = HashSet::new();
        members.retain(|(key, _)| !key.contains('#') || seen.insert(key.to_ascii_lowercase()));
        for encoding in &ENCODINGS {
            let body = encoding.body(&Sent::Object(members.clone()));
            prop_assert_eq!(sent(encoding.content_type, &body).err(), Some(InputError::DuplicateKey));
        }
    }
}
