use std::borrow::Cow;

use model::Timestamp;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::{Attribute, DEEPEST, Filter, Held, Kind, LONGEST, Misuse, Operator, Subject, Value, parse};

/// An object as JSON shows it: texts without case, but for members called `id`.
struct Object(Json);

impl Subject for Object {
    fn values(&self, attribute: &Attribute) -> Vec<Held<'_>> {
        let named = self.0.get(&attribute.name);
        let value = attribute.sub.as_ref().map_or(named, |sub| named.and_then(|value| value.get(sub)));
        let values = match value {
            Some(Json::Array(values)) => values.iter().collect(),
            Some(value) => vec![value],
            None => Vec::new(),
        };
        let held = |value: &'_ Json| match value {
            Json::String(text) if attribute.name == "id" => Some(Held::Exact(Cow::Owned(text.clone()))),
            Json::String(text) if attribute.name == "at" => Some(Held::Instant(crate::meets::instant(text)?)),
            Json::String(text) => Some(Held::Text(Cow::Owned(text.clone()))),
            Json::Bool(truth) => Some(Held::Truth(*truth)),
            Json::Number(number) => Some(Held::Number(number.as_f64()?)),
            _ => None,
        };
        values.into_iter().filter_map(held).collect()
    }

    fn entries(&self, attribute: &Attribute) -> Vec<Box<dyn Subject + '_>> {
        let entries = self.0.get(&attribute.name).and_then(Json::as_array).cloned().unwrap_or_default();
        entries.into_iter().map(|entry| Box::new(Self(entry)) as Box<dyn Subject>).collect()
    }
}

fn barbara() -> Object {
    Object(json!({
        "userName": "BJensen", "id": "Ab", "active": true, "age": 41, "at": "2011-05-13T04:42:34Z", "nick": "",
        "name": {"familyName": "Jensen"}, "tags": ["one", "two"],
        "emails": [{"type": "work", "value": "b@example.com"}, {"type": "home", "value": "b@home.org"}]
    }))
}

fn meets(text: &str) -> bool {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).meets(&barbara())
}

#[test]
fn each_operator_means_what_the_standard_says() {
    for (text, wanted) in [
        ("userName eq \"bjensen\"", true),
        ("userName eq \"bjense\"", false),
        ("userName ne \"bjensen\"", false),
        ("userName co \"JEN\"", true),
        ("userName sw \"bj\"", true),
        ("userName sw \"j\"", false),
        ("userName ew \"SEN\"", true),
        ("userName ew \"se\"", false),
        ("userName gt \"b\"", true),
        ("userName lt \"b\"", false),
        ("userName ge \"BJENSEN\"", true),
        ("userName gt \"BJENSEN\"", false),
        ("userName le \"bjensen\"", true),
        ("userName pr", true),
        ("nick pr", false),
        ("title pr", false),
        ("title ne \"x\"", true),
        ("title eq null", true),
        ("title ne null", false),
        ("userName eq null", false),
        ("name.familyName EQ \"jensen\"", true),
        ("active eq true", true),
        ("active ne true", false),
        ("active eq \"true\"", false),
        ("age ge 41 and age lt 41.5", true),
        ("age gt 4.1e1", false),
        ("at gt \"2011-05-13T06:42:33+02:00\"", true),
        ("at gt \"2011-05-13T04:42:34Z\"", false),
        ("tags eq \"two\"", true),
        ("tags ne \"two\"", false),
    ] {
        assert_eq!(meets(text), wanted, "{text}");
    }
}

#[test]
fn case_counts_only_where_an_attribute_says_so() {
    assert!(meets("id eq \"Ab\"") && !meets("id eq \"ab\"") && !meets("id sw \"a\""));
    assert!(meets("userName eq \"ｂjensen\""), "full width is the same letter");
}

#[test]
fn and_binds_closer_than_or_and_parentheses_closer_than_both() {
    let (yes, no) = ("age eq 41", "age eq 1");
    assert!(meets(&format!("{yes} or {no} and {no}")));
    assert!(!meets(&format!("({yes} or {no}) and {no}")));
    assert!(meets(&format!("not ({no}) AND {yes}")));
    assert!(!meets(&format!("NOT({yes} or {no})")));
}

#[test]
fn a_filter_in_brackets_is_met_by_one_entry_as_a_whole() {
    assert!(meets("emails[type eq \"work\" and value co \"example\"]"));
    assert!(!meets("emails[type eq \"home\" and value co \"example\"]"));
    assert!(meets("emails[type eq \"work\"].value eq \"b@example.com\""));
    assert!(!meets("emails[type eq \"work\"].value eq \"b@home.org\""));
    assert!(meets("emails[type eq \"work\"].value pr") && !meets("emails[type eq \"other\"].value pr"));
    assert!(meets("emails[type eq \"work\"] eq \"b@example.com\""), "its value is meant");
}

#[test]
fn a_schema_may_stand_before_a_name() {
    let parsed = parse("urn:ietf:params:scim:schemas:core:2.0:User:name.familyName pr").unwrap();
    let schema = Some("urn:ietf:params:scim:schemas:core:2.0:User".to_owned());
    let sub = Some("familyName".to_owned());
    assert_eq!(parsed, Filter::Present(Attribute { schema, name: "name".into(), within: None, sub }));
}

