//! Files with certificates and keys, in PEM.

use super::super::super::url::{Environment, Sentence};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Where systems keep the authorities that they trust, in one file.
const SYSTEM_ROOTS: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The certificates of one file, at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Sentence> {
    let unread = |error| format!("{} cannot be read as certificates in PEM: {error}", path.display());
    let all: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).map_err(unread)?.collect();
    let all = all.map_err(unread)?;
    if all.is_empty() { Err(format!("{} holds no certificate in PEM", path.display())) } else { Ok(all) }
}

/// The authorities of one file.
pub(super) fn roots(path: &Path) -> Result<RootCertStore, Sentence> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path)? {
        let unfit = |error| format!("{} holds a certificate that cannot be used: {error}", path.display());
        roots.add(certificate).map_err(unfit)?;
    }
    Ok(roots)
}

/// The authorities in libpq's own place, if the file is there.
pub(super) fn roots_at_home(home: Option<&Path>) -> Result<Option<RootCertStore>, Sentence> {
    let path = home.map(|home| home.join(".postgresql/root.crt")).filter(|path| path.exists());
    path.map(|path| roots(&path)).transpose()
}

/// The authorities that the system trusts: the file that `SSL_CERT_FILE` names, or the one in a usual place. Those that
/// cannot be used are passed over.
pub(super) fn system_roots(environment: &Environment) -> Result<RootCertStore, Sentence> {
    let said = environment.get("SSL_CERT_FILE").map(PathBuf::from);
    let usual = || SYSTEM_ROOTS.iter().map(PathBuf::from).find(|path| path.exists());
    let path = said
        .or_else(usual)
        .ok_or("sslrootcert=system finds no file of authorities; install ca-certificates")?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates(&path)?);
    Ok(roots)
}

/// The key of our own certificate. Refuses, as libpq does, one that others may use: mode 600, or 640 when it is root's.
pub(super) fn key(path: &Path) -> Result<PrivateKeyDer<'static>, Sentence> {
    let about =
        std::fs::metadata(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let others = if about.uid() == 0 { 0o037 } else { 0o077 };
    if about.permissions().mode() & others != 0 {
        return Err(format!("others may use the key {}; set its mode to 600", path.display()));
    }
    PrivateKeyDer::from_pem_file(path)
        .map_err(|error| format!("{} cannot be read as a private key in PEM: {error}", path.display()))
}
