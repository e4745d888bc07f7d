//! The kit, driven as the listener drives it: requests made by hand, through a dialect that exists for the tests only.
#![cfg(test)]

mod body;
mod credentials;
mod door;
mod host;
mod json;
mod metrics;
mod peer;
mod properties;
mod query;
mod stream;
mod summary;
mod world;
