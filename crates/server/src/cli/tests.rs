use clap::{CommandFactory, Parser};
use jiff::SignedDuration;

use super::{Admin, Cli, Do, Expires, Migrate, Token, TokenKind};
use crate::settings::Database;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split(' '))
}

fn expires(text: &str) -> Option<Expires> {
    let line = format!("provisor token create --user u --kind native --expires {text}");
    match parse(&line).ok()?.command {
        Do::Token(Token::Create(token)) => token.expires,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_command_line_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn setting_flags_stand_before_or_after_the_command() {
    let cli = parse("provisor --listen 127.0.0.1:0 serve --data-dir /tmp/x --config my.toml").unwrap();
    assert!(matches!(cli.command, Do::Serve));
    assert_eq!(cli.settings.config, Some("my.toml".into()));
    assert_eq!(cli.settings.said, [("listen", "127.0.0.1:0".to_owned()), ("data_dir", "/tmp/x".to_owned())]);
}

#[test]
fn a_demonstration_ends_unless_it_is_to_be_kept() {
    assert!(matches!(parse("provisor demo").unwrap().command, Do::Demo { keep: false }));
    assert!(matches!(parse("provisor demo --keep").unwrap().command, Do::Demo { keep: true }));
}

#[test]
fn what_was_not_said_is_left_to_weaker_sources() {
    assert_eq!(parse("provisor serve").unwrap().settings.said, []);
}

#[test]
fn a_bare_switch_says_true_and_can_be_taken_back() {
    assert_eq!(
        parse("provisor --behind-proxy serve").unwrap().settings.said,
        [("behind_proxy", "true".to_owned())]
    );
    let off = parse("provisor serve --behind-proxy=false").unwrap();
    assert_eq!(off.settings.said, [("behind_proxy", "false".to_owned())]);
}

#[test]
fn exactly_the_documented_settings_have_flags() {
    let command = Cli::command();
    let mut flags: Vec<_> = command.get_arguments().filter_map(|arg| arg.get_long()).collect();
    flags.sort_unstable();
    assert_eq!(flags, ["behind-proxy", "config", "data-dir", "database", "listen", "tls-cert", "tls-key"]);
}

#[test]
fn the_help_of_a_flag_comes_from_the_table() {
    let help = Cli::command().render_long_help().to_string();
    for words in ["PROVISOR_LISTEN", "127.0.0.1:8440", "Folder for the store"] {
        assert!(help.contains(words), "{help}");
    }
}

#[test]
fn a_token_is_described_in_full() {
    let cli =
        parse("provisor token create --user jason --kind pam360 --expires 30d --host john-1234").unwrap();
    let Do::Token(Token::Create(token)) = cli.command else { panic!("{:?}", cli.command) };
    assert_eq!((token.user.as_str(), token.kind), ("jason", TokenKind::Pam360));
    assert_eq!(token.expires, Some(Expires::After(SignedDuration::from_hours(30 * 24))));
    assert_eq!(token.host.as_deref(), Some("john-1234"));
}

#[test]
fn a_day_ends_with_the_first_instant_of_the_next() {
    assert_eq!(expires("2027-01-31"), Some(Expires::At("2027-02-01T00:00:00Z".parse().unwrap())));
    assert_eq!(
        expires("2027-01-31T12:00:00+01:00"),
        Some(Expires::At("2027-01-31T11:00:00Z".parse().unwrap()))
    );
}

#[test]
fn an_end_that_cannot_be_read_is_refused() {
    for text in ["tomorrow", "0d", "-3d", "30", "d", "4000000000h", "100000000d", "2027-02-30"] {
        assert_eq!(expires(text), None, "{text}");
    }
}

#[test]
fn a_token_needs_an_owner_and_a_known_kind() {
    assert!(parse("provisor token create --kind scim").is_err());
    assert!(parse("provisor token create --user u").is_err());
    assert!(parse("provisor token create --user u --kind aria").is_err());
}

#[test]
fn copies_need_their_places() {
    let migrate = parse("provisor migrate --from old.db --to postgres://me:s3cret@db.example.com/roll");
    let Do::Migrate(Migrate { from, to }) = migrate.unwrap().command else { panic!("another command") };
    assert!(matches!(from, Database::Sqlite(path) if path.as_os_str() == "old.db"));
    assert_eq!(to.to_string(), "postgres://me:***@db.example.com/roll");
    assert!(
        matches!(parse("provisor backup f").unwrap().command, Do::Backup { file } if file.as_os_str() == "f")
    );
    assert!(
        matches!(parse("provisor restore f").unwrap().command, Do::Restore { file } if file.as_os_str() == "f")
    );
    for half in [
        "backup",
        "restore",
        "migrate",
        "migrate --from a",
        "migrate --to b",
        "migrate --from mysql://a --to b",
    ] {
        assert!(parse(&format!("provisor {half}")).is_err(), "{half}");
    }
}

#[test]
fn a_place_that_is_refused_is_not_repeated() {
    for place in
        ["postgress://u:s3cret@h/d", "postgres://u:s3cret@h/d?sslmod=require", "host=h password=s3cret", ""]
    {
        for (from, to) in [(place, "new.db"), ("old.db", place)] {
            let said = Cli::try_parse_from(["provisor", "migrate", "--from", from, "--to", to]).unwrap_err();
            let said = said.to_string();
            assert!(!said.contains("s3cret"), "{said}");
            let flag = if from == place { "--from" } else { "--to" };
            assert!(
                said.contains(flag) && said.contains("postgres://") || said.contains("sslmod,"),
                "{said}"
            );
        }
    }
}

#[test]
fn the_remaining_commands_are_known() {
    let reset = parse("provisor admin reset --user admin").unwrap().command;
    assert!(matches!(reset, Do::Admin(Admin::Reset { user, org }) if user == "admin" && org.name.is_none()));
    assert!(matches!(parse("provisor config").unwrap().command, Do::Config { describe: false }));
    assert!(matches!(parse("provisor completions bash").unwrap().command, Do::Completions { .. }));
    assert!(parse("provisor").is_err());
}
