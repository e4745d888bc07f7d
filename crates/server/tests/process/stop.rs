//! SIGTERM: what was begun is finished.

use super::callers::{create_program, details, number_of};
use super::installation;

#[test]
fn a_request_in_flight_is_answered_and_idle_connections_are_closed() {
    let installation = installation();
    let token = installation.pam360_token("admin");
    let server = installation.serve();
    let (mut idle, mut busy) = (server.connect(), server.connect());
    details(&idle.send(&number_of("admin", &token)).unwrap());
    let create = create_program("last-minute", &token).header("expect", "100-continue").bytes();
    let head = create.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    busy.write(&create[..head]).unwrap();
    assert_eq!(busy.answer().unwrap().status, 100, "the request is in flight");

    server.terminate();
    assert_eq!(idle.rest(), b"", "the signal has arrived");
    assert!(std::net::TcpStream::connect(server.address).is_err(), "nobody new is let in");
    busy.write(&create[head..]).unwrap();
    let made = details(&busy.answer().unwrap());
    let ended = server.ended();
    assert!(ended.status.success() && ended.log.contains("every request was answered"), "{ended:?}");

    let server = installation.serve();
    assert_eq!(details(&server.ask(&number_of("last-minute", &token)))["USERID"], made["USERID"]);
}

#[test]
fn a_client_that_never_ends_its_request_does_not_keep_the_server_for_ever() {
    let installation = installation();
    installation.settings("request_idle_timeout = 1\n");
    let token = installation.pam360_token("admin");
    let server = installation.serve();
    let mut stuck = server.connect();
    let create = create_program("never", &token).header("expect", "100-continue").bytes();
    let head = create.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    stuck.write(&create[..head]).unwrap();
    assert_eq!(stuck.answer().unwrap().status, 100);
    assert!(server.stop().status.success());
    assert_eq!(stuck.answer().unwrap().status, 408);
}

#[test]
fn nothing_of_the_log_is_left_to_read_back_after_an_end_in_peace() {
    let installation = installation();
    let token = installation.pam360_token("admin");
    let server = installation.serve();
    details(&server.ask(&create_program("checkpointed", &token)));
    assert!(server.stop().status.success());
    let log = std::fs::metadata(installation.data().join("provisor.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0, "the store is one file again");
}
