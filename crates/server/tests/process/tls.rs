//! https, as it is started.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use testkit::process::{Ask, Client, Server};

use super::installation;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/listener/tests/data").join(name)
}

/// A connection of a client that trusts the certificate of the tests and nothing else.
fn connect(server: &Server) -> Client<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(data("localhost.pem")).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    Client::over(StreamOwned::new(client, TcpStream::connect(server.address).unwrap()))
}

#[test]
fn with_files_of_tls_it_serves_https_and_nothing_else() {
    let installation = installation();
    let (cert, key) = (data("localhost.pem"), data("localhost.key"));
    let files = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let server = installation.serve_with(&files);
    let mut client = connect(&server);
    for path in ["/healthz", "/readyz"] {
        assert_eq!(client.send(&Ask::get(path)).unwrap().status, 200, "{path}");
    }
    assert!(server.connect().send(&Ask::get("/healthz")).is_err(), "plain http is not answered");
    let ended = server.stop();
    assert!(ended.status.success() && ended.said.contains("Provisor listens on https://"), "{ended:?}");
}

#[test]
fn with_files_of_tls_any_address_is_served() {
    let installation = installation();
    let (cert, key) = (data("localhost.pem"), data("localhost.key"));
    let files = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let server = installation.serve_with(&[&["--listen", "0.0.0.0:0"], &files[..]].concat());
    assert_eq!(connect(&server).send(&Ask::get("/healthz")).unwrap().status, 200);
}
