use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};

use http::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::scenario::{Json, Request, Step};

use super::chapters::{CHAPTERS, Chapter};
use super::people::{ASKED, Person, Shown};
use super::pretty::pretty;
use super::story::{self, Outcome};
use super::{Client, Folder, Kept, Page, sheet, show};

/// Keeps what is shown.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// A reader that has gone away.
struct Gone;

impl io::Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A server that answers every call with `answer`, and never with what is documented.
async fn stubborn(answer: &'static str) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::new(listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            socket.read_u8().await.unwrap();
            socket.write_all(answer.as_bytes()).await.unwrap();
            socket.shutdown().await.unwrap();
            let _ = socket.read_to_end(&mut Vec::new()).await;
        }
    });
    client
}

const CHAPTER: Chapter = Chapter {
    product: "A product",
    door: "No door.",
    file: r#"[
        {"name": "made", "method": "POST", "path": "/x", "status": 201, "answer": {"a": 1}},
        {"name": "looked at", "method": "GET", "path": "/x", "status": 200, "answer": {"a": 1}}
    ]"#,
};

async fn played(answer: &'static str) -> (Outcome, String) {
    let (client, paper) = (stubborn(answer).await, Paper::default());
    let mut page = Page::on(paper.clone());
    let outcome = story::play(&[CHAPTER], &client, &mut Kept::default(), &mut page).await.unwrap();
    (outcome, paper.text())
}

#[tokio::test]
async fn an_answer_that_is_not_the_documented_one_is_counted_and_shown() {
    let (outcome, text) = played("HTTP/1.1 500 Oh\r\ncontent-length: 7\r\n\r\n{\"a\":1}").await;
    assert_eq!(outcome, Outcome { calls: 1, wrong: 1 });
    assert!(text.contains("NOT AS DOCUMENTED: status 500 instead of 201"), "{text}");
    let (outcome, text) = played("HTTP/1.1 201 Created\r\ncontent-length: 7\r\n\r\n{\"a\":2}").await;
    assert_eq!(outcome.wrong, 1);
    assert!(text.contains("NOT AS DOCUMENTED: a: 2 instead of 1"), "{text}");
}

#[tokio::test]
async fn a_documented_answer_is_counted_as_one_and_what_only_reads_is_left_to_the_table() {
    let (outcome, text) = played("HTTP/1.1 201 Created\r\ncontent-length: 7\r\n\r\n{\"a\":1}").await;
    assert_eq!(outcome, Outcome { calls: 1, wrong: 0 });
    assert!(text.contains("  as documented") && !text.contains("looked at"), "{text}");
}

#[tokio::test]
async fn a_reader_that_has_gone_away_does_not_change_how_it_ends() {
    let client = stubborn("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n").await;
    let mut page = Page::on(Gone);
    let outcome = story::play(&[CHAPTER], &client, &mut Kept::default(), &mut page).await.unwrap();
    assert_eq!(outcome.wrong, 1);
}

#[test]
fn only_documented_answers_are_a_success() {
    assert!(Outcome { calls: 2, wrong: 0 }.verdict().is_ok());
    assert_eq!(
        Outcome { calls: 2, wrong: 1 }.verdict().unwrap_err().to_string(),
        "1 of 2 answers were not as documented"
    );
    assert!(Outcome { calls: 0, wrong: 0 }.verdict().is_err());
}

#[test]
fn every_chapter_makes_somebody() {
    for chapter in CHAPTERS {
        let makes = |step: &Step| {
            step.method == Method::POST && step.path.to_lowercase().contains("user") && step.status < 300
        };
        assert!(story::calls(&chapter).unwrap().iter().any(makes), "{}", chapter.product);
    }
}

#[test]
fn the_folder_is_closed_to_others_and_gone_with_its_value() {
    let folder = Folder::make().unwrap();
    let path = folder.path().to_owned();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    fs::write(path.join("file"), "x").unwrap();
    drop(folder);
    assert!(!path.exists());
}

#[test]
fn json_is_broken_only_where_it_does_not_fit() {
    let value: Json =
        serde_json::from_str(r#"{"a":{"b":[1,2],"c":"x"},"long":["one","two"],"e":{}}"#).unwrap();
    assert_eq!(pretty(&value, 100), r#"{"a": {"b": [1, 2], "c": "x"}, "long": ["one", "two"], "e": {}}"#);
    assert_eq!(
        pretty(&value, 31),
        "{\n  \"a\": {\"b\": [1, 2], \"c\": \"x\"},\n  \"long\": [\"one\", \"two\"],\n  \"e\": {}\n}"
    );
    let narrow = pretty(&value, 1);
    assert_eq!(serde_json::from_str::<Json>(&narrow).unwrap(), value);
    assert!(narrow.contains("    \"b\": [\n      1,\n      2\n    ],\n"), "{narrow}");
}

#[test]
fn a_request_is_shown_with_its_form_decoded_and_long_secrets_cut() {
    let shown = show::request(
        3,
        "a name",
        &Request {
            method: Method::POST,
            target: "/x?y".to_owned(),
            headers: vec![
                ("authorization".to_owned(), "t".repeat(100)),
                ("accept".to_owned(), "a".to_owned()),
            ],
            body: "INPUT_DATA=%7B%22A%22%3A%22b+c%22%7D".to_owned(),
        },
    );
    let cut = format!("  > authorization: {}…\n  > accept: a\n", "t".repeat(72));
    assert!(shown.starts_with("\n3. a name\n\n  > POST /x?y\n"), "{shown}");
    assert!(shown.contains(&cut) && shown.contains("\n  > {\"A\": \"b c\"}\n"), "{shown}");
}

#[test]
fn a_body_that_cannot_be_read_is_shown_as_it_is() {
    for body in ["INPUT_DATA={A: 1}", "<xml/>"] {
        let request = Request {
            method: Method::PUT,
            target: "/".to_owned(),
            headers: Vec::new(),
            body: body.to_owned(),
        };
        assert!(show::request(1, "", &request).contains(&format!("  > {body}\n")));
    }
}

#[test]
fn the_table_tells_a_value_from_nothing_and_from_what_cannot_be_said() {
    let view = |first: Shown| {
        let mut view = std::array::from_fn(|_| Shown::NoWord);
        view[0] = first;
        view
    };
    let views = vec![
        ("One", view(Shown::Value("v1".to_owned()))),
        ("Two", view(Shown::Nothing)),
        ("Three", view(Shown::NoWord)),
    ];
    let person = |login: &str| Person { login: login.to_owned(), views: views.clone() };
    let text = sheet::text(&[person("mira"), person("jason")]);
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<_> = text.lines().map(squeezed).collect();
    for expected in
        ["│ user One Two Three │", "│ mira id v1 none - │", "│ jason id v1 none - │", "│ login - - - │"]
    {
        assert!(lines.iter().any(|line| line == expected), "{expected}\n{text}");
    }
    assert_eq!(lines.iter().filter(|line| line.starts_with("│")).count(), 2 + 2 * ASKED.len());
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
}
