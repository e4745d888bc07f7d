//! Refusals in the vendor's words (contract section 8, `one-record` section 9).

mod fault;
mod key;
#[cfg(test)]
mod tests;
mod wording;

pub use wording::Wording;
