use std::time::Instant;

use super::*;

#[test]
fn a_document_type_is_refused_and_no_entity_of_it_is_known() {
    let laughs =
        r#"<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>"#;
    assert_eq!(
        fault(&format!("{laughs}{}", user("<ops:firstName>&lol2;</ops:firstName>"))),
        Fault::DocumentType
    );
    let outside = r#"<!DOCTYPE user SYSTEM "file:///etc/passwd">"#;
    assert_eq!(fault(&format!("{outside}{}", user(""))), Fault::DocumentType);
    assert_eq!(fault(&user("<ops:firstName>&lol;</ops:firstName>")), Fault::Syntax);
    assert_eq!(fault(&user("<ops:firstName a='&lol;'/>")), Fault::Syntax);
}

#[test]
fn a_processing_instruction_is_refused() {
    assert_eq!(fault(&format!("<?xml-stylesheet href='a'?>{}", user(""))), Fault::Instruction);
    assert_eq!(fault(&user("<?php a ?>")), Fault::Instruction);
}

#[test]
fn another_root_is_refused() {
    for other in ["users", "user-list", "User", "username-password"] {
        assert_eq!(fault(&rooted(other, "", "")), Fault::Root("user"));
    }
}

#[test]
fn another_namespace_is_refused_wherever_it_is() {
    for text in [
        "<user/>".to_owned(),
        "<ops:user/>".to_owned(),
        r#"<ops:user xmlns:ops="http://webservice.vmware.com/vRealizeOpsMgr/1.0"/>"#.to_owned(),
        r#"<user xmlns="urn:other"/>"#.to_owned(),
        user("<username>a</username>"),
        user(r#"<ops:username xmlns:ops="urn:other">a</ops:username>"#),
        user("<ops:roleNames><roleName>a</roleName></ops:roleNames>"),
        user("<ops:unknown><a/></ops:unknown>"),
    ] {
        assert_eq!(fault(&text), Fault::Namespace, "{text}");
    }
}

#[test]
fn a_member_is_given_once_and_where_it_belongs() {
    assert_eq!(
        fault(&user("<ops:username>a</ops:username><ops:username>b</ops:username>")),
        Fault::Twice("username")
    );
    assert_eq!(fault(&user("<ops:roleNames/><ops:roleNames/>")), Fault::Twice("roleNames"));
    assert_eq!(fault(&rooted("user", r#" enabled="true" enabled="false""#, "")), Fault::Syntax);
    assert_eq!(fault(&user("<ops:enabled>false</ops:enabled>")), Fault::Misplaced("enabled"));
    assert_eq!(fault(&rooted("user", r#" username="a""#, "")), Fault::Misplaced("username"));
}

#[test]
fn text_and_elements_are_not_mixed() {
    assert_eq!(fault(&user("a")), Fault::Mixed);
    assert_eq!(fault(&user("<ops:username>a<ops:b/></ops:username>")), Fault::Mixed);
    assert_eq!(fault(&user("<ops:roleNames>a</ops:roleNames>")), Fault::Mixed);
    let xsi = r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#;
    assert_eq!(fault(&rooted("user", xsi, r#"<ops:username xsi:nil="true">a</ops:username>"#)), Fault::Mixed);
}

#[test]
fn encodings_other_than_utf_8_are_refused() {
    let declared = |encoding: &str| format!(r#"<?xml version="1.0" encoding="{encoding}"?>{}"#, user(""));
    for encoding in ["ISO-8859-1", "UTF-16", "utf-7", ""] {
        assert_eq!(fault(&declared(encoding)), Fault::Encoding, "{encoding}");
    }
    let utf_16: Vec<u8> = "\u{feff}<user/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin_1 = [user("<ops:firstName>").as_bytes(), b"\xe9"].concat();
    for body in [utf_16, latin_1] {
        assert_eq!(read(&body, UserBody::ROOT).unwrap_err().fault, Fault::Encoding);
    }
}

#[test]
fn characters_that_xml_cannot_hold_are_refused_as_themselves_and_by_number() {
    for c in ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        assert_eq!(fault(&user(&format!("<ops:firstName>{c}</ops:firstName>"))), Fault::Character);
        let number = u32::from(c);
        if number > 0 {
            assert_eq!(
                fault(&user(&format!("<ops:firstName>&#{number};</ops:firstName>"))),
                Fault::Character
            );
            assert_eq!(fault(&user(&format!("<ops:firstName a='&#x{number:x};'/>"))), Fault::Character);
        }
    }
    assert_eq!(fault(&user("<ops:firstName>&#0;</ops:firstName>")), Fault::Syntax);
    assert_eq!(fault(&user("<ops:firstName>&#xd800;</ops:firstName>")), Fault::Syntax);
}

#[test]
fn what_is_no_xml_is_refused() {
    for text in [
        "{}".to_owned(),
        "a".to_owned(),
        format!("{}{}", user(""), user("")),
        format!("{}a", user("")),
        format!("a{}", user("")),
        user("<ops:a></ops:b>"),
        user("]]>"),
        user("<ops:a b='<'/>"),
        user("<ops:a b=c/>"),
        user("&"),
        user("<!a>"),
        format!(r#" <?xml version="1.0"?>{}"#, user("")),
        format!(r#"<?xml version="1.1"?>{}"#, user("")),
        format!("<?xml encoding='utf-8'?>{}", user("")),
    ] {
        assert_eq!(fault(&text), Fault::Syntax, "{text}");
    }
    let whole = user("<ops:username a='b'>c</ops:username>");
    for end in 1..whole.len() {
        let cut = &whole[..end];
        assert!(matches!(fault(cut), Fault::Incomplete | Fault::Syntax | Fault::Namespace), "{cut}");
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |levels: usize| user(&format!("{}{}", "<ops:a>".repeat(levels), "</ops:a>".repeat(levels)));
    assert!(read_user(&nested(31)).is_ok());
    assert_eq!(fault(&nested(32)), Fault::TooDeep);
    assert_eq!(fault(&nested(70_000)), Fault::TooDeep);
}

#[test]
fn the_number_of_elements_and_attributes_is_bounded() {
    assert_eq!(fault(&user(&"<ops:groupIds>a</ops:groupIds>".repeat(100_000))), Fault::TooMany);
    assert!(read_user(&user(&"<ops:a/>".repeat(1_000))).is_ok());
    assert_eq!(fault(&user(&"<ops:a/>".repeat(1_001))), Fault::TooMany);
    assert_eq!(fault(&user(&format!("<ops:a>{}</ops:a>", "<ops:a/>".repeat(100_000)))), Fault::TooMany);
    let attributes =
        |many: usize| (0..many).map(|number| format!(" a{number}=''")).collect::<Vec<_>>().concat();
    assert!(read_user(&rooted("user", &attributes(999), "")).is_ok());
    assert_eq!(fault(&rooted("user", &attributes(1_000), "")), Fault::TooMany);
    let namespaces =
        (0..200).map(|number| format!(" xmlns:n{number}='urn:{number}'")).collect::<Vec<_>>().concat();
    assert_eq!(fault(&rooted("user", &namespaces, "")), Fault::TooMany);
}

#[test]
fn a_mebibyte_of_anything_is_refused_or_read_at_once() {
    const LENGTH: usize = 1 << 20;
    let pieces = [
        "<a>",
        "<ops:a>",
        "<",
        "&",
        "&amp;",
        "&#65;",
        "<!---->",
        "<![CDATA[",
        "<!",
        "<?",
        "\"",
        " a='b'",
        "]]>",
        "-",
    ];
    for piece in pieces {
        let many = piece.repeat(LENGTH / piece.len());
        for text in [many.clone(), user(&many), format!("{}{many}", user("")), format!("<ops:user {many}")] {
            let began = Instant::now();
            let _ = read_user(&text);
            assert!(began.elapsed().as_secs() < 10, "{piece}");
        }
    }
}

#[test]
fn the_place_of_a_fault_is_told() {
    let at = |text: &str| read_user(text).map_err(|error| (error.line, error.column)).unwrap_err();
    assert_eq!(at("<?xml version=\"1.0\"?>\n  <ops:user/>"), (2, 3));
    assert_eq!(at(&user("\n\n <ops:username/>\n <ops:username/>")), (4, 2));
}
