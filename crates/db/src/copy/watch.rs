//! How far a copy has come, and how it is told to stop.

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rows are copied.
    Copy,
    /// Rows are read again and compared.
    Check,
    /// The text indexes are made.
    Index,
}

/// How far it has come.
#[derive(Clone, Copy, Debug)]
pub struct Moved<'a> {
    /// What is being done.
    pub step: Step,
    /// The table it is at.
    pub table: &'a str,
    /// So much of `all` is done: rows, or bytes of a file.
    pub done: u64,
    /// None when it is not known.
    pub all: Option<u64>,
}

/// Somebody who looks on.
pub trait Watch {
    /// Whether it is worth counting all rows first, so that `all` is known.
    fn counts(&self) -> bool;

    /// Called every few thousand rows.
    fn moved(&mut self, moved: Moved<'_>);

    /// True when the copy is to end; it leaves nothing behind then.
    fn stopped(&self) -> bool;
}
