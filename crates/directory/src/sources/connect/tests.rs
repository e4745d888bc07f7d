use ldap::{Kind, Security};
use model::{Refusal, SourceId, SourceKey, Timestamp};

use super::ldap;
use crate::sources::{Accepted, AuthSource, Secret};

const THUMBPRINT: &str =
    "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89";

fn source(source_type: &str, properties: &[(&str, &str)]) -> AuthSource {
    let usual =
        [("host", "a.test, b.test"), ("port", "389"), ("base-domain", "dc=test"), ("user-name", "reader")];
    let usual = usual.iter().filter(|(name, _)| !properties.iter().any(|(known, _)| known == name));
    AuthSource {
        key: SourceKey(1),
        id: SourceId([1; 16]),
        name: "corp".to_owned(),
        source_type: source_type.to_owned(),
        properties: usual.chain(properties).map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        certificates: vec![Accepted {
            thumbprint: THUMBPRINT.to_owned(),
            details: String::new(),
            issued_to: String::new(),
            issued_by: String::new(),
            expires: String::new(),
            pem: String::new(),
        }],
        has_secret: true,
        created: Timestamp::default(),
        updated: Timestamp::default(),
        version: 1,
    }
}

fn read(source_type: &str, properties: &[(&str, &str)]) -> ldap::Source {
    ldap(&source(source_type, properties), Some(&Secret::new("secret".to_owned()))).unwrap()
}

#[test]
fn every_property_that_has_a_meaning_reaches_the_connection() {
    let read = read(
        "OPEN_LDAP",
        &[
            ("common-name", "mail"),
            ("user-search-criteria", "(objectClass=inetOrgPerson)"),
            ("group-search-criteria", "(objectClass=posixGroup)"),
            ("member-attribute", "memberUid"),
            ("member-match-field", "uid"),
        ],
    );
    assert_eq!(
        (read.kind, read.port, read.hosts.as_slice()),
        (Kind::OpenLdap, 389, &["a.test".to_owned(), "b.test".to_owned()][..])
    );
    assert_eq!(
        (read.base_dn.as_str(), read.bind_dn.as_str(), read.bind_secret.expose()),
        ("dc=test", "reader", "secret")
    );
    assert_eq!((read.names.user.as_str(), read.names.member.as_str()), ("mail", "memberUid"));
    assert_eq!(read.names.member_match.as_deref(), Some("uid"));
    assert_eq!(read.users.unwrap().as_str(), "(objectClass=inetOrgPerson)");
    assert_eq!(read.groups.unwrap().as_str(), "(objectClass=posixGroup)");
    assert_eq!(read.security, Security::None);
}

#[test]
fn accepted_certificates_are_what_tls_is_checked_by() {
    let pinned = vec![THUMBPRINT.parse().unwrap()];
    assert_eq!(read("OPEN_LDAP", &[("use-ssl", "TRUE")]).security, Security::Ldaps(pinned.clone()));
    assert_eq!(read("OPEN_LDAP", &[("start-tls", "true")]).security, Security::StartTls(pinned));
    assert_eq!(read("OPEN_LDAP", &[("use-ssl", "false"), ("start-tls", "false")]).security, Security::None);
}

#[test]
fn a_domain_completes_the_login_and_is_tried_as_a_host_where_that_is_wanted() {
    let domain = ("domain", "corp.test");
    assert_eq!(read("ACTIVE_DIRECTORY", &[domain]).bind_dn, "reader@corp.test");
    for whole in ["reader@other.test", "CORP\\reader", "cn=reader,dc=test"] {
        assert_eq!(read("ACTIVE_DIRECTORY", &[domain, ("user-name", whole)]).bind_dn, whole);
    }
    assert_eq!(read("ACTIVE_DIRECTORY", &[domain]).hosts.len(), 2);
    let found = read("ACTIVE_DIRECTORY", &[domain, ("host-auto-select", "true")]);
    assert_eq!(found.hosts, ["a.test", "b.test", "corp.test"]);
    assert_eq!(found.names.user, "userPrincipalName");
}

#[test]
fn members_by_their_distinguished_names_are_the_usual() {
    for name in ["dn", "distinguishedName", ""] {
        assert_eq!(read("OPEN_LDAP", &[("member-match-field", name)]).names.member_match, None);
    }
}

#[test]
fn a_type_whose_product_is_not_here_cannot_be_reached() {
    for source_type in ["VC", "SSO_SAML", "VIDM", "CSP", "VIDB", "OTHER"] {
        let refused = ldap(&source(source_type, &[]), None).unwrap_err();
        assert!(matches!(refused, Refusal::SourceFailed { draft: false, .. }), "{refused:?}");
        assert!(refused.to_string().contains("cannot be reached"), "{refused}");
    }
}
