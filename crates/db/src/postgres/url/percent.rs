//! Escapes in a URL.

use super::Sentence;

/// `text` without its `%xx`. Refuses half an escape, U+0000 and what is no UTF-8; `what` names the place in the sentence,
/// since the text itself may be a password.
pub(super) fn decode(text: &str, what: &str) -> Result<String, Sentence> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let escaped = digit(rest.next()).zip(digit(rest.next()));
        let (high, low) = escaped.ok_or_else(|| {
            format!("{what} in the database URL has a % that begins no escape: write it as %25")
        })?;
        bytes.push(high << 4 | low);
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(format!("{what} in the database URL holds bytes that are no text")),
    }
}

fn digit(byte: Option<u8>) -> Option<u8> {
    let digit = char::from(byte?).to_digit(16)?;
    u8::try_from(digit).ok()
}
