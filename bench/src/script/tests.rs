use super::*;

fn marks() -> Marks {
    Marks {
        keys: ["1000003".to_owned(), "1000004".to_owned()],
        ids: [
            "\\x01a2019c0e0a78938340bce6be43239d".to_owned(),
            "\\x01a2019c0e0a709bbcdf842c5ace49d0".to_owned(),
            "\\x01a2019c0e0a788f895cacc4de55c790".to_owned(),
        ],
        digest: format!("\\x{}", "e1".repeat(32)),
    }
}

fn one(sql: &str, values: &[Option<&str>]) -> String {
    let values = values.iter().map(|value| value.map(str::to_owned)).collect();
    filled(&Statement { sql: sql.to_owned(), values }, &marks()).unwrap()
}

#[test]
fn a_script_counts_and_says_every_statement() {
    let all =
        ["BEGIN", "SELECT 1", "COMMIT"].map(|sql| Statement { sql: sql.to_owned(), values: Vec::new() });
    let script = write(&all, &marks()).unwrap();
    assert_eq!(
        script,
        "\\set n :n + 1\n\\set key 10000000 + :n * 64 + :client_id\nBEGIN;\nSELECT 1;\nCOMMIT;\n"
    );
}

#[test]
fn what_is_the_same_each_time_stands_as_it_was() {
    assert_eq!(
        one(
            "SELECT a FROM t WHERE b = $2 AND c = $1 AND d = $10",
            &[Some("7"), None, None, None, None, None, None, None, None, Some("\\xff")]
        ),
        "SELECT a FROM t WHERE b = NULL AND c = E'7' AND d = '\\xff'::bytea"
    );
}

#[test]
fn key_and_number_are_new_each_time() {
    assert_eq!(one("$1, $2", &[Some("1000003"), Some("1000004")]), "(:key::bigint), (:key::bigint)");
    assert_eq!(one("$1", &[Some("1000005")]), "E'1000005'");
}

#[test]
fn ids_are_new_and_later_and_in_order() {
    for id in marks().ids {
        let front = u64::from_str_radix(&id[2..18], 16).unwrap() + 0x1_0000;
        assert_eq!(
            one("$1", &[Some(&id)]),
            format!("decode('{front:016x}' || lpad(to_hex(:key::bigint), 16, '0'), 'hex')")
        );
    }
    assert_eq!(one("$1", &[Some("\\x01a2019c")]), "'\\x01a2019c'::bytea");
}

#[test]
fn digests_are_new_and_in_no_order() {
    assert_eq!(one("$1", &[Some(&marks().digest)]), "sha256(int8send(:key::bigint))");
}

#[test]
fn a_login_is_new_wherever_it_stands() {
    let name = "'bench-' || lpad(to_hex(:key::bigint), 11, '0')";
    assert_eq!(one("$1", &[Some(LOGIN)]), format!("(E'' || {name} || E'')"));
    assert_eq!(
        one("$1", &[Some("bench-login-00000\nbench-login-00000@x")]),
        format!("(E'' || {name} || E'\\n' || {name} || E'@x')")
    );
}

#[test]
fn nothing_in_a_text_is_taken_for_a_variable_or_an_end() {
    assert_eq!(one("$1", &[Some("{\"a\":1}, it's \\ :n;")]), "E'{\"a\"\\x3a1}, it''s \\\\ \\x3an;'");
}

#[test]
fn a_dollar_in_quotes_is_no_place_and_a_place_needs_its_value() {
    assert_eq!(one("SELECT '$1', $1", &[None]), "SELECT '$1', NULL");
    let lacks = Statement { sql: "SELECT $2".to_owned(), values: vec![None] };
    assert!(filled(&lacks, &marks()).is_err());
}
