/// JSON's syntax of a number (RFC 8259 section 6): no plus sign, no leading zero, digits on both sides of the point.
pub(super) fn is_number(word: &str) -> bool {
    let word = word.as_bytes();
    let whole = word.strip_prefix(b"-").unwrap_or(word);
    without_digits(whole)
        .filter(|rest| !whole.starts_with(b"0") || whole.len() - rest.len() == 1)
        .and_then(without_fraction)
        .is_some_and(is_exponent_or_nothing)
}

fn without_fraction(rest: &[u8]) -> Option<&[u8]> {
    match rest.strip_prefix(b".") {
        Some(fraction) => without_digits(fraction),
        None => Some(rest),
    }
}

fn is_exponent_or_nothing(rest: &[u8]) -> bool {
    match rest.split_first() {
        None => true,
        Some((b'e' | b'E', exponent)) => {
            let digits = exponent.strip_prefix(b"-").or(exponent.strip_prefix(b"+")).unwrap_or(exponent);
            without_digits(digits).is_some_and(<[u8]>::is_empty)
        }
        Some(_) => false,
    }
}

/// What follows one digit or more; none if there is no digit.
fn without_digits(text: &[u8]) -> Option<&[u8]> {
    let digits = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    if digits == 0 { None } else { text.get(digits..) }
}
