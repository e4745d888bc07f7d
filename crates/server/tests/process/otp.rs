//! One-time codes, from the command line.

use serde_json::{Value, json};
use testkit::process::{Ask, Server};
use testkit::{ADMIN_PASSWORD, one_time_code};

use super::installation;

/// Kron: the first step.
fn login(server: &Server) -> Value {
    let body = json!({ "username": "admin", "password": ADMIN_PASSWORD });
    server.ask(&Ask::post("/aioc-rest-web/rest/jwt/login").json(&body)).json()
}

/// Kron: a call of whoever is in the second step.
fn step(server: &Server, token: &Value, path: &str, body: &Value) -> (u16, Value) {
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    let path = format!("/aioc-rest-web/rest/login/{path}");
    let answer = server.ask(&Ask::post(&path).header("authorization", &bearer).json(body));
    (answer.status, answer.json())
}

/// The instant at which this machine and so the server is.
fn now() -> model::Timestamp {
    directory::Clock::now(&server::outside::SystemClock)
}

#[test]
fn a_group_asks_from_the_next_sign_in_on_and_a_reset_is_the_way_back() {
    let installation = installation();
    let server = installation.serve();
    let said = |arguments: &[&str]| {
        let output = installation.run(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(login(&server)["otpRequired"], Value::Null);
    let on = said(&["otp", "group", "--name", "system.admins", "on"]);
    assert_eq!(on, "members of System.admins are asked for a code\n");
    let awaiting = login(&server);
    assert_eq!((&awaiting["otpRequired"], &awaiting["otpEnrolled"]), (&json!(true), &json!(false)));
    let (status, drawn) = step(&server, &awaiting, "otp/enroll", &json!({}));
    assert_eq!(status, 200);
    let code = one_time_code(drawn["secret"].as_str().unwrap(), now());
    assert_eq!(step(&server, &awaiting, "otp", &json!({ "otp": code })).0, 200);
    assert_eq!(login(&server)["otpEnrolled"], Value::Null, "enrolled");
    assert_eq!(said(&["otp", "reset", "--user", "ADMIN"]), "admin has no second factor now\n");
    assert_eq!(login(&server)["otpEnrolled"], json!(false));
    let off = said(&["otp", "group", "--name", "System.admins", "off"]);
    assert_eq!(off, "members of System.admins are asked for no code\n");
    assert_eq!(login(&server)["otpRequired"], Value::Null);
}

#[test]
fn a_group_or_a_user_that_is_not_there_is_named() {
    let installation = installation();
    for (arguments, words) in [
        (&["otp", "group", "--name", "Nobodies", "on"][..], "there is no group Nobodies"),
        (&["otp", "group", "--name", " ", "on"], "group "),
        (&["otp", "reset", "--user", "nobody"], "there is no user nobody"),
    ] {
        let output = installation.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains(words), "{said}");
    }
}
