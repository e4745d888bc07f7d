//! What those see who look after a server: health, metrics, the log.

use std::collections::HashMap;

use serde_json::{Value, json};
use testkit::ADMIN_PASSWORD;
use testkit::process::{Ask, Client};

use super::callers::{acquire, create_person, create_program, details, number_of, sign_in};
use super::installation;

/// The samples of `/metrics` by name and labels, as they are written; every line must be one, or say something about those that follow.
fn metrics(client: &mut Client) -> HashMap<String, String> {
    let answer = client.send(&Ask::get("/metrics")).unwrap();
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    let text = answer.text();
    assert!(text.ends_with("# EOF\n"), "{text}");
    let samples = text.lines().filter(|line| {
        let about = ["# HELP ", "# TYPE ", "# UNIT ", "# EOF"].iter().any(|word| line.starts_with(word));
        assert!(about || line.starts_with("provisor_"), "{line}");
        !about
    });
    let sample = |line: &str| {
        let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        value.parse::<f64>().unwrap_or_else(|_| panic!("{line}"));
        (name.to_owned(), value.to_owned())
    };
    samples.map(sample).collect()
}

/// The one sample whose name begins so and which has these labels.
fn of(metrics: &HashMap<String, String>, name: &str, labels: &[&str]) -> String {
    let is_it = |key: &&String| key.starts_with(name) && labels.iter().all(|label| key.contains(label));
    let found: Vec<_> = metrics.keys().filter(is_it).collect();
    let [one] = found[..] else { panic!("{name} {labels:?}: {found:?} in {:?}", metrics.keys()) };
    metrics[one].clone()
}

#[test]
fn health_is_told_without_a_credential() {
    let installation = installation();
    let server = installation.serve();
    for (path, words) in [("/healthz", "alive\n"), ("/readyz", "ready\n")] {
        let answer = server.ask(&Ask::get(path));
        assert_eq!((answer.status, answer.text()), (200, words));
    }
}

#[test]
fn metrics_can_be_read_and_count_what_was_asked() {
    let installation = installation();
    let token = installation.pam360_token("admin");
    let server = installation.serve();
    let mut client = server.connect();
    for _ in 0..3 {
        details(&client.send(&number_of("admin", &token)).unwrap());
    }
    details(&client.send(&create_program("counted", &token)).unwrap());
    sign_in(&mut client, "admin", ADMIN_PASSWORD);
    assert_eq!(client.send(&acquire("admin", "wrong")).unwrap().status, 401);
    assert_eq!(client.send(&Ask::get("/nowhere")).unwrap().status, 404);

    let metrics = metrics(&mut client);
    let requests = |operation: &str, status: &str| {
        let labels = [&*format!("operation=\"{operation}\""), &*format!("status=\"{status}\"")];
        of(&metrics, "provisor_requests_total{", &labels)
    };
    assert_eq!(requests("GET_USER_ID", "2xx"), "3");
    assert_eq!(requests("CREATE_USER", "2xx"), "1");
    for status in ["2xx", "4xx"] {
        assert_eq!(requests("acquireToken", status), "1");
    }
    let seconds = "provisor_request_duration_seconds_count{";
    assert_eq!(of(&metrics, seconds, &["operation=\"GET_USER_ID\""]), "3");
    assert_eq!(metrics["provisor_requests_in_flight"], "0");
    assert_ne!(metrics["provisor_store_commits_total"], "0");
    assert_ne!(metrics["provisor_store_log_bytes"], "0.0");
    assert_eq!(metrics["provisor_hashes_total"], "2", "two passwords were looked at");
    for words in [ADMIN_PASSWORD, &*token, "counted"] {
        assert!(!metrics.keys().any(|key| key.contains(words)), "{words}");
    }
}

