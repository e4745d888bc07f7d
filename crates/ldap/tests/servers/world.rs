//! Sources that ask the directory of the tests.

use std::time::Duration;

use ldap::{Kind, Names, Secret, Security, Source, Thumbprint, Times};

use testkit::slapd::{BASE, Slapd};

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
