use super::*;

fn read(url: &str) -> Said {
    Said::read(url, &Environment::new()).unwrap()
}

fn refused(url: &str) -> Sentence {
    Said::read(url, &Environment::new()).err().expect("a refusal")
}

#[test]
fn every_part_of_a_url_is_read() {
    let said = read(
        "postgresql://pro%40v:p%2Fw%3F@db1:5433,[::1],db3:1/roll%20one?sslmode=require&application_name=a%26b",
    );
    let words = [Word::User, Word::Password, Word::Host, Word::Port, Word::Dbname, Word::Sslmode];
    let found = words.map(|word| said.get(word).unwrap());
    assert_eq!(found, ["pro@v", "p/w?", "db1,::1,db3", "5433,,1", "roll one", "require"]);
    assert_eq!(said.get(Word::ApplicationName), Some("a&b"));
}

#[test]
fn parts_that_are_not_there_are_not_said() {
    for url in ["postgres://", "postgres:///", "postgres://@/", "postgres://?", "postgres:///?host="] {
        let said = read(url);
        assert!(Word::ALL.into_iter().all(|word| said.get(word).is_none()), "{url}");
    }
    assert_eq!(read("postgres://h?user=u").get(Word::User), Some("u"));
}

#[test]
fn the_folder_of_a_socket_is_written_with_escapes_or_as_a_word() {
    for url in ["postgres://%2Frun%2Fpostgresql/d", "postgres:///d?host=/run/postgresql"] {
        let said = read(url);
        assert_eq!(
            (said.get(Word::Host), said.get(Word::Dbname)),
            (Some("/run/postgresql"), Some("d")),
            "{url}"
        );
    }
}

#[test]
fn a_word_goes_before_the_front_of_the_url_and_both_before_the_environment() {
    let environment = Environment::from(
        [("PGUSER", "e"), ("PGDATABASE", "e"), ("PGPORT", "7"), ("PGPASSWORD", "pw"), ("PGAPPNAME", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let said = Said::read("postgres://u@h/d?user=w", &environment).unwrap();
    let words = [Word::User, Word::Dbname, Word::Port, Word::Password, Word::ApplicationName];
    assert_eq!(words.map(|word| said.get(word)), [Some("w"), Some("d"), Some("7"), Some("pw"), None]);
}

#[test]
fn an_unknown_word_is_named_and_a_piece_of_a_password_is_not() {
    assert!(refused("postgres://h/d?sslmod=require").contains("says sslmod,"));
    assert!(refused("postgres://h/d?service=main").contains("says service,"));
    let sentence = refused("postgres://h/d?password=a&S3cret=1");
    assert!(sentence.contains("says a word,") && !sentence.contains("S3cret"), "{sentence}");
}

#[test]
fn ssl_of_the_drivers_of_java_is_understood() {
    assert_eq!(read("postgres://h/d?ssl=true").get(Word::Sslmode), Some("require"));
    assert!(refused("postgres://h/d?ssl=1").contains("sslmode"));
}

#[test]
fn what_is_written_wrongly_is_refused_without_a_password() {
    for (url, word) in [
        ("mysql://h", "postgres://"),
        ("postgres://u:se%cret@h", "%25"),
        ("postgres://u:se%cretsecret%@h", "%25"),
        ("postgres://u:secret%ff@h", "no text"),
        ("postgres://u:secret%00@h", "no text"),
        ("postgres://u:sec@ret@h", "%40"),
        ("postgres://u:sec/ret@h/d", "%2F"),
        ("postgres://u:secret@h/d/e", "%2F"),
        ("postgres://u:secret@[::1/d", "]"),
        ("postgres://u:secret@::1/d", "brackets"),
    ] {
        let sentence = refused(url);
        assert!(sentence.contains(word), "{url}: {sentence}");
        assert!(!sentence.contains("cret") && !sentence.contains("sec"), "{url}: {sentence}");
    }
}
