use std::sync::Barrier;

use db::Migration;

use super::{TestDatabase, cluster, execute, on_cluster, random_name, template};

/// Migrations that no test has seen.
fn fresh() -> &'static [Migration] {
    let sql: &'static str = Box::leak(format!("CREATE TABLE t_{} (a @int);", random_name()).into_boxed_str());
    Box::leak(Box::new([Migration { number: 1, name: "one", sql }]))
}

fn databases_named(name: &str) -> i64 {
    on_cluster(&cluster(), |client| {
        let pattern = format!("{name}%");
        client
            .query_one("SELECT count(*) FROM pg_database WHERE datname LIKE $1", &[&pattern])
            .unwrap()
            .get(0)
    })
}

fn drop_template(name: &str) {
    on_cluster(&cluster(), |client| execute(client, &format!("DROP DATABASE {name}")));
}

#[test]
fn those_who_ask_at_the_same_moment_get_one_whole_template() {
    let (migrations, start) = (fresh(), Barrier::new(6));
    let tables: Vec<i64> = std::thread::scope(|scope| {
        let ask = || {
            start.wait();
            let name = template::ensure(&cluster(), migrations);
            let copy = TestDatabase::made(cluster(), &format!("TEMPLATE {name}"));
            on_cluster(&copy.url(), |client| {
                let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
                client.query_one(tables, &[]).unwrap().get(0)
            })
        };
        let asked: Vec<_> = (0..6).map(|_| scope.spawn(ask)).collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(tables, [2; 6], "the table and the list of migrations");
    let name = template::name(migrations);
    assert_eq!(databases_named(&name), 1, "and nothing unfinished");
    drop_template(&name);
}

#[test]
fn what_a_killed_run_left_unfinished_is_made_anew() {
    let migrations = fresh();
    let name = template::name(migrations);
    on_cluster(&cluster(), |client| execute(client, &format!("CREATE DATABASE {name}_unfinished")));
    assert_eq!(template::ensure(&cluster(), migrations), name);
    assert_eq!(databases_named(&name), 1);
    drop_template(&name);
}

#[test]
fn other_migrations_have_another_template() {
    assert_ne!(template::name(fresh()), template::name(fresh()));
    let one = Migration { number: 1, name: "one", sql: "SELECT 1;" };
    assert_ne!(template::name(&[one]), template::name(&[Migration { number: 2, ..one }]));
    assert_ne!(template::name(&[one]), template::name(&[Migration { name: "two", ..one }]));
}
