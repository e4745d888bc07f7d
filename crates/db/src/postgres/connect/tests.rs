use super::target::{Server, Target};
use crate::postgres::url::Environment;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);

fn environment(pairs: &[(&str, &str)]) -> Environment {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn resolved(url: &str, variables: &[(&str, &str)]) -> Target {
    Target::resolve(url, &environment(variables), PATIENCE).unwrap()
}

#[track_caller]
fn refused(url: &str, variables: &[(&str, &str)], words: &[&str]) {
    let Err(sentence) = Target::resolve(url, &environment(variables), PATIENCE) else {
        panic!("{url} is taken")
    };
    for word in words {
        assert!(sentence.contains(word), "no {word:?} in: {sentence}");
    }
}

/// Each server as `host@address:port`, a socket as its folder.
fn servers(target: &Target) -> Vec<String> {
    let shown = |place: &super::target::Place| match &place.server {
        Server::Socket(folder) => format!("{}:{}", folder.display(), place.port),
        Server::Host { name, address: Some(address) } => format!("{name}@{address}:{}", place.port),
        Server::Host { name, address: None } => format!("{name}:{}", place.port),
    };
    target.places.iter().map(shown).collect()
}

fn file(folder: &Path, name: &str, text: &str, mode: u32) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn several_servers_are_tried_in_their_order_each_at_its_port() {
    for (url, expected) in [
        ("postgres://u@a,b:7,c/d", vec!["a:5432", "b:7", "c:5432"]),
        ("postgres://u@a,b/d?port=7", vec!["a:7", "b:7"]),
        ("postgres://u@[::1]:7/d", vec!["::1:7"]),
        ("postgres://u@a,b/d?hostaddr=10.0.0.1,::1", vec!["a@10.0.0.1:5432", "b@::1:5432"]),
        ("postgres://u@/d?hostaddr=10.0.0.1", vec!["10.0.0.1@10.0.0.1:5432"]),
        ("postgres://u@%2Frun%2Fpg:7,b/d", vec!["/run/pg:7", "b:5432"]),
    ] {
        assert_eq!(servers(&resolved(url, &[])), expected, "{url}");
    }
    for url in ["postgres://u@a,b,c/d?port=1,2", "postgres://u@a,b/d?hostaddr=10.0.0.1", "postgres://u@a:0/d"]
    {
        refused(url, &[], &["the database URL has"]);
    }
    refused("postgres://u@a/d?hostaddr=b", &[], &["hostaddr"]);
}

#[test]
fn what_is_not_said_comes_from_the_environment_and_then_from_the_user() {
    let target =
        resolved("postgres://", &[("PGHOST", "h"), ("PGPORT", "7"), ("PGUSER", "u"), ("PGPASSWORD", "p")]);
    assert_eq!(
        (servers(&target), target.user.as_str(), target.database.as_str()),
        (vec!["h:7".into()], "u", "u")
    );
    assert_eq!(target.places[0].password.as_deref(), Some("p"));
    assert_eq!(resolved("postgres://h", &[("USER", "me")]).user, "me");
    assert!(matches!(resolved("postgres://u@", &[]).places[0].server, Server::Socket(_)));
    refused("postgres://h/d", &[], &["names no user"]);
}

#[test]
fn times_have_defaults_and_can_be_said() {
    let target = resolved("postgres://u@h", &[]);
    assert_eq!(target.limit, Some(PATIENCE));
    assert_eq!(target.config.get_tcp_user_timeout(), Some(&(PATIENCE * 4)));
    assert!(target.config.get_keepalives());
    let words = "connect_timeout=9&tcp_user_timeout=1500&keepalives=0&keepalives_idle=7&keepalives_count=2";
    let target = resolved(&format!("postgres://u@h?{words}"), &[("PGCONNECT_TIMEOUT", "1")]);
    assert_eq!(target.limit, Some(Duration::from_secs(9)));
    assert_eq!(target.config.get_tcp_user_timeout(), Some(&Duration::from_millis(1500)));
    assert!(!target.config.get_keepalives());
    assert_eq!(target.config.get_keepalives_retries(), Some(2));
    assert_eq!(resolved("postgres://u@h?connect_timeout=0", &[]).limit, None);
    refused("postgres://u@h?connect_timeout=soon", &[], &["connect_timeout", "whole number"]);
}

#[test]
fn a_password_file_gives_the_password_of_the_first_line_that_fits() {
    let home = tempfile::tempdir().unwrap();
    let lines = "# a comment\nbroken:line\nh:5432:d:u:one\\:\\\\two\nh:*:\\*:u:three\n*:7:*:*:four\n\
                 localhost:*:*:u:socket\n";
    let path = file(home.path(), "passwords", lines, 0o600);
    let password = |url: &str| {
        let target = resolved(url, &[("PGPASSFILE", &path)]);
        target.places[0].password.clone()
    };
    assert_eq!(password("postgres://u@h/d").as_deref(), Some("one:\\two"));
    assert_eq!(password("postgres://u@h/e"), None);
    assert_eq!(password("postgres://u@h/*").as_deref(), Some("three"), "an escaped star is a star");
    assert_eq!(password("postgres://v@x:7/e").as_deref(), Some("four"));
    assert_eq!(password("postgres://u@%2Ftmp/d").as_deref(), Some("socket"));
    assert_eq!(password("postgres://u:said@h/d").as_deref(), Some("said"));
    let several = resolved("postgres://u@h,x:7,y/d", &[("PGPASSFILE", &path)]);
    let passwords: Vec<_> = several.places.iter().map(|place| place.password.as_deref()).collect();
    assert_eq!(passwords, [Some("one:\\two"), Some("four"), None], "each server has its own");
}

#[test]
fn the_password_file_at_home_is_read_when_it_is_there() {
    let home = tempfile::tempdir().unwrap();
    let at = home.path().to_str().unwrap();
    assert_eq!(resolved("postgres://u@h", &[("HOME", at)]).places[0].password, None);
    file(home.path(), ".pgpass", "*:*:*:*:pw", 0o600);
    assert_eq!(resolved("postgres://u@h", &[("HOME", at)]).places[0].password.as_deref(), Some("pw"));
}

#[test]
fn a_password_file_that_others_may_read_or_that_is_not_there_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let at = home.path().to_str().unwrap();
    refused(&format!("postgres://u@h?passfile={at}/none"), &[], &["password file", "none", "cannot be read"]);
    for mode in [0o640, 0o604] {
        file(home.path(), ".pgpass", "*:*:*:*:secret", mode);
        refused("postgres://u@h", &[("HOME", at)], &["others may read", ".pgpass", "600"]);
    }
}

