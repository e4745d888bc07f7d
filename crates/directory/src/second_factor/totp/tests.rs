use super::*;

/// The secret of the vectors in RFC 6238, appendix B, and in RFC 4226, appendix D.
fn secret() -> Secret {
    Secret::new(*b"12345678901234567890")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

/// The step that takes a code typed at an instant.
fn step(typed: &str, seconds: i64, last: i64) -> Option<i64> {
    secret().step_of(Code::parse(typed)?, at(seconds), last)
}

#[test]
fn codes_are_those_of_rfc_6238() {
    // The last six of the eight digits that the RFC prints for SHA-1.
    for (seconds, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(step(code, seconds, 0), Some(seconds / 30), "{seconds}");
    }
}

#[test]
fn codes_are_those_of_rfc_4226() {
    let codes =
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    for (step, code) in (0..).zip(codes) {
        assert_eq!(format!("{:06}", secret().code_at(step).unwrap()), code, "{step}");
    }
}

#[test]
fn a_code_is_right_one_step_earlier_and_later_and_not_beyond() {
    // The code of step 5 lives from second 150 on.
    let lives: Vec<i64> = (0..300).filter(|second| step("254676", *second, -1) == Some(5)).collect();
    assert_eq!((lives.first(), lives.last(), lives.len()), (Some(&120), Some(&209), 90));
}

#[test]
fn a_step_is_taken_once_and_no_earlier_one_after_it() {
    assert_eq!(step("254676", 150, 4), Some(5));
    assert_eq!(step("254676", 150, 5), None);
    assert_eq!(step("338314", 150, 5), None, "the step before, when a later one was taken");
    assert_eq!(step("287922", 150, 5), Some(6), "the step after");
}

#[test]
fn a_code_is_six_digits_and_nothing_else() {
    for odd in [
        "",
        "25467",
        "2546760",
        "254 676",
        " 254676",
        "254676 ",
        "+54676",
        "-54676",
        "0x5467",
        "２５４６７６",
        "٢٥٤٦٧٦",
        "25467a",
    ] {
        assert!(Code::parse(odd).is_none(), "{odd:?}");
    }
    assert!(Code::parse(&"1".repeat(1_000_000)).is_none());
    assert!(Code::parse("000000").is_some());
}

#[test]
fn a_secret_is_shown_in_base32() {
    assert_eq!(*secret().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert!(Secret::of(&[0; 19]).is_none());
}
