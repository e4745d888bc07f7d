use serde_json::json;

use super::super::grammar::{Fault, MAX_DEPTH, object};
use super::parsed;

#[test]
fn strings_have_either_quote_and_the_escapes_of_json_and_python() {
    assert_eq!(parsed(r#"{"a": 'it"s', b: "it's"}"#), json!({"a": "it\"s", "b": "it's"}));
    assert_eq!(
        parsed(r#"{a: "\"\'\\\/\b\f\n\r\t\u00e9\xe9\q\é\ud83d\uDE00"}"#),
        json!({"a": "\"'\\/\u{8}\u{c}\n\r\téé\u{71}é😀"})
    );
    assert_eq!(parsed("{a: \"x\r\n\ty\u{1}\"}"), json!({"a": "x\r\n\ty\u{1}"}));
    assert_eq!(parsed("{'a b': '', '': 1}"), json!({"a b": "", "": 1}));
}

#[test]
fn broken_escapes_and_halves_of_pairs_are_refused() {
    for text in [
        r#"{a: "\u12"}"#,
        r#"{a: "\u12g4"}"#,
        r#"{a: "\u+123"}"#,
        r#"{a: "\x1"}"#,
        r#"{a: "\ud83d"}"#,
        r#"{a: "\ud83dx"}"#,
        r#"{a: "\ud83d\u0041"}"#,
        r#"{a: "\ude00"}"#,
        r#"{a: "\"#,
        r#"{a: "x}"#,
        r"{a: 'x}",
    ] {
        assert!(matches!(object(text), Err(Fault::Syntax { .. })), "{text}");
    }
}

#[test]
fn keys_may_be_unquoted_and_parted_by_colon_equals_or_arrow() {
    assert_eq!(
        parsed("{ a.b c : 1, d = 2, e => 3, 'f'=>4, \"g\"= 5}"),
        json!({"a.b c":1,"d":2,"e":3,"f":4,"g":5})
    );
    for key in ["", " ", "a,b", "a]b", "a}b", "a{b", "a[b", "a\"b", "a'b", "a;b", "a#b"] {
        assert!(object(&format!("{{{key}:1}}")).is_err(), "{key}");
    }
    assert!(object("{a}").is_err());
    assert!(object("{'a'}").is_err());
    assert!(object("{'a' 1}").is_err());
}

#[test]
fn separators_are_commas_or_semicolons_trailing_and_repeated_ones_are_ignored() {
    assert_eq!(parsed("{a:1;b:2,;, c:3 ,}"), json!({"a":1,"b":2,"c":3}));
    assert_eq!(parsed("{a:[1;2,,3,]}"), json!({"a":[1,2,3]}));
    assert_eq!(parsed(" \r\n{ } \t"), json!({}));
    for text in
        ["{,a:1}", "{a:[,1]}", "{a:'x' b:1}", "{a:['x' 'y']}", "{a:1}}", "{a:1} x", "{a:[1}", "{a:{b:1]}"]
    {
        assert!(object(text).is_err(), "{text}");
    }
}

#[test]
fn unquoted_values_are_words_numbers_or_text() {
    assert_eq!(
        parsed("{a: TRUE, b: fAlse, c: NULL, d: none, e: Password User , f: o'neil, g: 10:30=x}"),
        json!({"a":true,"b":false,"c":null,"d":null,"e":"Password User","f":"o'neil","g":"10:30=x"})
    );
    for (word, number) in
        [("0", true), ("-0", true), ("12", true), ("1.5", true), ("1e9", true), ("-2.5E+3", true)]
            .into_iter()
            .chain(
                ["01", "+1", ".5", "1.", "1e", "0x1", "--1", "1.e2", "NaN", "1 2", "-", "1e+", "١"]
                    .map(|word| (word, false)),
            )
    {
        let value = &parsed(&format!("{{a:{word}}}"))["a"];
        assert_eq!(value.is_number(), number, "{word}");
        assert_eq!(value.is_string(), !number, "{word}");
    }
    for text in ["{a:}", "{a:,b:1}", "{a: x\"y\"}", "{a: x{y:1}}", "{a: x[1]}"] {
        assert!(object(text).is_err(), "{text}");
    }
}

#[test]
fn quoted_words_stay_text() {
    assert_eq!(parsed("{a:'true',b:\"null\",c:'1'}"), json!({"a":"true","b":"null","c":"1"}));
}

#[test]
fn only_an_object_is_taken() {
    for text in ["", " ", "[1]", "\"a\"", "1", "x", "null"] {
        assert!(object(text).is_err(), "{text}");
    }
}

#[test]
fn sixteen_levels_are_read_and_seventeen_refused() {
    let nested = |levels: usize| format!("{{a:{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    assert!(object(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(object(&nested(MAX_DEPTH + 1)).err(), Some(Fault::TooDeep));
    let objects = |levels: usize| format!("{}1{}", "{a:".repeat(levels), "}".repeat(levels));
    assert!(object(&objects(MAX_DEPTH)).is_ok());
    assert_eq!(object(&objects(MAX_DEPTH + 1)).err(), Some(Fault::TooDeep));
}

#[test]
fn a_fault_says_where_reading_stopped() {
    assert_eq!(object("{a:1} x").err(), Some(Fault::Syntax { at: 6 }));
    assert_eq!(object("{é:'x' y}").err(), Some(Fault::Syntax { at: 8 }));
}
