//! What a password must look like: the rules of policies, and those of the dialects (one-record section 5).

use serde::{Deserialize, Serialize};

use super::common::is_common;

/// The rules of one policy. Lengths are in characters (code points).
///
/// Letters are those of any script; an upper and a lower case letter are asked for by `mixed_case` only.
/// Digits are `0` to `9`; special is what is neither letter nor digit nor blank. The store keeps them as JSON of these
/// names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRules {
    /// Fewest characters.
    pub min: usize,
    /// Most characters; no more than the core's [`MAX_CHARACTERS`](super::MAX_CHARACTERS) has an effect.
    pub max: usize,
    /// Both an upper and a lower case letter.
    pub mixed_case: bool,
    /// Fewest digits.
    pub digits: usize,
    /// Fewest special characters.
    pub specials: usize,
    /// The first character is a letter.
    pub starts_with_letter: bool,
    /// The login, compared without case, may be the password.
    pub login_allowed: bool,
    /// At least one letter and at least one digit.
    pub letter_and_digit: bool,
    /// Not one of those that everybody uses.
    pub refuse_common: bool,
}

/// Of shorter ones so many are commonly used that few are left.
const SHORTEST_UNCOMMON: usize = 4;

/// The first rule that a password breaks, in words for the caller, like those of PAM360 (contract section 7.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Empty or nothing but white space; refused under every policy.
    #[error("Password must not be blank")]
    Blank,
    /// Fewer characters than the minimum given here.
    #[error("Minimum length must be {0}")]
    TooShort(usize),
    /// More characters than the maximum given here.
    #[error("Maximum length must be {0}")]
    TooLong(usize),
    /// No upper, or no lower case letter.
    #[error("Must contain both upper and lower case letters")]
    NoMixedCase,
    /// No letter, or no digit.
    #[error("Must contain a letter and a digit")]
    NoLetterAndDigit,
    /// Fewer digits than the number given here.
    #[error("Must contain {}", at_least(*.0, "digit"))]
    TooFewDigits(usize),
    /// Fewer special characters than the number given here.
    #[error("Must contain {}", at_least(*.0, "special character"))]
    TooFewSpecials(usize),
    /// The first character is no letter.
    #[error("Must start with a letter")]
    StartsWithoutLetter,
    /// The same as the login, but for case.
    #[error("Must not be the same as the login name")]
    IsLogin,
    /// Among the first that anybody would try.
    #[error("Must not be a commonly used password")]
    Common,
}

fn at_least(count: usize, what: &str) -> String {
    if count == 1 { format!("a {what}") } else { format!("at least {count} {what}s") }
}

/// Kron's levels of strength (contract section 6.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum KronStrength {
    /// 0: anything that is not blank.
    Any,
    /// 1: five characters. The default: the vendor's own `admin` must pass.
    #[default]
    Short,
    /// 2: five characters and a digit.
    ShortWithDigit,
    /// 3: eight characters with upper and lower case, digit and special.
    Mixed,
    /// 4: sixteen characters of the same classes.
    LongMixed,
}

impl KronStrength {
    /// The level by its number; `None` beyond 4.
    pub fn from_level(level: u8) -> Option<Self> {
        match level {
            0 => Some(Self::Any),
            1 => Some(Self::Short),
            2 => Some(Self::ShortWithDigit),
            3 => Some(Self::Mixed),
            4 => Some(Self::LongMixed),
            _ => None,
        }
    }
}

/// The policies that every organisation has, by name (PAM360, contract section 7.5).
pub const PREDEFINED: [(&str, PolicyRules); 4] = [
    ("Low", PolicyRules { max: 64, ..PolicyRules::at_least(4) }),
    (
        "Medium",
        PolicyRules { max: 64, letter_and_digit: true, login_allowed: false, ..PolicyRules::at_least(6) },
    ),
    ("Strong", PolicyRules { max: 64, ..PolicyRules::STRONG }),
    ("Offline Password File", PolicyRules { min: 12, max: 64, ..PolicyRules::STRONG }),
];

