//! A filter as a tree.

use serde_json::Number;

/// What an object must meet.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of these: `and`.
    All(Vec<Filter>),
    /// One of these: `or`.
    Any(Vec<Filter>),
    /// Not this: `not (..)`.
    Not(Box<Filter>),
    /// The attribute has a value: `pr`, or a path with a filter in brackets and nothing behind it.
    Present(Attribute),
    /// The attribute compares so with a value.
    Compare(Attribute, Operator, Value),
}

/// An attribute as a filter names it: `[urn:]name[\[filter\]][.sub]`. Names are told apart without case.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The schema that is named before it.
    pub schema: Option<String>,
    /// Its name.
    pub name: String,
    /// Of its entries only those that meet this.
    pub within: Option<Box<Filter>>,
    /// The member of it that is meant.
    pub sub: Option<String>,
}

impl Attribute {
    /// Whether it is this one: a name, or a name and the name of a member joined by a dot, and nothing else.
    pub fn is(&self, path: &str) -> bool {
        let (name, sub) = path.split_once('.').map_or((path, None), |(name, sub)| (name, Some(sub)));
        self.schema.is_none()
            && self.within.is_none()
            && self.name.eq_ignore_ascii_case(name)
            && match (&self.sub, sub) {
                (None, None) => true,
                (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
                _ => false,
            }
    }
}

/// How a value compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `eq`
    Equal,
    /// `ne`: the opposite of `eq`, so also met by an object without a value.
    NotEqual,
    /// `co`
    Contains,
    /// `sw`
    StartsWith,
    /// `ew`
    EndsWith,
    /// `gt`
    Greater,
    /// `ge`
    GreaterOrEqual,
    /// `lt`
    Less,
    /// `le`
    LessOrEqual,
}

impl Operator {
    /// All of them, with their words.
    pub(crate) const ALL: [(&'static str, Self); 9] = [
        ("eq", Self::Equal),
        ("ne", Self::NotEqual),
        ("co", Self::Contains),
        ("sw", Self::StartsWith),
        ("ew", Self::EndsWith),
        ("gt", Self::Greater),
        ("ge", Self::GreaterOrEqual),
        ("lt", Self::Less),
        ("le", Self::LessOrEqual),
    ];
}

/// What an attribute is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`: having no value.
    Null,
    /// `true` or `false`.
    Truth(bool),
    /// A number, as JSON writes it.
    Number(Number),
    /// A text, as JSON writes it; instants are texts too.
    Text(String),
}
