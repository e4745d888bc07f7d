//! What is known of a directory server before it is asked anything.

use std::time::Duration;

use crate::{Filter, Secret, Thumbprint};

/// Which habits a server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// OpenLDAP, and what follows the same standards.
    OpenLdap,
    /// Active Directory: long lists of members come in ranges, accounts are disabled by a bit.
    ActiveDirectory,
}

/// How a connection is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all: passwords are sent in clear.
    None,
    /// It begins in clear and changes to TLS before anything is said.
    StartTls(Vec<Thumbprint>),
    /// TLS from the first byte.
    Ldaps(Vec<Thumbprint>),
}

/// How long is waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// For one server to accept a connection, TLS included.
    pub connect: Duration,
    /// For each message of an answer.
    pub answer: Duration,
    /// For a whole question, with all servers that were tried.
    pub whole: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(10),
            whole: Duration::from_secs(30),
        }
    }
}

/// How a server names things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The attribute that holds the name by which a user is known, `uid` or `userPrincipalName`.
    pub user: String,
    /// The attribute that holds the name of a group.
    pub group: String,
    /// The attribute of a group that lists its members.
    pub member: String,
    /// The attribute of a user that the members' values repeat, as `uid` for `memberUid`; none when they are distinguished
    /// names.
    pub member_match: Option<String>,
}

impl Names {
    /// What servers of this kind use when nobody has said otherwise.
    pub fn usual(kind: Kind) -> Self {
        let user = match kind {
            Kind::OpenLdap => "uid",
            Kind::ActiveDirectory => "userPrincipalName",
        };
        Self { user: user.into(), group: "cn".into(), member: "member".into(), member_match: None }
    }
}

/// A directory server, or several with the same content.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its habits.
    pub kind: Kind,
    /// Names or addresses, tried in this order.
    pub hosts: Vec<String>,
    /// The port, the same on all.
    pub port: u16,
    /// How connections are protected, and which certificates were accepted.
    pub security: Security,
    /// Nothing outside of this subtree is seen.
    pub base_dn: String,
    /// Who asks: a distinguished name, or what the server takes instead of one.
    pub bind_dn: String,
    /// The password of who asks. Never sent empty.
    pub bind_secret: Secret,
    /// How it names things.
    pub names: Names,
    /// What makes an entry a user; none for the usual classes.
    pub users: Option<Filter>,
    /// What makes an entry a group; none for the usual classes.
    pub groups: Option<Filter>,
    /// How long is waited.
    pub times: Times,
}
