//! What each door can be asked.

use std::fmt;

use model::Dialect;
use proptest::prelude::*;
use serde_json::Value;
use testkit::Answer;

use super::{Ask, Badge, Facts, Field, Groups, Person, Someone};

/// One dialect. What it has no word for is none; what is not served yet stands in `unserved.rs`.
pub trait Door: Sync {
    fn dialect(&self) -> Dialect;

    /// A call that proves a password.
    fn sign_in(&self, _login: &str, _password: &str) -> Option<Ask> {
        None
    }

    /// What the accepted answer to [`Self::sign_in`] leaves in the client's hands.
    fn badge(&self, _login: &str, _password: &str, _answer: &Answer) -> Option<Badge> {
        None
    }

    /// Whether the badge is a session, which an end of admission ends for good.
    fn has_sessions(&self) -> bool;

    /// A call that anybody may make who is let in.
    fn own(&self, who: &Someone) -> Ask;

    /// Whether the answer to [`Self::own`], made with a credential, is one to somebody who was let in.
    fn lets_in(&self, answer: &Answer) -> bool;

    /// Whether a right password is told why it does not let in.
    fn tells_why(&self) -> bool {
        false
    }

    fn is_accepted(&self, answer: &Answer) -> bool;
    fn is_forbidden(&self, answer: &Answer) -> bool;
    fn is_taken(&self, answer: &Answer) -> bool;
    fn is_protected(&self, answer: &Answer) -> bool;

    /// Users as this dialect can say them.
    fn people(&self) -> BoxedStrategy<Person>;
    fn create(&self, person: &Person, groups: &Groups) -> Ask;
    /// The core fields that a new user has; what was not said is null, false or empty.
    fn says(&self, person: &Person) -> Facts;

    /// Whether it prints users.
    fn reads(&self) -> bool {
        true
    }

    /// Every call it takes to see all that is printed of a user.
    fn read(&self, _who: &Someone) -> Vec<Ask> {
        Vec::new()
    }

    /// The view of a user out of the answers to [`Self::read`].
    fn view(&self, answers: &[Answer]) -> Value {
        answers.iter().map(Answer::json).collect()
    }

    /// What must be printed of a user who was made so (`norm` of `one-record` 1.5).
    fn norm(&self, _person: &Person, _who: &Someone, _groups: &Groups) -> Value {
        Value::Null
    }

    /// The core fields that a view prints, in their plain form.
    fn facts(&self, _view: &Value, _groups: &Groups) -> Facts {
        Facts::new()
    }

    /// Takes out of a view what belongs to a field.
    fn hide(&self, _view: &mut Value, _field: Field) {}

    /// What this dialect can change, each with values that every door can print.
    fn edits(&self) -> Vec<(Field, BoxedStrategy<Value>)> {
        Vec::new()
    }

    /// The call that changes these fields and says nothing else.
    fn edit(&self, _who: &Someone, _facts: &Facts, _groups: &Groups) -> Option<Ask> {
        None
    }

    /// Locks until an instant, in milliseconds.
    fn lock_until(&self, _who: &Someone, _millis: i64) -> Option<Ask> {
        None
    }
    /// The calls that write a view back as it was read.
    fn send_back(&self, _who: &Someone, _view: &Value) -> Vec<Ask> {
        Vec::new()
    }

    fn disable(&self, _who: &Someone) -> Option<Ask> {
        None
    }
    fn enable(&self, _who: &Someone) -> Option<Ask> {
        None
    }
    fn lock(&self, _who: &Someone) -> Option<Ask> {
        None
    }
    fn unlock(&self, _who: &Someone) -> Option<Ask> {
        None
    }
    fn delete(&self, _who: &Someone) -> Option<Ask> {
        None
    }
    fn set_password(&self, _who: &Someone, _new: &str) -> Option<Ask> {
        None
    }
    /// Member of these groups; where the door replaces a list, of no others that it shows.
    fn join(&self, _who: &Someone, _names: &[String], _groups: &Groups) -> Option<Ask> {
        None
    }
    /// Has a new person begin with a role on all objects; false where there is no word for it.
    fn with_role(&self, _person: &mut Person, _role: &str) -> bool {
        false
    }
    /// One more direct grant, on all objects.
    fn grant_one(&self, _who: &Someone, _role: &str) -> Option<Ask> {
        None
    }
    /// One direct grant less.
    fn take_one(&self, _who: &Someone, _role: &str) -> Option<Ask> {
        None
    }
    /// The list of a group's members.
    fn members(&self, _group: &str, _groups: &Groups) -> Option<Ask> {
        None
    }
    /// Whether the answer to [`Self::members`] names somebody.
    fn has_member(&self, _answer: &Answer, _who: &Someone) -> bool {
        false
    }
    /// Direct grants of these roles on all objects, and of no others.
    fn grant(&self, _who: &Someone, _roles: &[String]) -> Option<Ask> {
        None
    }
}

impl fmt::Debug for dyn Door + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.dialect().name())
    }
}
