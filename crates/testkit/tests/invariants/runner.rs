//! Properties over a world: the same cases in every run.

use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testkit::World;

use crate::rows;
use crate::stage::Stage;

/// Plays `property` with so many cases of `strategy`, each with a stage of its own in the world. `PROPTEST_CASES`, 256
/// unless it is set, makes them more or fewer in its proportion.
///
/// What breaks the property is made small and told.
#[expect(clippy::needless_pass_by_value, reason = "a property stands where it is played")]
pub fn for_all<S, P>(world: &World, cases: u32, strategy: &S, property: P)
where
    S: Strategy,
    S::Value: Debug,
    P: AsyncFn(&Stage<'_>, S::Value),
{
    let given = Config::default();
    let cases = (u64::from(cases) * u64::from(given.cases) / 256).max(1);
    let config = Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 40,
        ..given
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let number = AtomicUsize::new(0);
    let outcome = tokio::task::block_in_place(|| {
        let runtime = tokio::runtime::Handle::current();
        runtime.block_on(rows::more_codes(world, 1));
        let played = runner.run(strategy, |case| {
            let number = number.fetch_add(1, Ordering::Relaxed);
            runtime.block_on(async {
                let stage = Stage::set(world, number).await;
                property(&stage, case).await;
            });
            Ok(())
        });
        played.map_err(|failure| failure.to_string())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
