//! TLS to a directory server, with certificates that somebody has accepted.
//!
//! A certificate counts because it was looked at and accepted, not because an authority signed it: who signed it, for which
//! host, and until when, was shown to whoever accepted it. What is checked with each connection is that the server shows
//! that very certificate and holds its key.

use std::io;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::connection::Io;
use crate::{Error, Thumbprint};

/// Whose certificates count.
#[derive(Clone, Debug)]
pub(crate) enum Accept {
    /// Only these.
    Pinned(Vec<Thumbprint>),
    /// Any: it is to be shown to somebody, and nothing is said on this connection.
    ToBeShown,
}

/// Changes a connection to TLS.
pub(crate) async fn secure(
    io: Box<dyn Io>,
    host: &str,
    accept: Accept,
) -> Result<TlsStream<Box<dyn Io>>, Error> {
    let failed = |why: String| Error::Tls { host: host.to_owned(), why };
    let provider = Arc::new(ring::default_provider());
    let checker = Checker { accept, algorithms: provider.signature_verification_algorithms };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(checker))
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|error| failed(error.to_string()))?;
    let secured = TlsConnector::from(Arc::new(config)).connect(name, io).await;
    secured.map_err(|error| match not_pinned(&error) {
        Some(shown) => Error::CertificateNotAccepted { host: host.to_owned(), shown },
        None => failed(error.to_string()),
    })
}

/// Why a certificate was turned down, on its way through the errors of TLS.
#[derive(Debug, thiserror::Error)]
#[error("the certificate {0} was not accepted")]
struct NotPinned(Thumbprint);

fn not_pinned(error: &io::Error) -> Option<Thumbprint> {
    let tls = error.get_ref()?.downcast_ref::<rustls::Error>()?;
    match tls {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(why))) => {
            why.downcast_ref::<NotPinned>().map(|not_pinned| not_pinned.0)
        }
        _ => None,
    }
}

#[derive(Debug)]
struct Checker {
    accept: Accept,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Checker {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let shown = Thumbprint::of(certificate);
        match &self.accept {
            Accept::ToBeShown => Ok(ServerCertVerified::assertion()),
            Accept::Pinned(pinned) if pinned.contains(&shown) => Ok(ServerCertVerified::assertion()),
            Accept::Pinned(_) => {
                let why = OtherError(Arc::new(NotPinned(shown)));
                Err(rustls::Error::InvalidCertificate(CertificateError::Other(why)))
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
