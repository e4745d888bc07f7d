use std::collections::BTreeSet;

use super::{
    super::{TABLE, describe},
    Operator,
};

#[test]
fn every_setting_is_printed_on_a_line_with_its_origin() {
    let print = Operator::new().flag("listen", "[::1]:0").env("PROVISOR_LOG_FORMAT", "text").loaded().print();
    let keys: Vec<_> = print.lines().filter_map(|line| line.split(" = ").next()).collect();
    assert_eq!(keys, TABLE.iter().map(|known| known.key).collect::<Vec<_>>());
    for line in [
        r#"listen = "[::1]:0"  # command line --listen"#,
        r#"log_format = "text"  # environment PROVISOR_LOG_FORMAT"#,
        "body_limit = 1048576  # default",
        r#"tls_cert = ""  # default"#,
        "trusted_proxies = []  # default",
    ] {
        assert!(print.lines().any(|printed| printed == line), "{line}\n{print}");
    }
}

#[test]
fn secrets_are_printed_as_stars() {
    let urls = [
        ("postgres://u:hush@h/d", "postgres://u:***@h/d"),
        ("postgresql://u:hu%40sh%2Fx@h:1/d", "postgresql://u:***@h:1/d"),
        ("postgres://u@h/d?password=hush&port=1", "postgres://u@h/d?password=***&port=1"),
        ("postgres://h:5432/d", "postgres://h:5432/d"),
    ];
    for (url, shown) in urls {
        let print =
            Operator::new().env("PROVISOR_ADMIN_PASSWORD", "hush").flag("database", url).loaded().print();
        assert!(print.contains(&format!("database = \"{shown}\"  # command line --database")), "{print}");
        assert!(print.contains("admin_password = \"***\"  # environment PROVISOR_ADMIN_PASSWORD"), "{print}");
        assert!(!print.contains("hu"), "{print}");
    }
}

#[test]
fn what_is_printed_can_be_read_again() {
    let first = Operator::new()
        .flag("listen", "127.0.0.1:9")
        .flag("data_dir", "/a \"quoted\"\nfolder")
        .env("PROVISOR_PAM360_HOSTS", "a.b=10.1.2.3,c=::1")
        .env("PROVISOR_TRUSTED_PROXIES", "10.0.0.0/8,::1")
        .env("PROVISOR_LOG", "info,wire=debug")
        .env("PROVISOR_REQUEST_IDLE_TIMEOUT", "7")
        .loaded();
    let file: String = first
        .print()
        .lines()
        .filter(|line| !line.starts_with("admin_password"))
        .collect::<Vec<_>>()
        .join("\n");
    let again = Operator::new().file(&file).loaded();
    for (before, after) in first.in_force.iter().zip(&again.in_force) {
        assert_eq!((before.key, &before.value), (after.key, &after.value));
    }
}

#[test]
fn a_line_break_in_an_origin_does_not_end_the_comment() {
    let mut operator = Operator::new();
    let path = operator.folder.path().join("a\nlisten = 1.toml");
    std::fs::write(&path, "listen = '127.0.0.1:1'").unwrap();
    operator.inputs.config = Some(path);
    assert_eq!(operator.loaded().print().lines().count(), TABLE.len());
}

#[test]
fn every_setting_is_described_with_default_variable_and_flag() {
    let text = describe();
    assert!(text.contains("# Address and port to listen on; port 0 takes a free one.\n# listen = \"127.0.0.1:8440\"  # PROVISOR_LISTEN, --listen\n"), "{text}");
    assert!(text.contains("# PROVISOR_ADMIN_PASSWORD only\n"), "{text}");
    assert_eq!(text.matches(" = ").count(), TABLE.len());
}

#[test]
fn the_description_without_its_comment_signs_says_the_defaults() {
    let file: String = describe()
        .lines()
        .filter(|line| line.contains(" = ") && !line.contains("admin_password"))
        .map(|line| line.trim_start_matches("# ").to_owned() + "\n")
        .collect();
    let (said, unsaid) = (Operator::new().file(&file).loaded(), Operator::new().loaded());
    for (said, unsaid) in said.in_force.iter().zip(&unsaid.in_force) {
        assert_eq!((said.key, &said.value), (unsaid.key, &unsaid.value));
    }
}

#[test]
fn no_two_settings_share_a_key_or_a_variable() {
    let keys: BTreeSet<_> = TABLE.iter().map(|known| known.key).collect();
    let variables: BTreeSet<_> = TABLE.iter().map(super::super::Declared::env_name).collect();
    assert_eq!((keys.len(), variables.len()), (TABLE.len(), TABLE.len()));
    assert!(variables.iter().all(|name| !name.starts_with("PROVISOR_TEST_")));
}
