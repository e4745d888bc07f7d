//! What a socket may bring, and what never comes through.

use serde_json::Value;
use testkit::process::{Ask, Client, Installation, Server};
use testkit::{ADMIN_PASSWORD, Answer};

use super::callers::{details, number_of, sign_in};
use super::installation;

/// The longest body, by default.
const LIMIT: usize = 1 << 20;

/// A server, and a credential for each of its dialects.
struct Open {
    server: Server,
    authtoken: String,
    ops_token: String,
    _installation: Installation,
}

impl Open {
    fn new(settings: &str) -> Self {
        let installation = installation();
        installation.settings(settings);
        let authtoken = installation.pam360_token("admin");
        let server = installation.serve();
        let ops_token = sign_in(&mut server.connect(), "admin", ADMIN_PASSWORD);
        Self { server, authtoken, ops_token, _installation: installation }
    }

    /// The operations that read a body, with a credential and without the body.
    fn readers(&self) -> [Ask; 3] {
        [
            Ask::post("/restapi/json/v1/user")
                .authtoken(&self.authtoken)
                .header("content-type", "application/x-www-form-urlencoded"),
            Ask::post("/suite-api/api/auth/users")
                .ops_token(&self.ops_token)
                .header("content-type", "application/json"),
            Ask::post("/suite-api/api/auth/token/acquire").header("content-type", "application/json"),
        ]
    }

    /// Asserts that the server still works.
    fn lives(&self) {
        details(&self.server.ask(&number_of("admin", &self.authtoken)));
    }
}

/// Asserts that an answer is an error in the form of the dialect that gave it, and that the fault was the caller's.
fn is_error_of_its_dialect(answer: &Answer) {
    let answered = answer.json();
    assert!(answer.status < 500 && !answer.text().contains("Internal error"), "{answered}");
    if answered["operation"] == Value::Null {
        assert_eq!(answered["httpStatusCode"], answer.status, "{answered}");
        assert!(answered["message"].is_string() && answered["apiErrorCode"].is_u64(), "{answered}");
    } else {
        assert_eq!(answered["operation"]["result"]["status"], "Failed", "{answered}");
        assert!(answered["operation"]["name"].is_string(), "{answered}");
    }
}

#[test]
fn a_body_whose_length_is_over_the_limit_is_refused_before_a_byte_of_it_is_sent() {
    let open = Open::new("");
    for reader in open.readers() {
        let mut client = open.server.connect();
        client.write(&reader.header("content-length", &(LIMIT + 1).to_string()).bytes()).unwrap();
        let answer = client.answer().unwrap();
        assert_eq!((answer.status, answer.header("connection")), (413, "close"), "{}", answer.text());
        is_error_of_its_dialect(&answer);
    }
    open.lives();
}

#[test]
fn a_body_in_chunks_is_refused_as_soon_as_it_is_over_the_limit() {
    let open = Open::new("");
    let chunk = [&b"10000\r\n"[..], &vec![b'x'; 0x1_0000], b"\r\n"].concat();
    for reader in open.readers() {
        let mut client = open.server.connect();
        client.write(&reader.header("transfer-encoding", "chunked").bytes()).unwrap();
        // Its end is never sent.
        for _ in 0..=LIMIT / 0x1_0000 {
            client.write(&chunk).unwrap();
        }
        let answer = client.answer().unwrap();
        assert_eq!(answer.status, 413, "{}", answer.text());
        is_error_of_its_dialect(&answer);
    }
    open.lives();
}

#[test]
fn a_body_of_exactly_the_limit_is_read() {
    let open = Open::new("body_limit = 4096\n");
    for reader in open.readers() {
        let answer = open.server.ask(&reader.clone().body(vec![b' '; 4096]));
        assert_ne!(answer.status, 413, "{}", answer.text());
        is_error_of_its_dialect(&answer);
        assert_eq!(open.server.ask(&reader.body(vec![b' '; 4097])).status, 413);
    }
}

