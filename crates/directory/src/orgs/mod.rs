//! Organisations.

pub(crate) mod repo;

use model::OrgKey;

/// How the audit names an organisation, which has a key and no id: the key, behind zeros.
pub(crate) fn id_in_audit(org: OrgKey) -> [u8; 16] {
    i128::from(org.0).to_be_bytes()
}
