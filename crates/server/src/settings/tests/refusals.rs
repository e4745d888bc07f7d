use super::{super::TABLE, Operator};

#[test]
fn an_unknown_key_of_the_file_names_the_nearest() {
    let refusal = Operator::new().file("[password]\nmin_lenght = 8").refusal();
    assert_eq!(
        refusal,
        "password.min_lenght (provisor.toml:2): is no setting; did you mean password.min_length?"
    );
}

#[test]
fn an_unknown_variable_names_the_nearest() {
    let refusal = Operator::new().env("PROVISOR_LISTN", "x").refusal();
    assert_eq!(
        refusal,
        "PROVISOR_LISTN (environment PROVISOR_LISTN): is no setting; did you mean PROVISOR_LISTEN?"
    );
}

#[test]
fn an_unknown_section_is_refused_even_when_it_is_empty() {
    assert!(Operator::new().file("[pam]").refusal().starts_with("pam (provisor.toml:1): is no setting"));
    Operator::new().file("[pam360]").loaded();
}

#[test]
fn a_single_value_written_as_a_section_is_refused() {
    assert!(Operator::new().file("[listen]\nport = 1").refusal().contains("did you mean listen?"));
}

#[test]
fn a_refusal_says_key_value_origin_rule_and_what_to_do() {
    assert_eq!(
        Operator::new().env("PROVISOR_LISTEN", "8440").refusal(),
        "listen = \"8440\" (environment PROVISOR_LISTEN): must be an IP address and a port; write for example \
         127.0.0.1:8440 or [::]:8440, with port 0 for a free one"
    );
}

#[test]
fn everything_wrong_is_said_at_once() {
    let error = Operator::new()
        .file("body_limit = 3\nnonsense = 1")
        .env("PROVISOR_ARIA_PASSWORD_POLICY", "maybe")
        .flag("listen", "nowhere")
        .load()
        .unwrap_err();
    let keys: Vec<_> = error.problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["nonsense", "listen", "body_limit", "aria.password_policy"]);
    assert_eq!(error.to_string().lines().count(), 4);
}

#[test]
fn every_bad_value_is_refused_by_its_own_rule() {
    let bad = [
        ("listen", "localhost:8440"),
        ("data_dir", " "),
        ("database", "mysql://h/d"),
        ("database", "host=h password=p"),
        ("database", "postgresql:h"),
        ("database", "postgres://h/d?sslmod=require"),
        ("database", "postgres://u:p%@h/d"),
        ("behind_proxy", "yes"),
        ("trusted_proxies", "10.0.0.0/33"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("trusted_proxies", "proxy.example.com"),
        ("trusted_proxies", "::ffff:10.0.0.0/104"),
        ("body_limit", "1023"),
        ("body_limit", "1073741825"),
        ("request_idle_timeout", "0"),
        ("log", "inof"),
        ("log", "info,directory=verbose"),
        ("log", ""),
        ("log_format", "JSON"),
        ("password.memory_kib", "19455"),
        ("password.iterations", "1"),
        ("password.parallelism", "0"),
        ("password.min_length", "0"),
        ("password.min_length", "257"),
        ("password.policy", "none"),
        ("hash_threads", "0"),
        ("hash_threads", "all"),
        ("hash_queue", "0"),
        ("throttle.per_address", "0"),
        ("throttle.anywhere", "-1"),
        ("throttle.minutes", "1441"),
        ("org.name", " "),
        ("org.name", "a\tb"),
        ("pam360.dialect", "pam"),
        ("pam360.http_status", "200"),
        ("pam360.status_code", "never"),
        ("pam360.unknown_group", ""),
        ("pam360.time_zone", "Mars/Olympus"),
        ("pam360.hosts", "build-01"),
        ("pam360.hosts", "=127.0.0.1"),
        ("pam360.hosts", "build-01=build-02"),
        ("oipa.locale_map", "01"),
        ("oipa.locale_map", "=en"),
        ("oipa.locale_map", "01=en_US"),
        ("aria.token_hours", "0"),
        ("aria.token_hours", "six"),
    ];
    for (key, value) in bad {
        let known = TABLE.iter().find(|known| known.key == key).unwrap();
        let error = Operator::new().env(&known.env_name(), value).load().map(|_| (key, value)).unwrap_err();
        let keys: Vec<_> = error.problems.iter().map(|problem| problem.key.as_str()).collect();
        assert_eq!(keys, [key], "{value}: {error}");
    }
}

#[test]
fn a_value_of_the_wrong_form_in_the_file_is_refused() {
    for text in [
        "listen = ['127.0.0.1:1']",
        "listen = 1.5",
        "org.name = 2020-01-01",
        "body_limit = 99999999999999999999",
    ] {
        let refusal = Operator::new().file(text).refusal();
        assert!(refusal.contains("provisor.toml:1"), "{text}: {refusal}");
    }
}

#[test]
fn a_file_that_is_no_toml_names_the_line_but_does_not_repeat_it() {
    let refusal = Operator::new().file("\ndatabase = postgres://u:hush@h/d").refusal();
    assert!(refusal.starts_with("provisor.toml:2: is not TOML: "), "{refusal}");
    assert!(!refusal.contains("hush"), "{refusal}");
}

#[test]
fn the_first_password_is_taken_from_the_environment_only() {
    assert_eq!(
        Operator::new().file("admin_password = 'hush'").refusal(),
        "admin_password (provisor.toml:1): may only be given in the environment; remove it here and set \
         PROVISOR_ADMIN_PASSWORD"
    );
}

#[test]
fn a_refused_database_does_not_repeat_its_password() {
    for value in [
        "mysql://u:hush@h/d",
        "host=h password=hush",
        "postgres:u:hush@h",
        "postgres://u:hu%sh@h",
        "postgres://u:hush@h@h",
    ] {
        let refusal = Operator::new().flag("database", value).refusal();
        assert!(!refusal.contains("hush"), "{refusal}");
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_refused() {
    use std::os::unix::ffi::OsStringExt;
    let mut operator = Operator::new();
    operator.inputs.environment.push(("PROVISOR_DATA_DIR".into(), std::ffi::OsString::from_vec(vec![0xff])));
    assert_eq!(operator.refusal(), "data_dir (environment PROVISOR_DATA_DIR): must be text in UTF-8");
}