#[test]
fn what_is_no_filter_is_refused_with_its_place() {
    for (text, at) in [
        ("", 0),
        ("   ", 3),
        ("userName", 8),
        ("userName eq", 11),
        ("userName eq bjensen", 12),
        ("userName eq \"b", 12),
        ("userName eq \"\\x\"", 12),
        ("userName is \"b\"", 9),
        ("userName eq \"b\" userName", 16),
        ("userName eq \"b\" and", 19),
        ("(userName pr", 12),
        ("userName pr)", 11),
        ("not userName pr", 4),
        ("emails[type pr", 14),
        ("emails[].value pr", 7),
        ("emails[type pr].va.lue pr", 15),
        ("a.b.c pr", 0),
        (".b pr", 0),
        ("9a pr", 0),
        ("urn: pr", 0),
        (":a pr", 0),
        ("age eq 01", 7),
        ("age eq -", 7),
        ("age eq TRUE", 7),
        ("ägypten pr", 0),
        ("a eq \"ää\" x", 10),
        ("a\teq 1", 1),
    ] {
        assert_eq!(parse(text).map_err(|error| error.at), Err(at), "{text}");
    }
}

#[test]
fn length_and_depth_have_bounds_and_a_chain_has_none_but_length() {
    let deep = |depth: usize| format!("{}a pr{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&deep(DEEPEST)).is_ok());
    assert!(parse(&deep(DEEPEST + 1)).is_err());
    assert!(parse(&"not (".repeat(1_000)).is_err());
    assert!(parse(&"a[".repeat(1_000)).is_err());
    let chain = vec!["a pr"; 1_000].join(" or ");
    assert!(matches!(parse(&chain), Ok(Filter::Any(all)) if all.len() == 1_000));
    let long = format!("a eq \"{}\"", "x".repeat(LONGEST));
    assert_eq!(parse(&long).map_err(|error| error.at), Err(LONGEST));
}

#[test]
fn what_an_attribute_cannot_answer_is_refused_before_anybody_is_looked_at() {
    let kind = |inside: Option<&Attribute>, attribute: &Attribute| match inside {
        Some(before) if before.name == "emails" => attribute.is("type").then_some(Kind::Text),
        None if attribute.name == "emails" => {
            Some(if attribute.sub.is_some() { Kind::Text } else { Kind::Members })
        }
        None if attribute.is("name") => Some(Kind::Text),
        None if attribute.is("active") => Some(Kind::Truth),
        None if attribute.is("age") => Some(Kind::Number),
        None if attribute.is("at") => Some(Kind::Instant),
        None if attribute.is("photo") => Some(Kind::Bytes),
        _ => None,
    };
    let check = |text: &str| parse(text).unwrap().check(&kind);
    for text in [
        "NAME co \"x\" and active eq true or not (age gt 3)",
        "at le \"2011-05-13T04:42:34Z\"",
        "photo eq \"x\"",
        "emails[type eq \"work\"].value pr",
        "emails pr",
        "active ne null",
    ] {
        assert_eq!(check(text), Ok(()), "{text}");
    }
    assert_eq!(check("nobody pr"), Err(Misuse::NoSuchAttribute("nobody".into())));
    assert_eq!(check("emails[kind pr]"), Err(Misuse::NoSuchAttribute("kind".into())));
    for text in ["active gt true", "photo lt \"x\"", "age co 1", "active sw true", "emails eq \"x\""] {
        assert!(matches!(check(text), Err(Misuse::WrongOperator(..))), "{text}");
    }
    for text in ["name eq 5", "name eq true", "age eq \"5\"", "active eq 1", "at eq \"soon\"", "name gt null"]
    {
        assert!(matches!(check(text), Err(Misuse::WrongValue(..))), "{text}");
    }
}

#[test]
fn instants_are_cut_and_never_rounded() {
    let one = crate::meets::instant("1969-12-31T23:59:59.9999999Z");
    assert_eq!(one, Timestamp::from_micros(-1));
}

fn name() -> impl Strategy<Value = String> {
    "[$]?[a-zA-Z][a-zA-Z0-9_-]{0,8}"
}

fn attribute(within: impl Strategy<Value = Option<Box<Filter>>>) -> impl Strategy<Value = Attribute> {
    let schema = prop::option::of("urn(:[a-z0-9.]{1,6}){1,3}");
    (schema, name(), within, prop::option::of(name())).prop_map(|(schema, name, within, sub)| Attribute {
        schema,
        name,
        within,
        sub,
    })
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Truth),
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        any::<f64>()
            .prop_filter_map("finite", |number| serde_json::Number::from_f64(number).map(Value::Number)),
        any::<String>().prop_map(Value::Text),
    ]
}

fn test(within: BoxedStrategy<Option<Box<Filter>>>) -> impl Strategy<Value = Filter> {
    let operator = prop::sample::select(Operator::ALL.map(|(_, operator)| operator).to_vec());
    prop_oneof![
        attribute(within.clone()).prop_map(Filter::Present),
        (attribute(within), operator, value())
            .prop_map(|(attribute, operator, value)| Filter::Compare(attribute, operator, value)),
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    test(Just(None).boxed()).prop_recursive(4, 24, 4, |inner| {
        let within = prop::option::of(inner.clone().prop_map(Box::new)).boxed();
        prop_oneof![
            test(within),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::All),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::Any),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back_as_the_same(filter in filter()) {
        let text = filter.to_string();
        if text.len() <= LONGEST {
            prop_assert_eq!(parse(&text), Ok(filter), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn nor_any_order_of_its_own_words(words in prop::collection::vec(
        prop::sample::select(vec![
            "(", ")", "[", "]", "\"", "\\", ".", ":", "$", "-", "1", "1e", "a", "a.b", "é", "eq", "pr", "not", "and", "or", "null", " ",
            "\"x\"",
        ]), 0..40), gap in prop::sample::select(vec!["", " "]))
    {
        if let Ok(filter) = parse(&words.join(gap)) {
            let _ = filter.meets(&barbara());
            let printed = filter.to_string();
            prop_assert_eq!(parse(&printed), Ok(filter), "{}", printed);
        }
    }
}
