use directory::users::NewPassword;

use super::*;

#[test]
fn a_person_without_a_password_gets_one_by_the_policy_and_a_program_gets_none() {
    let drawn = |sent: &[(&str, &str)]| match user(sent).password {
        NewPassword::Drawn(rule) => (rule.policy, rule.rules.min),
        other => panic!("{other:?}"),
    };
    assert_eq!(drawn(&[]), ("Strong".to_owned(), 8));
    assert_eq!(drawn(&[("POLICY", "\"Low\""), ("PASSWORD", "\" \"")]), ("Low".to_owned(), 4));
    assert!(matches!(user(&[("ISAPIUSER", "true")]).password, NewPassword::None));
}

#[test]
fn a_given_password_goes_to_its_policy_letter_for_letter() {
    for sent in
        [&[("PASSWORD", "\" A+b&c%1 \"")][..], &[("PASSWORD", "\" A+b&c%1 \""), ("ISAPIUSER", "true")]]
    {
        let NewPassword::Given(password, rule) = user(sent).password else { panic!("given") };
        assert_eq!((password.as_str(), rule.policy.as_str()), (" A+b&c%1 ", "Strong"));
    }
    for policy in ["Low", "Medium", "Strong", "Offline Password File"] {
        let NewPassword::Given(_, rule) =
            user(&[("PASSWORD", "\"Test@123\""), ("POLICY", &format!("\"{policy}\""))]).password
        else {
            panic!("given")
        };
        assert_eq!(rule.policy, policy);
    }
}

#[test]
fn an_unknown_policy_and_what_can_be_no_password_are_refused() {
    assert_eq!(refused(&[("POLICY", "\"Mine\"")]), "Invalid value for parameter POLICY.");
    let long = format!("\"{}\"", "Aa1@".repeat(65));
    assert_eq!(
        refused(&[("PASSWORD", &long)]),
        "Password does not comply with the policy Strong: Maximum length must be 64"
    );
    assert!(refused(&[("PASSWORD", "\"Test@\\u0000123\"")]).starts_with("Harmful content"));
    assert_eq!(refused(&[("PASSWORD", "[1]")]), "Invalid value for parameter PASSWORD.");
}
