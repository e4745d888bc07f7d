//! Logging in with somebody's password.

use ldap::{Error, Secret};

use crate::fake::{self, Answer};
use crate::world::{at, impatient, source};
use testkit::slapd::{Slapd, user_dn};

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

#[tokio::test]
async fn only_the_right_password_is_right() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    assert_eq!(source.check_password(&user_dn(7), &secret("pw-u0007")).await, Ok(true));
    for wrong in ["pw-u0008", "PW-U0007", "pw-u0007 ", "*", "pw-u0007\0"] {
        assert_eq!(source.check_password(&user_dn(7), &secret(wrong)).await, Ok(false), "{wrong}");
    }
    assert_eq!(source.check_password(&user_dn(9999), &secret("pw-u0007")).await, Ok(false), "nobody");
    assert_eq!(source.check_password("not a name", &secret("pw-u0007")).await, Ok(false));
}

#[tokio::test]
async fn no_password_is_no_login_where_the_server_says_success_to_it() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    for empty in ["", "\0", "\0pw-u0007"] {
        assert_eq!(source.check_password(&user_dn(7), &secret(empty)).await, Ok(false), "{empty:?}");
    }
    assert_eq!(source.check_password("", &secret("pw-u0007")).await, Ok(false), "no name");
    assert_eq!(source.check_password(" ", &secret("pw-u0007")).await, Ok(false), "a blank name");
}

#[tokio::test]
async fn nothing_is_sent_without_a_password() {
    let server = fake::start(|_| vec![]).await;
    let source = at("127.0.0.1", server.port);
    for none in ["", "\0", "x\0"] {
        assert_eq!(source.check_password(&user_dn(7), &secret(none)).await, Ok(false), "{none:?}");
    }
    assert_eq!(source.check_password("", &secret("x")).await, Ok(false));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_server_that_says_success_and_means_nobody_lets_nobody_in() {
    for nobody in [&b""[..], b"dn:"] {
        let server = fake::start(move |question| match question {
            fake::Question::Bind => vec![Answer::bound()],
            fake::Question::WhoAmI => vec![Answer::you_are(nobody)],
            fake::Question::Search(_) | fake::Question::Other => vec![],
        })
        .await;
        let source = at("127.0.0.1", server.port);
        assert_eq!(source.check_password(&user_dn(7), &secret("pw")).await, Ok(false));
        assert!(matches!(source.test().await, Err(Error::LoginRefused(_))));
    }
}

#[tokio::test]
async fn a_server_that_cannot_say_who_one_is_is_believed() {
    let server = fake::start(|question| match question {
        fake::Question::Bind => vec![Answer::bound()],
        fake::Question::WhoAmI => vec![Answer::unknown_question()],
        fake::Question::Search(_) | fake::Question::Other => vec![],
    })
    .await;
    let source = at("127.0.0.1", server.port);
    assert_eq!(source.check_password(&user_dn(7), &secret("pw")).await, Ok(true));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_and_no_wrong_password() {
    let mut slapd = Slapd::start();
    slapd.stop();
    let source = ldap::Source { times: impatient(), ..source(&slapd) };
    let answer = source.check_password(&user_dn(7), &secret("pw-u0007")).await.unwrap_err();
    assert!(matches!(answer, Error::Unreachable { .. }), "{answer}");
}