#[test]
fn a_body_that_stops_is_given_up() {
    let open = Open::new("request_idle_timeout = 1\n");
    for reader in open.readers() {
        let mut client = open.server.connect();
        client.write(&reader.header("content-length", "100").bytes()).unwrap();
        client.write(b"INPUT_DATA").unwrap();
        let answer = client.answer().unwrap();
        assert_eq!((answer.status, answer.body.len()), (408, 0), "{}", answer.text());
        assert_eq!(client.rest(), b"", "the connection is closed");
    }
    open.lives();
}

#[test]
fn a_head_that_stops_and_a_connection_that_says_nothing_are_given_up() {
    let open = Open::new("request_idle_timeout = 1\n");
    let (mut silent, mut slow) = (open.server.connect(), open.server.connect());
    slow.write(b"GET /healthz HTTP/1.1\r\nhost: ").unwrap();
    let (silent, slow) = (silent.rest(), slow.rest());
    assert!(!String::from_utf8_lossy(&[silent, slow].concat()).contains(" 200 "));
    open.lives();
}

#[test]
fn a_client_that_goes_away_in_the_middle_of_its_body_changes_nothing() {
    let open = Open::new("");
    for reader in open.readers() {
        let mut client = open.server.connect();
        client.write(&reader.header("content-length", "100").bytes()).unwrap();
        client.write(b"{\"username\":").unwrap();
    }
    open.lives();
}

