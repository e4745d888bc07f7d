use std::{net::IpAddr, time::Duration};

use super::{
    super::{
        Database, ErrorStyle, HttpStatus, Pam360Dialect, PasswordPolicy, Prefix, Secret, StatusCode,
        UnknownGroup,
    },
    Operator,
};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn a_whole_file_is_understood() {
    let settings = Operator::new()
        .file(
            r#"
            trusted_proxies = ["10.0.0.0/8", "2001:db8::1"]
            body_limit = 0x1000
            request_idle_timeout = 5
            log = "warn,directory=debug"
            hash_threads = 3
            password = { memory_kib = 65536, iterations = 3, policy = "uniform", uniform_policy = "House", pepper_file = "/etc/peppers" }
            sources = { key_file = "/etc/sources.key" }
            [pam360]
            dialect = "pmp"
            http_status = "semantic"
            status_code = "always"
            unknown_group = "reject"
            token_in_query = false
            time_zone = "utc"
            [pam360.hosts]
            John-1234 = "127.0.0.1"
            "build.example.com" = "::1"
            [aria]
            token_hours = 12
            [oipa.locale_map]
            01 = "en-US"
            [kron]
            password_strength = 4
            error_style = "object"
            "#,
        )
        .loaded()
        .settings;
    assert_eq!(settings.listener.trusted_proxies.len(), 2);
    assert_eq!(settings.listener.body_limit, 4096);
    assert_eq!(settings.listener.idle_timeout, Duration::from_secs(5));
    assert!(settings.log.filter.would_enable("directory::users", &tracing::Level::DEBUG));
    assert!(!settings.log.filter.would_enable("wire", &tracing::Level::INFO));
    assert_eq!(settings.hashing.threads.get(), 3);
    assert_eq!((settings.password.memory_kib, settings.password.iterations), (65_536, 3));
    assert_eq!(settings.password.policy, PasswordPolicy::Uniform);
    assert_eq!(settings.password.uniform_policy, "House");
    assert_eq!(settings.password.pepper_file, Some("/etc/peppers".into()));
    assert_eq!(settings.sources.key_file, Some("/etc/sources.key".into()));
    assert_eq!(settings.pam360.dialect, Pam360Dialect::Pmp);
    assert_eq!(settings.pam360.http_status, HttpStatus::Semantic);
    assert_eq!(settings.pam360.status_code, StatusCode::Always);
    assert_eq!(settings.pam360.unknown_group, UnknownGroup::Reject);
    assert!(!settings.pam360.token_in_query);
    assert_eq!(settings.pam360.hosts["john-1234"], ip("127.0.0.1"));
    assert_eq!(settings.pam360.hosts["build.example.com"], ip("::1"));
    assert_eq!(settings.aria.token_hours, 12);
    assert_eq!(settings.oipa.locale_map["01"], "en-US");
    assert_eq!((settings.kron.password_strength, settings.kron.error_style), (4, ErrorStyle::Object));
}

#[test]
fn lists_and_tables_can_be_said_in_the_environment() {
    let settings = Operator::new()
        .env("PROVISOR_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7")
        .env("PROVISOR_PAM360_HOSTS", "a=10.1.2.3,b=::1")
        .env("PROVISOR_OIPA_LOCALE_MAP", "07=de, a b = zh-Hant-TW")
        .loaded()
        .settings;
    assert_eq!(settings.listener.trusted_proxies.len(), 2);
    assert_eq!(settings.pam360.hosts["b"], ip("::1"));
    let locales = &settings.oipa.locale_map;
    assert_eq!((locales["07"].as_str(), locales["a b"].as_str()), ("de", "zh-Hant-TW"));
}

#[test]
fn as_many_threads_hash_as_the_machine_has_cores() {
    let cores = std::thread::available_parallelism().unwrap();
    assert_eq!(Operator::new().loaded().settings.hashing.threads, cores);
}

#[test]
fn a_prefix_holds_its_addresses_and_no_others() {
    let holds = |prefix: &str, address: &str| Prefix::parse(prefix).unwrap().contains(ip(address));
    assert!(holds("10.0.0.0/8", "10.255.0.1"));
    assert!(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
    assert!(holds("192.0.2.7", "192.0.2.7"));
    assert!(holds("0.0.0.0/0", "203.0.113.9"));
    assert!(holds("::/0", "2001:db8::1"));
    assert!(holds("2001:db8::/33", "2001:db8:7fff::1"));
    assert!(!holds("2001:db8::/33", "2001:db8:8000::1"));
    assert!(!holds("10.0.0.0/8", "11.0.0.0"));
    assert!(!holds("0.0.0.0/0", "2001:db8::1"));
    assert!(!holds("::/0", "203.0.113.9"));
    assert!(!holds("2001:db8::/33", "203.0.113.9"));
}

#[test]
fn the_url_of_a_database_is_whole_for_the_connection_only() {
    let url = "postgres://u:hush@h/d?sslmode=disable";
    let Database::Postgres(postgres) = Operator::new().flag("database", url).loaded().settings.database
    else {
        panic!("not PostgreSQL")
    };
    assert_eq!(postgres.expose(), url);
    assert_eq!(postgres.to_string(), "postgres://u:***@h/d?sslmode=disable");
    assert!(!format!("{postgres:?}").contains("hush"));
}

#[test]
fn the_variables_of_libpq_complete_the_url_and_are_never_shown() {
    let operator = Operator::new().env("PGPASSWORD", "hush").env("HOME", "/home/me").env("PATH", "/bin");
    let settings = operator.flag("database", "postgres://u@h/d").loaded().settings;
    let Database::Postgres(postgres) = &settings.database else { panic!("not PostgreSQL") };
    let environment = postgres.environment();
    let found: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(found, [("HOME", "/home/me"), ("PGPASSWORD", "hush")]);
    assert!(!format!("{settings:?}").contains("hush"));
}

#[cfg(unix)]
#[test]
fn a_variable_of_libpq_that_is_no_text_is_refused_where_it_counts() {
    use std::os::unix::ffi::OsStringExt;
    let mut operator = Operator::new();
    operator.inputs.environment.push(("PGUSER".into(), std::ffi::OsString::from_vec(vec![0xff])));
    operator.loaded();
    let refusal = operator.flag("database", "postgres://h/d").refusal();
    assert_eq!(refusal, "PGUSER (environment PGUSER): must be text in UTF-8");
}

#[test]
fn the_first_password_is_used_but_never_shown() {
    let settings = Operator::new().env("PROVISOR_ADMIN_PASSWORD", "hush, hush").loaded().settings;
    assert_eq!(settings.admin_password.as_ref().map(Secret::expose), Some("hush, hush"));
    assert!(!format!("{settings:?}").contains("hush"));
}