impl PolicyRules {
    /// The same with no fewer characters than `floor`; the most are no fewer either.
    #[must_use]
    pub(crate) fn over(self, floor: usize) -> Self {
        let min = self.min.max(floor);
        Self { min, max: self.max.max(min), ..self }
    }

    /// OIPA: not blank (contract section 5.6); the vendor's sample uses the login as password.
    pub const OIPA: Self = Self::at_least(1);
    /// Aria: eight characters, a letter and a digit, not the user name (contract section 6.1).
    pub const ARIA: Self = Self { letter_and_digit: true, login_allowed: false, ..Self::at_least(8) };
    /// SCIM and the native API: eight characters of any kind.
    pub const NATIVE: Self = Self::at_least(8);

    const STRONG: Self = Self {
        mixed_case: true,
        digits: 1,
        specials: 1,
        starts_with_letter: true,
        login_allowed: false,
        ..Self::at_least(8)
    };

    /// Nothing but a shortest length.
    pub const fn at_least(min: usize) -> Self {
        Self {
            min,
            max: super::MAX_CHARACTERS,
            mixed_case: false,
            digits: 0,
            specials: 0,
            starts_with_letter: false,
            login_allowed: true,
            letter_and_digit: false,
            refuse_common: false,
        }
    }

    /// Kron's rules at this level.
    pub const fn kron(strength: KronStrength) -> Self {
        let mixed = Self { mixed_case: true, digits: 1, specials: 1, ..Self::at_least(8) };
        match strength {
            KronStrength::Any => Self::at_least(1),
            KronStrength::Short => Self::at_least(5),
            KronStrength::ShortWithDigit => Self { digits: 1, ..Self::at_least(5) },
            KronStrength::Mixed => mixed,
            KronStrength::LongMixed => Self { min: 16, ..mixed },
        }
    }

    /// Refuses with the first violation, in the order of the enum.
    pub fn check(&self, password: &str, login: &str) -> Result<(), Violation> {
        let count = |class: fn(char) -> bool| password.chars().filter(|c| class(*c)).count();
        let length = count(|_| true);
        let (digits, specials) = (count(|c| c.is_ascii_digit()), count(is_special));
        let letter = count(char::is_alphabetic) > 0;
        let mixed = count(char::is_uppercase) > 0 && count(char::is_lowercase) > 0;
        let blank = password.chars().all(char::is_whitespace);
        let same = || password.to_lowercase() == login.to_lowercase();
        let broken = [
            (blank, Violation::Blank),
            (length < self.min, Violation::TooShort(self.min)),
            (length > self.max, Violation::TooLong(self.max)),
            (self.mixed_case && !mixed, Violation::NoMixedCase),
            (self.letter_and_digit && !(letter && digits > 0), Violation::NoLetterAndDigit),
            (digits < self.digits, Violation::TooFewDigits(self.digits)),
            (specials < self.specials, Violation::TooFewSpecials(self.specials)),
            (
                self.starts_with_letter && !password.starts_with(char::is_alphabetic),
                Violation::StartsWithoutLetter,
            ),
            (!self.login_allowed && same(), Violation::IsLogin),
            (self.refuse_common && is_common(password), Violation::Common),
        ];
        broken
            .into_iter()
            .find_map(|(is_broken, violation)| is_broken.then_some(violation))
            .map_or(Ok(()), Err)
    }

    /// Whether any password can meet these rules; a policy is refused where none can.
    pub fn can_be_met(&self) -> bool {
        let shortest = if self.refuse_common { SHORTEST_UNCOMMON } else { 1 };
        let needed = self.classes_needed().max(self.min).max(shortest);
        needed <= self.max.min(super::MAX_CHARACTERS)
    }

    /// The fewest characters that hold one of each class asked for.
    fn classes_needed(&self) -> usize {
        let letters =
            if self.mixed_case { 2 } else { usize::from(self.starts_with_letter || self.letter_and_digit) };
        let digits = self.digits.max(usize::from(self.letter_and_digit));
        letters.saturating_add(digits).saturating_add(self.specials)
    }
}

fn is_special(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control()
}
