//! TLS, by one provider.

use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Permission bits that let others than the owner use a file.
const OTHERS: u32 = 0o077;

/// A certificate and its key, ready to be shown.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

/// Why a certificate and a key cannot be used; a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("the {what} {} cannot be read: {source}", .path.display())]
    Unreadable {
        /// Which of the two files.
        what: &'static str,
        /// Its path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file holds nothing of the kind in PEM.
    #[error("{} holds no {what} in PEM ({source})", .path.display())]
    NotPem {
        /// What it should hold.
        what: &'static str,
        /// Its path.
        path: PathBuf,
        /// What the parser says.
        source: pem::Error,
    },
    /// The key is that of another certificate.
    #[error("the key {} does not belong to the certificate {}", .key.display(), .cert.display())]
    Mismatch {
        /// The certificate's file.
        cert: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
    /// The pair is of a kind that the provider refuses.
    #[error("the certificate {} cannot be used: {source}", .cert.display())]
    Refused {
        /// The certificate's file.
        cert: PathBuf,
        /// What the provider says.
        source: rustls::Error,
    },
}

/// Makes ring the provider of the whole process, also for clients. Once, first thing in `main`: without it, or with a
/// second one, the first connection would panic. False when there was one already.
pub fn install_provider() -> bool {
    ring::default_provider().install_default().is_ok()
}

impl Tls {
    /// Reads the certificate chain and its key. A key that others may read is used, with a warning.
    pub fn load(cert: &Path, key: &Path) -> Result<Self, TlsError> {
        let chain = certificates(cert)?;
        let secret = open("key", key)?;
        if let Some(mode) = loose_mode(&secret) {
            let path = key.display();
            tracing::warn!(%path, mode = format_args!("{mode:o}"), "others may read the TLS key; set its mode to 600");
        }
        let what = "private key";
        let secret = PrivateKeyDer::from_pem_reader(secret).map_err(|source| TlsError::NotPem {
            what,
            path: key.to_owned(),
            source,
        })?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret));
        let mut config = config.map_err(|source| match source {
            rustls::Error::InconsistentKeys(_) => {
                TlsError::Mismatch { cert: cert.to_owned(), key: key.to_owned() }
            }
            source => TlsError::Refused { cert: cert.to_owned(), source },
        })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// The server's part of a handshake.
    pub(super) async fn accept<I>(&self, io: I) -> io::Result<TlsStream<I>>
    where
        I: AsyncRead + AsyncWrite + Unpin,
    {
        self.0.accept(io).await
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let not_pem = |source| TlsError::NotPem { what: "certificate", path: path.to_owned(), source };
    let all: Result<Vec<_>, _> = CertificateDer::pem_reader_iter(open("certificate", path)?).collect();
    let all = all.map_err(not_pem)?;
    if all.is_empty() { Err(not_pem(pem::Error::NoItemsFound)) } else { Ok(all) }
}

fn open(what: &'static str, path: &Path) -> Result<File, TlsError> {
    File::open(path).map_err(|source| TlsError::Unreadable { what, path: path.to_owned(), source })
}

/// The mode of a file that its group or everybody may read or write.
pub(super) fn loose_mode(file: &File) -> Option<u32> {
    let mode = file.metadata().ok()?.permissions().mode() & 0o777;
    (mode & OTHERS != 0).then_some(mode)
}
