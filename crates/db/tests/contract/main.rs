//! What holds on both engines. Each test is one body that runs on SQLite and on PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the bodies of tests are functions here, and a test may stop with a panic"
)]

/// Makes of each `async fn name(world: &World) { .. }` one test per engine: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident: &World) $body:block)+) => {
        $(
            $(#[$doc])*
            async fn $name($world: &crate::world::World) $body

            mod $name {
                use super::$name as body;

                #[tokio::test]
                async fn sqlite() {
                    body(&crate::world::World::sqlite()).await;
                }

                #[tokio::test]
                async fn postgres() {
                    body(&crate::world::World::postgres()).await;
                }
            }
        )+
    };
}

mod concurrency;
mod copy;
mod lifetime;
mod migrations;
mod order;
mod postgres_only;
mod search;
mod sqlite;
mod transactions;
mod values;
mod world;
