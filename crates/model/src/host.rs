//! Names of hosts, as requests are addressed to them.

use std::fmt;
use std::net::IpAddr;

use crate::Rule;

/// The most characters of a name (RFC 1035, section 2.3.4).
const MAX: usize = 253;

/// A host that requests are addressed to: a name or an address, without a port, in lower case and without the dot behind a whole
/// name, so that equal hosts are equal texts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostName(Box<str>);

impl HostName {
    /// Refuses what is neither an address nor a name of letters, digits, `-`, `_` and `.`; a name in another script is given in
    /// its form of ASCII letters, as requests bring it.
    pub fn new(text: &str) -> Result<Self, Rule> {
        let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self(address.to_canonical().to_string().into()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        if name.is_empty() {
            return Err(Rule::Required);
        }
        if name.len() > MAX {
            return Err(Rule::TooLong { max: MAX });
        }
        let is_label = |label: &str| {
            !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        if name.split('.').all(is_label) {
            Ok(Self(name.to_ascii_lowercase().into()))
        } else {
            Err(Rule::Format("must be a host's name or address, without a port"))
        }
    }

    /// The host of `host` or `host:port`, as a request spells it; none where it is spelled otherwise.
    pub fn of_authority(text: &str) -> Option<Self> {
        let text = text.trim();
        let without_port = match text.rsplit_once(':') {
            // Colons within brackets, or without any, belong to an address.
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !is_bare_ipv6(text) => host,
            _ => text,
        };
        Self::new(without_port).ok()
    }

    /// As it is compared and kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_bare_ipv6(text: &str) -> bool {
    !text.starts_with('[') && text.bytes().filter(|b| *b == b':').count() > 1
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_is_one_text() {
        for (said, host) in [
            ("Directory.Example.COM.", "directory.example.com"),
            ("xn--kln-sna.example", "xn--kln-sna.example"),
            ("[::1]", "::1"),
            ("::FFFF:192.0.2.1", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1"),
        ] {
            assert_eq!(HostName::new(said).unwrap().as_str(), host);
        }
    }

    #[test]
    fn what_no_request_could_be_addressed_to_is_refused() {
        let long = format!("{}.example", "x".repeat(250));
        for bad in ["", ".", "a..b", ".a", "a b", "a/b", "köln.example", "a:80", "a@b", &long] {
            assert!(HostName::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_port_is_no_part_of_the_host() {
        for (said, host) in [
            ("Example.com:8440", "example.com"),
            (" example.com ", "example.com"),
            ("example.com:", "example.com"),
            ("127.0.0.1:80", "127.0.0.1"),
            ("[::1]:8440", "::1"),
            ("[::1]", "::1"),
            ("::1", "::1"),
        ] {
            assert_eq!(HostName::of_authority(said).unwrap().as_str(), host, "{said}");
        }
        for bad in ["", ":80", "a:b", "user@example.com"] {
            assert_eq!(HostName::of_authority(bad), None, "{bad}");
        }
    }
}
