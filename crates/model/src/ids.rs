//! Identifiers: 64-bit keys for joins, which no dialect shows, and UUIDs, which five of them do.

use std::fmt;

use uuid::Uuid;

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
    )*};
}

keys! {
    /// Joins a user's rows; never shown.
    UserKey;
    /// Joins a group's rows; never shown.
    GroupKey;
    /// Joins a role's rows; never shown.
    RoleKey;
    /// Joins an organisation's rows; never shown. The first organisation is 1.
    OrgKey;
    /// Joins an auth source's rows; never shown.
    SourceKey;
}

impl OrgKey {
    /// The organisation that a fresh store has.
    pub const FIRST: Self = Self(1);
}

macro_rules! uuids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// Reads any `8-4-4-4-12` hexadecimal text, in either case; version bits do not matter
            /// (`one-record` section 7).
            pub fn parse(text: &str) -> Option<Self> {
                (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten().map(|id| Self(*id.as_bytes()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(Uuid::from_bytes_ref(&self.0).as_hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

uuids! {
    /// A user's id: UUID v7, for ever, the same 128 bits in every dialect that shows one.
    UserId;
    /// A group's id.
    GroupId;
    /// A role's id.
    RoleId;
    /// A scope's id.
    ScopeId;
    /// An auth source's id.
    SourceId;
    /// A token's id: names a token in lists and audit, opens nothing.
    TokenId;
    /// One request: on its summary line, in the answer's header and in each audit event it caused.
    RequestId;
}

/// A UUID of version 7 whose order is the order of the microsecond it was made in (RFC 9562 section 6.2,
/// method 3): 48 bits of milliseconds, 12 bits of the part of the millisecond, 62 random bits.
pub fn uuid_v7(now: crate::Timestamp, random: [u8; 8]) -> [u8; 16] {
    let millis = now.millis().max(0).cast_unsigned() & 0xffff_ffff_ffff;
    let part = now.micros().rem_euclid(1_000).cast_unsigned() * 4_096 / 1_000;
    let high = (millis << 16) | 0x7000 | part;
    let low = (u64::from_be_bytes(random) & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    ((u128::from(high) << 64) | u128::from(low)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[test]
    fn ids_are_version_seven_and_sort_by_microsecond() {
        let first = uuid_v7(Timestamp::from_micros(1_700_000_000_000_001).unwrap(), [0xff; 8]);
        let next = uuid_v7(Timestamp::from_micros(1_700_000_000_000_002).unwrap(), [0; 8]);
        assert!(first < next);
        let id = Uuid::from_bytes(first);
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
    }

    #[test]
    fn ids_are_read_in_either_case_and_in_one_form_only() {
        let lower = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
        assert_eq!(UserId::parse(&lower.to_uppercase()), UserId::parse(lower));
        assert_eq!(UserId::parse(lower).unwrap().to_string(), lower);
        for other in ["", "0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", "{0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b}", "x"] {
            assert!(UserId::parse(other).is_none(), "{other}");
        }
    }
}
