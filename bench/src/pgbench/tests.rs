use super::*;

const SAID: &str = "\
pgbench (15.0)
transaction type: create.sql
number of transactions actually processed: 1204
number of failed transactions: 3 (0.249%)
number of transactions retried: 17 (1.412%)
total number of retries: 19
latency average = 13.2 ms
initial connection time = 40.1 ms
tps = 602.125000 (without initial connection time)
";

#[test]
fn the_rate_is_read_from_what_pgbench_says() {
    let came = came(SAID).unwrap();
    assert!((came.rate - 602.125).abs() < f64::EPSILON);
    assert_eq!((came.done, came.retries, came.failed), (1204, 19, 3));
}

#[test]
fn versions_that_do_not_try_again_count_no_retries() {
    let came = came("number of transactions actually processed: 9/10\ntps = 1.5 (excluding)\n").unwrap();
    assert_eq!((came.done, came.retries, came.failed), (9, 0, 0));
}

#[test]
fn what_says_no_rate_is_none() {
    assert!(came(&SAID.replace("tps = ", "")).is_none());
}

#[test]
fn the_create_of_the_template_user_is_found_among_others() {
    let insert = |login: &str| {
        let values = vec![Some(login.to_owned())];
        vec![Statement { sql: "INSERT INTO users (login) VALUES ($1)".to_owned(), values }]
    };
    let audit = vec![Statement { sql: "SELECT $1".to_owned(), values: vec![Some(LOGIN.to_owned())] }];
    let found = template(vec![insert("other"), insert(LOGIN), insert("another"), audit]).unwrap();
    assert_eq!(found, insert(LOGIN));
}
