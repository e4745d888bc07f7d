//! All values of an attribute of one entry, also where the server sends long lists in ranges, as Active Directory does.

use ldap3_proto::proto::{LdapFilter, LdapSearchScope};

use crate::Error;
use crate::connection::Connection;
use crate::entry::Entry;
use crate::search::Query;

/// A piece of a list of values.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// The last one.
    Last,
    /// The next one begins here.
    Before(u64),
}

impl Connection {
    /// The values of `attribute` of the entry `dn`; none if there is no such entry.
    pub async fn all_values(&mut self, dn: &str, attribute: &str) -> Result<Option<Vec<Vec<u8>>>, Error> {
        let mut values = Vec::new();
        let mut begin = 0;
        loop {
            let asked = match begin {
                0 => attribute.to_owned(),
                begin => format!("{attribute};range={begin}-*"),
            };
            let query = Query {
                base: dn,
                scope: LdapSearchScope::Base,
                filter: LdapFilter::Present("objectClass".into()),
                attributes: &[&asked],
                most: 1,
            };
            let Some(entry) = self.search(&query).await?.entries.pop() else {
                return Ok(None);
            };
            let Some((piece, found)) = piece_of(&entry, attribute, begin) else {
                return Ok(Some(values));
            };
            values.extend_from_slice(found);
            match piece {
                Piece::Last => return Ok(Some(values)),
                Piece::Before(next) if next > begin => begin = next,
                Piece::Before(_) => return Err(self.broken("a list of values does not go on")),
            }
        }
    }
}

/// The values that were sent, and whether more follow. A server that sends ranges shows the attribute itself empty.
fn piece_of<'a>(entry: &'a Entry, attribute: &str, begin: u64) -> Option<(Piece, &'a [Vec<u8>])> {
    let mut plain = None;
    for (name, values) in entry.attributes() {
        if name.eq_ignore_ascii_case(attribute) {
            plain = Some((Piece::Last, values)).filter(|_| begin == 0);
        } else if let Some(piece) = range(name, attribute, begin) {
            return Some((piece, values));
        }
    }
    plain
}

/// What `member;range=0-1499` says of `member` from 0.
fn range(name: &str, attribute: &str, begin: u64) -> Option<Piece> {
    let (known, option) = name.split_once(';')?;
    let (word, bounds) = option.split_once('=')?;
    let (from, to) = bounds.split_once('-')?;
    let ours = known.eq_ignore_ascii_case(attribute) && word.eq_ignore_ascii_case("range");
    if !ours || from.parse() != Ok(begin) {
        return None;
    }
    if to == "*" {
        Some(Piece::Last)
    } else {
        to.parse().ok().map(|last: u64| Piece::Before(last.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_tells_where_the_next_one_begins() {
        assert_eq!(range("member;range=0-1499", "member", 0), Some(Piece::Before(1500)));
        assert_eq!(range("Member;Range=1500-*", "member", 1500), Some(Piece::Last));
        for other in ["member", "member;lang-en", "members;range=0-1", "member;range=x-1", "member;range=5-9"]
        {
            assert_eq!(range(other, "member", 0), None, "{other}");
        }
    }
}
