//! Figures, on demand: `cargo test --release -p directory measure -- --ignored --nocapture --test-threads=1`.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{super::scheme::Hasher, *};

const HASHES: u32 = 300;

fn one_hash_alone() -> Duration {
    let mut hasher = Hasher::new(Cost::default(), Arc::new(Peppers::none()));
    hasher.hash(&password("Test@123"), &SALT).unwrap();
    let start = Instant::now();
    for _ in 0..HASHES {
        hasher.hash(&password("Test@123"), &SALT).unwrap();
    }
    start.elapsed() / HASHES
}

fn full_pool() -> HashPool {
    HashPool::new(Cost::default(), Peppers::none(), 2, 256).unwrap()
}

#[tokio::test]
#[ignore = "measures, does not test"]
async fn measure_the_pool_against_one_hash() {
    let alone = one_hash_alone();
    let pool = full_pool();
    let start = Instant::now();
    let many = vec![(password("Test@123"), SALT); 2 * HASHES as usize];
    pool.hash_many(Source::Bulk(1), many).await.unwrap();
    let rate = f64::from(2 * HASHES) / start.elapsed().as_secs_f64();
    let bound = 2.0 / alone.as_secs_f64();
    println!(
        "one hash alone {alone:?}; pool of two {rate:.1}/s of {bound:.1}/s, {:.1} %",
        100.0 * rate / bound
    );
}

#[tokio::test]
#[ignore = "measures, does not test"]
async fn measure_logins_beside_a_bulk_of_a_thousand() {
    let alone = one_hash_alone();
    let pool = full_pool();
    let bulk = pool.hash_many(Source::Bulk(1), vec![(password("Test@123"), SALT); 1000]);
    let mut waits = Vec::new();
    for _ in 0..100 {
        let start = Instant::now();
        pool.verify_nothing(stranger(1)).await.unwrap();
        waits.push(start.elapsed());
    }
    waits.sort();
    drop(bulk);
    println!(
        "one hash alone {alone:?}; login median {:?}, 99 of 100 {:?}, worst {:?}",
        waits[50], waits[98], waits[99]
    );
}
