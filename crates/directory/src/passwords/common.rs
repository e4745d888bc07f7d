//! Passwords that are guessed first.

use passwords::analyzer::is_common_password;

/// Whether it is one of the hundred thousand most common ones, as it stands or in lower case.
pub(super) fn is_common(password: &str) -> bool {
    is_common_password(password) || is_common_password(password.to_lowercase())
}