#[test]
fn two_hundred_idle_connections_do_not_stand_in_the_way() {
    let open = Open::new("");
    let mut idle: Vec<_> = (0..200).map(|_| open.server.connect()).collect();
    for half in idle.iter_mut().step_by(2) {
        half.write(b"POST /restapi/json/v1/user HTTP/1.1\r\nhost: x\r\n").unwrap();
    }
    open.lives();
    // They were only idle: each is served when it goes on.
    for (at, client) in idle.iter_mut().enumerate() {
        let rest = if at % 2 == 0 { &b"\r\n"[..] } else { b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n" };
        client.write(rest).unwrap();
        assert_eq!(client.answer().unwrap().status, 200, "{at}");
    }
}

#[test]
fn what_is_no_http_is_refused_and_closed() {
    let open = Open::new("");
    let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(300_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(1_000));
    let sent: [&[u8]; 12] = [
        b"\r\n\r\n\r\nhello\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\n\r\n",
        b"G\xff\xfeT / HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"POST /suite-api/api/auth/users HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /suite-api/api/auth/users HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"POST /suite-api/api/auth/users HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ];
    for bytes in sent {
        let mut client: Client = open.server.connect();
        // The server may close before all is written.
        let _ = client.write(bytes);
        let answer = String::from_utf8_lossy(&client.rest()).into_owned();
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{shown:?}: {answer}");
    }
    open.lives();
}

#[test]
fn a_request_that_hides_another_behind_two_lengths_is_not_answered_twice() {
    let open = Open::new("");
    let hidden = "0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut client = open.server.connect();
    let head = "POST /suite-api/api/auth/token/acquire HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n";
    client.write(format!("{head}content-length: {}\r\n\r\n{hidden}", hidden.len()).as_bytes()).unwrap();
    let answers = String::from_utf8_lossy(&client.rest()).into_owned();
    assert!(answers.matches("HTTP/1.1 ").count() <= 1 && !answers.contains("alive"), "{answers}");
    open.lives();
}

/// Bodies of the greatest length that are hard on readers, in every form that a reader takes.
fn hostile() -> Vec<Vec<u8>> {
    let whole = |begin: &str, middle: &str, end: &str| {
        let times = (LIMIT - begin.len() - end.len()) / middle.len();
        format!("{begin}{}{end}", middle.repeat(times)).into_bytes()
    };
    let mut bodies = vec![
        whole("", "[", ""),
        whole("", "{\"a\":", ""),
        whole("[", "{},", "{}]"),
        whole("{\"username\":\"", "\\u0000", "\"}"),
        whole("{\"username\":\"", "\\ud800", "\"}"),
        whole("{", "\"a\":1,", "\"a\":1}"),
        whole("{\"username\":", "9", "}"),
        whole("{\"username\":\"", "\u{1f600}", "\"}"),
        whole("{\"username\":[", "\"a\",", "\"a\"]}"),
        whole("", "\"", ""),
        whole("", "\\", ""),
        whole("", " ", ""),
        whole("", "'", ""),
        whole("", "%", ""),
        whole("", "%00", ""),
        whole("", "&", ""),
        whole("", "a=b&", ""),
        vec![0; LIMIT],
        vec![0xff; LIMIT],
    ];
    let forms: Vec<_> =
        bodies.iter().map(|body| [&b"INPUT_DATA="[..], &body[..LIMIT - 11]].concat()).collect();
    bodies.extend(forms);
    bodies
}

#[test]
fn hostile_bodies_of_a_mebibyte_are_answered_in_the_form_of_the_dialect_and_never_with_500() {
    let open = Open::new("");
    for reader in open.readers() {
        let mut client = open.server.connect();
        for (number, body) in hostile().into_iter().enumerate() {
            let answer = client.send(&reader.clone().body(body));
            let answer = answer.unwrap_or_else(|error| panic!("body {number}: {error}"));
            is_error_of_its_dialect(&answer);
        }
    }
    open.lives();
    let ended = open.server.stop();
    assert!(!ended.log.contains("panicked") && !ended.log.contains("\"ERROR\""), "{}", ended.log);
}

/// Refused before its body is looked at, and so is everything that is said to nobody in particular.
fn strangers() -> [Ask; 3] {
    [
        Ask::post("/suite-api/api/auth/users").header("content-type", "application/json"),
        Ask::post("/suite-api/api/auth/roles/ReadOnly").header("content-type", "application/json"),
        Ask::post("/suite-api/nowhere").header("content-type", "application/json"),
    ]
}

#[test]
fn a_connection_whose_body_nobody_waited_for_is_said_to_end() {
    let open = Open::new("");
    for stranger in strangers() {
        let mut client = open.server.connect();
        client.write(&stranger.header("content-length", "2").bytes()).unwrap();
        let answer = client.answer().unwrap();
        assert_eq!(answer.header("connection"), "close", "{} {}", answer.status, answer.text());
        assert!((401..=405).contains(&answer.status), "{}", answer.text());
    }
    open.lives();
}

#[test]
fn a_client_that_sends_its_body_after_the_head_goes_on_or_is_told_that_it_cannot() {
    let open = Open::new("");
    for stranger in strangers() {
        let mut client = open.server.connect();
        let mut refused = 0;
        for _ in 0..50 {
            client.write(&stranger.clone().header("content-length", "2").bytes()).unwrap();
            client.write(b"{}").unwrap();
            let answer = client.answer().unwrap();
            if answer.headers.get("connection").is_some_and(|value| value == "close") {
                client = open.server.connect();
            } else {
                refused += 1;
            }
        }
        assert!(refused > 0, "a body that is there is no reason to end the connection");
    }
    open.lives();
}

#[test]
fn many_unknown_tokens_are_told_to_wait_in_each_vendor_s_words_and_good_ones_pass() {
    let installation = installation();
    installation.settings("[throttle]\nunknown_tokens = 1\n");
    let server = installation.serve();
    let good = installation.pam360_token("admin");
    let who = Ask::get("/restapi/json/v1/user/getUserId?USERNAME=admin");
    let guess = |n: usize| who.clone().authtoken(&format!("8B29C152-449B-42B8-8911-B35484F9FC{n:02}"));
    assert!(server.ask(&guess(0)).text().contains("Authentication failed."));
    let kron =
        Ask::get("/aioc-rest-web/rest/user/0").header("authorization", &format!("Bearer {}", "A".repeat(43)));
    let aria = Ask::get("/suite-api/api/auth/currentuser").ops_token("x");
    for (ask, words) in
        [(guess(1), "Too many requests."), (kron, "Too many requests."), (aria, "Too many requests.")]
    {
        let answer = server.ask(&ask);
        let wait: u32 = answer.header("retry-after").parse().unwrap();
        assert!(
            answer.status == 429 && answer.text().contains(words) && (1..=60).contains(&wait),
            "{}",
            answer.text()
        );
    }
    assert!(server.ask(&who.authtoken(&good)).text().contains("fetched successfully"));
}
