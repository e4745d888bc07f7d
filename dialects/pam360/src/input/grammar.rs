//! The lenient grammar of contract section 4.2: JSON, the relaxed JSON of the vendor's own reader, and Python's `repr`.
//!
//! Every text that is strict JSON reads the same here, so there is no strict reader before it. One pass: each byte is
//! looked at a bounded number of times, and containers nest at most [`MAX_DEPTH`] deep.

use super::document::{Document, Node, Span};
use super::number::is_number;

/// How many objects and lists may stand in each other, the outermost counted.
pub(super) const MAX_DEPTH: usize = 16;

/// How many members one object may have: some twenty times what any request says, and little enough that keys are
/// compared in no time.
pub(super) const MAX_MEMBERS: usize = 1_000;

/// How many values a whole document may hold: lists of ids are the longest things that anybody sends.
pub(super) const MAX_VALUES: usize = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// At this byte the text is no longer of the grammar.
    Syntax {
        at: usize,
    },
    TooDeep,
    TooMany,
}

/// Reads one object with nothing but white space around it.
pub(super) fn object(text: &str) -> Result<Document, Fault> {
    let mut reader = Reader { text, at: 0, document: Document::with_capacity(text.len()) };
    reader.blanks();
    if reader.peek() != Some(b'{') {
        return Err(reader.fault());
    }
    reader.value(1)?;
    reader.blanks();
    if reader.at == text.len() { Ok(reader.document) } else { Err(reader.fault()) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    document: Document,
}

impl<'a> Reader<'a> {
    /// `depth` is that of the container which the value may be.
    fn value(&mut self, depth: usize) -> Result<(), Fault> {
        match self.peek() {
            _ if self.document.len() >= MAX_VALUES => Err(Fault::TooMany),
            Some(b'{' | b'[') if depth > MAX_DEPTH => Err(Fault::TooDeep),
            Some(b'{') => {
                let mut members = 0;
                self.container(Node::Object { end: 0 }, b'}', |reader| {
                    members += 1;
                    if members > MAX_MEMBERS {
                        return Err(Fault::TooMany);
                    }
                    reader.key()?;
                    reader.value(depth + 1)
                })
            }
            Some(b'[') => self.container(Node::List { end: 0 }, b']', |reader| reader.value(depth + 1)),
            Some(quote @ (b'"' | b'\'')) => {
                let text = self.quoted(quote)?;
                self.document.push(Node::Text(text));
                Ok(())
            }
            _ => self.scalar(),
        }
    }

    fn container(
        &mut self,
        node: Node,
        close: u8,
        mut entry: impl FnMut(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let start = self.document.open(node);
        self.at += 1;
        self.blanks();
        while !self.eat(close) {
            entry(self)?;
            self.separators(close)?;
        }
        self.document.close(start);
        Ok(())
    }

    /// At least one separator, or the end of the container.
    fn separators(&mut self, close: u8) -> Result<(), Fault> {
        self.blanks();
        if !matches!(self.peek(), Some(b',' | b';')) && self.peek() != Some(close) {
            return Err(self.fault());
        }
        while matches!(self.peek(), Some(b',' | b';')) {
            self.at += 1;
            self.blanks();
        }
        Ok(())
    }

    /// A key, and what parts it from its value: `:`, `=` or `=>`.
    fn key(&mut self) -> Result<(), Fault> {
        let key = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => self.quoted(quote)?,
            _ => self.bare_key()?,
        };
        self.document.push(Node::Text(key));
        self.blanks();
        if !self.eat(b':') {
            if !self.eat(b'=') {
                return Err(self.fault());
            }
            self.eat(b'>');
        }
        self.blanks();
        Ok(())
    }

    fn bare_key(&mut self) -> Result<Span, Fault> {
        let key = self.until(ends_bare_key).trim_ascii();
        if key.is_empty() { Err(self.fault()) } else { Ok(self.keep(key)) }
    }

    fn scalar(&mut self) -> Result<(), Fault> {
        let word = self.until(ends_scalar).trim_ascii();
        if word.is_empty() {
            return Err(self.fault());
        }
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        let node = if is_number(word) {
            Node::Number(self.keep(word))
        } else if is("true") || is("false") {
            Node::Boolean(is("true"))
        } else if is("null") || is("none") {
            Node::Null
        } else {
            Node::Text(self.keep(word))
        };
        self.document.push(node);
        Ok(())
    }

    fn quoted(&mut self, quote: u8) -> Result<Span, Fault> {
        self.at += 1;
        let start = self.document.mark();
        loop {
            let run = self.until(|byte| byte == quote || byte == b'\\');
            self.document.characters().push_str(run);
            if self.eat(quote) {
                return Ok(self.document.span_from(start));
            }
            if !self.eat(b'\\') {
                return Err(self.fault());
            }
            let character = self.escaped()?;
            self.document.characters().push(character);
        }
    }

    /// What the characters after a backslash stand for; any that has no meaning of its own stands for itself.
    fn escaped(&mut self) -> Result<char, Fault> {
        let letter = self.rest().chars().next().ok_or(self.fault())?;
        self.at += letter.len_utf8();
        match letter {
            'b' => Ok('\u{8}'),
            'f' => Ok('\u{c}'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'u' => self.code_unit(),
            'x' => self.hexadecimal(2).and_then(|code| self.character(code)),
            other => Ok(other),
        }
    }

    /// The digits after `\u`, and those of a second `\u` if the first is half of a pair. Half a pair alone is no text.
    fn code_unit(&mut self) -> Result<char, Fault> {
        let first = self.hexadecimal(4)?;
        if !(0xD800..0xDC00).contains(&first) {
            return self.character(first);
        }
        let second = if self.eat(b'\\') && self.eat(b'u') { self.hexadecimal(4)? } else { 0 };
        if !(0xDC00..0xE000).contains(&second) {
            return Err(self.fault());
        }
        self.character(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<u32, Fault> {
        let text = self.rest().get(..digits).filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = text.and_then(|text| u32::from_str_radix(text, 16).ok()).ok_or(self.fault())?;
        self.at += digits;
        Ok(code)
    }

    fn character(&self, code: u32) -> Result<char, Fault> {
        char::from_u32(code).ok_or(self.fault())
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = self.document.mark();
        self.document.characters().push_str(text);
        self.document.span_from(start)
    }

    /// Everything up to the first byte of that kind, or to the end. The byte must be ASCII.
    fn until(&mut self, end: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        let bytes = self.text.as_bytes().get(start..).unwrap_or_default();
        self.at += bytes.iter().position(|byte| end(*byte)).unwrap_or(bytes.len());
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fault(&self) -> Fault {
        Fault::Syntax { at: self.at }
    }
}

/// `:` and `=` end an unquoted key; the others cannot stand in one, so that the separator will be missed.
fn ends_bare_key(byte: u8) -> bool {
    matches!(byte, b':' | b'=' | b',' | b']' | b'}' | b'{' | b'[' | b'"' | b'\'' | b';' | b'#')
}

fn ends_scalar(byte: u8) -> bool {
    matches!(byte, b',' | b']' | b'}' | b';' | b'{' | b'[' | b'"')
}
