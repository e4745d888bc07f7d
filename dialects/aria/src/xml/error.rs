//! Where and how a body is not the XML that is wanted.

use std::fmt;

/// Where and how a body is not the XML that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct XmlError {
    /// The line, from 1.
    pub line: usize,
    /// The column, in bytes, from 1.
    pub column: usize,
    pub fault: Fault,
}

/// What is wrong. Nothing that was sent is repeated: it may be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no XML 1.0.
    Syntax,
    /// It ends in the middle.
    Incomplete,
    /// It says, or shows, that it is not in UTF-8.
    Encoding,
    /// It has a character that XML 1.0 cannot hold.
    Character,
    /// It has a document type, and so might have entities.
    DocumentType,
    /// It has a processing instruction.
    Instruction,
    /// Its root is not the element of this name.
    Root(&'static str),
    /// An element is not in the vendor's namespace.
    Namespace,
    /// A member is given twice.
    Twice(&'static str),
    /// A member is given as an element that is an attribute, or the other way round.
    Misplaced(&'static str),
    /// There is text where elements belong, or elements where text belongs.
    Mixed,
    /// Elements are nested deeper than any schema has them.
    TooDeep,
    /// There are more elements and attributes than any request has.
    TooMany,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax => f.write_str("the body is no XML"),
            Self::Incomplete => f.write_str("the body ends in the middle"),
            Self::Encoding => f.write_str("the body is not in UTF-8"),
            Self::Character => f.write_str("the body has a character that XML cannot hold"),
            Self::DocumentType => f.write_str("a document type is not allowed"),
            Self::Instruction => f.write_str("a processing instruction is not allowed"),
            Self::Root(name) => write!(f, "the root element must be {name}"),
            Self::Namespace => write!(f, "each element must be in the namespace {}", super::OPS),
            Self::Twice(name) => write!(f, "{name} is given twice"),
            Self::Misplaced(name) => {
                write!(f, "{name} is an attribute where an element belongs, or the reverse")
            }
            Self::Mixed => f.write_str("text and elements are mixed"),
            Self::TooDeep => f.write_str("the elements are nested too deeply"),
            Self::TooMany => f.write_str("there are too many elements"),
        }
    }
}
