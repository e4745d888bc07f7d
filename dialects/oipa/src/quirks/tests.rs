use ::wire::Form;
use ::wire::credentials::Basic;
use axum::http::HeaderMap;

use super::{accepts_json, says_json, unwrapped, wants_groups};

fn pair(login: &str, password: &str) -> Basic {
    Basic { login: login.to_owned(), password: password.to_owned() }
}

#[test]
fn the_published_command_line_means_the_pair_inside() {
    let meant = pair("username", "password");
    for password in [
        " Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
        "Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
        " Basic dXNlcm5hbWU6cGFzc3dvcmQ",
    ] {
        assert_eq!(unwrapped(pair("Authorization", password)), meant, "{password}");
    }
}

#[test]
fn any_other_pair_stays_as_it_is() {
    for (login, password) in [
        ("authorization", " Basic dXNlcm5hbWU6cGFzc3dvcmQ="),
        ("User100", " Basic dXNlcm5hbWU6cGFzc3dvcmQ="),
        ("Authorization", "  Basic dXNlcm5hbWU6cGFzc3dvcmQ="),
        ("Authorization", " Basic ???"),
        ("Authorization", " Basic bm9jb2xvbg=="),
        ("Authorization", "secret"),
    ] {
        assert_eq!(unwrapped(pair(login, password)), pair(login, password));
    }
}

#[test]
fn groups_are_wanted_by_name_or_by_all() {
    for (query, wanted) in [
        ("expand=all", true),
        ("expand=x,securityGroups", true),
        ("expand=securityGroups.roles", true),
        ("expand=x&expand=all", true),
        ("expand=allx", false),
        ("expand=", false),
        ("Expand=all", false),
    ] {
        assert_eq!(wants_groups(&Form::parse(query.as_bytes()).unwrap()), wanted, "{query}");
    }
}

#[test]
fn json_is_what_is_accepted_and_sent() {
    let with = |name: &'static str, value: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    };
    for (accept, wanted) in [
        ("application/json", true),
        ("text/html, */*;q=0.1", true),
        ("", true),
        ("application/xml", false),
        ("application/json;q=0", false),
    ] {
        assert_eq!(accepts_json(&with("accept", accept)), wanted, "{accept}");
    }
    assert!(accepts_json(&HeaderMap::new()) && says_json(&HeaderMap::new()));
    for (sent, wanted) in
        [("application/json; charset=utf-8", true), ("text/plain", false), ("application/xml", false)]
    {
        assert_eq!(says_json(&with("content-type", sent)), wanted, "{sent}");
    }
}
