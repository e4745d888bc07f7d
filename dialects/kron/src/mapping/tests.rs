//! The mapping with the vendor's samples, and with whatever else a body may hold.

mod answers;
mod arbitrary;
mod create;
mod desk;
mod edit;
mod groups;
mod lock;
mod lossless;
mod people;
mod phones;
mod properties;
mod samples;
mod window;
mod write_back;

use model::{Refusal, Rule};

/// The rules that were broken, by field.
fn broken<T: std::fmt::Debug>(read: Result<T, Refusal>) -> Vec<(String, Rule)> {
    match read {
        Err(Refusal::Invalid(all)) => all.into_iter().map(|one| (one.field.into_owned(), one.rule)).collect(),
        other => panic!("not refused as invalid: {other:?}"),
    }
}

fn required(fields: &[&str]) -> Vec<(String, Rule)> {
    fields.iter().map(|field| ((*field).to_owned(), Rule::Required)).collect()
}
