//! The way back for an administrator.

use testkit::ADMIN_PASSWORD;
use testkit::process::{Ask, Installation};

use super::callers::{acquire, details, number_of, sign_in};
use super::installation;

/// Orders a new password.
fn reset(installation: &Installation, login: &str) -> String {
    let made = installation.run(&["admin", "reset", "--user", login]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let password = String::from_utf8(made.stdout).unwrap();
    assert_eq!(password.lines().count(), 1, "the password and nothing else");
    password.trim_end().to_owned()
}

#[test]
fn a_reset_while_the_server_runs_ends_sessions_and_the_old_password_and_spares_api_tokens() {
    let installation = installation();
    let server = installation.serve();
    let api_token = installation.pam360_token("admin");
    let mut client = server.connect();
    let session = sign_in(&mut client, "admin", ADMIN_PASSWORD);
    let who = Ask::get("/suite-api/api/auth/currentuser").ops_token(&session);
    assert_eq!(client.send(&who).unwrap().status, 200);

    let password = reset(&installation, "admin");
    assert_eq!(client.send(&who).unwrap().status, 401, "the session is over");
    assert_eq!(client.send(&acquire("admin", ADMIN_PASSWORD)).unwrap().status, 401);
    sign_in(&mut client, "admin", &password);
    details(&client.send(&number_of("admin", &api_token)).unwrap());
}

#[test]
fn a_reset_while_no_server_runs_holds_at_the_next_start() {
    let installation = installation();
    assert!(installation.serve().stop().status.success());
    let password = reset(&installation, "admin");
    let server = installation.serve();
    assert_eq!(server.ask(&acquire("admin", ADMIN_PASSWORD)).status, 401);
    sign_in(&mut server.connect(), "admin", &password);
}

#[test]
fn a_reset_opens_the_door_that_wrong_passwords_have_closed() {
    let installation = installation();
    let server = installation.serve();
    let mut client = server.connect();
    for _ in 0..5 {
        assert_eq!(client.send(&acquire("admin", "wrong")).unwrap().status, 401);
    }
    assert_eq!(client.send(&acquire("admin", ADMIN_PASSWORD)).unwrap().status, 401, "the door is closed");
    let password = reset(&installation, "admin");
    sign_in(&mut client, "admin", &password);
}
