//! The kit that all dialects stand on: what a request is to its handler, how its parts are read, and how it is
//! routed, limited, answered, measured and logged. It knows HTTP, and no vendor's word.
//!
//! A dialect declares its [`Operation`]s on [`Routes`], with [`Answers`] for what never reaches a handler. A handler
//! is given a [`Call`] and gives a [`Response`], or a refusal that its dialect words.

pub mod answer;
mod app;
mod body;
mod call;
pub mod credentials;
mod door;
mod head;
mod host;
mod incoming;
mod json;
pub mod media;
mod metrics;
mod operation;
mod peer;
mod query;
mod routes;
mod sent;
pub mod stream;
mod summary;

pub use app::{App, Kit, Limits};
pub use axum::response::Response;
pub use call::Call;
pub use head::Head;
pub use json::{Fault, JsonError, json};
pub use metrics::Metrics;
pub use operation::{Access, Answers, IntoAnswer, Operation, OperationInfo};
pub use peer::{Peer, Proxies};
pub use query::{BadForm, Form};
pub use routes::{Routes, elsewhere};
pub use sent::Sent;
pub use summary::TARGET;
