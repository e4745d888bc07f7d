//! One request: through which door it came, and from where.

use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use model::{Dialect, HostName, OrgKey, RequestId};

use crate::audit::Actor;

/// The door a request came through, as audit and logs name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// One of the six APIs.
    Dialect(Dialect),
    /// The web console.
    Console,
    /// The command line.
    CommandLine,
    /// The server itself.
    System,
}

impl Via {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dialect(dialect) => dialect.name(),
            Self::Console => "console",
            Self::CommandLine => "command_line",
            Self::System => "system",
        }
    }

    /// The dialect, where it is one.
    pub const fn dialect(self) -> Option<Dialect> {
        match self {
            Self::Dialect(dialect) => Some(dialect),
            Self::Console | Self::CommandLine | Self::System => None,
        }
    }
}

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id, also in the audit.
    pub id: RequestId,
    /// Through which door.
    pub via: Via,
    /// The operation's name in that door's own words.
    pub operation: &'static str,
    /// The peer: as the socket says, or a trusted proxy.
    pub address: Option<IpAddr>,
    /// The host that the request is addressed to; none: it did not come by a door that has one.
    pub host: Option<HostName>,
    /// The organisation the caller names; none: its own.
    pub org: Option<String>,
    /// Whoever asked for what the system does in this part of a request, and where.
    pub(crate) on_behalf: Option<(OrgKey, Arc<Actor>)>,
    who: Arc<OnceLock<String>>,
    acts_in: Arc<AtomicI64>,
}

impl Request {
    /// A request of which nobody knows yet who calls.
    pub fn new(id: RequestId, via: Via, operation: &'static str, address: Option<IpAddr>) -> Self {
        let acts_in = Arc::new(AtomicI64::new(OrgKey::FIRST.0));
        Self {
            id,
            via,
            operation,
            address,
            host: None,
            org: None,
            on_behalf: None,
            who: Arc::default(),
            acts_in,
        }
    }

    /// A part of this request with an id of its own: each of its commits is found by that.
    pub(crate) fn part(&self, id: RequestId) -> Self {
        Self { id, ..self.clone() }
    }

    /// The same for what the system does in `org` because `actor` has asked for it.
    pub(crate) fn part_for(&self, id: RequestId, org: OrgKey, actor: &Arc<Actor>) -> Self {
        Self { on_behalf: Some((org, Arc::clone(actor))), ..self.part(id) }
    }

    /// The login of the caller, once the core has found him; clones of a request share it.
    pub fn who(&self) -> Option<&str> {
        self.who.get().map(String::as_str)
    }

    pub(crate) fn is_from(&self, login: &str) {
        self.who.get_or_init(|| login.to_owned());
    }

    /// Notes the organisation that this request is about, as far as it is known by now; clones share it.
    pub(crate) fn acts_in(&self, org: OrgKey) {
        self.acts_in.store(org.0, Ordering::Relaxed);
    }

    /// The organisation that it is about: where a refusal is counted.
    pub(crate) fn org_key(&self) -> OrgKey {
        OrgKey(self.acts_in.load(Ordering::Relaxed))
    }

    /// The host as the store keeps it.
    pub(crate) fn host_text(&self) -> Option<&str> {
        self.host.as_ref().map(HostName::as_str)
    }

    /// The address as the store keeps it.
    pub(crate) fn address_text(&self) -> Option<String> {
        self.address.map(|address| address.to_string())
    }
}
