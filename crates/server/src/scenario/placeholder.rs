//! What stands in an expected text for anything of its kind.

/// The kinds, and what one of each looks like.
const KINDS: [(&str, Kind); 7] = [
    ("{uuid}", Kind::Uuid { upper: false }),
    ("{guid}", Kind::Uuid { upper: true }),
    ("{authtoken}", Kind::Uuid { upper: true }),
    ("{token}", Kind::Token),
    ("{userid}", Kind::Digits),
    ("{hex32}", Kind::Hex32),
    ("{text}", Kind::Text),
];

#[derive(Clone, Copy)]
enum Kind {
    /// 36 characters, in one case.
    Uuid { upper: bool },
    /// Two UUIDs in lower case joined by `::`.
    Token,
    /// One digit or more.
    Digits,
    /// 32 hexadecimal digits in lower case.
    Hex32,
    /// One character or more.
    Text,
}

/// Whether `given` is `expected` letter for letter, but for what stands for anything of its kind.
pub fn fits(expected: &str, given: &str) -> bool {
    let first = KINDS.iter().filter_map(|(name, kind)| Some((expected.split_once(name)?, *kind)));
    let Some(((before, behind), kind)) = first.min_by_key(|((before, _), _)| before.len()) else {
        return expected == given;
    };
    let Some(given) = given.strip_prefix(before) else { return false };
    let ends = given.char_indices().map(|(at, c)| at + c.len_utf8());
    // The longest first: what follows decides where a run of digits or a text ends.
    ends.rev().any(|end| {
        let (value, rest) = given.split_at(end);
        kind.is(value) && fits(behind, rest)
    })
}

impl Kind {
    fn is(self, text: &str) -> bool {
        match self {
            Self::Uuid { upper } => is_uuid(text, upper),
            Self::Token => {
                text.split_once("::").is_some_and(|(one, other)| is_uuid(one, false) && is_uuid(other, false))
            }
            Self::Digits => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Hex32 => {
                text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            }
            Self::Text => !text.is_empty(),
        }
    }
}

fn is_uuid(text: &str, upper: bool) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, c)| match (at, c) {
            (8 | 13 | 18 | 23, c) => c == '-',
            (_, '0'..='9') => true,
            (_, c) => {
                if upper {
                    matches!(c, 'A'..='F')
                } else {
                    matches!(c, 'a'..='f')
                }
            }
        })
}
