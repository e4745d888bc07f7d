//! The host that a request is addressed to.

use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName};
use model::HostName;

use crate::Proxies;

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-host");

/// The host in the target (HTTP/2, and requests to a proxy), else in `Host`. Where the peer is a trusted proxy, the last one
/// in `X-Forwarded-Host` goes before both: that is what the proxy was asked for. None for what names no host, and for two.
///
/// Whoever calls chooses it as he chooses whom to call; it says where a login is looked up, and lets nobody in.
pub(crate) fn host(parts: &Parts, proxies: &Proxies) -> Option<HostName> {
    let forwarded = if proxies.trust_peer(&parts.extensions) { last(&parts.headers) } else { None };
    let asked = || parts.uri.authority().map(Authority::as_str).or_else(|| only(&parts.headers));
    HostName::of_authority(forwarded.or_else(asked)?)
}

fn last(headers: &HeaderMap) -> Option<&str> {
    let line = headers.get_all(FORWARDED).iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next()
}

fn only(headers: &HeaderMap) -> Option<&str> {
    let mut lines = headers.get_all(HOST).iter();
    let host = lines.next()?.to_str().ok()?;
    lines.next().is_none().then_some(host)
}
