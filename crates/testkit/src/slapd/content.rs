//! Who is in the directory of the tests.

use std::fmt::Write;

/// Everything is below this.
pub const BASE: &str = "dc=example,dc=org";
/// Who may change everything; its password is `admin-secret`.
pub const ADMIN: &str = "cn=admin,dc=example,dc=org";
/// How many ordinary users there are.
pub const USERS: usize = 3000;

/// The distinguished name of an ordinary user.
pub fn user_dn(number: usize) -> String {
    format!("uid=u{number:04},ou=people,{BASE}")
}

/// The distinguished name of a group.
pub fn group_dn(name: &str) -> String {
    format!("cn={name},ou=groups,{BASE}")
}

/// The whole directory, as LDIF.
pub(super) fn content() -> String {
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
