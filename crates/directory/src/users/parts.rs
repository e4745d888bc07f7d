//! Which lists of a user are wanted beside its columns.

use model::Dialect;

/// The lists a dialect prints; nothing else is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    /// E-mail addresses.
    pub emails: bool,
    /// Phones.
    pub phones: bool,
    /// Attributes.
    pub attributes: bool,
    /// Memberships, ended and future ones too.
    pub memberships: bool,
    /// Direct grants.
    pub grants: bool,
    /// The residue of this dialect.
    pub residue: Option<Dialect>,
    /// Wordings.
    pub pins: bool,
}

impl Parts {
    /// The columns alone.
    pub const NONE: Self = Self {
        emails: false,
        phones: false,
        attributes: false,
        memberships: false,
        grants: false,
        residue: None,
        pins: false,
    };
}
