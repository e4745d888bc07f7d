//! What can break between a closure and its database.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The answer of every function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of breakage an [`Error`] is.
///
/// The first four are answers of [`Store::read`](crate::Store::read) and [`Store::write`](crate::Store::write) about the
/// whole closure. The others name a single failure; the breakages among them come out of the store as `Unavailable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Nothing was written; the same request may succeed when it is sent again.
    Unavailable,
    /// The commit failed half-way: what was written may stand or may not.
    OutcomeUnknown,
    /// The closure panicked; what it wrote was undone.
    Panicked,
    /// The store was closed.
    Closed,
    /// Somebody else holds what the statement needs.
    Busy,
    /// The engine asks for the transaction to be run again (serialization failure, deadlock, forgotten statement).
    Retry,
    /// The connection is gone.
    Lost,
    /// No room is left: disk, page limit, memory.
    Full,
    /// The statement was interrupted from outside.
    Interrupted,
    /// The disk under the store failed or the file is damaged.
    Io,
    /// A constraint of the schema was broken.
    Constraint,
    /// The statement, a value read, a migration or the store's version does not fit the program.
    Schema,
    /// Anything else.
    Other,
}

impl Kind {
    /// True for breakages that undo the whole transaction and may be gone at the next try.
    pub(crate) fn is_passing(self) -> bool {
        match self {
            Self::Busy | Self::Retry | Self::Lost | Self::Full | Self::Interrupted | Self::Io => true,
            Self::Unavailable
            | Self::OutcomeUnknown
            | Self::Panicked
            | Self::Closed
            | Self::Constraint
            | Self::Schema
            | Self::Other => false,
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Self::Unavailable => "the store is unavailable, nothing was written, try again",
            Self::OutcomeUnknown => "the commit failed, its outcome is unknown",
            Self::Panicked => "the work on the store panicked, nothing was written",
            Self::Closed => "the store is closed",
            Self::Busy => "the store is busy",
            Self::Retry => "the transaction has to be run again",
            Self::Lost => "there is no connection to the store",
            Self::Full => "there is no room left for the store, make some",
            Self::Interrupted => "the statement was interrupted",
            Self::Io => "the disk under the store failed, look whether it works and has room",
            Self::Constraint => "a constraint of the schema was broken",
            Self::Schema => "the store does not fit the program",
            Self::Other => "the store failed",
        }
    }
}

/// A breakage of the store: its kind, a text, and where it came from.
///
/// Neither `Display` nor `Debug` ever shows a parameter's value. Cheap to clone, because a failed statement
/// answers every later call of its transaction with the same error.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    kind: Kind,
    text: Cow<'static, str>,
    cause: Option<Error>,
}

impl Error {
    pub(crate) fn new(kind: Kind, text: impl Into<Cow<'static, str>>) -> Self {
        Self(Arc::new(Inner { kind, text: text.into(), cause: None }))
    }

    /// A value or a schema that does not fit the program, for example an unknown word in a column.
    /// The text must not hold what a user sent.
    pub fn schema(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Schema, text)
    }

    pub(crate) fn closed() -> Self {
        Self::new(Kind::Closed, "")
    }

    pub(crate) fn panicked() -> Self {
        Self::new(Kind::Panicked, "")
    }

    pub(crate) fn because(kind: Kind, cause: Self) -> Self {
        Self(Arc::new(Inner { kind, text: Cow::Borrowed(""), cause: Some(cause) }))
    }

    pub(crate) fn in_migration(number: u32, name: &str, cause: &Self) -> Self {
        Self::new(cause.kind(), format!("migration {number}, {name}: {cause}"))
    }

    /// As the store's caller sees it: a passing breakage is `Unavailable`, with the breakage as its source.
    pub(crate) fn outward(self) -> Self {
        if self.kind().is_passing() { Self::because(Kind::Unavailable, self) } else { self }
    }

    /// What kind of breakage this is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The kind of the first cause: `Full` for an `Unavailable` that came from a full disk.
    pub fn root(&self) -> Kind {
        self.0.cause.as_ref().map_or(self.0.kind, Self::root)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.kind, self.0.text.as_ref()) {
            (kind, "") => f.write_str(kind.sentence()),
            // Nothing is known but the text.
            (Kind::Other, text) => f.write_str(text),
            (kind, text) => write!(f, "{}: {text}", kind.sentence()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind).field("text", &self.0.text);
        if let Some(cause) = &self.0.cause {
            out.field("cause", cause);
        }
        out.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|cause| cause as _)
    }
}
