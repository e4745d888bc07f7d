//! How calls and answers look on the page.

use std::fmt::Write;

use http::HeaderMap;
use percent_encoding::percent_decode_str;

use crate::scenario::{Json, Request};

use super::client::Answer;
use super::pretty::pretty;
use super::story::Outcome;

/// The widest line, where it can be helped.
pub const WIDTH: usize = 118;
/// The widest value of a header; what is longer is a secret that nobody reads to its end.
const VALUE: usize = 72;
/// The headers of an answer that mean something here.
const TOLD: [&str; 6] =
    ["content-type", "location", "www-authenticate", "retry-after", "set-cookie", "xsrf-token"];

/// The first lines.
pub fn opening(base: &str) -> String {
    format!(
        "A throw-away server listens on {base}. These are the vendors' published calls, as real HTTP:\n\
         `>` is sent, `<` is answered. Its passwords and tokens end with it.\n"
    )
}

/// Begins a chapter.
pub fn heading(product: &str, door: &str) -> String {
    let line = "=".repeat(WIDTH.saturating_sub(product.chars().count() + 4));
    format!("\n== {product} {line}\n{door}\n")
}

/// A call, before it is made.
pub fn request(number: usize, name: &str, request: &Request) -> String {
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let line = format!("{} {}", request.method, request.target);
    format!("\n{number}. {name}\n\n{}", message('>', &line, headers, &body(&request.body)))
}

/// Its answer, and where it is not as documented.
pub fn answer(answer: &Answer, differences: &[String]) -> String {
    let told = told(answer.headers());
    let headers = told.iter().map(|(name, value)| (*name, value.as_str()));
    let text = message('<', &answer.status_line(), headers, &body(&answer.given().text()));
    match differences {
        [] => format!("\n{text}\n  as documented\n"),
        found => format!("\n{text}\n  NOT AS DOCUMENTED: {}\n", found.join("; ")),
    }
}

fn told(headers: &HeaderMap) -> Vec<(&'static str, String)> {
    let all = TOLD.into_iter().flat_map(|name| headers.get_all(name).iter().map(move |value| (name, value)));
    all.map(|(name, value)| (name, String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

fn message<'a>(
    mark: char,
    first: &str,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    body: &str,
) -> String {
    let mut text = format!("  {mark} {first}\n");
    for (name, value) in headers {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {mark} {name}: {}", shortened(value));
    }
    if !body.is_empty() {
        let _ = writeln!(text, "  {mark}");
    }
    for line in body.lines() {
        let _ = writeln!(text, "  {mark} {line}");
    }
    text
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= VALUE {
        return value.to_owned();
    }
    format!("{}…", value.chars().take(VALUE).collect::<String>())
}

/// A body in lines: JSON by its structure, a form of PAM360 decoded, everything else as it is.
fn body(text: &str) -> String {
    let width = WIDTH - 4;
    if let Ok(json) = serde_json::from_str::<Json>(text) {
        return pretty(&json, width);
    }
    let Some(encoded) = text.strip_prefix("INPUT_DATA=") else { return text.to_owned() };
    let spaced = encoded.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8_lossy();
    match serde_json::from_str::<Json>(&decoded) {
        Ok(json) => format!("INPUT_DATA=    (percent-encoded on the wire)\n{}", pretty(&json, width)),
        Err(_) => text.to_owned(),
    }
}

/// What came of it.
pub fn closing(outcome: Outcome) -> String {
    let result = match outcome {
        Outcome { calls, wrong: 0 } => format!("All {calls} calls were answered as documented."),
        Outcome { calls, wrong } => format!("{wrong} of {calls} calls were NOT answered as documented."),
    };
    format!("\n{result}\n")
}

/// Where to go on from here.
pub const NEXT: &str = "
Next:
    provisor demo --keep         plays this again and goes on serving, to try calls of your own
    provisor serve               a server that stays: data in ./provisor-data, http://127.0.0.1:8440
    README.md, docs/README.md    a tour of five minutes, and the guide
";

/// How to use a server that stays.
pub fn invitation(base: &str, login: &str, password: &str, token: &str) -> String {
    format!(
        "\nThe server goes on until Ctrl-C; then it and all that is in it are gone.\n    \
         address    {base}\n    \
         login      {login}\n    \
         password   {password}\n    \
         AUTHTOKEN  {token}\n\n    \
         curl -s -u '{login}:{password}' {base}/PASService/rest/services/v1/users\n    \
         curl -s -H 'AUTHTOKEN: {token}' '{base}/restapi/json/v1/user/getUserId?USERNAME={login}'\n    \
         curl -s {base}/aioc-rest-web/rest/jwt/login -H 'Content-Type: application/json' \\\n        \
         -d '{{\"username\":\"{login}\",\"password\":\"{password}\"}}'\n    \
         curl -s {base}/suite-api/api/auth/token/acquire -H 'Content-Type: application/json' \\\n        \
         -d '{{\"username\":\"{login}\",\"password\":\"{password}\"}}'\n"
    )
}
