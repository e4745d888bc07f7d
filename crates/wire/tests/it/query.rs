use wire::{BadForm, Form};

fn pairs(text: &str) -> Vec<(String, String)> {
    let form = Form::parse(text.as_bytes()).unwrap();
    form.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn names_and_values_are_decoded() {
    assert_eq!(pairs("a+b=c%20d%2B&%C3%A9=%26%3D"), [pair("a b", "c d+"), pair("é", "&=")]);
}

#[test]
fn odd_pairs_are_read_as_browsers_write_them() {
    assert_eq!(
        pairs("&&a&=b&c=d=e&f=%zz%4"),
        [pair("a", ""), pair("", "b"), pair("c", "d=e"), pair("f", "%zz%4")]
    );
}

#[test]
fn a_parameter_may_be_repeated() {
    let form = Form::parse(b"id=2&x=&id=1").unwrap();
    assert_eq!(form.first("id"), Some("2"));
    assert_eq!(form.all("id").collect::<Vec<_>>(), ["2", "1"]);
    assert_eq!(form.first("none"), None);
    assert!(Form::parse(b"").unwrap().is_empty());
}

#[test]
fn bytes_that_are_not_utf8_are_refused() {
    for bad in [&b"a=%FF"[..], b"%C3=a", b"a=\xff"] {
        assert_eq!(Form::parse(bad), Err(BadForm::NotUtf8));
    }
}

#[test]
fn the_number_of_pairs_is_bounded() {
    assert!(Form::parse("a&".repeat(10_000).as_bytes()).is_ok());
    assert_eq!(Form::parse("a&".repeat(10_001).as_bytes()), Err(BadForm::TooMany));
}