#[test]
fn words_of_tls_that_do_not_fit_together_are_refused() {
    for (query, words) in [
        ("sslmode=allow", &["allow"] as &[_]),
        ("sslmode=on", &["sslmode must be"]),
        ("sslmode=verify-full", &["sslrootcert"]),
        ("sslmode=verify-ca", &["sslrootcert"]),
        ("sslmode=require&sslrootcert=system", &["verify-full"]),
        ("sslmode=verify-full&sslrootcert=/none.pem", &["/none.pem"]),
        ("sslmode=require&sslcert=/none.pem", &["sslcert and sslkey"]),
        ("channel_binding=no", &["channel_binding"]),
        ("target_session_attrs=standby", &["target_session_attrs"]),
    ] {
        refused(&format!("postgres://u@h?{query}"), &[], words);
    }
}

#[test]
fn files_of_tls_are_not_read_without_tls() {
    assert!(resolved("postgres://u@h?sslmode=disable&sslrootcert=/none.pem", &[]).tls.is_none());
}

#[test]
fn a_key_that_others_may_use_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let key = file(folder.path(), "key.pem", "", 0o644);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/listener/tests/data/localhost.pem");
    let cert = data.to_str().unwrap();
    let url = format!("postgres://u@h?sslmode=require&sslcert={cert}&sslkey={key}");
    refused(&url, &[], &["others may use the key", "600"]);
}
