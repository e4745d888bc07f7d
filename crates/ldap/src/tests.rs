//! What needs no server.

use ldap3_proto::proto::{
    LdapBindCred, LdapBindRequest, LdapFilter, LdapMsg, LdapOp, LdapPartialAttribute, LdapSearchResultEntry,
};
use proptest::prelude::*;

use crate::entry::{Entry, dn_key};
use crate::filter::typed;
use crate::people::person;
use crate::{Filter, Kind, Names, Secret, Security, Source, Thumbprint, Times, frame};

fn source(kind: Kind) -> Source {
    Source {
        kind,
        hosts: vec!["127.0.0.1".into()],
        port: 389,
        security: Security::None,
        base_dn: "dc=example,dc=org".into(),
        bind_dn: "cn=reader,dc=example,dc=org".into(),
        bind_secret: Secret::new("secret".into()),
        names: Names { user: "uid".into(), ..Names::usual(kind) },
        users: None,
        groups: None,
        times: Times::default(),
    }
}

fn entry(attributes: &[(&str, &[u8])]) -> Entry {
    let attributes = attributes
        .iter()
        .map(|(name, value)| LdapPartialAttribute { atype: (*name).into(), vals: vec![value.to_vec()] })
        .collect();
    LdapSearchResultEntry { dn: "uid=jason,dc=example,dc=org".into(), attributes }.into()
}

