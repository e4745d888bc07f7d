//! One question to the resolver.

use std::net::IpAddr;

use super::{Resolver, plain, same, same_name};

/// The name has the peer's address; or the peer's own name, which must have the peer's address in turn, is the name.
pub(super) fn matches(resolver: &dyn Resolver, host: &str, peer: IpAddr) -> bool {
    let has = |name: &str| resolver.addresses(name).into_iter().any(|address| same(address, peer));
    has(host) || resolver.name(plain(peer)).is_some_and(|name| same_name(host, &name) && has(&name))
}
