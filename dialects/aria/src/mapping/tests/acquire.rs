use directory::sessions::KeptAt;
use model::{Refusal, Rule};

use crate::Settings;
use crate::mapping::sign_in::{SignIn, life, sign_in};
use crate::wire::UsernamePassword;

fn read(source: Option<&str>, username: Option<&str>, password: Option<&str>) -> Result<SignIn, Refusal> {
    sign_in(UsernamePassword {
        username: username.map(str::to_owned),
        auth_source: source.map(str::to_owned),
        password: password.map(str::to_owned),
    })
}

#[test]
fn a_local_user_signs_in_with_the_password_as_typed() {
    for source in [None, Some("LOCAL"), Some("local")] {
        let read = read(source, Some("admin"), Some(" Corr3ct horse ")).ok().unwrap();
        assert_eq!((read.login.as_str(), read.password.unwrap().as_str()), ("admin", " Corr3ct horse "));
        assert_eq!(read.kept_at, KeptAt::Here);
    }
}

#[test]
fn the_name_of_a_source_says_where_the_password_is_kept() {
    let read = read(Some("Local AD"), Some("admin"), Some("x")).ok().unwrap();
    assert_eq!(read.kept_at, KeptAt::Source("Local AD".to_owned()));
}

#[test]
fn what_cannot_be_right_is_a_wrong_password_and_no_other_answer() {
    for (source, login, password) in
        [(Some("corp"), "ad\0min", "Corr3ct-horse"), (None, "ad\0min", "Corr3ct-horse"), (None, "admin", "")]
    {
        let read = read(source, Some(login), Some(password)).ok().unwrap();
        assert!(read.password.is_err(), "{source:?} {login} {password}");
        assert!(!read.login.contains('\0'));
    }
}

#[test]
fn all_that_is_missing_is_named() {
    let Err(Refusal::Invalid(all)) = read(None, None, None) else { panic!("refused") };
    let fields: Vec<_> = all.iter().map(|one| (one.field.as_ref(), &one.rule)).collect();
    assert_eq!(fields, [("username", &Rule::Required), ("password", &Rule::Required)]);
    assert!(read(None, Some("a"), None).is_err() && read(None, None, Some("a")).is_err());
}

#[test]
fn a_token_lives_six_hours_from_its_last_use() {
    let life = life(Settings::default());
    assert_eq!((life.idle_seconds, life.longest_seconds), (21_600, None));
}
