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
    /// Groups that the user manages.
    pub manages: bool,
    /// Direct grants.
    pub grants: bool,
    /// Roles on all objects of the groups that the user is in.
    pub inherited: bool,
    /// What dialects said besides.
    pub residue: Residues,
    /// Wordings.
    pub pins: bool,
}

impl Parts {
    /// Everything: what an update compares.
    pub const ALL: Self = Self {
        emails: true,
        phones: true,
        attributes: true,
        memberships: true,
        manages: true,
        grants: true,
        inherited: true,
        residue: Residues::All,
        pins: true,
    };

    /// The columns alone.
    pub const NONE: Self = Self {
        emails: false,
        phones: false,
        attributes: false,
        memberships: false,
        manages: false,
        grants: false,
        inherited: false,
        residue: Residues::None,
        pins: false,
    };
}

/// Whose residue is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub enum Residues {
    /// Nobody's.
    #[default]
    None,
    /// One dialect's.
    Of(Dialect),
    /// Everybody's.
    All,
}
