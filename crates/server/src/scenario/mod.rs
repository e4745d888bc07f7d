//! Scenario files: requests and the answers they are to get, as data (`scenarios/README.md`).
//!
//! The demonstration plays them over a socket, the tests in process; how a file is read, what is sent and when an answer
//! is as expected stands here once.

mod compare;
mod json;
mod kept;
mod placeholder;
mod step;
#[cfg(test)]
mod tests;

pub use compare::{Given, differences};
pub use json::Json;
pub use kept::Kept;
pub use step::{Request, Step, input_data, steps};
