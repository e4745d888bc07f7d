use http::StatusCode;

/// The rows of contract section 8, and two that `one-record` section 9 adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Token,
    Expired,
    Inactive,
    NoRest,
    Host,
    Org,
    Perm,
    NoInput,
    Json,
    Missing,
    Value,
    Role,
    Policy,
    Harm,
    NoUser,
    NoGroup,
    Exists,
    GroupExists,
    Protect,
    Path,
    Method,
    TooLarge,
    Busy,
    Unavailable,
    Internal,
}

impl Key {
    /// The status that fits.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Token | Self::Expired => StatusCode::UNAUTHORIZED,
            Self::Inactive | Self::NoRest | Self::Host | Self::Org | Self::Perm | Self::Protect => {
                StatusCode::FORBIDDEN
            }
            Self::NoInput
            | Self::Json
            | Self::Missing
            | Self::Value
            | Self::Role
            | Self::Policy
            | Self::Harm => StatusCode::BAD_REQUEST,
            Self::NoUser | Self::NoGroup | Self::Path => StatusCode::NOT_FOUND,
            Self::Exists | Self::GroupExists => StatusCode::CONFLICT,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the status is told in both modes: no operation answered (contract section 3.4), or a client that may try
    /// again must see it (`one-record` section 9).
    pub const fn always_tells_status(self) -> bool {
        matches!(self, Self::Path | Self::Method | Self::TooLarge | Self::Busy | Self::Unavailable)
    }

    /// Whether it is about who calls: contract section 5.2 but for its step 4, which nobody comes to, as his token ends
    /// with his access: [`Self::NoRest`] is told of another user.
    pub const fn is_authentication(self) -> bool {
        matches!(self, Self::Token | Self::Expired | Self::Inactive | Self::Host)
    }

    /// `statusCode`, where it is sent.
    pub const fn code(self) -> u32 {
        match self {
            Self::Token => 40_100,
            Self::Expired => 40_101,
            Self::Perm => 40_300,
            Self::Host => 40_301,
            Self::Inactive => 40_302,
            Self::NoRest => 40_303,
            Self::Org => 40_304,
            Self::Protect => 40_306,
            Self::NoInput => 40_000,
            Self::Json => 40_001,
            Self::Missing => 40_002,
            Self::Value => 40_003,
            Self::Role => 40_004,
            Self::Policy => 40_005,
            Self::Harm => 40_006,
            Self::NoUser => 40_400,
            Self::NoGroup => 40_401,
            Self::Path => 40_499,
            Self::Exists => 40_900,
            Self::GroupExists => 40_901,
            Self::Method => 40_500,
            Self::TooLarge => 41_300,
            Self::Busy => 42_900,
            Self::Unavailable => 50_300,
            Self::Internal => 50_000,
        }
    }
}
