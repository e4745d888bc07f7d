//! TLS to the server: which certificates are believed, and which one we show.

mod check;
mod files;
#[cfg(test)]
mod tests;

use super::super::url::{Environment, Said, Sentence, Word};
use check::{Check, Checker};
use rustls::ClientConfig;
use rustls::crypto::ring;
use std::path::Path;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// `sslmode`, as libpq means it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    /// Never TLS.
    Disable,
    /// TLS if the server has it. Guards against nobody who can change what is sent.
    Prefer,
    /// TLS, with anybody; with a certificate authority given, as `VerifyCa`.
    Require,
    /// TLS with a server whose certificate an authority that we trust has signed.
    VerifyCa,
    /// The same, and the certificate is that of the host we meant.
    VerifyFull,
}

/// What stands for the authorities that this machine trusts.
const SYSTEM: &str = "system";

impl Mode {
    pub fn of(said: &Said) -> Result<Self, Sentence> {
        let system = said.get(Word::Sslrootcert) == Some(SYSTEM);
        let mode = match said.get(Word::Sslmode) {
            None if system => Self::VerifyFull,
            None | Some("prefer") => Self::Prefer,
            Some("disable") => Self::Disable,
            Some("require") => Self::Require,
            Some("verify-ca") => Self::VerifyCa,
            Some("verify-full") => Self::VerifyFull,
            // Without TLS first would send what is secret in clear where TLS could be had.
            Some("allow") => return Err("sslmode=allow is not done here; say prefer or require".into()),
            Some(_) => {
                return Err("sslmode must be disable, prefer, require, verify-ca or verify-full".into());
            }
        };
        if system && mode < Self::VerifyFull {
            return Err(
                "sslrootcert=system needs sslmode=verify-full: anybody can get a certificate from one of \
                        the authorities that a system trusts"
                    .into(),
            );
        }
        Ok(mode)
    }
}

/// What makes TLS connections; none when none are wanted. Files are read now.
pub(super) fn connector(
    mode: Mode,
    said: &Said,
    home: Option<&Path>,
    environment: &Environment,
) -> Result<Option<MakeRustlsConnect>, Sentence> {
    if mode == Mode::Disable {
        return Ok(None);
    }
    let roots = match said.get(Word::Sslrootcert) {
        Some(SYSTEM) => Some(files::system_roots(environment)?),
        Some(path) => Some(files::roots(Path::new(path))?),
        None => files::roots_at_home(home)?,
    };
    let check = match (mode, roots) {
        (Mode::VerifyFull, Some(roots)) => Check::ChainAndName(roots),
        (_, Some(roots)) => Check::Chain(roots),
        (Mode::VerifyCa | Mode::VerifyFull, None) => {
            return Err(
                "sslmode=verify-ca and verify-full need sslrootcert: the file with the certificate of the \
                        authority that signed the server's, or system"
                    .into(),
            );
        }
        (_, None) => Check::Nothing,
    };
    let provider = Arc::new(ring::default_provider());
    let checker = Checker { check, algorithms: provider.signature_verification_algorithms };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(checker));
    let config = match (said.get(Word::Sslcert), said.get(Word::Sslkey)) {
        (Some(cert), Some(key)) => {
            let (chain, secret) = (files::certificates(Path::new(cert))?, files::key(Path::new(key))?);
            config
                .with_client_auth_cert(chain, secret)
                .map_err(|error| format!("sslcert {cert} and sslkey {key} cannot be used: {error}"))?
        }
        (None, None) => config.with_no_client_auth(),
        _ => return Err("sslcert and sslkey belong together: give both files, or neither".into()),
    };
    Ok(Some(MakeRustlsConnect::new(config)))
}
