//! What a site may choose of this dialect.

/// The choices; the defaults are those of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether a new password must meet the vendor's policy (section 6.1); otherwise it must only not be blank.
    pub password_policy: bool,
    /// Hours by which each use of a token moves its end (section 4.2).
    pub token_hours: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { password_policy: true, token_hours: 6 }
    }
}
