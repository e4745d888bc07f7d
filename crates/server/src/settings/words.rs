//! Settings that choose one of a few words.

use super::value::Value;

/// A type whose values are a fixed set of words.
pub trait Words: Copy + PartialEq + 'static {
    const ALL: &'static [(&'static str, Self)];
}

macro_rules! words {
    ($( $(#[doc = $about:literal])+ $name:ident { $( $(#[doc = $what:literal])+ $word:literal $variant:ident ),+ } )+) => {$(
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $( $(#[doc = $what])+ $variant ),+ }

        impl Words for $name {
            const ALL: &'static [(&'static str, Self)] = &[$( ($word, Self::$variant) ),+];
        }

        impl Value for $name {
            fn shown(&self) -> toml::Value {
                match self { $( Self::$variant => $word.into() ),+ }
            }
        }
    )+};
}

words! {
    /// Form of the log lines.
    LogFormat {
        /// One JSON object a line, for machines.
        "json" Json,
        /// One readable line, for a terminal.
        "text" Text
    }

    /// Which rules a new password must keep, beyond its minimum length.
    PasswordPolicy {
        /// Those of the dialect through which it is set.
        "dialect" Dialect,
        /// The same in every dialect.
        "uniform" Uniform
    }

    /// What becomes of passwords alone of those of whom a code is asked.
    OtherDoors {
        /// They open nothing.
        "refuse" Refuse,
        /// They open the doors at which no code can be typed.
        "allow" Allow
    }

    /// Whose status words the PAM360 dialect speaks (PAM360 contract section 3.2).
    Pam360Dialect {
        /// `"true"` for a created user.
        "pam360" Pam360,
        /// `"Success"` everywhere, as Password Manager Pro.
        "pmp" Pmp
    }

    /// HTTP status of failures (PAM360 contract section 3.4).
    HttpStatus {
        /// 200 for every enveloped answer.
        "compat" Compat,
        /// The status that fits the failure.
        "semantic" Semantic
    }

    /// Which answers carry `statusCode` (PAM360 contract section 8).
    StatusCode {
        /// Those of operations whose success carries one.
        "regenerate" Regenerate,
        /// All.
        "always" Always
    }

    /// What happens to `USERGROUPNAME` when nobody knows the group (PAM360 contract section 7.1).
    UnknownGroup {
        /// It is made in the same commit.
        "create" Create,
        /// The field is passed over.
        "ignore" Ignore,
        /// The request is refused.
        "reject" Reject
    }

    /// The status for a login name that is taken (OIPA contract section 11, 4).
    DuplicateStatus {
        /// 400: the product lists no 409.
        "400" BadRequest,
        /// 409.
        "409" Conflict
    }

    /// Which memberships an update with `securityGroup` replaces (`one-record` 4.3).
    PutGroups {
        /// Those of the roll of security groups, and those last written through OIPA.
        "own" Own,
        /// All.
        "all" All
    }

    /// How Kron's refusals are written (Kron contract section 8).
    ErrorStyle {
        /// A JSON string, as clients of the product know it.
        "string" Text,
        /// An object with a `message`.
        "object" Object
    }
}
