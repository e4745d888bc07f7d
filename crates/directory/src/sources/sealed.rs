//! The password that a source is asked with, as it is kept.

use model::{OrgKey, SourceId};
use zeroize::Zeroizing;

use super::Secret;
use crate::seals::{NONCE, Owner, Seals};

/// What is kept of the password of this source; none without a key.
pub(super) fn seal(
    seals: &Seals,
    org: OrgKey,
    source: SourceId,
    secret: &Secret,
    nonce: [u8; NONCE],
) -> Option<Vec<u8>> {
    seals.seal(Owner::Source(org, source), secret.expose().as_bytes(), nonce)
}

/// The password that was kept for this source; none when it cannot be opened.
pub(crate) fn open(seals: &Seals, org: OrgKey, source: SourceId, kept: &[u8]) -> Option<Secret> {
    let opened = seals.open(Owner::Source(org, source), kept)?;
    // A text that is none was never sealed by us; what was opened is wiped all the same.
    let text = String::from_utf8(opened.to_vec());
    text.map(Secret::new).map_err(|error| Zeroizing::new(error.into_bytes())).ok()
}
