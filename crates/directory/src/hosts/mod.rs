//! Whether a peer is the host of a name (PAM360's contract, section 5.3).

mod known;
mod look_up;
mod resolver;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub use known::KnownHostNames;
pub use resolver::{Resolver, SystemResolver};

/// The address that a host binding spells out, if it is no name.
pub fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether two addresses are one host: IPv4 within IPv6 is IPv4, and the loopback addresses are one.
pub fn same(one: IpAddr, other: IpAddr) -> bool {
    plain(one) == plain(other)
}

/// The site that an address stands for: whoever has an address of IPv6 has the 64 bits behind it too.
pub(crate) fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
    }
}

fn plain(address: IpAddr) -> IpAddr {
    let address = address.to_canonical();
    if address.is_loopback() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { address }
}

/// A name as it is compared: without case, and without the dot behind a whole one.
fn folded(name: &str) -> String {
    name.trim_end_matches('.').to_lowercase()
}

/// Equal without case, or one of them the short name of the other.
fn same_name(one: &str, other: &str) -> bool {
    let (one, other) = (folded(one), folded(other));
    let short = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    one == other || ((!one.contains('.') || !other.contains('.')) && short(&one) == short(&other))
}
