//! The steps of contract section 4.1, where the vectors do not already show them.

use super::super::{InputError, decode};
use super::{FORM, as_json, sent};

/// The one parameter `A` of a request.
fn a(content_type: Option<&str>, body: &str) -> Option<String> {
    sent(content_type, body).unwrap().text("A").unwrap().map(str::to_owned)
}

#[test]
fn a_byte_order_mark_and_white_space_around_the_body_do_not_count() {
    let body = b"\xEF\xBB\xBF\r\n {\"operation\":{\"Details\":{\"A\":1}}}\r\n";
    assert_eq!(decode(None, body, None).unwrap().integer("A"), Ok(Some(1)));
    assert_eq!(a(None, "\u{feff}INPUT_DATA={operation:{Details:{A:x}}}\n").as_deref(), Some("x"));
}

#[test]
fn a_plain_body_may_hold_everything_under_input_data() {
    for body in [
        r#"{"INPUT_DATA":{"operation":{"Details":{"A":"x"}}}}"#,
        r#"{"input_data":{"Details":{"A":"x"}},"other":1}"#,
        r#"{"INPUT_DATA":"{\"operation\":{\"Details\":{\"A\":\"x\"}}}"}"#,
        r#"{"INPUT_DATA":"{'operation': {'Details': {'A': 'x'}}}"}"#,
    ] {
        assert_eq!(a(Some("application/json"), body).as_deref(), Some("x"), "{body}");
    }
    for (body, error) in [
        (r#"{"INPUT_DATA":null}"#, InputError::NoInput),
        (r#"{"INPUT_DATA":" "}"#, InputError::NoInput),
        (r#"{"INPUT_DATA":1}"#, InputError::NoDetails),
        (r#"{"INPUT_DATA":[{"Details":{}}]}"#, InputError::NoDetails),
        (r#"{"INPUT_DATA":{"INPUT_DATA":{"Details":{}}}}"#, InputError::NoDetails),
        (r#"{"INPUT_DATA":"x"}"#, InputError::NotJson { at: 0 }),
    ] {
        assert_eq!(sent(None, body).err(), Some(error), "{body}");
    }
}

#[test]
fn the_field_is_found_in_any_case_and_behind_others() {
    for body in [
        "input_data={Details:{A:x}}",
        "AUTHTOKEN=1&INPUT_DATA=%7BDetails:{A:x}}",
        "&&Input_Data={Details:{A:x}}",
        "a=INPUT_DATA=1&INPUT_DATA={Details:{A:x}}",
    ] {
        assert_eq!(a(Some(FORM), body).as_deref(), Some("x"), "{body}");
    }
    for body in ["XINPUT_DATA={Details:{A:x}}", "INPUT_DATA {Details:{A:x}}", "INPUT_DATA", "[1]", "hello"] {
        assert_eq!(sent(Some(FORM), body).err(), Some(InputError::NoInput), "{body}");
    }
}

#[test]
fn an_encoded_field_ends_at_the_next_ampersand_under_any_content_type() {
    let body = "INPUT_DATA=%7B%22Details%22%3a%7B%22A%22:%22x%26y%2Bz%22%7D%7D&AUTHTOKEN=1";
    for content_type in [None, Some("text/json"), Some(FORM)] {
        assert_eq!(a(content_type, body).as_deref(), Some("x&y+z"));
    }
}

#[test]
fn an_unencoded_field_with_another_behind_it_is_read_as_a_form_in_the_end() {
    assert_eq!(a(Some("text/json"), "INPUT_DATA= {Details:{A:x}}&AUTHTOKEN=1").as_deref(), Some("x"));
}

#[test]
fn the_content_type_decides_only_the_order_of_the_readings() {
    let body = "INPUT_DATA={Details:{A:'%41+b'}}";
    assert_eq!(a(Some("text/json"), body).as_deref(), Some("%41+b"));
    assert_eq!(a(Some(FORM), body).as_deref(), Some("A b"));
}

#[test]
fn when_no_reading_holds_the_likelier_one_says_why() {
    let body = "INPUT_DATA={a:'1&";
    assert_eq!(sent(Some("text/json"), body).err(), Some(InputError::NotJson { at: 6 }));
    assert_eq!(sent(Some(FORM), body).err(), Some(InputError::NotJson { at: 5 }));
}

#[test]
fn the_body_wins_over_the_query_unless_it_has_nothing() {
    let query = Some("x=1&input_data=%7BDetails:%7BA:query%7D%7D");
    let body = |body: &[u8]| {
        decode(Some(FORM), body, query).map(|found| found.text("A").unwrap().unwrap().to_owned())
    };
    assert_eq!(body(b"INPUT_DATA={Details:{A:body}}").as_deref(), Ok("body"));
    assert_eq!(body(b"").as_deref(), Ok("query"));
    assert_eq!(body(b"INPUT_DATA=%20+&A=1").as_deref(), Ok("query"));
    assert_eq!(body(b"INPUT_DATA={").err(), Some(InputError::NotJson { at: 1 }));
}

#[test]
fn a_blank_query_parameter_is_no_input() {
    for query in [None, Some(""), Some("INPUT_DATA"), Some("INPUT_DATA=+"), Some("A=1")] {
        assert_eq!(decode(None, b"", query).err(), Some(InputError::NoInput), "{query:?}");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    assert_eq!(decode(None, b"{Details:{A:'\xFF'}}", None).err(), Some(InputError::NotUtf8));
    assert_eq!(decode(Some(FORM), b"INPUT_DATA=%7B%FF", None).err(), Some(InputError::NotUtf8));
    assert_eq!(decode(None, b"", Some("INPUT_DATA=%FF")).err(), Some(InputError::NotUtf8));
}

#[test]
fn the_parameters_are_in_details_of_operation_or_at_the_top_or_flat() {
    for body in [
        "{OPERATION:{DETAILS:{A:x}}}",
        "{operation:{details:{A:x}, extra:1}}",
        "{details:{A:x}}",
        "{username:rob, A:x}",
    ] {
        assert_eq!(a(None, body).as_deref(), Some("x"), "{body}");
    }
    for body in [
        "{}",
        "{A:x}",
        "{operation:null}",
        "{operation:{}}",
        "{operation:{Details:[]}}",
        "{operation:{Details:x}}",
        "{operation:{A:x},Details:{A:x}}",
        "{Details:[], USERNAME:rob}",
        "{operation:{USERNAME:rob}}",
    ] {
        assert_eq!(sent(None, body).err(), Some(InputError::NoDetails), "{body}");
    }
}

#[test]
fn a_key_twice_is_refused_wherever_it_stands() {
    for body in [
        r#"{"operation":{"Details":{"A":1,"A":1}}}"#,
        r#"{"operation":{"Details":{"USERNAME":1,"B":2,"userName":3}}}"#,
        r#"{"operation":{"Details":{},"details":{}}}"#,
        r#"{"operation":{"Details":{"A":[{"x":1,"X":2}]}}}"#,
        r#"{"INPUT_DATA":{"Details":{}},"Input_Data":{"Details":{}}}"#,
    ] {
        assert_eq!(sent(None, body).err(), Some(InputError::DuplicateKey), "{body}");
    }
    assert!(sent(None, "{operation:{Details:{A:{A:{A:1}}, É:1, é:2, AB:1, A B:2}}}").is_ok());
}

#[test]
fn an_unencoded_form_with_a_key_twice_is_not_saved_by_the_second_reading() {
    let body = "INPUT_DATA={Details:{'a b':1,'a+b':2}}";
    assert_eq!(sent(Some(FORM), body).err(), Some(InputError::DuplicateKey));
}

#[test]
fn unknown_keys_are_ignored() {
    assert_eq!(
        a(None, "{operation:{Details:{A:x,NEVER_HEARD_OF:{deep:[1,{}]}},y:1},z:2}").as_deref(),
        Some("x")
    );
}

#[test]
fn a_multipart_field_is_taken_verbatim() {
    let part = |headers: &str, end: &str| {
        format!(
            "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"AUTHTOKEN\"\r\n\r\nINPUT_DATA\r\n--b\r\n{headers}\r\n\r\n\
             {{Details:{{A:'x+%41&\r\n--c'}}}}{end}"
        )
    };
    for headers in [
        "Content-Disposition: form-data; name=\"INPUT_DATA\"",
        "content-disposition:form-data;filename=\"a;name=b\"; NAME=input_data\r\nContent-Type: text/plain",
        "Content-Type: text/json\r\nContent-Disposition: form-data; flag; name=INPUT_DATA; x=y",
    ] {
        for end in ["\r\n--b--\r\n", "\r\n--b\r\n\r\n\r\n--b--", "\n--b-- ", ""] {
            for content_type in
                ["multipart/form-data; boundary=b", "Multipart/Form-Data; x=y; boundary=\"b\""]
            {
                let found = a(Some(content_type), &part(headers, end));
                assert_eq!(found.as_deref(), Some("x+%41&\r\n--c"), "{headers} {end:?} {content_type}");
            }
        }
    }
}

#[test]
fn a_multipart_body_without_the_field_is_no_input() {
    let content_type = Some("multipart/form-data; boundary=b");
    for body in [
        "",
        "--b",
        "--b--",
        "--b\r\nContent-Disposition: form-data; name=\"OTHER\"\r\n\r\n{Details:{}}\r\n--b--",
        "--b\r\nContent-Disposition: form-data\r\n\r\n{Details:{}}\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"INPUT_DATA\"\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"INPUT_DATA\"\r\n\r\n \r\n--b--",
        "--c\r\nContent-Disposition: form-data; name=\"INPUT_DATA\"\r\n\r\n{Details:{}}\r\n--c--",
    ] {
        assert_eq!(sent(content_type, body).err(), Some(InputError::NoInput), "{body}");
    }
}

#[test]
fn a_multipart_header_that_is_too_long_names_nothing() {
    let content_type = Some("multipart/form-data; boundary=b");
    let named = |blanks: usize| {
        let body = format!(
            "--b\r\nContent-Disposition: form-data;{} name=INPUT_DATA\r\n\r\n{{Details:{{a:1}}}}\r\n--b--",
            " ".repeat(blanks)
        );
        decode(content_type, body.as_bytes(), None).is_ok()
    };
    assert!(named(8_000));
    assert!(!named(8_192));
}

#[test]
fn a_form_under_a_multipart_content_type_is_still_read() {
    for content_type in
        ["multipart/form-data; boundary=b", "multipart/form-data", "multipart/form-data; boundary="]
    {
        assert_eq!(a(Some(content_type), "INPUT_DATA={Details:{A:x}}").as_deref(), Some("x"));
    }
}

#[test]
fn neither_a_refusal_nor_the_details_print_a_value() {
    let refused = sent(None, "{Details:{PASSWORD:'hunter2' oops}}").unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("hunter2"));
    let read = sent(None, "{Details:{PASSWORD:'hunter2'}}").unwrap();
    assert_eq!(format!("{read:?}"), r#"{"PASSWORD"}"#);
}

#[test]
fn details_keep_the_order_and_spelling_of_the_sender() {
    let found = sent(None, "{Details:{b:1,A:2}}").unwrap();
    let keys: Vec<&str> = found.members().map(|(key, _, _)| key).collect();
    assert_eq!(keys, ["b", "A"]);
    assert_eq!(as_json(found.members()), serde_json::json!({"b":1,"A":2}));
}
