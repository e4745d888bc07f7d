//! What is asked for names and addresses.

use std::net::IpAddr;

/// Tells the addresses of names, and the names of addresses. Its answers are waited for on a thread of their own.
pub trait Resolver: Send + Sync + 'static {
    /// The addresses of a name; none when it has none or nobody knows.
    fn addresses(&self, name: &str) -> Vec<IpAddr>;

    /// The name of an address, as whoever owns the address says: worth nothing by itself.
    fn name(&self, address: IpAddr) -> Option<String>;
}

/// The system's own, with its files and name servers.
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn addresses(&self, name: &str) -> Vec<IpAddr> {
        dns_lookup::lookup_host(name).map(Iterator::collect).unwrap_or_default()
    }

    fn name(&self, address: IpAddr) -> Option<String> {
        dns_lookup::lookup_addr(&address).ok()
    }
}
