use super::*;

fn refused(text: &str) -> PasswordRefused {
    Password::new(text.to_owned()).unwrap_err()
}

#[test]
fn a_password_is_kept_exactly_as_typed() {
    assert_eq!(password("  e\u{301} ").as_str(), "  e\u{301} ");
}

#[test]
fn a_password_of_nothing_but_blanks_is_refused() {
    assert_eq!(refused(""), PasswordRefused::Blank);
    assert_eq!(refused(" \t\u{3000}"), PasswordRefused::Blank);
}

#[test]
fn a_password_has_at_most_256_characters() {
    assert!(Password::new("é".repeat(256)).is_ok());
    assert!(Password::new("𝄞".repeat(256)).is_ok(), "1024 bytes");
    assert_eq!(refused(&"e".repeat(257)), PasswordRefused::TooLong);
}

#[test]
fn a_password_with_a_nul_is_refused() {
    assert_eq!(refused("pass\0word"), PasswordRefused::Nul);
}

#[test]
fn secrets_do_not_print() {
    let stored = StoredPassword::from_store("hush".to_owned());
    let peppers = Peppers::parse(&format!("first {}=", "A".repeat(43))).unwrap();
    assert_eq!(format!("{:?}", password("hush")), "Password(..)");
    assert_eq!(format!("{stored:?}"), "StoredPassword(..)");
    assert_eq!(format!("{peppers:?}"), r#"Peppers { current: "first", .. }"#);
}
