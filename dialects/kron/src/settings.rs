//! What a site may choose of this dialect.

use directory::passwords::KronStrength;

/// The choices; the defaults are those of the contract (section 9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one yes or no of the contract")]
pub struct Settings {
    /// Whether fields at top level are merged into a `properties` that lacks their keys (section 6.1).
    pub merge_convenience_fields: bool,
    /// Whether users are answered in the shape of version 3.5 (section 5.1).
    pub legacy_35: bool,
    /// How strong a new password must be (section 6.6).
    pub password_strength: KronStrength,
    /// Whether new users must change the password at the first sign-in (section 6.2).
    pub force_password_change_for_new_user: bool,
    /// How a refusal is written.
    pub error_style: ErrorStyle,
    /// Whether cookies are for https only: the server ends TLS, or a proxy in front of it does.
    pub https: bool,
}

/// How a refusal is written (section 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorStyle {
    /// A JSON string, as clients of the product know it.
    #[default]
    Text,
    /// `{"message": ".."}`.
    Object,
}
