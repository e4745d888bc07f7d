//! Refusals in the vendor's words (contract section 8, `one-record` section 9).

mod fault;
mod key;
#[cfg(test)]
mod tests;
mod wording;

pub use wording::Wording;

/// The message that a refusal is told in.
#[cfg(test)]
pub fn spoken(refusal: &model::Refusal) -> String {
    fault::Fault::from(refusal).message.into_owned()
}
