use std::time::Duration;

use super::*;

#[tokio::test]
async fn what_was_hashed_verifies() {
    let pool = pool(8);
    let stored = pool.hash(stranger(1), password("Test@123"), SALT).await.unwrap();
    let right = pool.verify(stranger(1), password("Test@123"), Some(stored.clone())).await;
    assert_eq!(right, Ok(Verdict::Right { renew: false }));
    let wrong = pool.verify(stranger(1), password("Test@124"), Some(stored)).await;
    assert_eq!(wrong, Ok(Verdict::Wrong));
}

#[tokio::test]
async fn nobody_and_no_password_are_wrong_after_one_hash_each() {
    let pool = pool(8);
    assert_eq!(pool.verify(stranger(1), password("Test@123"), None).await, Ok(Verdict::Wrong));
    assert_eq!(pool.verify_nothing(stranger(1)).await, Ok(Verdict::Wrong));
    let gate = Gate::hold(&pool);
    assert_eq!(pool.statistics().hashes, 2);
    gate.open().await;
}

#[tokio::test]
async fn a_bulk_is_answered_in_its_order() {
    let pool = HashPool::new(Cost::cheap_for_tests(), Peppers::none(), 2, 8).unwrap();
    let passwords: Vec<_> = (0..50).map(|n| (password(&format!("pass-{n}")), [n; 16])).collect();
    let stored = pool.hash_many(Source::Bulk(1), passwords.clone()).await.unwrap();
    assert_eq!(stored.len(), 50);
    for (stored, (password, _)) in stored.into_iter().zip(passwords) {
        let verdict = pool.verify(stranger(1), password, Some(stored)).await;
        assert_eq!(verdict, Ok(Verdict::Right { renew: false }));
    }
}

#[tokio::test]
async fn a_bulk_of_nothing_is_answered_at_once() {
    let pool = pool(8);
    let gate = Gate::hold(&pool);
    assert!(pool.hash_many(Source::Bulk(1), Vec::new()).await.unwrap().is_empty());
    gate.open().await;
}

#[tokio::test]
async fn a_bulk_counts_as_one_waiting_job() {
    let pool = pool(8);
    let gate = Gate::hold(&pool);
    let bulk = pool.hash_many(Source::Bulk(1), vec![(password("Test@123"), SALT); 1000]);
    assert_eq!(pool.statistics().queued, 1);
    gate.open().await;
    assert_eq!(bulk.await.unwrap().len(), 1000);
}

#[tokio::test]
async fn a_login_waits_for_one_hash_of_a_bulk_of_a_thousand() {
    let pool = pool(8);
    let gate = Gate::hold(&pool);
    let bulk = pool.hash_many(Source::Bulk(1), vec![(password("Test@123"), SALT); 1000]);
    let login = Gate::queue(&pool, stranger(1));
    gate.open().await;
    login.reached();
    assert_eq!(pool.statistics().hashes, 1, "of the bulk, before the login");
    login.open().await;
    assert_eq!(bulk.await.unwrap().len(), 1000);
}

#[tokio::test]
async fn a_full_pool_says_when_to_come_back() {
    let pool = pool(8);
    let gate = Gate::hold(&pool);
    let waiting: Vec<_> = (0..8).map(|last| pool.verify_nothing(stranger(last))).collect();
    let refused = pool.verify_nothing(stranger(9)).await;
    assert_eq!(refused, Err(Busy { retry_after_secs: 1 }));
    assert_eq!(pool.statistics().refused, 1);
    gate.open().await;
    for login in waiting {
        assert_eq!(login.await, Ok(Verdict::Wrong));
    }
}

#[tokio::test]
async fn who_is_displaced_by_a_known_login_is_told_so() {
    let pool = pool(8);
    let gate = Gate::hold(&pool);
    let mut waiting: Vec<_> = (0..8).map(|last| pool.verify_nothing(stranger(last / 2))).collect();
    let login = pool.verify_nothing(known(9));
    assert_eq!(pool.statistics().refused, 1);
    gate.open().await;
    assert_eq!(login.await, Ok(Verdict::Wrong));
    let mut busy = 0;
    for stranger in waiting.drain(..) {
        busy += usize::from(stranger.await.is_err());
    }
    assert_eq!(busy, 1);
}

#[tokio::test]
async fn an_answer_nobody_waits_for_leaves_the_queue() {
    let pool = pool(8);
    let gate = Gate::hold(&pool);
    let login = pool.verify_nothing(stranger(1));
    let bulk = pool.hash_many(Source::Bulk(1), vec![(password("Test@123"), SALT); 1000]);
    assert_eq!(pool.statistics().queued, 2);
    drop((login, bulk));
    assert_eq!(pool.statistics().queued, 0);
    gate.open().await;
    Gate::hold(&pool).open().await;
    assert_eq!(pool.statistics().hashes, 0);
}

#[tokio::test]
async fn a_bulk_that_nobody_waits_for_stops_halfway() {
    let pool = pool(8);
    let first = Gate::hold(&pool);
    let bulk = pool.hash_many(Source::Bulk(1), vec![(password("Test@123"), SALT); 1000]);
    let second = Gate::queue(&pool, stranger(1));
    first.open().await;
    second.reached();
    drop(bulk);
    second.open().await;
    Gate::hold(&pool).open().await;
    assert_eq!(pool.statistics().hashes, 1);
}

#[tokio::test]
async fn a_panic_costs_its_own_caller_only() {
    let pool = pool(8);
    let broken = pool.submit::<()>(stranger(1), |_| panic!("a test's own"));
    assert!(broken.await.is_err());
    assert_eq!(pool.verify_nothing(stranger(1)).await, Ok(Verdict::Wrong));
    Gate::hold(&pool).open().await;
}

#[tokio::test]
async fn the_statistics_show_who_works() {
    let pool = HashPool::new(Cost::cheap_for_tests(), Peppers::none(), 2, 8).unwrap();
    let gates = [Gate::hold(&pool), Gate::hold(&pool)];
    let statistics = pool.statistics();
    assert_eq!((statistics.threads, statistics.busy_threads, statistics.queued), (2, 2, 0));
    for gate in gates {
        gate.open().await;
    }
}

#[tokio::test]
async fn a_pool_that_is_dropped_answers_all_who_wait() {
    let pool = pool(8);
    let gate = Gate::hold(&pool);
    let login = pool.verify_nothing(stranger(1));
    let bulk = pool.hash_many(Source::Bulk(1), vec![(password("Test@123"), SALT); 10]);
    let Gate { release, answer, .. } = gate;
    let closing = std::thread::spawn(move || drop(pool));
    assert!(login.await.is_err());
    assert!(bulk.await.is_err());
    release.send(()).unwrap();
    assert_eq!(answer.await, Ok(()), "what runs is finished");
    closing.join().unwrap();
}

#[tokio::test]
async fn an_idle_worker_gives_its_memory_back() {
    let eager = |idle| HashPool::with_idle(Cost::cheap_for_tests(), Peppers::none(), 1, 8, idle).unwrap();
    let pool = eager(Duration::ZERO);
    pool.verify_nothing(stranger(1)).await.unwrap();
    while pool.statistics().memory_bytes > 0 || pool.statistics().hashes == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(pool.verify_nothing(stranger(1)).await, Ok(Verdict::Wrong), "and takes it again");

    let patient = eager(Duration::from_hours(1));
    patient.verify_nothing(stranger(1)).await.unwrap();
    let gate = Gate::hold(&patient);
    assert_eq!(patient.statistics().memory_bytes, 8 * 1024);
    gate.open().await;
}
