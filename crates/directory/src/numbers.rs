//! Numbers leased to this node in blocks, so that no row is written by every create.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use db::{Conn, Outcome};
use model::{OrgKey, Refusal};

use crate::{Directory, Request};

/// What is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Series {
    /// PAM360's USERID, per organisation.
    User,
    /// PAM360's USERGROUPID, per organisation.
    Group,
    /// Keys of users, over all organisations.
    UserKey,
    /// Keys of groups, over all organisations.
    GroupKey,
    /// Keys of auth sources, over all organisations.
    SourceKey,
}

impl Series {
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::UserKey => "user_key",
            Self::GroupKey => "group_key",
            Self::SourceKey => "source_key",
        }
    }
}

/// The organisation that stands for all of them.
pub(crate) const SHARED: OrgKey = OrgKey(0);

/// The fewest numbers of a lease: a lease is a small transaction of its own.
const BLOCK: i64 = 256;

/// What is left of this node's blocks.
#[derive(Default)]
pub(crate) struct Numbers {
    left: Mutex<HashMap<(OrgKey, Series), Range<i64>>>,
}

impl Numbers {
    /// The first of `count` numbers in a row; none when the block has too few left.
    pub fn take(&self, org: OrgKey, series: Series, count: i64) -> Option<i64> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let block = left.get_mut(&(org, series))?;
        let first = block.start;
        let next = first.checked_add(count)?;
        (next <= block.end).then(|| {
            block.start = next;
            first
        })
    }

    /// Takes numbers back that were drawn last and not used; others are left as a gap.
    pub fn give_back(&self, org: OrgKey, series: Series, drawn: Range<i64>) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(block) = left.get_mut(&(org, series))
            && block.start == drawn.end
        {
            block.start = drawn.start;
        }
    }

    /// Takes all blocks out, as far as they are not used up.
    fn drain(&self) -> Vec<((OrgKey, Series), Range<i64>)> {
        let left = std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner));
        left.into_iter().filter(|(_, block)| !block.is_empty()).collect()
    }

    /// Puts a leased block in place of what is left, or behind it where it follows on.
    fn put(&self, org: OrgKey, series: Series, leased: Range<i64>) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let block = left.entry((org, series)).or_insert(0..0);
        if block.end == leased.start && !block.is_empty() {
            block.end = leased.end;
        } else {
            *block = leased;
        }
    }
}

impl Directory {
    /// Leases a block of at least `count` numbers, in a transaction of its own.
    pub(crate) async fn lease(
        &self,
        request: &Request,
        org: OrgKey,
        series: Series,
        count: i64,
    ) -> Result<(), Refusal> {
        let size = count.max(BLOCK);
        let leased = self
            .store()
            // A block that was leased and is not known to be leaves a gap, no more.
            .write_marked(
                move |c| next_block(c, org, series, size).map(Outcome::<_, Refusal>::Done),
                |_| Ok(false),
            )
            .await
            .map_err(|error| {
                tracing::error!(request = %request.id, %error, "no numbers could be leased");
                Refusal::Unavailable { retry_after: 1 }
            })??;
        self.numbers().put(org, series, leased);
        Ok(())
    }
}

impl Directory {
    /// Gives back to the store what was leased and not used, unless another node has leased behind it.
    pub(crate) async fn return_numbers(&self, request: &Request) -> Result<(), Refusal> {
        let blocks = std::sync::Arc::new(self.numbers().drain());
        self.write_plainly(request, move |work| {
            for ((org, series), block) in blocks.iter() {
                work.c.send(
                    "UPDATE numbers SET next = $3 WHERE org_key = $1 AND series = $2 AND next = $4",
                    &[org.0.into(), series.name().into(), block.start.into(), block.end.into()],
                )?;
            }
            Ok(())
        })
        .await
    }
}

fn next_block(c: &mut dyn Conn, org: OrgKey, series: Series, size: i64) -> db::Result<Range<i64>> {
    let after: i64 = c.one(
        "INSERT INTO numbers (org_key, series, next) VALUES ($1, $2, 1 + $3)
         ON CONFLICT (org_key, series) DO UPDATE SET next = numbers.next + $3
         RETURNING next",
        &[org.0.into(), series.name().into(), size.into()],
        |row| row.get(0),
    )?;
    Ok(after - size..after)
}

/// The next number of a series of which few are drawn, behind all that were drawn and behind `largest`: counted in the
/// transaction that uses it, so that nothing is leased and a refusal leaves no gap.
pub(crate) fn next_of_few(c: &mut dyn Conn, org: OrgKey, series: &str, largest: i64) -> db::Result<i64> {
    let after: i64 = c.one(
        "INSERT INTO numbers (org_key, series, next) VALUES ($1, $2, $3)
         ON CONFLICT (org_key, series)
         DO UPDATE SET next = CASE WHEN numbers.next >= $3 THEN numbers.next + 1 ELSE $3 END
         RETURNING next",
        &[org.0.into(), series.into(), (largest + 2).into()],
        |row| row.get(0),
    )?;
    Ok(after - 1)
}

/// Sets the next number of a series, when a store is made.
pub(crate) fn start_at(c: &mut dyn Conn, org: OrgKey, series: Series, next: i64) -> db::Result<()> {
    c.send(
        "INSERT INTO numbers (org_key, series, next) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[org.0.into(), series.name().into(), next.into()],
    )
}

/// So many numbers of each series are passed over when a store is brought back: more than are given between two backups.
const SKIPPED: i64 = 1_000_000;

/// Passes over the numbers that were given after a backup, and are lost with it.
pub(crate) fn skip(c: &mut dyn Conn) -> db::Result<()> {
    c.send("UPDATE numbers SET next = next + $1", &[SKIPPED.into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_gives_each_number_once_and_then_none() {
        let numbers = Numbers::default();
        assert_eq!(numbers.take(OrgKey::FIRST, Series::User, 1), None);
        numbers.put(OrgKey::FIRST, Series::User, 5..8);
        assert_eq!(numbers.take(OrgKey::FIRST, Series::User, 2), Some(5));
        assert_eq!(numbers.take(OrgKey::FIRST, Series::User, 2), None);
        assert_eq!(numbers.take(OrgKey::FIRST, Series::User, 1), Some(7));
        assert_eq!(numbers.take(OrgKey::FIRST, Series::Group, 1), None);
    }

    #[test]
    fn numbers_drawn_last_are_given_back_and_drawn_again() {
        let numbers = Numbers::default();
        numbers.put(OrgKey::FIRST, Series::User, 5..8);
        numbers.take(OrgKey::FIRST, Series::User, 2);
        numbers.give_back(OrgKey::FIRST, Series::User, 5..7);
        assert_eq!(numbers.take(OrgKey::FIRST, Series::User, 1), Some(5));
        numbers.take(OrgKey::FIRST, Series::User, 1);
        numbers.give_back(OrgKey::FIRST, Series::User, 5..6);
        assert_eq!(numbers.take(OrgKey::FIRST, Series::User, 1), Some(7), "somebody drew behind it");
    }

    #[test]
    fn a_block_that_follows_on_is_added() {
        let numbers = Numbers::default();
        numbers.put(OrgKey::FIRST, Series::User, 1..3);
        numbers.put(OrgKey::FIRST, Series::User, 3..6);
        assert_eq!(numbers.take(OrgKey::FIRST, Series::User, 5), Some(1));
    }
}
