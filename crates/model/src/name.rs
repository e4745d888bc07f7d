//! Logins and the names of groups, roles and organisations.

use std::fmt;

use crate::{Rule, fold};

/// Bytes that the longest name may take.
const MAX_BYTES: usize = 1_020;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident: $max:literal, $extra:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name { text: Box<str>, key: Box<str> }

        impl $name {
            /// The most characters it may have.
            pub const MAX: usize = $max;

            /// Refuses what `one-record` section 3.1 refuses.
            pub fn new(text: &str) -> Result<Self, Rule> {
                let key = check_name(text, Self::MAX)?;
                let extra: fn(&str) -> Result<(), Rule> = $extra;
                extra(text)?;
                Ok(Self { text: text.into(), key: key.into() })
            }

            /// As it was given, for printing.
            pub fn as_str(&self) -> &str {
                &self.text
            }

            /// What it is compared by; see [`fold::key`].
            pub fn key(&self) -> &str {
                &self.key
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.key == other.key
            }
        }

        impl Eq for $name {}

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.text, f)
            }
        }
    )*};
}

names! {
    /// A user's login: unique in its organisation without case. Equality is equality of keys.
    Login: 255, |text| if text == "." || text == ".." { Err(Rule::Format("must not be . or ..")) } else { Ok(()) };
    /// A group's name.
    GroupName: 512, |_| Ok(());
    /// A role's name; it stands in paths, so it holds no `/`.
    RoleName: 255, |text| if text.contains('/') { Err(Rule::Format("must not contain /")) } else { Ok(()) };
    /// A scope's name.
    ScopeName: 255, |_| Ok(());
    /// A password policy's name.
    PolicyName: 255, |_| Ok(());
    /// An organisation's display name.
    OrgName: 255, |_| Ok(());
}

fn check_name(text: &str, max: usize) -> Result<String, Rule> {
    if text.is_empty() {
        return Err(Rule::Required);
    }
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(Rule::ControlCharacter);
    }
    if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
        return Err(Rule::Format("must not begin or end with a blank"));
    }
    if text.len() > MAX_BYTES.max(max) || text.chars().count() > max {
        return Err(Rule::TooLong { max });
    }
    let key = fold::key(text);
    if key.trim().is_empty() { Err(Rule::Format("must hold a visible character")) } else { Ok(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_kept_as_given_and_compared_without_case() {
        let login = Login::new("DOMAIN\\Jason Thomas").unwrap();
        assert_eq!(login.as_str(), "DOMAIN\\Jason Thomas");
        assert_eq!(login, Login::new("domain\\JASON thomas").unwrap());
    }

    #[test]
    fn what_no_dialect_could_carry_is_refused() {
        let long = "x".repeat(256);
        let many_bytes = "\u{10348}".repeat(256);
        for bad in ["", " a", "a ", ".", "..", "a\nb", "a\0b", "a\u{2028}b", "\u{200b}", &long, &many_bytes] {
            assert!(Login::new(bad).is_err(), "{bad:?}");
        }
        assert!(Login::new(&"x".repeat(255)).is_ok());
    }

    #[test]
    fn a_role_holds_no_slash() {
        assert!(RoleName::new("A/B").is_err());
        assert!(GroupName::new("A/B").is_ok());
    }
}
