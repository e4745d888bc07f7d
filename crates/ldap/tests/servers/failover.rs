//! Several servers with the same content.

use ldap::{Error, Secret, Security, Source, Thumbprint};
use tokio::net::TcpListener;

use crate::world::{impatient, source};
use testkit::slapd::{Slapd, user_dn};

fn hosts(source: Source, hosts: &[&str]) -> Source {
    Source { hosts: hosts.iter().map(ToString::to_string).collect(), times: impatient(), ..source }
}

#[tokio::test]
async fn the_next_server_answers_when_the_first_is_not_there() {
    let slapd = Slapd::on("127.0.0.2");
    let source = hosts(source(&slapd), &["127.0.0.1", "ldap.invalid", "127.0.0.2"]);
    assert_eq!(source.test().await.unwrap().host, "127.0.0.2");
    assert_eq!(source.search_users("u*", 10_000).await.unwrap().all.len(), 3000);
    assert_eq!(source.check_password(&user_dn(7), &Secret::new("pw-u0007".into())).await, Ok(true));
}

#[tokio::test]
async fn the_next_server_answers_when_the_first_hangs() {
    let slapd = Slapd::on("127.0.0.2");
    let hanging = TcpListener::bind(("127.0.0.1", slapd.port)).await.unwrap();
    let source = hosts(source(&slapd), &["127.0.0.1", "127.0.0.2"]);
    assert_eq!(source.test().await.unwrap().host, "127.0.0.2");
    drop(hanging);
}

#[tokio::test]
async fn the_next_server_answers_when_the_first_shows_a_strange_certificate() {
    let slapd = Slapd::on("127.0.0.2");
    let pinned = Security::Ldaps(vec![Thumbprint::of(&slapd.certificate)]);
    let stranger = Slapd::start();
    let source = Source { security: pinned, port: slapd.tls_port, ..source(&slapd) };
    let forward = TcpListener::bind(("127.0.0.1", slapd.tls_port)).await.unwrap();
    let strange_port = stranger.tls_port;
    tokio::spawn(async move {
        while let Ok((mut client, _)) = forward.accept().await {
            let mut server = tokio::net::TcpStream::connect(("127.0.0.1", strange_port)).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        }
    });
    let alone = hosts(source.clone(), &["127.0.0.1"]);
    assert!(matches!(alone.test().await, Err(Error::CertificateNotAccepted { .. })));
    let both = hosts(source, &["127.0.0.1", "127.0.0.2"]);
    assert_eq!(both.test().await.unwrap().host, "127.0.0.2");
}

#[tokio::test]
async fn a_refused_login_is_not_tried_elsewhere() {
    let slapd = Slapd::on("127.0.0.1");
    let source = hosts(source(&slapd), &["127.0.0.1", "ldap.invalid"]);
    let wrong = Source { bind_secret: Secret::new("wrong".into()), ..source.clone() };
    assert!(matches!(wrong.test().await, Err(Error::LoginRefused(_))));
    assert_eq!(source.check_password(&user_dn(7), &Secret::new("wrong".into())).await, Ok(false));
}
