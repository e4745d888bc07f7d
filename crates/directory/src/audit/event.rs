//! One event, and how it is written.

use model::{OrgKey, Timestamp, TokenId, UserId};
use serde_json::Value;

use super::{Mark, Targets, repo};
use crate::Caller;
use crate::run::{Step, Work};

/// The most characters of one value in an event.
const MAX_VALUE: usize = 1_024;

/// What changed: fields with what they were and what they are. Never a secret. Kept as the JSON that the store keeps:
/// the writer's time is everybody's.
#[derive(Debug, Default)]
pub(crate) struct Changes(String);

impl Changes {
    /// A field that got a value where none was; nothing is recorded for no value.
    pub fn set(&mut self, field: &str, after: impl Into<Value>) {
        self.both(field, Value::Null, after);
    }

    /// A field that lost its value; nothing is recorded where there was none.
    pub fn lost(&mut self, field: &str, before: impl Into<Value>) {
        self.both(field, before, Value::Null);
    }

    /// One field with both its values.
    pub fn one(field: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        let mut changes = Self::default();
        changes.both(field, before, after);
        changes
    }

    /// A field with both its values; nothing is recorded when they are equal.
    pub fn both(&mut self, field: &str, before: impl Into<Value>, after: impl Into<Value>) {
        use std::fmt::Write;
        let (before, after) = (capped(before.into()), capped(after.into()));
        if before != after {
            let comma = if self.0.is_empty() { "" } else { "," };
            // Writing to a string cannot fail; names of fields are our own and need no escape.
            let _ = write!(self.0, r#"{comma}{{"field":"{field}","before":{before},"after":{after}}}"#);
        }
    }

    /// Whether nothing is recorded.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn to_json(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| format!("[{}]", self.0))
    }
}

/// Text is capped, so that a request cannot make its event much larger than itself. JSON escapes control characters.
fn capped(value: Value) -> Value {
    match value {
        Value::String(text) if text.len() > MAX_VALUE && text.chars().count() > MAX_VALUE => {
            text.chars().take(MAX_VALUE).collect::<String>().into()
        }
        other => other,
    }
}

/// What an event happened to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// `user`, `group`, `role`, `token`, ..
    pub kind: &'static str,
    /// Its id.
    pub id: [u8; 16],
    /// Its name at that moment.
    pub name: String,
}

/// One event.
#[derive(Debug)]
pub(crate) struct Event {
    /// Such as `user.created`.
    pub name: &'static str,
    /// What it happened to.
    pub target: Target,
    /// What changed.
    pub changes: Changes,
}

/// Who acted, where it is not a caller: a person on the way in.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub id: Option<UserId>,
    pub login: String,
    pub credential: Option<(&'static str, TokenId)>,
}

impl Actor {
    pub fn of(caller: &Caller) -> Self {
        Self {
            id: caller.id(),
            login: caller.login().to_owned(),
            credential: caller.token().map(|token| (token.kind.name(), token.id)),
        }
    }
}

impl Work<'_> {
    /// Records what `caller` did.
    pub fn record(&mut self, caller: &Caller, event: &Event) -> Step<()> {
        let actor = match &self.request.on_behalf {
            Some((_, actor)) => Actor::clone(actor),
            None => Actor::of(caller),
        };
        self.record_for(caller.org(), &actor, event)
    }

    /// Records what somebody did who is not a caller yet.
    pub fn record_for(&mut self, org: OrgKey, actor: &Actor, event: &Event) -> Step<()> {
        repo::insert(self, org, actor, event, event.changes.to_json().as_deref())?;
        self.mark = Some(Mark::Event(self.events));
        self.events += 1;
        Ok(())
    }

    /// Records the same of each of many targets, that happened at `at`, by one statement.
    pub fn record_each(
        &mut self,
        org: OrgKey,
        actor: &Actor,
        at: Timestamp,
        (name, kind, changes): (&'static str, &'static str, &Changes),
        targets: &Targets<'_>,
    ) -> Step<()> {
        let rows =
            repo::insert_each(self, org, actor, at, (name, kind, changes.to_json().as_deref()), targets)?;
        if rows > 0 {
            self.mark = Some(Mark::Event(self.events + rows - 1));
            self.events += rows;
        }
        Ok(())
    }

    /// Notes the same change of each of many objects for those who follow the store, by one statement.
    pub fn changed_each(&mut self, org: OrgKey, kind: &str, change: &str, targets: &Targets<'_>) -> Step<()> {
        let rows = crate::changes::repo::insert_each(self, org, (kind, change), targets)?;
        if rows > 0 {
            self.mark = self.mark.or(Some(Mark::Change(self.changes)));
            self.changes += rows;
        }
        Ok(())
    }

    /// Notes for those who follow the store that an object changed.
    pub fn changed(&mut self, org: OrgKey, kind: &str, id: [u8; 16], change: &str, version: i64) -> Step<()> {
        crate::changes::repo::insert(self, org, (kind, id), change, version)?;
        // An event is a mark already.
        self.mark = self.mark.or(Some(Mark::Change(self.changes)));
        self.changes += 1;
        Ok(())
    }
}
