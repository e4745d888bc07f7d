//! Links (section 4.4).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::wire::Link;

/// Where the product serves this API, and where its older generation does.
pub(crate) const V1: &str = "/PASService/rest/services/v1";
pub(crate) const BASE: &str = "/PASService/rest/services";

/// What stands in a path or a query as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where links lead.
#[derive(Clone, Debug)]
pub(crate) struct Links(String);

impl Links {
    /// To the host that was asked; to the path alone where none was named, or where it is none.
    pub fn to(host: Option<&str>, https: bool) -> Self {
        let is_host = |host: &&str| {
            !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b))
        };
        let scheme = if https { "https" } else { "http" };
        Self(host.filter(is_host).map_or_else(|| V1.to_owned(), |host| format!("{scheme}://{host}{V1}")))
    }

    /// To a user.
    pub fn user(&self, login: &str) -> Link {
        self.link("self", format_args!("/users/{}", utf8_percent_encode(login, ENCODED)))
    }

    /// To a security group.
    pub fn group(&self, name: &str) -> Link {
        self.link("self", format_args!("/securityGroups/{}", utf8_percent_encode(name, ENCODED)))
    }

    /// To a code.
    pub fn code(&self, rel: &'static str, table: &str, code: &str) -> Link {
        let code = utf8_percent_encode(code, ENCODED);
        self.link(rel, format_args!("/codes?codeName={table}&codeValue={code}"))
    }

    fn link(&self, rel: &'static str, path: std::fmt::Arguments<'_>) -> Link {
        Link { href: format!("{}{path}", self.0), rel, media_type: "application/json", method: "GET" }
    }
}
