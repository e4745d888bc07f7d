//! TLS, and which certificates count.

use ldap::{Error, Security, Source, Thumbprint};

use crate::world::{at, impatient, secured, source};
use testkit::slapd::{Slapd, user_dn};

fn start_tls(slapd: &Slapd, certificate: &[u8]) -> Source {
    Source { security: Security::StartTls(vec![Thumbprint::of(certificate)]), ..source(slapd) }
}

#[tokio::test]
async fn a_certificate_is_shown_before_it_is_accepted() {
    let slapd = Slapd::start();
    for source in [
        Source { security: Security::Ldaps(vec![]), port: slapd.tls_port, ..source(&slapd) },
        Source { security: Security::StartTls(vec![]), ..source(&slapd) },
    ] {
        let shown = source.certificates().await.unwrap();
        assert_eq!(shown.len(), 1);
        let certificate = &shown[0];
        assert_eq!(certificate.thumbprint, Thumbprint::of(&slapd.certificate));
        assert_eq!(certificate.der, slapd.certificate);
        assert_eq!(certificate.sha1.len(), 59);
        assert!(certificate.subject.contains("rcgen"), "{certificate:?}");
        assert_eq!(certificate.issuer, certificate.subject);
        assert!(certificate.valid_from < certificate.valid_until);
        assert!(certificate.serial.contains(':'), "{certificate:?}");

        let refused = source.test().await.unwrap_err();
        let host = "127.0.0.1".to_owned();
        assert_eq!(refused, Error::CertificateNotAccepted { host, shown: certificate.thumbprint });
    }
    assert_eq!(source(&slapd).certificates().await.unwrap(), []);
}

#[tokio::test]
async fn an_accepted_certificate_opens_both_kinds_of_tls() {
    let slapd = Slapd::start();
    let certificate = slapd.certificate.clone();
    for source in [secured(&slapd, &certificate), start_tls(&slapd, &certificate)] {
        source.test().await.unwrap();
        assert_eq!(source.search_users("u*", 2000).await.unwrap().all.len(), 2000);
    }
}

#[tokio::test]
async fn a_certificate_that_has_changed_must_be_accepted_anew() {
    let mut slapd = Slapd::start();
    let old = slapd.certificate.clone();
    secured(&slapd, &old).test().await.unwrap();
    slapd.change_certificate();
    for source in [secured(&slapd, &old), start_tls(&slapd, &old)] {
        let refused = source.test().await.unwrap_err();
        let shown = Thumbprint::of(&slapd.certificate);
        assert_eq!(refused, Error::CertificateNotAccepted { host: "127.0.0.1".into(), shown });
        let password = ldap::Secret::new("pw-u0007".into());
        let refused = source.check_password(&user_dn(7), &password).await.unwrap_err();
        assert!(matches!(refused, Error::CertificateNotAccepted { .. }), "{refused}");
    }
    secured(&slapd, &slapd.certificate).test().await.unwrap();
}

#[tokio::test]
async fn a_server_without_tls_is_not_spoken_to_in_clear() {
    let slapd = Slapd::start();
    let wrong_port = Source { port: slapd.port, times: impatient(), ..secured(&slapd, &slapd.certificate) };
    let refused = wrong_port.test().await.unwrap_err();
    assert!(matches!(refused, Error::Tls { .. } | Error::TimedOut { .. }), "{refused}");

    let server = crate::fake::start(|_| vec![crate::fake::Answer::unknown_question()]).await;
    let source = Source { security: Security::StartTls(vec![]), ..at("127.0.0.1", server.port) };
    let refused = source.test().await.unwrap_err();
    assert!(matches!(refused, Error::Tls { .. }), "{refused}");
}

#[tokio::test]
async fn what_is_slipped_in_before_tls_is_noticed() {
    let server = crate::fake::start(|_| {
        vec![crate::fake::Answer::you_are(b""), crate::fake::Answer::you_are(b"dn:cn=admin")]
    })
    .await;
    let source = Source { security: Security::StartTls(vec![]), ..at("127.0.0.1", server.port) };
    let refused = source.certificates().await.unwrap_err();
    assert!(matches!(refused, Error::Protocol { .. }), "{refused}");
}
