//! When the program does not start, and what it says then.

use rusqlite::Connection;
use testkit::process::Installation;

use super::installation;

/// Why a server did not start, in one sentence of one line, with an exit code that scripts see and nothing in the log
/// that looks like a crash.
pub fn refusal(installation: &Installation, arguments: &[&str]) -> String {
    let Err(ended) = installation.try_serve(arguments) else { panic!("it started") };
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(!ended.log.contains("panic"), "{ended:?}");
    let sentence = ended.said.strip_prefix("provisor: ").unwrap_or_else(|| panic!("{ended:?}")).trim_end();
    assert!(!sentence.is_empty() && !sentence.contains('\n'), "{sentence}");
    sentence.to_owned()
}

#[track_caller]
pub fn says(sentence: &str, words: &[&str]) {
    for word in words {
        assert!(sentence.contains(word), "no {word:?} in: {sentence}");
    }
}

#[test]
fn plain_http_beyond_this_machine_is_refused() {
    let installation = installation();
    let Err(ended) = installation.try_serve(&["--listen", "0.0.0.0:0"]) else { panic!("it started") };
    assert_eq!(ended.status.code(), Some(1));
    says(&ended.said, &["plain http on 0.0.0.0:0", "tls_cert", "behind_proxy"]);
    assert!(!installation.data().exists(), "nothing was made");
}

#[test]
fn plain_http_behind_a_proxy_is_served() {
    let installation = installation();
    let server = installation.serve_with(&["--listen", "0.0.0.0:0", "--behind-proxy"]);
    assert!(server.stop().status.success());
}

#[test]
fn a_second_server_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let installation = installation();
    let first = installation.serve();
    let data = installation.data().display().to_string();
    says(&refusal(&installation, &[]), &["another server runs on the data folder", &data, "--data-dir"]);
    assert_eq!(first.ask(&testkit::process::Ask::get("/readyz")).status, 200);
}

#[test]
fn an_address_that_is_taken_is_refused() {
    let (one, other) = (installation(), installation());
    let address = one.serve();
    let listen = address.address.to_string();
    says(&refusal(&other, &["--listen", &listen]), &["cannot listen on", &listen]);
}

#[test]
fn a_store_in_a_folder_that_is_not_there_is_refused() {
    let installation = installation();
    let path = installation.home().join("none/at-all.db");
    says(&refusal(&installation, &["--database", path.to_str().unwrap()]), &["none/at-all.db"]);
}

#[test]
fn a_data_folder_that_cannot_be_made_is_refused() {
    let installation = installation();
    std::fs::write(installation.home().join("file"), "").unwrap();
    for place in ["file", "file/data", "/proc/provisor-data"] {
        says(&refusal(&installation, &["--data-dir", place]), &["the data folder", place]);
    }
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_as_it_is() {
    let installation = installation();
    let path = installation.home().join("letter.txt");
    let letter = "Dear store, this is a letter. ".repeat(500);
    std::fs::write(&path, &letter).unwrap();
    says(&refusal(&installation, &["--database", path.to_str().unwrap()]), &["letter.txt"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let installation = installation();
    assert!(installation.serve().stop().status.success());
    let store = Connection::open(installation.data().join("provisor.db")).unwrap();
    let newer = "INSERT INTO store_migrations (number, name, digest) VALUES (9999, 'tomorrow', x'00')";
    store.execute(newer, ()).unwrap();
    drop(store);
    says(&refusal(&installation, &[]), &["newer version", "9999", "tomorrow"]);
}

#[test]
fn files_of_tls_that_cannot_be_read_are_refused() {
    let installation = installation();
    let files = ["--tls-cert", "none.pem", "--tls-key", "none.key"];
    says(&refusal(&installation, &files), &["none.pem", "cannot be read"]);
}
