//! The keys of `properties` that mean something (section 6.1).

/// A key of `properties` that is a view of the record. In the order in which they are printed, which is the contract's to
/// leave open; this one repeats the vendor's samples letter for letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    PhoneNumber,
    UbaThreshold,
    TemporaryEnd,
    Temporary,
    TemporaryStart,
    Locked,
    LockReason,
    UnlockTime,
    MustChange,
    UnlockOnPassword,
    Source,
}

impl Key {
    pub const ALL: [Self; 11] = [
        Self::PhoneNumber,
        Self::UbaThreshold,
        Self::TemporaryEnd,
        Self::Temporary,
        Self::TemporaryStart,
        Self::Locked,
        Self::LockReason,
        Self::UnlockTime,
        Self::MustChange,
        Self::UnlockOnPassword,
        Self::Source,
    ];

    /// The key as it is written in the map.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PhoneNumber => "phoneNumber",
            Self::UbaThreshold => "ubaThreshold",
            Self::TemporaryEnd => "temporaryUserEndTime",
            Self::Temporary => "isTemporaryUser",
            Self::TemporaryStart => "temporaryUserStartTime",
            Self::Locked => "isLocked",
            Self::LockReason => "lockReason",
            Self::UnlockTime => "unlockTime",
            Self::MustChange => "forcePasswordChangeOnNextLogin",
            Self::UnlockOnPassword => "unlockOnPasswordChanged",
            Self::Source => "externalDirectorySource",
        }
    }

    /// Where the key stands in a body.
    pub const fn path(self) -> &'static str {
        match self {
            Self::PhoneNumber => "properties.phoneNumber",
            Self::UbaThreshold => "properties.ubaThreshold",
            Self::TemporaryEnd => "properties.temporaryUserEndTime",
            Self::Temporary => "properties.isTemporaryUser",
            Self::TemporaryStart => "properties.temporaryUserStartTime",
            Self::Locked => "properties.isLocked",
            Self::LockReason => "properties.lockReason",
            Self::UnlockTime => "properties.unlockTime",
            Self::MustChange => "properties.forcePasswordChangeOnNextLogin",
            Self::UnlockOnPassword => "properties.unlockOnPasswordChanged",
            Self::Source => "properties.externalDirectorySource",
        }
    }

    /// The member at top level that shows the same.
    pub const fn twin(self) -> &'static str {
        match self {
            Self::PhoneNumber => "phoneNumber",
            Self::UbaThreshold => "ubaThreshold",
            Self::TemporaryEnd => "tempUserEndTime",
            Self::Temporary => "tempUser",
            Self::TemporaryStart => "tempUserStartTime",
            Self::Locked => "locked",
            Self::LockReason => "lockReason",
            Self::UnlockTime => "unlockTime",
            Self::MustChange => "forceChangePasswordOnNextLogin",
            Self::UnlockOnPassword => "unlockOnPasswordChanged",
            Self::Source => "externalDirectorySource",
        }
    }

    /// The key of this name, in whatever case.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name().eq_ignore_ascii_case(name))
    }
}
