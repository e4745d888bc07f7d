use std::sync::Arc;

use super::{super::scheme::Hasher, *};

const OLD: &str = "old QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ=";
const NEW: &str = "new ggggggggggggggggggggggggggggggggggggggggggg=";

fn hasher(cost: Cost, peppers: Peppers) -> Hasher {
    Hasher::new(cost, Arc::new(peppers))
}

fn cheap(peppers: &str) -> Hasher {
    let peppers = if peppers.is_empty() { Peppers::none() } else { Peppers::parse(peppers).unwrap() };
    hasher(Cost::cheap_for_tests(), peppers)
}

fn stored(text: &str) -> StoredPassword {
    StoredPassword::from_store(text.to_owned())
}

const RIGHT: Option<Verdict> = Some(Verdict::Right { renew: false });
const RENEW: Option<Verdict> = Some(Verdict::Right { renew: true });

#[test]
fn the_stored_string_is_scheme_pepper_and_phc() {
    let mut hasher = hasher(Cost::default(), Peppers::parse(NEW).unwrap());
    let hash = hasher.hash(&password("Test@123"), &SALT).unwrap();
    let head = "argon2id$new$$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$";
    assert!(hash.as_str().starts_with(head), "{}", hash.as_str());
    assert_eq!(hasher.verify(&password("Test@123"), Some(&hash)), RIGHT);
}

/// Made by the reference implementation in C with the salt `saltsaltsaltsalt`.
#[test]
fn what_another_implementation_hashed_is_right() {
    let phc =
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$BYUybqq7c7Gspewr56FiQMQBETBZDTMWmmE6CVhSgpI";
    let hash = stored(&format!("argon2id$0${phc}"));
    let mut hasher = hasher(Cost::default(), Peppers::none());
    assert_eq!(hasher.verify(&password("Test@123"), Some(&hash)), RIGHT);
    assert_eq!(hasher.verify(&password("test@123"), Some(&hash)), Some(Verdict::Wrong));
}

#[test]
fn a_hash_of_another_cost_is_right_and_to_be_renewed() {
    let old = cheap("").hash(&password("Test@123"), &SALT).unwrap();
    let mut hasher = hasher(Cost::default(), Peppers::none());
    assert_eq!(hasher.verify(&password("Test@123"), Some(&old)), RENEW);
}

#[test]
fn a_hash_under_an_older_pepper_is_right_and_to_be_renewed() {
    let old = cheap(OLD).hash(&password("Test@123"), &SALT).unwrap();
    assert_eq!(cheap(&format!("{OLD}\n{NEW}")).verify(&password("Test@123"), Some(&old)), RENEW);
}

#[test]
fn a_hash_without_pepper_is_renewed_when_there_is_one() {
    let old = cheap("").hash(&password("Test@123"), &SALT).unwrap();
    assert_eq!(cheap(NEW).verify(&password("Test@123"), Some(&old)), RENEW);
}

#[test]
fn the_same_password_under_two_peppers_has_two_hashes() {
    let digest = |peppers| {
        let hash = cheap(peppers).hash(&password("Test@123"), &SALT).unwrap();
        hash.as_str().rsplit('$').next().unwrap().to_owned()
    };
    assert_ne!(digest(OLD), digest(NEW));
    assert_ne!(digest(OLD), digest(""));
}

#[test]
fn what_cannot_be_read_takes_the_work_of_a_wrong_password() {
    let good = cheap("").hash(&password("Test@123"), &SALT).unwrap();
    let good = good.as_str();
    let unreadable = [
        String::new(),
        "secret".to_owned(),
        good.replacen("$0$", "$gone$", 1),
        good.replacen("argon2id", "argon2x", 1),
        good.replacen("$argon2id", "$argon2i", 1),
        good.replace("v=19", "v=16"),
        good.replace("m=8,", "m=4294967295,"),
        good.replace("m=8,", "m=1,"),
        good.replace("BwcHBwcHBwcHBwcHBwcHBw", "BwcHBw"),
        good.rsplit_once('$').unwrap().0.to_owned(),
    ];
    for text in unreadable {
        let mut hasher = cheap("");
        assert_eq!(
            hasher.verify(&password("Test@123"), Some(&stored(&text))),
            Some(Verdict::Wrong),
            "{text}"
        );
        assert_eq!(hasher.take_hashes(), 1, "{text}");
    }
}

#[test]
fn nobody_takes_the_work_of_a_wrong_password() {
    let mut hasher = cheap("");
    assert_eq!(hasher.verify(&password("Test@123"), None), Some(Verdict::Wrong));
    assert_eq!(hasher.take_hashes(), 1);
    let hash = hasher.hash(&password("Test@123"), &SALT).unwrap();
    hasher.take_hashes();
    assert_eq!(hasher.verify(&password("test@123"), Some(&hash)), Some(Verdict::Wrong));
    assert_eq!(hasher.take_hashes(), 1);
}

#[test]
fn nobody_is_hashed_with_the_same_memory_as_somebody() {
    let mut hasher = hasher(Cost::default(), Peppers::none());
    hasher.verify(&password("Test@123"), None);
    assert_eq!(hasher.memory_bytes(), 19_456 * 1024);
}

#[test]
fn a_wrong_password_against_a_cheaper_hash_is_made_as_slow() {
    let old = cheap("").hash(&password("Test@123"), &SALT).unwrap();
    let mut hasher = hasher(Cost::default(), Peppers::none());
    assert_eq!(hasher.verify(&password("test@123"), Some(&old)), Some(Verdict::Wrong));
    assert_eq!(hasher.take_hashes(), 2, "its own and one for the rest");
    assert!(hasher.memory_bytes() > 19_000 * 1024);
}

#[test]
fn memory_given_back_is_taken_again() {
    let mut hasher = cheap("");
    let first = hasher.hash(&password("Test@123"), &SALT).unwrap();
    hasher.give_memory_back();
    assert_eq!(hasher.memory_bytes(), 0);
    assert_eq!(hasher.hash(&password("Test@123"), &SALT).unwrap().as_str(), first.as_str());
}
