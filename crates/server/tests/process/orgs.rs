//! Organisations, as an operator makes and deletes them.

use std::process::Output;

use testkit::ADMIN_PASSWORD;
use testkit::process::{Ask, Client, Installation};

use super::installation;

fn said(output: &Output) -> String {
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && err.is_empty(), "{}: {err}", output.status);
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(installation: &Installation, arguments: &[&str]) -> String {
    let output = installation.run(arguments);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The status of a sign-in as `admin` at a host.
fn sign_in(client: &mut Client, host: &str, password: &str) -> u16 {
    let body = serde_json::json!({ "username": "admin", "password": password });
    let ask = Ask::post("/suite-api/api/auth/token/acquire").header("x-forwarded-host", host).json(&body);
    client.send(&ask).unwrap().status
}

#[test]
fn one_is_made_found_by_its_host_renamed_and_deleted_while_the_server_runs() {
    let installation = installation();
    installation.settings("trusted_proxies = [\"127.0.0.1\"]\n");
    let server = installation.serve();
    let mut client = server.connect();
    let mut create =
        installation.command(&["org", "create", "Branch", "--host", "b.example", "--host", "b2.example"]);
    let made = said(&create.env_remove("PROVISOR_ADMIN_PASSWORD").output().unwrap());
    let password = made.strip_prefix("login     admin\npassword  ").unwrap().trim_end().to_owned();
    assert_eq!(said(&installation.run(&["org", "list"])), "Default\nBranch\tb.example\tb2.example\n");
    assert_eq!(sign_in(&mut client, "b.example", &password), 200);
    assert_eq!(sign_in(&mut client, "b.example", ADMIN_PASSWORD), 401);
    assert_eq!(sign_in(&mut client, "elsewhere.example", ADMIN_PASSWORD), 200);
    said(&installation.run(&["org", "rename", "branch", "Zweigstelle"]));
    said(&installation.run(&["org", "hosts", "Zweigstelle", "--host", "c.example"]));
    assert_eq!(said(&installation.run(&["org", "list"])), "Default\nZweigstelle\tc.example\n");
    let reset = said(&installation.run(&["admin", "reset", "--user", "admin", "--org", "zweigstelle"]));
    assert_eq!(sign_in(&mut client, "c.example", &password), 401);
    assert_eq!(sign_in(&mut client, "c.example", reset.trim_end()), 200);
    let token = ["token", "create", "--user", "admin", "--kind", "pam360", "--org", "Zweigstelle"];
    let token = said(&installation.run(&token));
    let who =
        Ask::get("/restapi/json/v1/user/getUserId?USERNAME=admin").header("authtoken", token.trim_end());
    let named = who.clone().header("orgName", "Zweigstelle");
    assert!(client.send(&named).unwrap().text().contains("fetched successfully"));
    let asked =
        said(&installation.run(&["otp", "group", "--org", "Zweigstelle", "--name", "System.admins", "on"]));
    assert_eq!(asked, "members of System.admins are asked for a code\n");
    assert_eq!(sign_in(&mut client, "c.example", reset.trim_end()), 401, "no code can be typed there");
    assert_eq!(
        sign_in(&mut client, "elsewhere.example", ADMIN_PASSWORD),
        200,
        "another organisation's group"
    );
    said(&installation.run(&["otp", "reset", "--org", "Zweigstelle", "--user", "admin"]));
    said(&installation.run(&["policy", "create", "--org", "Zweigstelle", "House", "--min", "12"]));
    assert!(said(&installation.run(&["policy", "list", "--org", "Zweigstelle"])).contains("House"));
    assert!(!said(&installation.run(&["policy", "list"])).contains("House"));
    said(&installation.run(&["org", "delete", "Zweigstelle"]));
    assert_eq!(said(&installation.run(&["org", "list"])), "Default\n");
    assert_eq!(sign_in(&mut client, "c.example", reset.trim_end()), 401);
    assert!(client.send(&who).unwrap().text().contains("Authentication failed."));
}

#[test]
fn each_has_codes_of_its_own() {
    let installation = installation();
    let made = said(&installation.run(&["org", "create", "Branch"]));
    assert_eq!(made, "login     admin\npassword  the one in PROVISOR_ADMIN_PASSWORD\n");
    let file = installation.home().join("codes.toml");
    let codes = said(&installation.run(&["codes", "print"]));
    std::fs::write(&file, codes.replace("\"Prototype\"", "\"Branch Office\"")).unwrap();
    said(&installation.run(&["codes", "load", file.to_str().unwrap(), "--org", "Branch"]));
    assert_eq!(said(&installation.run(&["codes", "print"])), codes);
    assert!(said(&installation.run(&["codes", "print", "--org", "branch"])).contains("Branch Office"));
}

#[test]
fn what_cannot_be_done_is_told_in_a_sentence() {
    let installation = installation();
    said(&installation.run(&["org", "create", "Branch", "--host", "b.example"]));
    for (arguments, words) in [
        (&["org", "create", "branch"][..], "the organisation branch exists already"),
        (&["org", "create", "Other", "--host", "b.example"], "another organisation is bound to this host"),
        (
            &["org", "create", "Other", "--host", "b.example:80"],
            "host must be a host's name or address, without a port",
        ),
        (&["org", "create", " "], "name must not begin or end with a blank"),
        (&["org", "rename", "Nowhere", "x"], "there is no organisation Nowhere"),
        (&["org", "delete", "Default"], "it is built in"),
        (&["admin", "reset", "--user", "admin", "--org", "Nowhere"], "there is no organisation Nowhere"),
    ] {
        let told = refused(&installation, arguments);
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
    assert_eq!(said(&installation.run(&["org", "list"])), "Default\nBranch\tb.example\n");
}
