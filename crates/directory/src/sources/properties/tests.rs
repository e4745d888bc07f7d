use model::refusal::{Invalid, Rule};

use super::{settled, violations};
use crate::sources::SourceType;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// All that an Active Directory source must have, with `other` in place of what it names.
fn whole(other: &[(&str, &str)]) -> Vec<(String, String)> {
    let usual = [
        ("display-name", "corp"),
        ("host", "dc1.corp.test"),
        ("port", "389"),
        ("use-ssl", "false"),
        ("domain", "corp.test"),
        ("base-domain", "dc=corp,dc=test"),
        ("user-name", "reader"),
        ("common-name", "userPrincipalName"),
    ];
    let usual = usual.iter().filter(|(name, _)| !other.iter().any(|(known, _)| known == name));
    pairs(&usual.chain(other).copied().collect::<Vec<_>>())
}

fn kind(id: &str) -> &'static SourceType {
    SourceType::find(id).unwrap()
}

fn broken(other: &[(&str, &str)]) -> Vec<Invalid> {
    violations(kind("ACTIVE_DIRECTORY"), &whole(other), None, true)
}

fn fields(broken: &[Invalid]) -> Vec<&str> {
    broken.iter().map(|one| one.field.as_ref()).collect()
}

#[test]
fn a_whole_source_breaks_no_rule() {
    assert_eq!(broken(&[]), []);
    let all =
        [("host", "a.test b.test,::1 10.0.0.1"), ("start-tls", "true"), ("user-search-criteria", "(a=b)")];
    assert_eq!(broken(&all), []);
    assert_eq!(broken(&[("member-attribute", "1.2.840.113556.1.2"), ("vendor-extra", "kept")]), []);
}

#[test]
fn all_that_is_missing_is_named() {
    let all = violations(kind("OPEN_LDAP"), &[], None, false);
    let required =
        ["display-name", "host", "port", "use-ssl", "base-domain", "user-name", "password", "common-name"];
    assert_eq!(fields(&all), required.map(|name| format!("properties.{name}")));
    assert!(all.iter().all(|one| one.rule == Rule::Required));
    assert_eq!(fields(&broken(&[("host", " ")])), ["properties.host"]);
    for id in ["VC", "VIDM", "CSP", "VIDB"] {
        assert_eq!(violations(kind(id), &[], None, false), [], "{id}");
    }
}

#[test]
fn each_wrong_value_is_named() {
    for (name, value) in [
        ("port", "0"),
        ("port", "65536"),
        ("port", "+389"),
        ("port", "ldap"),
        ("use-ssl", "yes"),
        ("host", "ldap://a.test"),
        ("host", "a.test;b.test"),
        ("host", ","),
        ("host", "a a a a a a a a a a a a a a a a a"),
        ("common-name", "uid)(a=*"),
        ("common-name", "1.2."),
        ("member-attribute", "member;range=0-1"),
        ("user-search-criteria", "(uid=*"),
        ("group-search-criteria", "everybody"),
        ("user-name", "a\nb"),
    ] {
        assert_eq!(fields(&broken(&[(name, value)])), [format!("properties.{name}")], "{value}");
    }
    assert_eq!(fields(&broken(&[("use-ssl", "true"), ("start-tls", "true")])), ["properties.start-tls"]);
    let twice = [whole(&[]), pairs(&[("port", "390")])].concat();
    let twice = violations(kind("ACTIVE_DIRECTORY"), &twice, None, true);
    assert_eq!(twice, [Invalid { field: "properties.port".into(), rule: Rule::Twice }]);
}

#[test]
fn what_is_as_it_was_is_not_looked_at_again() {
    let old = whole(&[("port", "none"), ("common-name", "")]);
    assert_eq!(violations(kind("ACTIVE_DIRECTORY"), &old, Some(&old), true), []);
    let changed = whole(&[("port", "nothing"), ("common-name", "")]);
    assert_eq!(
        fields(&violations(kind("ACTIVE_DIRECTORY"), &changed, Some(&old), true)),
        ["properties.port"]
    );
}

#[test]
fn what_cannot_be_changed_stays_and_may_be_left_out() {
    let (before, ad) = (whole(&[]), kind("ACTIVE_DIRECTORY"));
    let moved = violations(ad, &whole(&[("domain", "other.test")]), Some(&before), true);
    assert_eq!(fields(&moved), ["properties.domain"]);
    let left_out: Vec<_> = before.iter().filter(|(name, _)| name != "domain").cloned().collect();
    let settled = settled(ad, &left_out, &before);
    assert!(settled.contains(&("domain".to_owned(), "corp.test".to_owned())));
    assert_eq!(violations(ad, &settled, Some(&before), true), []);
}

#[test]
fn secrets_among_unknown_properties_are_not_kept() {
    let given = pairs(&[("client-secret", "x"), ("Token", "y"), ("tenant", "z"), ("extra", "")]);
    assert_eq!(settled(kind("VIDB"), &given, &[]), pairs(&[("tenant", "z"), ("extra", "")]));
}