/// A server's whole output after calls with secrets in every place where callers put them, and those secrets.
fn output_with_secrets(settings: &str) -> (String, String, Vec<String>) {
    let installation = installation();
    installation.settings(settings);
    let mut secrets = vec![ADMIN_PASSWORD.to_owned(), "Wr0ng-pa55".to_owned(), "Persons-Passw0rd".to_owned()];
    let server = installation.serve();
    let token = installation.pam360_token("admin");
    let mut client = server.connect();
    let ops_token = sign_in(&mut client, "admin", ADMIN_PASSWORD);
    let made = details(&client.send(&create_program("logged", &token)).unwrap());
    let in_query = format!("/restapi/json/v1/user/getUserId?USERNAME=admin&AUTHTOKEN={token}");
    let with_password = json!({ "FIRSTNAME": "A", "LASTNAME": "B", "USERNAME": "person", "EMAIL": "a@example.com",
        "PASSWORD": "Persons-Passw0rd", "POLICY": "Strong", "ROLE": "Password User" });
    for ask in [
        acquire("admin", "Wr0ng-pa55"),
        // Where the login was meant, in a hurry.
        acquire("Wr0ng-pa55", "x"),
        create_person("logged-too", "Persons-Passw0rd", &ops_token),
        Ask::get(&in_query),
        Ask::get(&format!("/nowhere/{token}?password=Wr0ng-pa55")),
        Ask::get("/suite-api/api/auth/currentuser").header("authorization", "Basic YWRtaW46V3IwbmctcGE1NQ=="),
        Ask::get("/suite-api/api/auth/currentuser").ops_token(&token),
        Ask::post("/restapi/json/v1/user").authtoken(&token).input_data(&with_password),
        Ask::post("/suite-api/api/auth/users")
            .ops_token(&ops_token)
            .body("{\"password\":\"Persons-Passw0rd\", oops"),
    ] {
        client.send(&ask).unwrap();
    }
    let reset = installation.run(&["admin", "reset", "--user", "logged-too"]).stdout;
    secrets.extend([token, ops_token, "YWRtaW46V3IwbmctcGE1NQ".to_owned()]);
    secrets.extend([
        made["AUTHTOKEN"].as_str().unwrap().to_owned(),
        String::from_utf8(reset).unwrap().trim().to_owned(),
    ]);
    let ended = server.stop();
    assert!(ended.status.success(), "{ended:?}");
    (ended.log, ended.said, secrets)
}

#[test]
fn every_line_of_the_log_is_json_and_each_request_has_one() {
    let (log, _, _) = output_with_secrets("");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let requests = lines.iter().filter(|line| line["target"] == "provisor::request");
    assert_eq!(requests.clone().count(), 11, "{log}");
    for line in requests {
        assert!(line["status"].is_u64() && line["us"].is_u64() && line["request"].is_string(), "{line}");
    }
}

#[test]
fn no_secret_is_in_the_log_nor_said_to_people_not_even_when_everything_is_logged() {
    for settings in ["", "log = \"trace\"\n", "log = \"trace\"\nlog_format = \"text\"\n"] {
        let (log, said, secrets) = output_with_secrets(settings);
        assert!(secrets.len() >= 8 && secrets.iter().all(|secret| secret.len() >= 10), "{secrets:?}");
        for secret in secrets {
            assert!(!log.contains(&secret), "{settings}: {secret} is in the log:\n{log}");
            assert!(!said.contains(&secret), "{settings}: {secret} was said:\n{said}");
        }
    }
}

#[test]
fn a_password_drawn_at_random_is_shown_once_and_not_in_the_log() {
    let installation = installation();
    let first = || {
        let mut command = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.env_remove("PROVISOR_ADMIN_PASSWORD");
        testkit::process::Server::start(command).unwrap()
    };
    let server = first();
    let ended = server.stop();
    let password =
        ended.said.lines().find_map(|line| line.trim_start().strip_prefix("password")).unwrap().trim();
    assert!(!ended.log.contains(password));
    let server = first();
    sign_in(&mut server.connect(), "admin", password);
    assert!(!server.stop().said.contains("password"), "once");
}
