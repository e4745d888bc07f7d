//! The dialect in a server in process, on a real store.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up fails"
)]

mod audit;
mod calls;
mod groups;
mod hosts;
mod locks;
mod organisations;
mod record;
mod scenarios;
mod settings;
mod shown;
mod states;
mod strangers;
mod tokens;
