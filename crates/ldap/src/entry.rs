//! An entry, as it was sent.

use ldap3_proto::proto::LdapSearchResultEntry;

/// A name and its values. Names of attributes are compared without case.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub dn: String,
    attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl From<LdapSearchResultEntry> for Entry {
    fn from(sent: LdapSearchResultEntry) -> Self {
        let attributes = sent.attributes.into_iter().map(|one| (one.atype, one.vals)).collect();
        Self { dn: sent.dn, attributes }
    }
}

impl Entry {
    /// The attributes and their values.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &[Vec<u8>])> {
        self.attributes.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// The values of an attribute, as they were sent.
    pub fn bytes(&self, name: &str) -> &[Vec<u8>] {
        let found = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, values)| values.as_slice())
    }

    /// Those of its values that are text.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.bytes(name).iter().filter_map(|value| str::from_utf8(value).ok())
    }

    /// The first value that is text and not empty.
    pub fn text(&self, name: &str) -> Option<String> {
        self.texts(name).find(|value| !value.is_empty()).map(ToOwned::to_owned)
    }

    /// Whether it is of this class.
    pub fn is(&self, class: &str) -> bool {
        self.texts("objectClass").any(|known| known.eq_ignore_ascii_case(class))
    }
}

/// A distinguished name to be compared: without case, and without blanks around commas and equal signs. Two that differ
/// here may still be one to the server; then an entry is read twice and kept once, by the name the server gives it.
pub(crate) fn dn_key(dn: &str) -> String {
    let mut key = String::with_capacity(dn.len());
    for piece in dn.split_inclusive([',', '=']) {
        let separator = if piece.ends_with([',', '=']) { piece.chars().next_back() } else { None };
        key.push_str(&piece.trim_end_matches([',', '=']).trim().to_lowercase());
        key.extend(separator);
    }
    key
}
