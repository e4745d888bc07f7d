//! Password policies, managed from the command line.

use std::process::Output;

use serde_json::json;
use testkit::TestDatabase;
use testkit::process::{Ask, Installation, Server};

use super::installation;

const HOUSE: &str = "House: for people
  12 to 256 characters, digits: 2 or more, upper and lower case, not the login, not a commonly used one
";

/// Standard output of a command that did what was asked.
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error of a command that refused, and said nothing else.
fn refused(output: &Output) -> String {
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Makes the policy `House`; `more` are further arguments.
fn make_house(installation: &Installation, more: &[&str]) -> String {
    let words = ["policy", "create", "House", "--description", "for people", "--min", "12", "--digits", "2"];
    let switches = ["--mixed-case", "--refuse-common"];
    said(&installation.run(&[&words[..], &switches, more].concat()))
}

/// PAM360: what is said to a user with this password under that policy.
fn create(server: &Server, token: &str, login: &str, password: &str) -> String {
    let details = json!({
        "FIRSTNAME": "F", "LASTNAME": "L", "USERNAME": login, "EMAIL": "f@example.com",
        "PASSWORD": password, "POLICY": "house",
    });
    let body = json!({"operation": {"Details": details}});
    let ask = Ask::post("/restapi/json/v1/user").header("authtoken", token).json(&body);
    let answer = server.ask(&ask).json();
    answer["operation"]["result"]["message"].as_str().unwrap().to_owned()
}

fn token(installation: &Installation, more: &[&str]) -> String {
    let words = ["token", "create", "--user", "admin", "--kind", "pam360"];
    said(&installation.run(&[&words[..], more].concat())).trim().to_owned()
}

#[test]
fn a_policy_made_while_the_server_runs_is_in_force_in_its_next_request() {
    let installation = installation();
    let server = installation.serve();
    let token = token(&installation, &[]);
    let unknown = "Invalid value for parameter POLICY.";
    assert_eq!(create(&server, &token, "early", "Kiosk-delay-42"), unknown);
    assert_eq!(make_house(&installation, &[]), HOUSE);
    assert_eq!(
        create(&server, &token, "weak", "Kiosk-42"),
        "Password does not comply with the policy House: Minimum length must be 12"
    );
    assert_eq!(create(&server, &token, "late", "Kiosk-delay-42"), "User late has been added successfully.");

    let changed = said(&installation.run(&["policy", "update", "house", "--min", "16", "--description", ""]));
    assert_eq!(changed, HOUSE.replace(": for people", "").replace("12 to", "16 to"));
    assert!(create(&server, &token, "later", "Kiosk-delay-42").ends_with("Minimum length must be 16"));
    let off = said(&installation.run(&["policy", "update", "house", "--mixed-case=false"]));
    assert!(!off.contains("upper and lower case"), "{off}");

    assert_eq!(said(&installation.run(&["policy", "delete", "House"])), "House is deleted\n");
    assert_eq!(create(&server, &token, "gone", "Kiosk-delay-42"), unknown);
}

#[test]
fn the_list_tells_what_each_asks_for_and_the_predefined_ones_stay() {
    let installation = installation();
    make_house(&installation, &[]);
    let list = said(&installation.run(&["policy", "list"]));
    let strong = "Strong (predefined)\n  8 to 64 characters, digits: 1 or more, special characters: 1 or more, \
                  upper and lower case, starts with a letter, not the login\n";
    assert!(list.contains(strong) && list.ends_with(HOUSE), "{list}");
    for command in [&["policy", "update", "strong", "--min", "4"][..], &["policy", "delete", "strong"]] {
        assert!(refused(&installation.run(command)).starts_with("provisor: "));
    }
    assert_eq!(said(&installation.run(&["policy", "list"])), list);
}

#[test]
fn what_cannot_be_met_or_is_taken_is_refused_with_a_sentence() {
    let installation = installation();
    let never = refused(&installation.run(&["policy", "create", "House", "--min", "9", "--max", "8"]));
    assert!(never.contains("must be such that a password can meet them"), "{never}");
    make_house(&installation, &[]);
    let taken = refused(&installation.run(&["policy", "create", "house"]));
    assert!(taken.contains("house"), "{taken}");
    let missing = refused(&installation.run(&["policy", "delete", "Nobody's"]));
    assert!(missing.contains("Nobody's"), "{missing}");
}

#[test]
fn on_postgres_the_running_server_asks_the_policy_that_the_command_made() {
    let (database, installation) = (TestDatabase::new(), installation());
    let url = database.url();
    let server = installation.serve_with(&["--database", &url]);
    let at = ["--database", url.as_str()];
    let token = token(&installation, &at);
    assert_eq!(make_house(&installation, &at), HOUSE);
    assert!(create(&server, &token, "weak", "Kiosk-42").ends_with("Minimum length must be 12"));
    assert_eq!(create(&server, &token, "late", "Kiosk-delay-42"), "User late has been added successfully.");
}
