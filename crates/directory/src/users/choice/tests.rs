use filter::{Attribute, parse};
use model::UserId;

use super::{Among, Indexed};

fn among(text: &str) -> Among {
    let indexed = |attribute: &Attribute| match attribute.name.as_str() {
        "id" => Some(Indexed::Id),
        "login" => Some(Indexed::Login),
        "name" | "email" => Some(Indexed::Text),
        _ => None,
    };
    Among::of(&parse(text).unwrap(), &indexed)
}

fn login(text: &str) -> Among {
    Among::Login(text.to_owned())
}

fn holding(text: &str) -> Among {
    Among::Text(text.to_owned())
}

#[test]
fn what_an_index_knows_is_looked_up() {
    let id = "0196e1a0-0000-7000-8000-00000000000A";
    assert_eq!(among(&format!("id eq \"{id}\"")), Among::Id(UserId::parse(id).unwrap()));
    assert_eq!(among("login eq \"Jason\""), login("jason"));
    assert_eq!(among("login eq \"j\""), login("j"));
    for operator in ["co", "sw", "ew"] {
        assert_eq!(among(&format!("login {operator} \"ASO\"")), holding("aso"));
    }
    assert_eq!(among("email eq \"A@b\""), holding("a@b"));
}

#[test]
fn who_cannot_be_there_is_not_looked_for() {
    assert_eq!(among("id eq \"no id\""), Among::AnyOf(Vec::new()));
    assert_eq!(among("name co \"a\\u0000b\""), Among::AnyOf(Vec::new()));
}

#[test]
fn what_no_index_knows_is_asked_of_everybody() {
    for text in [
        "login co \"as\"",
        "login ne \"jason\"",
        "login gt \"jason\"",
        "login pr",
        "login eq null",
        "id sw \"0196\"",
        "other eq \"jason\"",
        "not (login eq \"jason\")",
        "login eq \"jason\" or other eq \"x\"",
    ] {
        assert_eq!(among(text), Among::Everybody, "{text}");
    }
}

#[test]
fn of_several_the_quickest_decides_and_of_alternatives_all_are_looked_up() {
    assert_eq!(among("other pr and name co \"abc\" and login eq \"x\""), login("x"));
    assert_eq!(among("name co \"abc\" and name co \"abcdef\""), holding("abcdef"));
    assert_eq!(among("login eq \"a\" or name co \"abc\""), Among::AnyOf(vec![login("a"), holding("abc")]));
    assert_eq!(
        among("(login eq \"a\" or login eq \"b\") and name co \"abc\""),
        Among::AnyOf(vec![login("a"), login("b")])
    );
    assert_eq!(among("(login eq \"a\" or other pr) and name co \"abc\""), holding("abc"));
}
