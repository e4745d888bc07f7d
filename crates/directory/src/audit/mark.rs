//! The mark that a write leaves under its request's id, by which a commit whose answer was lost is found.

use std::sync::{Arc, Mutex, PoisonError};

use db::Conn;
use model::RequestId;

/// The last row that a write has left, by its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The event at this place.
    Event(i64),
    /// The change at this place.
    Change(i64),
}

impl Mark {
    /// Whether the mark of `request` is in the store. It tries to write it, since that waits for a commit that is still
    /// under way; whoever asks undoes it.
    pub fn is_there(self, c: &mut dyn Conn, request: RequestId) -> db::Result<bool> {
        let (sql, place) = match self {
            Self::Event(place) => (
                "INSERT INTO audit_events (request_id, place, org_key, at, event, outcome, via, operation)
                 VALUES ($1, $2, 0, 0, 'mark', 'mark', 'mark', 'mark')
                 ON CONFLICT (request_id, place) DO NOTHING RETURNING place",
                place,
            ),
            Self::Change(place) => (
                "INSERT INTO changes (request_id, place, org_key, at, object_kind, object_id, change, version)
                 VALUES ($1, $2, 0, 0, 'mark', $1, 'mark', 0)
                 ON CONFLICT (request_id, place) DO NOTHING RETURNING place",
                place,
            ),
        };
        Ok(!c.exists(sql, &[request.0.into(), place.into()])?)
    }
}

/// The mark that the last run of a write has left, known to the write and to whoever looks for it.
#[derive(Clone, Default)]
pub(crate) struct LastMark(Arc<Mutex<Option<Mark>>>);

impl LastMark {
    /// Tells what a run has left.
    pub fn is(&self, mark: Option<Mark>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = mark;
    }

    /// What [`db::Store::write_marked`] asks. A write without a mark does nothing that must not be done twice: it notes
    /// uses of tokens, keeps count of users, changes what is counted (a wrong password, at worst counted twice), or finds
    /// nothing to change.
    pub fn look_for(
        self,
        request: RequestId,
    ) -> impl FnMut(&mut dyn Conn) -> db::Result<bool> + Send + 'static {
        move |c| {
            let mark = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
            mark.map_or(Ok(false), |mark| mark.is_there(c, request))
        }
    }
}
