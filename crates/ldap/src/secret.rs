//! A password on its way to a directory server.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

/// A password exactly as typed. Does not print, and is wiped from memory when the last clone is dropped.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Any text; whether it may be sent is asked where it would be ([`Secret::sendable`]).
    pub fn new(text: String) -> Self {
        Self(Arc::new(Zeroizing::new(text)))
    }

    /// The text, for whoever keeps it sealed.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is sent; none if a server could take it for no password at all, and so answer "success" to nobody: the empty
    /// text (RFC 4513, 5.1.2), and a text with U+0000, where servers written in C see the end.
    pub(crate) fn sendable(&self) -> Option<&[u8]> {
        let bytes = self.0.as_bytes();
        (!bytes.is_empty() && !bytes.contains(&0)).then_some(bytes)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
