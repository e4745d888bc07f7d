//! What a site may choose of this dialect.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;

/// The choices; the defaults are those of the contract (section 11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The status for a login name that is taken.
    pub duplicate_status: DuplicateStatus,
    /// Whether an update may leave the password out.
    pub put_password_optional: bool,
    /// Which memberships an update with `securityGroup` replaces.
    pub put_groups: PutGroups,
    /// The `localeCode` of users for whom none was said.
    pub default_locale_code: Arc<str>,
    /// The language tags that codes of locales stand for; a code without one says nothing to other dialects.
    pub locale_map: Arc<BTreeMap<String, String>>,
    /// Whether a user must be sent with a security group.
    pub require_security_group: bool,
    /// Whether links begin with `https`: the server ends TLS, or a proxy in front of it does.
    pub https: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            duplicate_status: DuplicateStatus::BadRequest,
            put_password_optional: false,
            put_groups: PutGroups::Own,
            default_locale_code: "00".into(),
            locale_map: Arc::default(),
            require_security_group: false,
            https: false,
        }
    }
}

/// The status for a login name that is taken (section 11, 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateStatus {
    /// 400: the product lists no 409.
    BadRequest,
    /// 409.
    Conflict,
}

impl DuplicateStatus {
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Conflict => StatusCode::CONFLICT,
        }
    }
}

/// Which memberships an update with `securityGroup` replaces (`one-record` 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutGroups {
    /// Those of the roll of security groups, and those last written here.
    Own,
    /// All.
    All,
}
