//! The test world: a server in process on a store of its own, callers, a clock to turn.
//!
//! Everything in it is the real thing but what the core is given from outside: time, randomness, names of hosts, and
//! a cost of hashing that tests can afford.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test that cannot be set up fails"
)]

mod answer;
mod authenticator;
mod cable;
mod call;
mod database;
mod json;
mod log;
mod outside;
mod people;
pub mod process;
mod rows;
pub mod scenario;
pub mod slapd;
mod store;
pub mod suite_api;
mod world;

pub use answer::Answer;
pub use authenticator::one_time_code;
pub use cable::{Cable, Cut};
pub use call::Call;
pub use database::TestDatabase;
pub use json::{any_json, any_object, any_text};
pub use log::Log;
pub use outside::{TestClock, TestEntropy, TestHosts};
pub use people::bare;
pub use rows::{Cell, hex, rows};
pub use store::TestStore;
pub use world::{ADMIN_PASSWORD, World};

pub use db::Engine;
pub use server::doors::Dialects;

/// Makes of one `async fn(World)` two tests: one on SQLite, one on PostgreSQL. Of an `async fn(Engine)` too, which opens a
/// world with other settings.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* async fn $name:ident($engine:ident: Engine) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$attribute])*
            async fn body($engine: $crate::Engine) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                body($crate::Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                body($crate::Engine::Postgres).await;
            }
        }
    )*};
    ($($(#[$attribute:meta])* async fn $name:ident($world:ident: World) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$attribute])*
            async fn body($world: $crate::World) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                body($crate::World::on($crate::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                body($crate::World::on($crate::Engine::Postgres).await).await;
            }
        }
    )*};
}
