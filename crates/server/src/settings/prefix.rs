//! A range of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address.

use std::{fmt, net::IpAddr};

/// All addresses that share their first `bits` bits with `first`, which has only zeros after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix {
    first: IpAddr,
    bits: u32,
}

impl Prefix {
    /// Reads an address or a prefix.
    ///
    /// Refuses bits set behind the prefix (`10.0.0.1/8`), which are more often a slip than meant, and IPv4 written as
    /// IPv6, which would never match.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let wrong = || {
            format!(
                "{text:?} is no address or prefix; write for example 10.1.2.3, 10.0.0.0/8 or 2001:db8::/32"
            )
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        if address.to_canonical() != address {
            return Err(format!(
                "{text:?} is IPv4 written as IPv6; write it as IPv4, for example 10.0.0.0/8"
            ));
        }
        let width = width(address);
        let bits = bits.map_or(Ok(width), str::parse).map_err(|_| wrong())?;
        if bits > width {
            return Err(wrong());
        }
        let first = masked(address, bits);
        if first == address {
            Ok(Self { first, bits })
        } else {
            Err(format!(
                "{text:?} has bits set behind its prefix; write {first}/{bits} for the range, or {address}"
            ))
        }
    }

    /// Whether `address` lies in this range; an IPv4 address written as IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && masked(address, self.bits) == self.first
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bits == width(self.first) {
            self.first.fmt(f)
        } else {
            write!(f, "{}/{}", self.first, self.bits)
        }
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn masked(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(v4) => IpAddr::V4((v4.to_bits() & u32::MAX.checked_shl(32 - bits).unwrap_or(0)).into()),
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & u128::MAX.checked_shl(128 - bits).unwrap_or(0)).into()),
    }
}
