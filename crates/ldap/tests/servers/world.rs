//! Who is in the directory of the tests, and a source that asks for them.

use std::fmt::Write;
use std::time::Duration;

use ldap::{Kind, Names, Secret, Security, Source, Thumbprint, Times};

use crate::slapd::Slapd;

pub const BASE: &str = "dc=example,dc=org";
pub const ADMIN: &str = "cn=admin,dc=example,dc=org";
/// How many ordinary users there are.
pub const USERS: usize = 3000;

/// The distinguished name of an ordinary user.
pub fn user_dn(number: usize) -> String {
    format!("uid=u{number:04},ou=people,{BASE}")
}

pub fn group_dn(name: &str) -> String {
    format!("cn={name},ou=groups,{BASE}")
}

/// A source that reads a server in clear.
pub fn source(slapd: &Slapd) -> Source {
    at(&slapd.address, slapd.port)
}

/// The same with TLS from the first byte and this certificate accepted.
pub fn secured(slapd: &Slapd, certificate: &[u8]) -> Source {
    let security = Security::Ldaps(vec![Thumbprint::of(certificate)]);
    Source { security, port: slapd.tls_port, ..source(slapd) }
}

/// A source at any address.
pub fn at(address: &str, port: u16) -> Source {
    Source {
        kind: Kind::OpenLdap,
        hosts: vec![address.to_owned()],
        port,
        security: Security::None,
        base_dn: BASE.into(),
        bind_dn: format!("cn=reader,{BASE}"),
        bind_secret: Secret::new("reader-secret".into()),
        names: Names::usual(Kind::OpenLdap),
        users: None,
        groups: None,
        times: Times::default(),
    }
}

/// Times that a test has the patience for.
pub fn impatient() -> Times {
    Times {
        connect: Duration::from_millis(300),
        answer: Duration::from_millis(300),
        whole: Duration::from_secs(5),
    }
}

/// The whole directory, as LDIF.
pub fn content() -> String {
    let mut ldif = String::new();
    let mut add = |dn: &str, lines: &[&str]| {
        let mut lines = lines.to_vec();
        // The values of an attribute must stand together.
        lines.sort_by_key(|line| line.split(':').next());
        let _ = writeln!(ldif, "dn: {dn}\n{}\n", lines.join("\n"));
    };
    add(BASE, &["objectClass: dcObject", "objectClass: organization", "o: Example", "dc: example"]);
    for unit in ["people", "groups", "outside"] {
        add(&format!("ou={unit},{BASE}"), &["objectClass: organizationalUnit"]);
    }
    for login in ["reader", "limited"] {
        let password = format!("userPassword: {login}-secret");
        add(
            &format!("cn={login},{BASE}"),
            &["objectClass: organizationalRole", "objectClass: simpleSecurityObject", &password],
        );
    }
    for number in 1..=USERS {
        let uid = format!("u{number:04}");
        person(&mut add, &user_dn(number), &uid, &[&format!("userPassword: pw-{uid}")]);
    }
    person(&mut add, &format!("uid=star,ou=people,{BASE}"), "a*b(c)\\d", &["uid: star"]);
    person(
        &mut add,
        &format!("cn=Holt\\2C Mira,ou=people,{BASE}"),
        "mira",
        &["cn: Holt, Mira", "mail: mira@example.org"],
    );
    person(
        &mut add,
        &format!("uid=locked,ou=people,{BASE}"),
        "locked",
        &["pwdAccountLockedTime: 000001010000Z"],
    );
    let shadow = ["objectClass: shadowAccount", "shadowExpire: 20000"];
    person(&mut add, &format!("uid=over,ou=people,{BASE}"), "over", &shadow);
    person(&mut add, &format!("uid=far,ou=outside,{BASE}"), "far", &[]);
    for unit in ["people", "outside"] {
        person(&mut add, &format!("uid=twin,ou={unit},{BASE}"), "twin", &[]);
    }
    add(
        &format!("cn=elsewhere,ou=people,{BASE}"),
        &["objectClass: referral", "objectClass: extensibleObject", "ref: ldap://127.0.0.1:9/cn=elsewhere"],
    );
    groups(&mut add);
    ldif
}

fn person(add: &mut impl FnMut(&str, &[&str]), dn: &str, uid: &str, more: &[&str]) {
    let (uid, given) = (format!("uid: {uid}"), format!("givenName: Given of {uid}"));
    let mut lines = vec!["objectClass: inetOrgPerson", "sn: Family", &given, &uid];
    if !more.iter().any(|line| line.starts_with("cn:")) {
        lines.push("cn: Somebody");
    }
    lines.extend(more);
    add(dn, &lines);
}

fn groups(add: &mut impl FnMut(&str, &[&str])) {
    let mut group = |name: &str, members: &[String]| {
        let members: Vec<String> = members.iter().map(|dn| format!("member: {dn}")).collect();
        let mut lines = vec!["objectClass: groupOfNames", "description: A group"];
        lines.extend(members.iter().map(String::as_str));
        add(&group_dn(name), &lines);
    };
    let all: Vec<String> = (1..=USERS).map(user_dn).collect();
    group("everyone", &all);
    group("outer", &[user_dn(1), group_dn("inner")]);
    group("inner", &[user_dn(2), group_dn("outer"), group_dn("innermost")]);
    group("innermost", &[user_dn(2), user_dn(3), format!("uid=locked,ou=people,{BASE}")]);
    let named = format!("cn=Holt\\2C Mira,ou=people,{BASE}");
    group("odd", &[named, format!("uid=far,ou=outside,{BASE}"), format!("uid=gone,ou=people,{BASE}")]);
    let unix = [
        "objectClass: posixGroup",
        "gidNumber: 7",
        "memberUid: u0001",
        "memberUid: u0005",
        "memberUid: nobody",
    ];
    add(&group_dn("unix"), &unix);
}
