use super::super::BadValue;
use super::details;

fn refused<T>(parameter: &str) -> Result<T, BadValue> {
    Err(BadValue { parameter: parameter.to_owned() })
}

#[test]
fn a_parameter_is_found_in_any_case() {
    let given = details("{UserName: jason}");
    assert_eq!(given.text("USERNAME"), Ok(Some("jason")));
    assert_eq!(given.text("username"), Ok(Some("jason")));
    assert_eq!(given.text("USER"), Ok(None));
}

#[test]
fn a_number_or_boolean_becomes_its_text_as_written() {
    let given =
        details("{MOBILE: 9876543210, LONG: 123456789012345678901234567890, SMALL: 1.50e-3, YES: True}");
    assert_eq!(given.text("MOBILE"), Ok(Some("9876543210")));
    assert_eq!(given.text("LONG"), Ok(Some("123456789012345678901234567890")));
    assert_eq!(given.text("SMALL"), Ok(Some("1.50e-3")));
    assert_eq!(given.text("YES"), Ok(Some("true")));
}

#[test]
fn text_keeps_its_blanks_and_a_zero_character() {
    let given = details(r#"{A: "  x ", B: "a\u0000b"}"#);
    assert_eq!(given.text("A"), Ok(Some("  x ")));
    assert_eq!(given.text("B"), Ok(Some("a\0b")));
}

#[test]
fn blank_text_and_null_are_not_given_to_every_reader() {
    let given = details(r#"{A: "", B: " \t\r\n", C: null, D: None}"#);
    for name in ["A", "B", "C", "D", "ABSENT"] {
        assert_eq!(given.text(name), Ok(None), "{name}");
        assert_eq!(given.boolean(name), Ok(None), "{name}");
        assert_eq!(given.integer(name), Ok(None), "{name}");
        assert_eq!(given.list(name), Ok(None), "{name}");
        assert_eq!(given.integers(name), Ok(None), "{name}");
    }
}

#[test]
fn an_edit_can_tell_a_blank_from_null_and_from_absence() {
    let given = details(r#"{A: "", B: " ", C: null, D: x}"#);
    let blank = ["A", "b", "C", "D", "ABSENT"].map(|name| given.is_blank(name));
    assert_eq!(blank, [true, true, false, false, false]);
}

#[test]
fn a_boolean_has_eight_words_in_any_case_and_two_numbers() {
    for word in ["true", "\"TRUE\"", "'Yes'", "on", "\"1\"", "1", "True"] {
        assert_eq!(details(&format!("{{A: {word}}}")).boolean("A"), Ok(Some(true)), "{word}");
    }
    for word in ["false", "\"False\"", "'no'", "OFF", "\"0\"", "0", "False"] {
        assert_eq!(details(&format!("{{A: {word}}}")).boolean("A"), Ok(Some(false)), "{word}");
    }
    for word in ["maybe", "2", "-1", "10", "y", "\"true x\"", "[true]", "{a:1}"] {
        assert_eq!(details(&format!("{{A: {word}}}")).boolean("A"), refused("A"), "{word}");
    }
}

#[test]
fn an_integer_is_a_number_or_a_text_of_digits() {
    for (written, value) in [
        ("301", 301),
        ("\"100\"", 100),
        ("\" 7 \"", 7),
        ("\"007\"", 7),
        ("-5", -5),
        ("9223372036854775807", i64::MAX),
    ] {
        assert_eq!(details(&format!("{{A: {written}}}")).integer("A"), Ok(Some(value)), "{written}");
    }
    for written in
        ["1.5", "1e3", "\"-5\"", "\"+5\"", "\"1 2\"", "true", "x", "9223372036854775808", "[1]", "{a:1}"]
    {
        assert_eq!(details(&format!("{{A: {written}}}")).integer("A"), refused("A"), "{written}");
    }
}

#[test]
fn an_object_or_list_in_place_of_a_scalar_is_refused_by_the_name_that_was_asked_for() {
    let given = details("{userName: [jason], RoleId: {a: 1}}");
    assert_eq!(given.text("USERNAME"), refused("USERNAME"));
    assert_eq!(given.text("ROLEID"), refused("ROLEID"));
}

#[test]
fn a_list_holds_scalars_only() {
    let given = details(
        "{USERIDS: [1, '2', true,], NONE: [], ONE: 5, DEEP: [1, [2]], GAP: [1, null], BLANK: [1, '']}",
    );
    assert_eq!(given.list("USERIDS"), Ok(Some(vec!["1", "2", "true"])));
    assert_eq!(given.list("NONE"), Ok(Some(vec![])));
    for name in ["ONE", "DEEP", "GAP", "BLANK"] {
        assert_eq!(given.list(name), refused(name), "{name}");
        assert_eq!(given.integers(name), refused(name), "{name}");
    }
    assert_eq!(given.integers("USERIDS"), refused("USERIDS"));
    assert_eq!(details("{USERIDS: [1, '2']}").integers("USERIDS"), Ok(Some(vec![1, 2])));
}

#[test]
fn a_refusal_names_the_parameter_and_never_the_value() {
    let refusal = details("{PASSWORD: [secret]}").text("PASSWORD").unwrap_err();
    assert_eq!(refusal.to_string(), "invalid value for parameter PASSWORD");
}
