//! Reading a filter.

use std::fmt;

use crate::token::{Token, tokens};
use crate::tree::{Attribute, Filter, Operator, Value};

/// The longest filter, in bytes.
pub const LONGEST: usize = 8 * 1024;
/// So deep may parentheses and brackets stand in one another.
pub const DEEPEST: usize = 32;

/// Why a text is no filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where, in characters from the beginning.
    pub at: usize,
    /// What should stand there.
    pub wanted: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wants {} at character {}", self.wanted, self.at + 1)
    }
}

impl std::error::Error for Malformed {}

/// The tree of a filter. `and` binds closer than `or`; operators are read without case.
///
/// Refuses what the grammar does not know, more than [`LONGEST`] bytes, and more than [`DEEPEST`] parentheses and brackets
/// in one another: no text makes this panic, or take more than a small multiple of its length in time and memory.
pub fn parse(text: &str) -> Result<Filter, Malformed> {
    read(text).map_err(|wrong| {
        let before = text.get(..wrong.at).unwrap_or(text);
        Malformed { at: before.chars().count(), ..wrong }
    })
}

/// The same, with places in bytes.
fn read(text: &str) -> Result<Filter, Malformed> {
    if text.len() > LONGEST {
        return Err(Malformed { at: LONGEST, wanted: "the end, for a filter may not be longer," });
    }
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, end: text.len(), depth: 0 };
    let filter = reader.any()?;
    match reader.peek() {
        None => Ok(filter),
        Some(_) => Err(reader.wants("and, or, or the end")),
    }
}

struct Reader<'a> {
    /// What is left.
    tokens: &'a [(usize, Token)],
    end: usize,
    depth: usize,
}

impl Reader<'_> {
    fn any(&mut self) -> Result<Filter, Malformed> {
        let first = self.all()?;
        self.joined_by("or", first, Self::all, Filter::Any)
    }

    fn all(&mut self) -> Result<Filter, Malformed> {
        let first = self.one()?;
        self.joined_by("and", first, Self::one, Filter::All)
    }

    fn joined_by(
        &mut self,
        word: &str,
        first: Filter,
        next: impl Fn(&mut Self) -> Result<Filter, Malformed>,
        join: fn(Vec<Filter>) -> Filter,
    ) -> Result<Filter, Malformed> {
        if !self.is_word(word) {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.is_word(word) {
            self.take();
            all.push(next(self)?);
        }
        Ok(join(all))
    }

    fn one(&mut self) -> Result<Filter, Malformed> {
        if self.peek() == Some(&Token::Open) {
            return self.in_parentheses();
        }
        if self.is_word("not") && self.peek_second() == Some(&Token::Open) {
            self.take();
            return Ok(Filter::Not(Box::new(self.in_parentheses()?)));
        }
        self.test()
    }

    fn in_parentheses(&mut self) -> Result<Filter, Malformed> {
        self.take();
        self.enclosed(&Token::Close, "a closing parenthesis")
    }

    /// A filter up to a bracket that closes it.
    fn enclosed(&mut self, close: &Token, wanted: &'static str) -> Result<Filter, Malformed> {
        if self.depth == DEEPEST {
            return Err(self.wants("fewer parentheses"));
        }
        self.depth += 1;
        let inner = self.any()?;
        self.depth -= 1;
        if self.peek() == Some(close) {
            self.take();
            Ok(inner)
        } else {
            Err(self.wants(wanted))
        }
    }

    fn test(&mut self) -> Result<Filter, Malformed> {
        let attribute = self.attribute()?;
        if self.is_word("pr") {
            self.take();
            return Ok(Filter::Present(attribute));
        }
        let Some(operator) = self.operator() else {
            let stands_alone = attribute.within.is_some() && attribute.sub.is_none();
            return if stands_alone {
                Ok(Filter::Present(attribute))
            } else {
                Err(self.wants("an operator: eq, ne, co, sw, ew, gt, ge, lt, le or pr"))
            };
        };
        self.take();
        Ok(Filter::Compare(attribute, operator, self.value()?))
    }

    fn attribute(&mut self) -> Result<Attribute, Malformed> {
        const WANTED: &str = "the name of an attribute";
        let Some(Token::Word(path)) = self.peek() else { return Err(self.wants(WANTED)) };
        let (schema, path) = path
            .rsplit_once(':')
            .map_or((None, path.as_str()), |(schema, rest)| (Some(schema.to_owned()), rest));
        let (name, sub) = path.split_once('.').map_or((path, None), |(name, sub)| (name, Some(sub)));
        if !is_name(name) || sub.is_some_and(|sub| !is_name(sub)) || schema.as_deref() == Some("") {
            return Err(self.wants(WANTED));
        }
        let mut attribute =
            Attribute { schema, name: name.to_owned(), within: None, sub: sub.map(str::to_owned) };
        self.take();
        if self.peek() == Some(&Token::Within) && attribute.sub.is_none() {
            self.take();
            attribute.within = Some(Box::new(self.enclosed(&Token::EndWithin, "a closing bracket")?));
            attribute.sub = self.member()?;
        }
        Ok(attribute)
    }

    /// The member behind a bracket.
    fn member(&mut self) -> Result<Option<String>, Malformed> {
        let Some(Token::Word(word)) = self.peek() else { return Ok(None) };
        let Some(sub) = word.strip_prefix('.') else { return Ok(None) };
        if !is_name(sub) {
            return Err(self.wants("the name of a member"));
        }
        let sub = sub.to_owned();
        self.take();
        Ok(Some(sub))
    }

    fn operator(&self) -> Option<Operator> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        let found = Operator::ALL.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        found.map(|(_, operator)| *operator)
    }

    fn value(&mut self) -> Result<Value, Malformed> {
        let value = match self.peek() {
            Some(Token::Value(value)) => value.clone(),
            // As JSON writes them.
            Some(Token::Word(word)) if word == "true" => Value::Truth(true),
            Some(Token::Word(word)) if word == "false" => Value::Truth(false),
            Some(Token::Word(word)) if word == "null" => Value::Null,
            _ => return Err(self.wants("a value: a text in quotation marks, a number, true, false or null")),
        };
        self.take();
        Ok(value)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.first().map(|(_, token)| token)
    }

    fn peek_second(&self) -> Option<&Token> {
        self.tokens.get(1).map(|(_, token)| token)
    }

    fn take(&mut self) {
        self.tokens = self.tokens.get(1..).unwrap_or_default();
    }

    fn is_word(&self, wanted: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted))
    }

    fn wants(&self, wanted: &'static str) -> Malformed {
        Malformed { at: self.tokens.first().map_or(self.end, |(at, _)| *at), wanted }
    }
}

/// A letter first, or the dollar sign of `$ref`; then also digits, `-` and `_`.
fn is_name(name: &str) -> bool {
    let rest = name.strip_prefix('$').unwrap_or(name);
    rest.starts_with(|c: char| c.is_ascii_alphabetic())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
