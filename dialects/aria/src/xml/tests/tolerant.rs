use serde_json::json;

use super::*;
use crate::body;
use crate::media::Media;
use crate::wire::{ModifyUser, whole};

#[test]
fn any_prefix_will_do_for_the_namespace() {
    for text in [
        format!(r#"<user xmlns="{OPS}" enabled="1"><username>a</username></user>"#),
        format!(r#"<x:user xmlns:x="{OPS}" enabled="1"><y:username xmlns:y='{OPS}'>a</y:username></x:user>"#),
    ] {
        assert_eq!(read_user(&text).unwrap(), json!({"enabled": true, "username": "a"}));
    }
}

#[test]
fn the_order_of_elements_means_nothing_and_unknown_ones_are_passed_over() {
    let text = user(
        "<ops:lastName>b</ops:lastName><ops:others><ops:a/>x</ops:others><ops:username>a</ops:username>",
    );
    assert_eq!(read_user(&text).unwrap(), json!({"username": "a", "lastName": "b"}));
    let text = rooted("user", r#" other="x" xml:lang="en" xmlns:p="urn:p" p:enabled="true""#, "");
    assert_eq!(read_user(&text).unwrap(), json!({}));
}

#[test]
fn a_byte_order_mark_comments_and_a_declaration_are_no_part_of_the_value() {
    let inside = "<!-- a --><ops:username>mi<!-- <b/> & -->ra</ops:username>";
    let text =
        format!("\u{feff}<?xml version='1.0' encoding='utf-8'?>\n<!--x-->{}\n<!-- y -->", user(inside));
    assert_eq!(read_user(&text).unwrap(), json!({"username": "mira"}));
}

#[test]
fn text_is_what_it_says_in_whatever_way() {
    let inside = "<ops:firstName> a&lt;&#98;&#x63;<![CDATA[<d>&amp;]]>\r\ne\r </ops:firstName>";
    assert_eq!(read_user(&user(inside)).unwrap(), json!({"firstName": " a<bc<d>&amp;\ne\n "}));
    let inside = "<ops:links><ops:link href=\"a&quot;\tb&#10;c\"/></ops:links>";
    assert_eq!(read_user(&user(inside)).unwrap(), json!({"links": [{"href": "a\" b\nc"}]}));
}

#[test]
fn empty_and_null_and_absent_are_three_things() {
    assert_eq!(read_user(&user("")).unwrap(), json!({}));
    assert_eq!(read_user(&user("<ops:firstName/>")).unwrap(), json!({"firstName": ""}));
    let xsi = r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#;
    let nil = r#"<ops:firstName xsi:nil="true"/><ops:roleNames xsi:nil="1"> </ops:roleNames>"#;
    let nil = rooted("user", xsi, nil);
    assert_eq!(read_user(&nil).unwrap(), json!({"firstName": null, "roleNames": null}));
    let not_nil =
        rooted("user", xsi, r#"<ops:firstName xsi:nil="false">a</ops:firstName><ops:lastName nil="true"/>"#);
    assert_eq!(read_user(&not_nil).unwrap(), json!({"firstName": "a", "lastName": ""}));
    assert_eq!(read_user(&rooted("user", &format!(r#"{xsi} xsi:nil="true""#), "")).unwrap(), Value::Null);
}

#[test]
fn an_empty_list_can_be_said_of_each() {
    let inside = "<ops:groupIds/><ops:roleNames/><ops:role-permissions> </ops:role-permissions>";
    let none = json!({"groupIds": [], "roleNames": [], "role-permissions": []});
    assert_eq!(read_user(&user(inside)).unwrap(), none);
}

#[test]
fn blanks_around_a_word_mean_nothing() {
    let text = rooted(
        "user",
        r#" enabled=" false ""#,
        "<ops:lastLoginTime>\n -7 </ops:lastLoginTime><ops:id> i </ops:id>",
    );
    assert_eq!(read_user(&text).unwrap(), json!({"enabled": false, "lastLoginTime": -7, "id": "i"}));
}

#[test]
fn a_value_of_a_wrong_type_is_told_by_its_path_as_in_json() {
    let inside = concat!(
        "<ops:id>blue</ops:id><ops:lastLoginTime>now</ops:lastLoginTime><ops:role-permissions>",
        r#"<ops:role-permission allowAllObjects="yes"/></ops:role-permissions>"#,
    );
    let Err(wrong) = whole::<ModifyUser>(&read_user(&user(inside)).unwrap()) else { panic!("wrong types") };
    let told: Vec<_> =
        wrong.0.iter().map(|one| (one.violation_path.as_str(), one.failure_message.as_str())).collect();
    let cannot =
        ["blue", "yes", "now"].map(|value| format!("Cannot convert [{value}] to the expected type."));
    let paths = ["id", "role-permissions[0].allowAllObjects", "lastLoginTime"];
    assert_eq!(told, paths.iter().copied().zip(cannot.iter().map(String::as_str)).collect::<Vec<_>>());
}

#[test]
fn a_body_in_xml_and_one_in_json_ask_for_the_same() {
    let json =
        br#"{"id":"9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01","enabled":false,"roleNames":["a"],"firstName":""}"#;
    let xml = rooted(
        "user",
        r#" enabled="false""#,
        "<ops:id>9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01</ops:id><ops:firstName/><ops:roleNames><ops:roleName>a</ops:roleName></ops:roleNames>",
    );
    let json = body::parse::<ModifyUser>(Media::Json, json).ok().unwrap();
    let xml = body::parse::<ModifyUser>(Media::Xml, xml.as_bytes()).ok().unwrap();
    assert_eq!((json.id, json.members), (xml.id, xml.members));
}
