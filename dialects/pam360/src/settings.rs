//! Choices that the vendor's versions and sites make differently.

use jiff::tz::TimeZone;

/// How this dialect behaves where installations differ.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whose status words are spoken (contract section 3.2).
    pub style: Style,
    /// HTTP status of failures (contract section 3.4).
    pub http_status: HttpStatus,
    /// Which answers carry `statusCode` (contract section 8).
    pub status_code: StatusCode,
    /// What becomes of a `USERGROUPNAME` that no group has (contract section 7.1).
    pub unknown_group: UnknownGroup,
    /// Refuse an `EXPIRYDATE` that is over; else the token is born expired (contract section 5.4).
    pub strict_dates: bool,
    /// `HOSTNAME` without `HOSTCHECK` binds the token, as before build 6700 (contract section 7.4).
    pub legacy_hostcheck: bool,
    /// Accept `AUTHTOKEN` in the query (contract section 5.1).
    pub token_in_query: bool,
    /// Where days begin and end.
    pub time_zone: TimeZone,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            style: Style::default(),
            http_status: HttpStatus::default(),
            status_code: StatusCode::default(),
            unknown_group: UnknownGroup::default(),
            strict_dates: false,
            legacy_hostcheck: false,
            token_in_query: true,
            time_zone: TimeZone::UTC,
        }
    }
}

/// Whose status words are spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// `"true"` for a created user and a regenerated token, else `"Success"`.
    #[default]
    Pam360,
    /// `"Success"` everywhere, as the sibling product Password Manager Pro.
    Pmp,
}

/// HTTP status of failures. In both, a wrong URL or method and whatever a client should try again later keep their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpStatus {
    /// 200: the envelope tells.
    #[default]
    Compat,
    /// The status that fits.
    Semantic,
}

/// Which answers carry `statusCode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusCode {
    /// Those of operations whose success carries one: regeneration of tokens, which in [`Style::Pmp`] does not.
    #[default]
    Regenerate,
    /// All.
    Always,
}

/// What becomes of a group's name that no group has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownGroup {
    /// The group is made in the same commit, so that the vendor's samples pass on an empty server.
    #[default]
    Create,
    /// The parameter is passed over.
    Ignore,
    /// The request is refused.
    Reject,
}
