use std::io::Write;
use std::panic::{catch_unwind, set_hook, take_hook};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;

use super::panics::{literal, log};
use super::subscriber;
use crate::settings::LogFormat;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// What is written when `what` runs under this filter.
fn logged(filter: &str, format: LogFormat, what: impl FnOnce()) -> String {
    let log = Log::default();
    let subscriber: Box<dyn Subscriber + Send + Sync> =
        Box::new(subscriber(filter.parse().unwrap(), format, log.clone()));
    tracing::subscriber::with_default(subscriber, what);
    let bytes = log.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_json_line_holds_its_fields_side_by_side() {
    let text = logged("info", LogFormat::Json, || tracing::info!(status = 200, "an\nanswer"));
    assert_eq!(text.lines().count(), 1);
    let line: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&line["status"], &line["level"], &line["message"]),
        (&Value::from(200), &Value::from("INFO"), &Value::from("an\nanswer"))
    );
    assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn a_text_line_has_no_colours_and_stays_one_line() {
    let text =
        logged("info", LogFormat::Text, || tracing::info!(status = 200, name = "a\nb\u{1b}[31m", "answer"));
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("status=200") && !text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn the_filter_decides_by_target() {
    let text = logged("warn,provisor::request=off,a=debug", LogFormat::Json, || {
        tracing::error!(target: "provisor::request", "one");
        tracing::debug!(target: "a", "two");
        tracing::info!(target: "b", "three");
        tracing::warn!(target: "b", "four");
    });
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["message"].clone());
    assert_eq!(lines.collect::<Vec<_>>(), ["two", "four"]);
}

#[test]
fn a_panic_is_logged_with_its_place_and_without_what_was_put_into_its_words() {
    let secret = "s3cret";
    let text = logged("info", LogFormat::Json, || {
        let before = take_hook();
        set_hook(Box::new(log));
        let _ = catch_unwind(|| panic!("wrong: {secret}"));
        let _ = catch_unwind(|| panic!("a literal"));
        set_hook(before);
    });
    assert!(text.contains("src/telemetry/tests.rs:") && text.contains("a literal"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[test]
fn only_literal_words_are_repeated() {
    assert_eq!(literal(&"words"), Some("words"));
    assert_eq!(literal(&String::from("words")), None);
}
