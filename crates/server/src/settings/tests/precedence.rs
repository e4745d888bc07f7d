use super::{super::Origin, Operator};

#[test]
fn with_nothing_said_the_defaults_hold() {
    let loaded = Operator::new().loaded();
    assert_eq!(loaded.settings.listener.address.to_string(), "127.0.0.1:8440");
    assert_eq!(loaded.settings.data_dir.to_str(), Some("./provisor-data"));
    assert_eq!(loaded.settings.database.to_string(), "./provisor-data/provisor.db");
    assert!(loaded.in_force.iter().all(|line| line.origin == Origin::Default));
}

#[test]
fn the_command_line_beats_the_environment_which_beats_the_file_which_beats_the_default() {
    let listen = |operator: &Operator| {
        let loaded = operator.loaded();
        (loaded.settings.listener.address.port(), loaded.origin("listen").unwrap().to_string())
    };
    let mut operator = Operator::new().file("\nlisten = '127.0.0.1:1'");
    let path = operator.folder.path().join("provisor.toml");
    assert_eq!(listen(&operator), (1, format!("{}:2", path.display())));
    operator = operator.env("PROVISOR_LISTEN", "127.0.0.1:2");
    assert_eq!(listen(&operator), (2, "environment PROVISOR_LISTEN".into()));
    operator = operator.flag("listen", "127.0.0.1:3");
    assert_eq!(listen(&operator), (3, "command line --listen".into()));
}

#[test]
fn a_value_that_is_beaten_need_not_be_right() {
    let loaded = Operator::new().file("log_format = 'xml'").env("PROVISOR_LOG_FORMAT", "text").loaded();
    assert_eq!(loaded.settings.log.format, super::super::LogFormat::Text);
}

#[test]
fn each_value_remembers_its_own_origin() {
    let loaded = Operator::new()
        .file("[throttle]\nminutes = 20")
        .env("PROVISOR_THROTTLE_ANYWHERE", "50")
        .flag("data_dir", "/var/lib/provisor")
        .loaded();
    let origin = |key| loaded.origin(key).unwrap();
    assert!(matches!(origin("throttle.minutes"), Origin::File { line: 2, .. }));
    assert_eq!(*origin("throttle.anywhere"), Origin::Environment("PROVISOR_THROTTLE_ANYWHERE".into()));
    assert_eq!(*origin("data_dir"), Origin::CommandLine("data-dir".into()));
    assert_eq!(*origin("throttle.per_address"), Origin::Default);
    assert_eq!(loaded.origin("no.such"), None);
}

#[test]
fn a_file_that_was_asked_for_is_read_instead_of_the_one_in_the_folder() {
    let mut operator = Operator::new().file("org.name = 'In the folder'");
    let other = operator.folder.path().join("other.toml");
    std::fs::write(&other, "[org]\nname = 'Asked for'").unwrap();
    operator.inputs.config = Some(other);
    assert_eq!(operator.loaded().settings.org.name, "Asked for");
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let mut operator = Operator::new();
    operator.inputs.config = Some(operator.folder.path().join("gone.toml"));
    assert!(
        operator.refusal().starts_with("gone.toml: cannot be read: No such file"),
        "{}",
        operator.refusal()
    );
}

#[test]
fn variables_of_others_and_of_the_test_command_are_passed_over() {
    Operator::new().env("PATH", "/bin").env("PROVISOR_TEST_POSTGRES", "postgres://x").loaded();
}
