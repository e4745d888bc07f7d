use directory::users::{NewPassword, PasswordRule};

use super::*;

fn policy(rule: PasswordRule) -> String {
    match rule {
        PasswordRule::Kept(name) => name,
        other @ (PasswordRule::Own { .. } | PasswordRule::KeptOrStrong(_)) => panic!("{other:?}"),
    }
}

#[test]
fn a_person_without_a_password_gets_one_by_the_policy_and_a_program_gets_none() {
    let drawn = |sent: &[(&str, &str)]| match user(sent).password {
        NewPassword::Drawn(rule) => policy(rule),
        other => panic!("{other:?}"),
    };
    assert_eq!(drawn(&[]), "Strong");
    assert_eq!(drawn(&[("POLICY", "\"Low\""), ("PASSWORD", "\" \"")]), "Low");
    let NewPassword::Later(rule) = user(&[("ISAPIUSER", "true"), ("POLICY", "\"Mine\"")]).password else {
        panic!("none")
    };
    assert_eq!(policy(rule), "Mine", "there must be it all the same");
}

#[test]
fn a_given_password_goes_to_its_policy_letter_for_letter() {
    for sent in
        [&[("PASSWORD", "\" A+b&c%1 \"")][..], &[("PASSWORD", "\" A+b&c%1 \""), ("ISAPIUSER", "true")]]
    {
        let NewPassword::Given(password, rule) = user(sent).password else { panic!("given") };
        assert_eq!((password.as_str(), policy(rule).as_str()), (" A+b&c%1 ", "Strong"));
    }
    let sent = [("PASSWORD", "\"Test@123\""), ("POLICY", "\"offline password file\"")];
    let NewPassword::Given(_, rule) = user(&sent).password else { panic!("given") };
    assert_eq!(policy(rule), "offline password file");
}

#[test]
fn what_can_be_no_password_is_refused() {
    let long = format!("\"{}\"", "Aa1@".repeat(65));
    assert_eq!(
        refused(&[("PASSWORD", &long)]),
        "Password does not comply with the policy Strong: Maximum length must be 256"
    );
    assert!(refused(&[("PASSWORD", "\"Test@\\u0000123\"")]).starts_with("Harmful content"));
    assert_eq!(refused(&[("PASSWORD", "[1]")]), "Invalid value for parameter PASSWORD.");
}
