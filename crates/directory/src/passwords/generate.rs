//! Passwords that nobody chose.

use zeroize::Zeroizing;

use super::{MAX_CHARACTERS, password::Password, policy::PolicyRules};

// Without the characters that are mistaken for each other when a password is copied from paper, and, of the
// specials, without those that need care in JSON, XML, URLs and shells.
const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const LOWER: &[u8] = b"abcdefghijkmnopqrstuvwxyz";
const DIGIT: &[u8] = b"23456789";
const SPECIAL: &[u8] = b"@%+-_=:.";

/// The length where the policy leaves it open: more than 100 random bits.
const LENGTH: usize = 20;
/// So often another one is drawn in place of one that breaks a rule: a short one may be commonly used.
const TRIES: usize = 100;

/// A password that meets `rules`, from the random bytes that `random` fills in.
///
/// 20 characters long, or as near to that as the policy allows. Rules that
/// [cannot be met](PolicyRules::can_be_met) give the nearest there is.
pub fn generate(rules: &PolicyRules, random: &mut dyn FnMut(&mut [u8])) -> Password {
    let mut made = draw(rules, random);
    for _ in 0..TRIES {
        if rules.check(made.as_str(), "").is_ok() {
            break;
        }
        made = draw(rules, random);
    }
    made
}

/// One of each class that is asked for, filled up to the length, in any order.
fn draw(rules: &PolicyRules, random: &mut dyn FnMut(&mut [u8])) -> Password {
    let longest = rules.max.clamp(1, MAX_CHARACTERS);
    let length = LENGTH.max(rules.min).min(longest);
    let mut text = Zeroizing::new(Vec::with_capacity(length));
    for class in needed(rules) {
        text.push(pick(class, random));
    }
    let rest: Vec<u8> =
        if rules.specials > 0 { [UPPER, LOWER, DIGIT, SPECIAL] } else { [UPPER, LOWER, DIGIT, &[]] }.concat();
    text.truncate(length);
    while text.len() < length {
        text.push(pick(&rest, random));
    }
    let fixed = usize::from(rules.starts_with_letter);
    shuffle(text.get_mut(fixed..).unwrap_or_default(), random);
    Password::composed(Zeroizing::new(text.iter().map(|&byte| char::from(byte)).collect()))
}

/// One class for each character that the policy asks for, a letter first.
fn needed(rules: &PolicyRules) -> impl Iterator<Item = &'static [u8]> {
    let letter = rules.mixed_case || rules.starts_with_letter || rules.letter_and_digit;
    let digits = rules.digits.max(usize::from(rules.letter_and_digit));
    let wanted = [
        (usize::from(letter), UPPER),
        (usize::from(rules.mixed_case), LOWER),
        (digits, DIGIT),
        (rules.specials, SPECIAL),
    ];
    wanted.into_iter().flat_map(|(count, class)| std::iter::repeat_n(class, count.min(MAX_CHARACTERS)))
}

fn shuffle(text: &mut [u8], random: &mut dyn FnMut(&mut [u8])) {
    for place in (1..text.len()).rev() {
        text.swap(place, below(place + 1, random));
    }
}

fn pick(class: &[u8], random: &mut dyn FnMut(&mut [u8])) -> u8 {
    class.get(below(class.len(), random)).copied().unwrap_or(b'x')
}

/// A random number below `bound`. The remainder of 64 random bits is uneven by less than one part in 2^55.
fn below(bound: usize, random: &mut dyn FnMut(&mut [u8])) -> usize {
    let mut bytes = [0; 8];
    random(&mut bytes);
    let bound = u64::try_from(bound).unwrap_or(1).max(1);
    usize::try_from(u64::from_le_bytes(bytes) % bound).unwrap_or(0)
}
