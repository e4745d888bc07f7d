use super::*;

fn key(letter: char) -> String {
    format!("{}=", letter.to_string().repeat(43))
}

fn refused(file: &str) -> PeppersRefused {
    Peppers::parse(file).unwrap_err()
}

#[test]
fn the_last_pepper_of_the_file_is_current() {
    let file = format!("# kept in the safe\n\n2024 {}\r\n2025\t{}\n", key('A'), key('Q'));
    assert_eq!(Peppers::parse(&file).unwrap().current_id(), "2025");
}

#[test]
fn without_peppers_the_id_is_0() {
    assert_eq!(Peppers::none().current_id(), "0");
    let given_up = Peppers::parse(&format!("2024 {}\n0\n", key('A'))).unwrap();
    assert_eq!(given_up.current_id(), "0");
    assert!(given_up.season("2024", &password("p")).is_some());
}

#[test]
fn the_password_is_keyed_by_hmac_sha256() {
    // The expected value was computed with another implementation.
    let peppers = Peppers::parse("a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    let seasoned = peppers.season("a", &password("Test@123")).unwrap();
    assert_eq!(*seasoned, HMAC_OF_TEST_123);
    assert_eq!(*peppers.season("0", &password("Test@123")).unwrap(), b"Test@123");
    assert!(peppers.season("b", &password("Test@123")).is_none());
}

#[test]
fn a_damaged_pepper_file_is_refused_with_its_line() {
    assert_eq!(refused("\n# nothing\n"), PeppersRefused::Empty);
    assert_eq!(refused(&format!("a {}\nb\n", key('A'))), PeppersRefused::Malformed(2));
    assert_eq!(refused("a not*base64"), PeppersRefused::Malformed(1));
    assert_eq!(refused(&format!("a$b {}", key('A'))), PeppersRefused::Malformed(1));
    assert_eq!(refused(&format!("{} {}", "a".repeat(33), key('A'))), PeppersRefused::Malformed(1));
    assert_eq!(refused("a AAAA"), PeppersRefused::ShortKey(1));
    assert_eq!(refused(&format!("a {0}\na {0}", key('A'))), PeppersRefused::IdTaken(2));
    assert_eq!(refused(&format!("0 {}", key('A'))), PeppersRefused::IdTaken(1));
}

const HMAC_OF_TEST_123: [u8; 32] = [
    0xaa, 0xd1, 0x4c, 0x23, 0x7f, 0x03, 0x70, 0xfa, 0xca, 0x95, 0x2e, 0xb7, 0x89, 0x20, 0x4b, 0xc6, 0xf2,
    0x1f, 0xc8, 0xbf, 0xca, 0x2e, 0xe7, 0xe4, 0x3b, 0xe2, 0xc7, 0xa9, 0x2c, 0x56, 0x2a, 0xe7,
];
