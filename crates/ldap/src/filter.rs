//! What entries are asked for: a tree, into which what a person types is put as a value.

mod parse;

use std::fmt;
use std::str::FromStr;

use ldap3_proto::proto::{LdapFilter, LdapSubstringFilter};

pub use parse::BadFilter;

/// A search filter as an operator writes it (RFC 4515), parsed once.
#[derive(Clone, PartialEq, Eq)]
pub struct Filter {
    text: String,
    tree: LdapFilter,
}

impl Filter {
    /// The text it was made of.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What is sent.
    pub(crate) fn tree(&self) -> LdapFilter {
        self.tree.clone()
    }
}

impl FromStr for Filter {
    type Err = BadFilter;

    /// Reads `(&(a=b)(c=d*))`. A single comparison may stand without its parentheses, as other products allow it.
    fn from_str(text: &str) -> Result<Self, BadFilter> {
        Ok(Self { text: text.to_owned(), tree: parse::filter(text)? })
    }
}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Filter({})", self.text)
    }
}

/// Entries whose `attribute` is what somebody typed, `*` standing for anything. Every other character stands for itself.
/// None if no entry can be meant: an empty text, or U+0000.
pub(crate) fn typed(attribute: &str, text: &str) -> Option<LdapFilter> {
    let text = text.trim();
    if text.is_empty() || text.contains('\0') {
        return None;
    }
    let pieces: Vec<&str> = text.split('*').collect();
    Some(match pieces.as_slice() {
        [whole] => equal(attribute, whole),
        pieces => pattern(attribute, pieces),
    })
}

/// Entries with exactly this value.
pub(crate) fn equal(attribute: &str, value: &str) -> LdapFilter {
    LdapFilter::Equality(attribute.to_owned(), value.to_owned())
}

/// Entries of this class.
pub(crate) fn class(name: &str) -> LdapFilter {
    equal("objectClass", name)
}

/// A pattern out of what stood between its stars.
fn pattern(attribute: &str, pieces: &[&str]) -> LdapFilter {
    let some = |piece: &&str| (!piece.is_empty()).then(|| (*piece).to_owned());
    let (initial, rest) = pieces.split_first().map_or((None, pieces), |(first, rest)| (some(first), rest));
    let (final_, middle) = rest.split_last().map_or((None, rest), |(last, middle)| (some(last), middle));
    let any: Vec<String> = middle.iter().filter_map(some).collect();
    if initial.is_none() && any.is_empty() && final_.is_none() {
        return LdapFilter::Present(attribute.to_owned());
    }
    LdapFilter::Substring(attribute.to_owned(), LdapSubstringFilter { initial, any, final_ })
}
