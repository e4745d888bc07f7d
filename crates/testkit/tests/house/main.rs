//! What holds of the repository as a whole: who may know whom, where SQL stands, and that documents tell the truth.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a repository that cannot be read fails its tests"
)]

mod borders;
mod documents;
mod engines;
mod operations;
mod settings;
mod source;
mod sql_words;
mod tour;
mod tree;
