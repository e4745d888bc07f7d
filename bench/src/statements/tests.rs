use super::*;

const LOG: &str = "\
70 LOG:  database system is ready to accept connections
81 LOG:  statement: BEGIN ISOLATION LEVEL SERIALIZABLE
82 LOG:  execute s1: BEGIN ISOLATION LEVEL SERIALIZABLE
81 LOG:  execute s2: SELECT a
\t         FROM t WHERE b = $1 AND c = $2
82 LOG:  execute <unnamed>: INSERT INTO u (x) VALUES ($1)
81 DETAIL:  parameters: $1 = 'it''s, $2 = NULL', $2 = NULL
82 DETAIL:  Parameters: $1 = 'first
\tsecond'
82 LOG:  execute s9: COMMIT
81 LOG:  statement: COMMIT
";

fn texts(transaction: &[Statement]) -> Vec<&str> {
    transaction.iter().map(|statement| statement.sql.as_str()).collect()
}

#[test]
fn transactions_of_sessions_that_speak_at_once_are_told_apart() {
    let [second, first] = &transactions(LOG)[..] else { panic!("two transactions") };
    assert_eq!(
        texts(first),
        ["BEGIN ISOLATION LEVEL SERIALIZABLE", "SELECT a\n         FROM t WHERE b = $1 AND c = $2", "COMMIT"]
    );
    assert_eq!(
        texts(second),
        ["BEGIN ISOLATION LEVEL SERIALIZABLE", "INSERT INTO u (x) VALUES ($1)", "COMMIT"]
    );
}

#[test]
fn values_keep_their_quotes_and_lines_and_a_null_is_none() {
    let all = transactions(LOG);
    assert_eq!(all[1][1].values, [Some("it's, $2 = NULL".to_owned()), None]);
    assert_eq!(all[0][1].values, [Some("first\nsecond".to_owned())]);
}

#[test]
fn a_transaction_that_was_rolled_back_is_none() {
    let log = "\
7 LOG:  statement: BEGIN
7 LOG:  execute s1: SELECT 1
7 LOG:  statement: ROLLBACK
7 LOG:  statement: BEGIN
7 LOG:  execute s2: SELECT 2
7 LOG:  statement: COMMIT
";
    let all = transactions(log);
    assert_eq!(all.len(), 1);
    assert_eq!(texts(&all[0]), ["BEGIN", "SELECT 2", "COMMIT"]);
}

#[test]
fn statements_outside_a_transaction_and_other_details_are_left() {
    let log = "\
7 LOG:  statement: SELECT 1
7 LOG:  statement: COMMIT
7 LOG:  statement: BEGIN
7 LOG:  execute s2: SELECT $1
7 DETAIL:  parameters: $1 = '5'
7 DETAIL:  prepare: PREPARE x
7 LOG:  duration: 3 ms
7 LOG:  statement: COMMIT
";
    let all = transactions(log);
    assert_eq!(all.len(), 1);
    assert_eq!(texts(&all[0]), ["BEGIN", "SELECT $1", "COMMIT"]);
    assert_eq!(all[0][1].values, [Some("5".to_owned())]);
}
