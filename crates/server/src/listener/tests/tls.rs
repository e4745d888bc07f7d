//! Certificates, good and bad.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::super::tls::{TlsError, loose_mode};
use super::*;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/listener/tests/data").join(name)
}

fn good() -> Tls {
    Tls::load(&data("localhost.pem"), &data("localhost.key")).unwrap()
}

fn refusal(cert: &Path, key: &Path) -> TlsError {
    let Err(error) = Tls::load(cert, key) else { panic!("it was taken") };
    error
}

#[tokio::test]
async fn a_request_over_tls_is_answered() {
    let server = Server::start_with(echo(), Limits::default(), Some(good())).await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(data("localhost.pem")).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    let mut client = connector.connect(name, server.connect().await).await.unwrap();
    client.write_all(&post("sealed", "")).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("sealed"), "{answer}");
}

#[tokio::test]
async fn plain_http_on_a_tls_port_is_closed_and_so_is_silence() {
    let limits = Limits { head: SHORT, ..Limits::default() };
    let server = Server::start_with(echo(), limits, Some(good())).await;
    assert!(!server.say(&post("x", "")).await.contains("HTTP/1.1"));
    assert_eq!(server.say(b"").await, "");
    assert_eq!(server.end().await, Drained::Whole);
}

#[test]
fn a_key_of_another_certificate_is_a_mismatch() {
    let error = refusal(&data("localhost.pem"), &data("other.key"));
    assert!(error.to_string().contains("other.key does not belong to the certificate"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    for (cert, key, word) in
        [("none.pem", "localhost.key", "certificate"), ("localhost.pem", "none.key", "key")]
    {
        let error = refusal(&data(cert), &data(key)).to_string();
        assert!(error.starts_with(&format!("the {word} ")) && error.contains("none."), "{error}");
    }
}

#[test]
fn a_file_of_another_kind_is_told() {
    let error = refusal(&data("localhost.key"), &data("localhost.key")).to_string();
    assert!(error.contains("localhost.key holds no certificate in PEM"), "{error}");
    let error = refusal(&data("localhost.pem"), &data("localhost.pem")).to_string();
    assert!(error.contains("localhost.pem holds no private key in PEM"), "{error}");
}

#[test]
fn a_key_that_others_may_use_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    fs::write(&path, "").unwrap();
    for (mode, loose) in [(0o600, None), (0o400, None), (0o640, Some(0o640)), (0o602, Some(0o602))] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        assert_eq!(loose_mode(&File::open(&path).unwrap()), loose, "{mode:o}");
    }
}
