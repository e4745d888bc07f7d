use super::*;

#[track_caller]
fn passes(rules: PolicyRules, password: &str) {
    assert_eq!(rules.check(password, "mira"), Ok(()), "{password}");
}

#[track_caller]
fn fails(rules: PolicyRules, password: &str, violation: Violation) {
    assert_eq!(rules.check(password, "mira"), Err(violation), "{password}");
}

fn pam(name: &str) -> PolicyRules {
    PREDEFINED.iter().find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn the_vendors_samples_pass_their_policies() {
    assert_eq!(pam("Strong").check("Test@123", "jason"), Ok(()));
    assert_eq!(PolicyRules::ARIA.check("Test@123", "test"), Ok(()));
    assert_eq!(PolicyRules::kron(KronStrength::default()).check("admin", "admin"), Ok(()));
    assert_eq!(PolicyRules::OIPA.check("User100", "User100"), Ok(()));
}

#[test]
fn the_words_are_the_vendors_own() {
    assert_eq!(pam("Strong").check("T@1a", "").unwrap_err().to_string(), "Minimum length must be 8");
    assert_eq!(Violation::TooLong(64).to_string(), "Maximum length must be 64");
}

#[test]
fn low_asks_for_four_to_sixty_four_characters() {
    passes(pam("Low"), "mira");
    fails(pam("Low"), "mir", Violation::TooShort(4));
    passes(pam("Low"), &"é".repeat(64));
    fails(pam("Low"), &"é".repeat(65), Violation::TooLong(64));
}

#[test]
fn medium_asks_for_a_letter_and_a_digit() {
    passes(pam("Medium"), "abcde1");
    fails(pam("Medium"), "abc1", Violation::TooShort(6));
    fails(pam("Medium"), "abcdef", Violation::NoLetterAndDigit);
    fails(pam("Medium"), "123456", Violation::NoLetterAndDigit);
    fails(pam("Medium"), &"a1".repeat(33), Violation::TooLong(64));
}

#[test]
fn strong_asks_for_every_class_and_a_letter_first() {
    fails(pam("Strong"), "Tes@123", Violation::TooShort(8));
    fails(pam("Strong"), "test@123", Violation::NoMixedCase);
    fails(pam("Strong"), "TEST@123", Violation::NoMixedCase);
    fails(pam("Strong"), "Test@abc", Violation::TooFewDigits(1));
    fails(pam("Strong"), "Test1234", Violation::TooFewSpecials(1));
    fails(pam("Strong"), "Test 123", Violation::TooFewSpecials(1));
    fails(pam("Strong"), "@Test123", Violation::StartsWithoutLetter);
    fails(pam("Strong"), "Sonali&Sarkar", Violation::TooFewDigits(1));
    fails(pam("Strong"), &"Test@123".repeat(9), Violation::TooLong(64));
}

#[test]
fn the_offline_policy_is_strong_with_twelve_characters() {
    passes(pam("Offline Password File"), "Test@1234567");
    fails(pam("Offline Password File"), "Test@123456", Violation::TooShort(12));
    fails(pam("Offline Password File"), "test@1234567", Violation::NoMixedCase);
}

#[test]
fn the_login_is_compared_without_case() {
    for rules in [pam("Medium"), PolicyRules::ARIA] {
        assert_eq!(rules.check("User1000", "uSER1000"), Err(Violation::IsLogin));
    }
    for rules in [pam("Strong"), pam("Offline Password File")] {
        assert_eq!(rules.check("Jason@Host-12", "jason@host-12"), Err(Violation::IsLogin));
    }
    assert_eq!(PolicyRules::ARIA.check("ÉLODIE12", "élodie12"), Err(Violation::IsLogin));
    assert_eq!(pam("Low").check("User1000", "user1000"), Ok(()));
    assert_eq!(PolicyRules::NATIVE.check("User1000", "user1000"), Ok(()));
}

#[test]
fn so_many_digits_and_specials_are_asked_for() {
    let rules = PolicyRules { digits: 2, specials: 3, ..PolicyRules::at_least(1) };
    passes(rules, "12!?.");
    fails(rules, "1!?.", Violation::TooFewDigits(2));
    fails(rules, "12!?", Violation::TooFewSpecials(3));
    assert_eq!(Violation::TooFewDigits(2).to_string(), "Must contain at least 2 digits");
    assert_eq!(Violation::TooFewSpecials(1).to_string(), "Must contain a special character");
}

#[test]
fn what_everybody_uses_is_refused_where_the_policy_says_so() {
    let rules = PolicyRules { refuse_common: true, ..PolicyRules::at_least(1) };
    for common in ["password1", "PassWord1", "qwertyuiop", "ADMIN", "P@ssw0rd"] {
        fails(rules, common, Violation::Common);
        passes(PolicyRules::at_least(1), common);
    }
    passes(rules, "tr4in-delay-kiosk");
}

#[test]
fn rules_are_kept_as_they_are() {
    for (_, rules) in PREDEFINED {
        let kept = serde_json::to_string(&rules).unwrap();
        assert_eq!(serde_json::from_str::<PolicyRules>(&kept).unwrap(), rules);
    }
}

#[test]
fn aria_asks_for_eight_characters_with_a_letter_and_a_digit() {
    fails(PolicyRules::ARIA, "Tes@123", Violation::TooShort(8));
    fails(PolicyRules::ARIA, "password", Violation::NoLetterAndDigit);
    fails(PolicyRules::ARIA, "12345678", Violation::NoLetterAndDigit);
}

#[test]
fn kron_has_five_levels() {
    let level = |level| PolicyRules::kron(KronStrength::from_level(level).unwrap());
    passes(level(0), "a");
    fails(level(1), "admi", Violation::TooShort(5));
    passes(level(1), "admin");
    fails(level(2), "admin", Violation::TooFewDigits(1));
    fails(level(2), "adm1", Violation::TooShort(5));
    passes(level(2), "admi1");
    fails(level(3), "Adm@123", Violation::TooShort(8));
    fails(level(3), "admi@123", Violation::NoMixedCase);
    fails(level(3), "Admi@abc", Violation::TooFewDigits(1));
    fails(level(3), "Admin123", Violation::TooFewSpecials(1));
    passes(level(3), "1dMi@123");
    fails(level(4), "Admi@1234567890", Violation::TooShort(16));
    fails(level(4), "Admin12345678901", Violation::TooFewSpecials(1));
    passes(level(4), "Admi@12345678901");
    assert_eq!(KronStrength::from_level(5), None);
}

#[test]
fn oipa_asks_only_for_something() {
    passes(PolicyRules::OIPA, "x");
    fails(PolicyRules::OIPA, "", Violation::Blank);
    fails(PolicyRules::OIPA, " \t", Violation::Blank);
}

#[test]
fn scim_and_native_ask_for_eight_characters() {
    passes(PolicyRules::NATIVE, "a b c d ");
    fails(PolicyRules::NATIVE, "abcdefg", Violation::TooShort(8));
}

#[test]
fn rules_that_contradict_each_other_cannot_be_met() {
    let strong = pam("Strong");
    assert!(strong.can_be_met());
    assert!(!PolicyRules { max: 7, ..strong }.can_be_met());
    assert!(!PolicyRules { min: 1, max: 3, ..strong }.can_be_met());
    assert!(PolicyRules { min: 1, max: 4, ..strong }.can_be_met());
    assert!(!PolicyRules::at_least(257).can_be_met());
    assert!(PolicyRules { max: 1, starts_with_letter: true, ..PolicyRules::at_least(1) }.can_be_met());
    assert!(!PolicyRules { max: 0, ..PolicyRules::at_least(0) }.can_be_met());
    assert!(!PolicyRules { digits: 5, specials: 4, max: 8, ..PolicyRules::at_least(1) }.can_be_met());
    assert!(!PolicyRules { digits: usize::MAX, specials: 2, ..PolicyRules::at_least(1) }.can_be_met());
}
