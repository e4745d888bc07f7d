//! One auth source, and how its settings are kept.

use model::{SourceId, SourceKey, Timestamp};
use serde_json::{Value, json};

use super::properties::value_of;
use super::types::names;

/// Names and values, in the order in which they were given.
pub type Properties = Vec<(String, String)>;

/// A certificate that somebody has accepted, with what was shown of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// By SHA-256; this is what is compared.
    pub thumbprint: String,
    /// For people to read.
    pub details: String,
    /// Whom it is for.
    pub issued_to: String,
    /// Who signed it.
    pub issued_by: String,
    /// Until when it is good, as it was shown.
    pub expires: String,
    /// The certificate itself, where it was given.
    pub pem: String,
}

/// An auth source, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthSource {
    /// Joins its rows; never shown.
    pub key: SourceKey,
    /// Its id.
    pub id: SourceId,
    /// Its name, unique in its organisation, in this case. Not always the one that is shown ([`Self::shown_name`]).
    pub name: String,
    /// Its type, one of [`super::TYPES`].
    pub source_type: String,
    /// What it is asked with. Never a password.
    pub properties: Properties,
    /// Certificates that were accepted.
    pub certificates: Vec<Accepted>,
    /// Whether a password is kept for it.
    pub has_secret: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When it was changed last.
    pub updated: Timestamp,
    /// Counts changes, from 1.
    pub version: i64,
}

impl AuthSource {
    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The name by which it is known: its display name where it has one.
    pub fn shown_name(&self) -> &str {
        value_of(&self.properties, names::DISPLAY_NAME).unwrap_or(&self.name)
    }

    /// Whether somebody who signs in means this source.
    pub fn is_named(&self, name: &str) -> bool {
        self.name == name || self.shown_name() == name
    }

    /// Whether this certificate was accepted.
    pub(super) fn accepts(&self, certificate: &ldap::Certificate) -> bool {
        self.certificates.iter().any(|one| one.thumbprint.parse() == Ok(certificate.thumbprint))
    }

    /// Whether with `other` somebody else might count as a user of this source: another server, entry or password.
    pub(super) fn authenticates_otherwise(&self, other: &Self) -> bool {
        let names_only = |properties: &Properties| {
            properties.iter().filter(|(name, _)| name != names::DISPLAY_NAME).cloned().collect::<Vec<_>>()
        };
        self.certificates != other.certificates
            || names_only(&self.properties) != names_only(&other.properties)
    }

    /// As it is kept.
    pub(super) fn settings(&self) -> String {
        let certificates: Vec<Value> = self
            .certificates
            .iter()
            .map(|one| {
                json!([one.thumbprint, one.details, one.issued_to, one.issued_by, one.expires, one.pem])
            })
            .collect();
        json!({ "properties": self.properties, "certificates": certificates }).to_string()
    }
}

/// Properties and certificates, as they are kept; none for a text that is not ours.
pub(super) fn from_settings(text: &str) -> Option<(Properties, Vec<Accepted>)> {
    let settings: Value = serde_json::from_str(text).ok()?;
    let rows = |name: &str| -> Option<Vec<Vec<String>>> {
        serde_json::from_value(settings.get(name).cloned().unwrap_or_else(|| json!([]))).ok()
    };
    let property = |row: Vec<String>| {
        let [name, value] = <[String; 2]>::try_from(row).ok()?;
        Some((name, value))
    };
    let certificate = |row: Vec<String>| {
        let [thumbprint, details, issued_to, issued_by, expires, pem] = <[String; 6]>::try_from(row).ok()?;
        Some(Accepted { thumbprint, details, issued_to, issued_by, expires, pem })
    };
    let properties: Option<Vec<_>> = rows("properties")?.into_iter().map(property).collect();
    let certificates: Option<Vec<_>> = rows("certificates")?.into_iter().map(certificate).collect();
    Some((properties?, certificates?))
}
