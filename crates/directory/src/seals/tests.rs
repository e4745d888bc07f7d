use super::*;

const OWNER: Owner = Owner::Source(OrgKey(1), SourceId([7; 16]));

fn line(id: &str, byte: u8) -> String {
    Seals::line(id, &[byte; KEY]).to_string()
}

fn seals(file: &str) -> Seals {
    Seals::parse(file).unwrap()
}

fn sealed(seals: &Seals) -> Vec<u8> {
    seals.seal(OWNER, b"bind-secret", [9; NONCE]).unwrap()
}

fn opened(seals: &Seals, kept: &[u8]) -> Option<String> {
    seals.open(OWNER, kept).map(|secret| String::from_utf8(secret.to_vec()).unwrap())
}

#[test]
fn what_is_sealed_is_opened_and_not_to_be_read() {
    let seals = seals(&line("2026", 1));
    let kept = sealed(&seals);
    assert_eq!(opened(&seals, &kept).as_deref(), Some("bind-secret"));
    assert!(!kept.windows(4).any(|four| four == b"bind"), "{kept:?}");
    assert_eq!(opened(&Seals::none(), &kept), None);
    assert_eq!(opened(&self::seals(&line("2026", 2)), &kept), None, "another key of that id");
}

#[test]
fn the_last_key_seals_and_the_others_open() {
    let old = seals(&line("2025", 1));
    let both = seals(&format!("# rotated\n\n{}{}", line("2025", 1), line("2026", 2)));
    assert_eq!(opened(&both, &sealed(&old)).as_deref(), Some("bind-secret"));
    assert_eq!(opened(&old, &sealed(&both)), None);
}

#[test]
fn what_was_changed_or_moved_is_not_opened() {
    let seals = seals(&line("2026", 1));
    let kept = sealed(&seals);
    for at in 0..kept.len() {
        let mut changed = kept.clone();
        changed[at] ^= 1;
        assert_eq!(opened(&seals, &changed), None, "byte {at}");
        assert_eq!(opened(&seals, &kept[..at]), None, "the first {at} bytes");
    }
    for other in [
        Owner::Source(OrgKey(2), SourceId([7; 16])),
        Owner::Source(OrgKey(1), SourceId([8; 16])),
        Owner::SecondFactor(OrgKey(1), UserId([7; 16])),
    ] {
        assert!(seals.open(other, &kept).is_none(), "{other:?}");
    }
}

#[test]
fn nothing_is_sealed_without_a_key() {
    assert!(Seals::none().seal(OWNER, b"x", [9; NONCE]).is_none());
}

#[test]
fn a_damaged_key_file_is_refused_with_its_line() {
    let refused = |file: &str| Seals::parse(file).unwrap_err();
    assert_eq!(refused("\n# nothing\n"), SealsRefused::Empty);
    assert_eq!(refused(&format!("{}b\n", line("a", 1))), SealsRefused::Malformed(2));
    assert_eq!(refused("a not*base64"), SealsRefused::Malformed(1));
    assert_eq!(refused("a$b AAAA"), SealsRefused::Malformed(1));
    assert_eq!(refused("a AAAA"), SealsRefused::Length(1));
    assert_eq!(refused(&format!("{0}{0}", line("a", 1))), SealsRefused::IdTaken(2));
}

#[test]
fn no_key_is_printed() {
    assert_eq!(format!("{:?}", seals(&line("2026", 1))), "Seals { ids: [\"2026\"], .. }");
}
