use std::collections::HashSet;

use super::*;

/// The third of the predefined ones.
const STRONG: PolicyRules = PREDEFINED[2].1;

/// Random enough, and the same in every run (xorshift).
fn random(mut state: u64) -> impl FnMut(&mut [u8]) {
    move |bytes| {
        for byte in bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state.to_le_bytes()[3];
        }
    }
}

fn policies() -> Vec<PolicyRules> {
    let mut all: Vec<_> = PREDEFINED.iter().map(|(_, rules)| *rules).collect();
    all.extend((0..5).map(|level| PolicyRules::kron(KronStrength::from_level(level).unwrap())));
    all.extend([PolicyRules::OIPA, PolicyRules::ARIA, PolicyRules::NATIVE]);
    all
}

/// Every policy that a site could write with these lengths and that can be met.
fn written_policies() -> Vec<PolicyRules> {
    let lengths = [(0, 1), (1, 2), (1, 3), (2, 4), (8, 8), (40, 64), (256, 256), (1, 300)];
    let bits = 0..32_u8;
    let all = lengths.into_iter().flat_map(|(min, max)| {
        bits.clone().map(move |bits| PolicyRules {
            max,
            mixed_case: bits & 1 > 0,
            digits: usize::from(bits & 2),
            specials: usize::from(bits & 4),
            starts_with_letter: bits & 8 > 0,
            letter_and_digit: bits & 16 > 0,
            ..PolicyRules::at_least(min)
        })
    });
    all.filter(PolicyRules::can_be_met).collect()
}

#[test]
fn a_generated_password_meets_its_policy() {
    let mut random = random(0x9e37_79b9_7f4a_7c15);
    for rules in policies().into_iter().chain(written_policies()) {
        for _ in 0..50 {
            let made = generate(&rules, &mut random);
            assert_eq!(rules.check(made.as_str(), "admin"), Ok(()), "{rules:?}: {}", made.as_str());
            assert!(Password::new(made.as_str().to_owned()).is_ok());
        }
    }
}

#[test]
fn bad_randomness_still_meets_the_policy() {
    for rules in policies().into_iter().chain(written_policies()) {
        for byte in [0, 0x7f, 0xff] {
            let made = generate(&rules, &mut |bytes| bytes.fill(byte));
            assert_eq!(rules.check(made.as_str(), "admin"), Ok(()), "{rules:?}");
        }
    }
}

#[test]
fn a_generated_password_is_long_where_the_policy_lets_it_be() {
    let mut random = random(1);
    for rules in policies() {
        assert_eq!(generate(&rules, &mut random).as_str().len(), 20);
    }
}

#[test]
fn generated_passwords_differ_in_every_place() {
    let mut random = random(2);
    let made: Vec<_> = (0..200).map(|_| generate(&STRONG, &mut random)).collect();
    for place in 0..20 {
        let seen: HashSet<_> = made.iter().map(|made| made.as_bytes()[place]).collect();
        assert!(seen.len() > 15, "place {place} has {} values", seen.len());
    }
}

#[test]
fn none_is_drawn_that_everybody_uses() {
    let rules = PolicyRules { max: 4, refuse_common: true, ..PolicyRules::at_least(1) };
    assert!(rules.can_be_met());
    let (mut calls, mut after) = (0, random(4));
    let made = generate(&rules, &mut |bytes| {
        // Four letters and three swaps: the first password is the one below.
        calls += 1;
        if calls > 7 { after(bytes) } else { bytes.fill(0) }
    });
    assert_eq!(rules.check(made.as_str(), ""), Ok(()));
    let stuck = generate(&rules, &mut |bytes| bytes.fill(0));
    assert_eq!(rules.check(stuck.as_str(), ""), Err(Violation::Common), "what this test stands on");
}

#[test]
fn rules_that_cannot_be_met_still_give_a_password() {
    let rules = PolicyRules { max: 0, ..STRONG };
    assert_eq!(generate(&rules, &mut random(3)).as_str().len(), 1);
}
