//! Kinds of credentials that are looked up.

/// What a token opens. A token of one kind is unknown to the doors of another (`one-record` section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// Kron's cookie session.
    KronSession = 1,
    /// Kron's bearer token.
    KronBearer = 2,
    /// PAM360's AUTHTOKEN.
    Pam360 = 3,
    /// Aria's token.
    Aria = 4,
    /// A SCIM bearer.
    Scim = 5,
    /// A token of our own API.
    Native = 6,
    /// A console session.
    Console = 7,
}

impl TokenKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::KronSession,
        Self::KronBearer,
        Self::Pam360,
        Self::Aria,
        Self::Scim,
        Self::Native,
        Self::Console,
    ];

    /// The number the store keeps.
    pub const fn number(self) -> i64 {
        self as i64
    }

    /// The kind of a stored number.
    pub fn by_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The name in logs and audit.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KronSession => "kron_session",
            Self::KronBearer => "kron_bearer",
            Self::Pam360 => "pam360_authtoken",
            Self::Aria => "aria_token",
            Self::Scim => "scim_bearer",
            Self::Native => "native_token",
            Self::Console => "console_session",
        }
    }

    /// Whether the door of this session has a second step, in which a one-time code is typed.
    pub const fn has_code_step(self) -> bool {
        match self {
            Self::KronSession | Self::KronBearer => true,
            Self::Aria | Self::Console | Self::Pam360 | Self::Scim | Self::Native => false,
        }
    }

    /// A sign-in session was opened with a password and ends for good when its user is kept out; an API token
    /// is refused while that lasts and works again afterwards (`one-record` 2.4).
    pub const fn is_session(self) -> bool {
        match self {
            Self::KronSession | Self::KronBearer | Self::Aria | Self::Console => true,
            Self::Pam360 | Self::Scim | Self::Native => false,
        }
    }
}
