use model::{Phone, Slot};

use super::*;

fn seen(phone: &Phone) -> (&str, Option<&str>, bool, Option<Slot>) {
    (phone.text(), phone.kind.as_deref(), phone.primary, phone.slot)
}

#[test]
fn parts_make_one_number_each_and_the_primary_one_is_marked() {
    let user = user(&[
        ("PRIMARYCONTACT", "\"mobile\""),
        ("MOBILE_COUNTRYCODE", "\"91\""),
        ("MOBILE", "9876543210"),
        ("LANDLINE_COUNTRYCODE", "\"355\""),
        ("LANDLINE", "\"12312311\""),
        ("LANDLINE_EXT", "\"907\""),
    ]);
    let phones: Vec<_> = user.phones.iter().map(seen).collect();
    assert_eq!(
        phones,
        [
            ("+91-9876543210", Some("mobile"), true, Some(Slot::Mobile)),
            ("+355-12312311x907", Some("work"), false, Some(Slot::Landline))
        ]
    );
    assert!(pins(&user).is_empty(), "the plain form needs no pin");
    assert_eq!(residue(&user), r#"{"PRIMARYCONTACT":"mobile"}"#);
}

#[test]
fn a_spelling_that_parts_cannot_give_back_is_pinned() {
    let user = user(&[
        ("MOBILE_COUNTRYCODE", "\"+91\""),
        ("MOBILE", "\"98765-432 10\""),
        ("LANDLINE", "\"12312311\""),
        ("LANDLINE_EXT", "\" 907\""),
    ]);
    assert_eq!(user.phones.iter().map(Phone::text).collect::<Vec<_>>(), ["+91-9876543210", "12312311x907"]);
    assert_eq!(
        pins(&user),
        [
            r#"phones/mobile: {"MOBILE":"98765-432 10","MOBILE_COUNTRYCODE":"+91"}"#,
            r#"phones/landline: {"LANDLINE_EXT":" 907"}"#
        ]
    );
}

#[test]
fn codes_without_a_number_are_no_phone_and_are_kept_as_said() {
    let user = user(&[
        ("MOBILE_COUNTRYCODE", "\"+91\""),
        ("LANDLINE_COUNTRYCODE", "355"),
        ("LANDLINE_EXT", "\"907\""),
        ("PRIMARYCONTACT", "\"Landline\""),
    ]);
    assert!(user.phones.is_empty() && user.pins.is_empty());
    assert_eq!(
        residue(&user),
        r#"{"LANDLINE_COUNTRYCODE":"355","LANDLINE_EXT":"907","MOBILE_COUNTRYCODE":"+91","PRIMARYCONTACT":"Landline"}"#
    );
}

#[test]
fn what_is_no_phone_is_refused() {
    for (name, value) in [
        ("MOBILE_COUNTRYCODE", "12345"),
        ("MOBILE_COUNTRYCODE", "++1"),
        ("MOBILE", "12"),
        ("MOBILE", "+919876543210"),
        ("MOBILE", "123456789012345678901"),
        ("LANDLINE_COUNTRYCODE", "a"),
        ("LANDLINE", "12a45"),
        ("LANDLINE_EXT", "12345678901"),
        ("PRIMARYCONTACT", "Fax"),
    ] {
        let value = format!("\"{value}\"");
        assert_eq!(refused(&[(name, &value)]), format!("Invalid value for parameter {name}."), "{value}");
    }
}
