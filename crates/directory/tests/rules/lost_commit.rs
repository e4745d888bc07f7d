//! Connections that are lost at a commit: what was written is found, or written once more; never twice.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use db::{Conn, Outcome, Store};
use directory::users::{self, Parts};
use directory::{Credential, Draft, Request};
use model::Refusal;
use testkit::{Cable, Cut, World};

use crate::kit::*;

/// Creates `ada`, with the cable cut at the commit.
async fn create_cut(world: &World, cable: &Cable, cut: Cut) -> (Request, Result<i64, Refusal>) {
    // Numbers are leased before, in a commit of their own.
    make(world, with_password("first", "long enough")).await;
    let request = ask(world);
    cable.cut(cut);
    let users = Draft::Ok(vec![with_password("ada", "long enough")]);
    let created = users::create(&world.directory, &request, &Credential::System, users, None).await;
    assert!(cable.was_cut());
    (request, created.map(|created| created[0].number))
}

/// Asserts that `ada` is there once, with one event, one change, and the number that was answered.
async fn is_made_once(world: &World, number: i64) {
    let found =
        users::get(&world.directory, &ask(world), &Credential::System, Ok(login("ada")), Parts::NONE).await;
    assert_eq!(found.unwrap().user.number, number);
    for (table, at) in [("audit_events", "target_id"), ("changes", "object_id")] {
        let count =
            format!("SELECT count(*) FROM {table} JOIN users ON user_id = {at} WHERE login_key = 'ada'");
        assert_eq!(one(world, &count).await, 1, "{table}");
    }
    assert_eq!(one(world, "SELECT count(*) FROM audit_events WHERE event = 'mark'").await, 0);
    assert_eq!(one(world, "SELECT count(*) FROM users").await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_create_whose_answer_was_lost_is_found_and_answered() {
    let (world, cable) = World::over_a_cable().await;
    let (_, number) = create_cut(&world, &cable, Cut::BeforeTheAnswer).await;
    is_made_once(&world, number.unwrap()).await;
    let stats = world.directory.store().stats();
    assert_eq!((stats.commits_looked_for, stats.commits_failed, stats.retries), (1, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_create_whose_commit_never_arrived_is_done_again() {
    let (world, cable) = World::over_a_cable().await;
    let (_, number) = create_cut(&world, &cable, Cut::BeforeItArrives).await;
    is_made_once(&world, number.unwrap()).await;
    let stats = world.directory.store().stats();
    assert_eq!((stats.commits_looked_for, stats.commits_failed, stats.retries), (1, 0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_is_still_under_way_is_waited_for() {
    let (world, cable) = World::over_a_cable().await;
    make(&world, with_password("first", "long enough")).await;
    wait_at(
        &world,
        "CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON users DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION wait()",
    )
    .await;
    create_while_held(&world, &cable, || assert!(cable.was_cut())).await;
}

/// Else who looks would find neither the mark nor anybody to wait for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_commit_goes_before_its_mark_is_written() {
    let (world, cable) = World::over_a_cable().await;
    make(&world, with_password("first", "long enough")).await;
    wait_at(
        &world,
        "CREATE TRIGGER wait BEFORE INSERT ON audit_events FOR EACH ROW WHEN (NEW.event <> 'mark')
             EXECUTE FUNCTION wait()",
    )
    .await;
    create_while_held(&world, &cable, || assert!(!cable.was_cut())).await;
}

/// Creates `ada`, cut off while the commit is done, and lets the lock 42 go when an event waits, after a `check`.
async fn create_while_held(world: &World, cable: &Cable, check: impl FnOnce()) {
    let beside = world.beside();
    let (locked, let_go, holder) = hold(&beside);
    locked.await.unwrap();
    cable.cut(Cut::WhileItIsDone);
    let directory = world.directory.clone();
    let request = ask(world);
    let users = Draft::Ok(vec![with_password("ada", "long enough")]);
    let creating =
        tokio::spawn(
            async move { users::create(&directory, &request, &Credential::System, users, None).await },
        );
    let waits =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                 AND query LIKE 'INSERT INTO audit_events%' LIMIT 1";
    let begin = Instant::now();
    while !beside.read(|c| c.exists(waits, &[])).await.unwrap() {
        assert!(begin.elapsed().as_secs() < 20, "nobody looks for the commit");
    }
    check();
    let_go.send(()).unwrap();
    holder.await.unwrap();
    let created = creating.await.unwrap().unwrap();
    is_made_once(world, created[0].number).await;
    let stats = world.directory.store().stats();
    assert_eq!((stats.commits_looked_for, stats.commits_failed, stats.retries), (1, 0, 0));
    beside.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outcome_that_nobody_can_tell_is_said_with_the_id_of_the_request() {
    let (world, cable) = World::over_a_cable().await;
    let (request, refused) = create_cut(&world, &cable, Cut::ForGood).await;
    assert_eq!(refused.unwrap_err(), Refusal::OutcomeUnknown(request.id));
    assert_eq!(world.directory.store().stats().commits_failed, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_and_a_delete_are_found_too() {
    let (world, cable) = World::over_a_cable().await;
    make(&world, with_password("ada", "long enough")).await;
    cable.cut(Cut::BeforeTheAnswer);
    sign_in(&world, "ada", "long enough").await.unwrap();
    assert!(cable.was_cut());
    assert_eq!(one(&world, "SELECT count(*) FROM tokens WHERE user_key > 1").await, 1);
    cable.cut(Cut::BeforeTheAnswer);
    users::delete(&world.directory, &ask(&world), &Credential::System, Ok(login("ada"))).await.unwrap();
    assert!(cable.was_cut());
    assert_eq!(world.directory.store().stats().commits_looked_for, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_whose_answer_was_lost_is_made_again() {
    let (world, cable) = World::over_a_cable().await;
    cable.cut(Cut::BeforeTheAnswer);
    make(&world, with_password("ada", "long enough")).await;
    assert!(cable.was_cut());
    assert_eq!(one(&world, "SELECT count(*) FROM users").await, 2);
    // The block that is lost and the block that is used: a gap, and no number twice.
    assert_eq!(one(&world, "SELECT max(next) FROM numbers WHERE series = 'user'").await, 2 + 2 * 256);
    let stats = world.directory.store().stats();
    assert_eq!((stats.commits_looked_for, stats.commits_failed), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_answered_as_such_when_its_count_was_lost() {
    let (world, cable) = World::over_a_cable().await;
    make(&world, with_password("ada", "long enough")).await;
    cable.cut(Cut::BeforeItArrives);
    sign_in(&world, "ada", "wrong").await.err().unwrap();
    assert!(cable.was_cut());
    assert_eq!(one(&world, "SELECT max(failures) FROM password_failures").await, 1);
}

/// From now on whoever sets off `trigger`, with the function `wait`, waits for who holds the lock 42.
async fn wait_at(world: &World, trigger: &str) {
    for statement in [
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
             AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NEW; END'",
        trigger,
    ] {
        sql(world, statement).await;
    }
}

/// Holds the lock 42: tells when it has it, and lets it go when told to.
fn hold(
    store: &Store,
) -> (tokio::sync::oneshot::Receiver<()>, mpsc::Sender<()>, tokio::task::JoinHandle<()>) {
    let (tell, locked) = tokio::sync::oneshot::channel();
    let (let_go, told) = mpsc::channel::<()>();
    let store = store.clone();
    let mut tell = Some(tell);
    let held = tokio::spawn(async move {
        let hold = move |c: &mut dyn Conn| {
            c.exists("SELECT 1 FROM (SELECT pg_advisory_xact_lock(42)) AS held", &[])?;
            if let Some(tell) = tell.take() {
                tell.send(()).unwrap();
            }
            told.recv().unwrap();
            Ok(Outcome::<(), ()>::Done(()))
        };
        store.write(hold).await.unwrap().unwrap();
    });
    (locked, let_go, held)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_closed_though_its_server_owes_an_answer_for_ever() {
    let (world, cable) = World::over_a_cable().await;
    cable.cut(Cut::Silence);
    let request = ask(&world);
    users::get(&world.directory, &request, &Credential::System, Ok(login("admin")), Parts::NONE)
        .await
        .unwrap();
    let store = world.directory.store().clone();
    let closed = tokio::task::spawn_blocking(move || store.close());
    tokio::time::timeout(Duration::from_secs(20), closed).await.expect("it takes its leave").unwrap();
    assert!(cable.was_cut());
}
