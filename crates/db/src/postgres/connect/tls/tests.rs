use super::check::{Check, Checker};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
use rustls::RootCertStore;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use std::time::Duration;

/// The first second of 2026-01-01.
const NOW: Duration = Duration::from_secs(1_767_225_601);

/// Whether a certificate for `db.example.com` that has signed itself is believed where it is the authority, too.
fn believed(host: &'static str, change: impl FnOnce(&mut CertificateParams)) -> Result<(), String> {
    let mut params = CertificateParams::new(vec!["db.example.com".to_owned()]).unwrap();
    change(&mut params);
    let signed = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    let certificate = CertificateDer::from(signed);
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let algorithms = ring::default_provider().signature_verification_algorithms;
    let checker = Checker { check: Check::ChainAndName(roots), algorithms };
    let host = ServerName::try_from(host).unwrap();
    let seen = checker.verify_server_cert(&certificate, &[], &host, &[], UnixTime::since_unix_epoch(NOW));
    seen.map(drop).map_err(|error| error.to_string())
}

#[test]
fn a_certificate_that_signed_itself_is_believed_where_it_is_given() {
    believed("db.example.com", |_| {}).unwrap();
    assert!(believed("db.example.org", |_| {}).unwrap_err().contains("db.example.org"));
}

#[test]
fn an_authority_is_no_server() {
    let error = believed("db.example.com", |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    assert!(error.unwrap_err().contains("CaUsedAsEndEntity"));
}

#[test]
fn a_certificate_that_has_ended_is_not_believed() {
    let error = believed("db.example.com", |params| params.not_after = date_time_ymd(2025, 12, 31));
    assert!(error.unwrap_err().contains("expired"));
}
