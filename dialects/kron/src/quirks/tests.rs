use serde_json::json;

use super::*;

#[test]
fn a_body_is_decoded_once_more_and_not_twice() {
    assert_eq!(decoded_once_more(json!({"eid": "a"})), Some(json!({"eid": "a"})));
    assert_eq!(decoded_once_more(json!(r#"{"eid": "a"}"#)), Some(json!({"eid": "a"})));
    assert_eq!(decoded_once_more(json!(r#""{\"eid\": \"a\"}""#)), Some(json!(r#"{"eid": "a"}"#)));
    assert_eq!(decoded_once_more(json!("{")), None);
    assert_eq!(decoded_once_more(json!("")), None);
}

#[test]
fn a_member_is_found_in_any_case_and_its_own_spelling_wins() {
    let body = json!({"UserName": "a", "username": "b", "PASSWORD": "c"});
    let object = body.as_object().unwrap();
    assert_eq!(member(object, "username"), Some(&json!("b")));
    assert_eq!(member(object, "password"), Some(&json!("c")));
    assert_eq!(member(object, "eid"), None);
}
