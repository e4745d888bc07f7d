use super::super::{BadValue, Query};

fn text(query: &str, name: &str) -> Result<Option<String>, BadValue> {
    Ok(Query::new(Some(query)).text(name)?.map(std::borrow::Cow::into_owned))
}

#[test]
fn names_are_found_without_case_and_encoded() {
    for query in ["username=rob", "a=b&UserName=rob", "USER%4eAME=r%6Fb", "&&USERNAME=rob&"] {
        assert_eq!(text(query, "USERNAME"), Ok(Some("rob".to_owned())), "{query}");
    }
    assert_eq!(text("XUSERNAME=rob", "USERNAME"), Ok(None));
    assert!(Query::new(None).text("USERNAME").unwrap().is_none());
}

#[test]
fn values_are_decoded_as_form_data() {
    for (query, expected) in [
        ("A=a+b", "a b"),
        ("A=a%2Bb%26c%3d", "a+b&c="),
        ("A=x=y", "x=y"),
        ("A=100%", "100%"),
        ("A=%zz%4", "%zz%4"),
        ("A=Jos%C3%A9", "José"),
    ] {
        assert_eq!(text(query, "A"), Ok(Some(expected.to_owned())), "{query}");
    }
}

#[test]
fn a_value_that_is_not_utf_8_is_refused_only_when_it_is_wanted() {
    assert_eq!(text("A=%FF&USERNAME=rob", "USERNAME"), Ok(Some("rob".to_owned())));
    assert_eq!(text("A=%FF", "A"), Err(BadValue { parameter: "A".to_owned() }));
    assert_eq!(text("A=%C3%28", "a"), Err(BadValue { parameter: "a".to_owned() }));
}

#[test]
fn a_blank_value_is_not_given_but_can_be_seen() {
    for query in ["A", "A=", "A=+%20"] {
        assert_eq!(text(query, "A"), Ok(None), "{query}");
        assert!(Query::new(Some(query)).value("A").unwrap().is_some(), "{query}");
    }
    assert!(Query::new(Some("B=1")).value("A").unwrap().is_none());
}

#[test]
fn the_first_of_several_counts() {
    assert_eq!(text("A=1&a=2", "A"), Ok(Some("1".to_owned())));
}

#[test]
fn numbers_and_booleans_are_read_as_in_the_details() {
    let query = Query::new(Some("STARTINDEX=+5+&LIMIT=x&ALL=Yes&NONE=&NOT=2"));
    assert_eq!(query.integer("startIndex"), Ok(Some(5)));
    assert_eq!(query.integer("NONE"), Ok(None));
    assert_eq!(query.integer("LIMIT"), Err(BadValue { parameter: "LIMIT".to_owned() }));
    assert_eq!(query.boolean("ALL"), Ok(Some(true)));
    assert_eq!(query.boolean("NONE"), Ok(None));
    assert_eq!(query.boolean("NOT"), Err(BadValue { parameter: "NOT".to_owned() }));
}
