//! The address of the peer.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::http::{Extensions, HeaderMap};

/// The other end of the connection; the listener puts it among the request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// The peers whose `X-Forwarded-For` is believed.
#[derive(Clone)]
pub struct Proxies(Arc<dyn Fn(IpAddr) -> bool + Send + Sync>);

impl Proxies {
    /// Believes those that `trusted` names.
    pub fn trusting(trusted: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(trusted))
    }

    /// Whether the other end of the connection is believed.
    pub(crate) fn trust_peer(&self, extensions: &Extensions) -> bool {
        extensions.get::<Peer>().is_some_and(|Peer(peer)| (self.0)(peer.ip().to_canonical()))
    }

    /// Believes nobody.
    pub fn none() -> Self {
        Self::trusting(|_| false)
    }
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxies(..)")
    }
}

/// Where a request comes from: the peer, or, when the peer is a trusted proxy, the rightmost hop of
/// `X-Forwarded-For` that is none. What a stranger wrote further left is never read. A hop that is no address ends
/// the walk at the last one that was; IPv4 written as IPv6 is IPv4.
pub(crate) fn address(extensions: &Extensions, headers: &HeaderMap, proxies: &Proxies) -> Option<IpAddr> {
    let Peer(peer) = extensions.get::<Peer>()?;
    let mut nearest = peer.ip().to_canonical();
    if !(proxies.0)(nearest) {
        return Some(nearest);
    }
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or_default()).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(address) = hop_address(hop.trim()) else { break };
        nearest = address;
        if !(proxies.0)(nearest) {
            break;
        }
    }
    Some(nearest)
}

/// `1.2.3.4`, `1.2.3.4:5`, `::1`, `[::1]` or `[::1]:5`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address =
        bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()));
    address.map(|address| address.to_canonical())
}