#[test]
fn a_filter_is_read_as_the_standard_writes_it() {
    let tree = |text: &str| text.parse::<Filter>().unwrap().tree();
    assert_eq!(tree("(cn=Babs Jensen)"), LdapFilter::Equality("cn".into(), "Babs Jensen".into()));
    assert_eq!(tree("cn=Babs"), LdapFilter::Equality("cn".into(), "Babs".into()));
    assert_eq!(tree("(mail=*)"), LdapFilter::Present("mail".into()));
    assert_eq!(tree(r"(cn=a\2ab\28\29\5c)"), LdapFilter::Equality("cn".into(), r"a*b()\".into()));
    assert_eq!(tree(r"(cn=\c3\a9)"), LdapFilter::Equality("cn".into(), "é".into()));
    let group = "(memberOf=CN=Staff,OU=Groups,DC=corp,DC=test)";
    assert_eq!(tree(group), LdapFilter::Equality("memberOf".into(), group[10..group.len() - 1].into()));
    let LdapFilter::Substring(name, parts) = tree("(o=univ*of*mich*gan)") else { panic!() };
    assert_eq!((name.as_str(), parts.initial.as_deref()), ("o", Some("univ")));
    assert_eq!((parts.any, parts.final_.as_deref()), (vec!["of".into(), "mich".into()], Some("gan")));
    let LdapFilter::And(both) = tree("(& (objectClass=person) (!(|(a>=1)(b<=2)(c~=3))) )") else { panic!() };
    assert_eq!(both.len(), 2);
    let LdapFilter::Extensible(rule) = tree("(userAccountControl:1.2.840.113556.1.4.803:=2)") else {
        panic!()
    };
    assert_eq!(rule.matching_rule.as_deref(), Some("1.2.840.113556.1.4.803"));
    assert_eq!((rule.type_.as_deref(), rule.match_value.as_str()), (Some("userAccountControl"), "2"));
}

#[test]
fn a_text_that_is_no_filter_is_refused_where_it_goes_wrong() {
    let refused = |text: &str| text.parse::<Filter>().unwrap_err().to_string();
    assert_eq!(refused("(cn=a"), "the filter has no closing parenthesis at byte 5");
    assert_eq!(refused("(cn=a))"), "the filter has no end at byte 6");
    assert_eq!(refused("(=a)"), "the filter has no name of an attribute at byte 1");
    assert_eq!(refused(r"(cn=\zz)"), "the filter has no two hexadecimal digits at byte 5");
    assert_eq!(refused(r"(cn=\ff)"), "the filter has no text in UTF-8 at byte 7");
    assert_eq!(refused("(&)"), "the filter has no opening parenthesis at byte 2");
    assert_eq!(refused(&"(!".repeat(20)), "a filter is nested at most 16 deep");
    assert_eq!(refused(&"a".repeat(5000)), "a filter has at most 4096 bytes");
}

#[test]
fn only_the_star_means_something_in_what_is_typed() {
    assert_eq!(typed("uid", "jason"), Some(LdapFilter::Equality("uid".into(), "jason".into())));
    assert_eq!(typed("uid", "*"), Some(LdapFilter::Present("uid".into())));
    assert_eq!(typed("uid", ""), None);
    assert_eq!(typed("uid", "a\0b"), None);
    let Some(LdapFilter::Substring(_, parts)) = typed("uid", "*)(uid=*") else { panic!() };
    assert_eq!((parts.initial, parts.any, parts.final_), (None, vec![")(uid=".to_owned()], None));
}

proptest! {
    #[test]
    fn whatever_is_typed_stays_one_comparison(text in ".{0,40}") {
        match typed("uid", &text) {
            None => prop_assert!(text.trim().is_empty() || text.contains('\0')),
            Some(LdapFilter::Equality(name, _) | LdapFilter::Substring(name, _) | LdapFilter::Present(name)) => {
                prop_assert_eq!(name, "uid");
            }
            Some(other) => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn no_text_breaks_the_reader_of_filters(text in "[()&|!=*\\\\a-c:<>~ 0-9é]{0,60}") {
        let _ = text.parse::<Filter>();
    }

    #[test]
    fn no_bytes_break_the_reader_of_messages(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = frame::parse(&bytes);
    }
}

#[test]
fn a_login_is_put_together_as_the_library_reads_it() {
    let bytes = frame::bind(7, "cn=reader,dc=example,dc=org", "pässword".as_bytes());
    let (rest, tag) = ldap3_lber::parse::Parser::new(10).parse(&bytes).unwrap();
    assert!(rest.is_empty());
    let expected = LdapBindRequest {
        version: 3,
        dn: "cn=reader,dc=example,dc=org".into(),
        cred: LdapBindCred::Simple("pässword".into()),
    };
    let expected = LdapMsg { msgid: 7, op: LdapOp::BindRequest(expected), ctrl: vec![] };
    assert_eq!(LdapMsg::try_from(tag).unwrap(), expected);
}

/// A message that goes down so many levels.
fn nested(levels: usize) -> Vec<u8> {
    (0..levels).fold(Vec::new(), |inner, _| {
        let mut outer = vec![0x30, 0x83];
        outer.extend_from_slice(&u32::try_from(inner.len()).unwrap().to_be_bytes()[1..]);
        outer.extend_from_slice(&inner);
        outer
    })
}

#[test]
fn a_message_that_goes_too_deep_is_refused_and_not_followed() {
    assert!(frame::parse(&nested(10_000)).is_err());
}

#[test]
fn a_message_that_is_no_answer_is_not_looked_into() {
    for operation in [[0x42, 0x00], [0x62, 0x00], [0x7f, 0x00]] {
        let bytes = [&[0x30, 0x05, 0x02, 0x01, 0x01], &operation[..]].concat();
        let refused = frame::parse(&bytes).unwrap_err();
        assert!(matches!(refused, frame::Broken::NotLdap("a message is no answer")), "{refused:?}");
    }
}

#[tokio::test]
async fn a_message_that_promises_too_much_is_refused_before_it_comes() {
    let huge = [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff];
    let refused = frame::read(&mut huge.as_slice()).await.unwrap_err();
    assert!(matches!(refused, frame::Broken::NotLdap("a message is too long")), "{refused:?}");
    let endless = [0x30, 0x80, 0, 0];
    assert!(frame::read(&mut endless.as_slice()).await.is_err());
    let short = [0x30, 0x05, 0x02];
    let ended = frame::read(&mut short.as_slice()).await.unwrap_err();
    assert!(matches!(ended, frame::Broken::Ended(_)), "{ended:?}");
}

#[test]
fn names_that_differ_in_case_and_blanks_are_one() {
    assert_eq!(dn_key("CN=Jason,  DC=Example,DC=org"), dn_key("cn=jason,dc=example, dc = org"));
    assert_ne!(dn_key("cn=a b,dc=org"), dn_key("cn=ab,dc=org"));
    assert_ne!(dn_key("cn=a,dc=org"), dn_key("cn=a,dc=com"));
}

#[test]
fn a_thumbprint_is_read_as_it_is_printed() {
    let thumbprint = Thumbprint::of(b"certificate");
    assert_eq!(thumbprint.to_string().parse(), Ok(thumbprint));
    assert_eq!(thumbprint.to_string().replace(':', "").to_lowercase().parse(), Ok(thumbprint));
    for bad in ["", "4F", "zz", &"0".repeat(63), &"0".repeat(65), &"0".repeat(66)] {
        assert!(bad.parse::<Thumbprint>().is_err(), "{bad}");
    }
}

#[test]
fn an_account_is_disabled_in_the_words_of_each_server() {
    let disabled = |kind, name: &str, value: &str| {
        let entry = entry(&[("uid", b"jason"), (name, value.as_bytes())]);
        person(&source(kind), &entry).unwrap().disabled_at(1_767_225_600)
    };
    for (name, value, is) in [
        ("userAccountControl", "514", true),
        ("userAccountControl", "512", false),
        ("accountExpires", "0", false),
        ("accountExpires", "9223372036854775807", false),
        ("accountExpires", "134116992000000000", true),
        ("accountExpires", "134116992010000000", false),
        ("pwdAccountLockedTime", "000001010000Z", true),
        ("pwdAccountLockedTime", "20260101000000Z", false),
        ("shadowExpire", "20454", true),
        ("shadowExpire", "20455", false),
        ("shadowExpire", "-1", false),
        ("nsAccountLock", "TRUE", true),
    ] {
        assert_eq!(disabled(Kind::ActiveDirectory, name, value), is, "{name} {value}");
    }
}

#[test]
fn what_active_directory_calls_a_user_for_good_is_printed_as_others_print_it() {
    let guid: Vec<u8> = (0..16).collect();
    let entry = entry(&[("uid", b"jason"), ("objectGUID", &guid)]);
    let id = person(&source(Kind::ActiveDirectory), &entry).unwrap().external_id;
    assert_eq!(id.as_deref(), Some("03020100-0504-0706-0809-0a0b0c0d0e0f"));
}

#[test]
fn no_secret_is_printed() {
    let printed = format!("{:?}", source(Kind::OpenLdap));
    assert!(printed.contains("Secret(..)") && !printed.contains("secret\""), "{printed}");
}

#[test]
fn questions_may_be_asked_from_any_thread() {
    fn sent<T: Send>(_: T) {}
    let source = source(Kind::OpenLdap);
    sent(source.test());
    sent(source.certificates());
    sent(source.search_users("a", 1));
    sent(source.search_groups("a", 1));
    sent(source.user("a"));
    sent(source.group("a"));
    sent(source.members_of("a", 1));
    sent(source.check_password("a", &source.bind_secret));
}
