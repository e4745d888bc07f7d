//! What a test must know of each dialect to hold it against `one-record`: how a call is spelled, and what an answer
//! says. Pure: nothing here makes a call. Each file is written from the contracts, and none from the code under test.

mod aria;
mod door;
pub mod draw;
pub mod kron;
pub mod oipa;
mod pam360;
mod unserved;
mod values;

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Map, Value};

pub use aria::Aria;
pub use door::Door;
pub use kron::Kron;
pub use oipa::{CODES, Oipa};
pub use pam360::Pam360;
pub use values::{as_sets, encoded, or_null};
use values::{names_of, sorted};

/// Every dialect that is served.
pub const DOORS: [&dyn Door; 4] = [&Kron, &Oipa, &Aria, &Pam360];

/// The doors that print a user.
pub fn readers() -> impl Iterator<Item = &'static dyn Door> {
    DOORS.into_iter().filter(|door| door.reads())
}

/// A core field that more than one dialect says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Login,
    Given,
    Family,
    Email,
    Gender,
    Enabled,
    /// Names of the groups that a user is in force in, sorted.
    Groups,
    Personnel,
}

/// Core fields and their plain values; nothing is null.
pub type Facts = BTreeMap<Field, Value>;

/// A user about to be made through one of the doors.
#[derive(Clone, Debug)]
pub struct Person {
    pub login: String,
    /// None: the door makes a user without one.
    pub password: Option<String>,
    /// What the vendor's body says besides login, password and groups.
    pub said: Map<String, Value>,
    /// Names of groups, and from when on, where the door can say that.
    pub groups: Vec<(String, Option<&'static str>)>,
}

/// A user who exists.
#[derive(Clone, Debug)]
pub struct Someone {
    /// In lower case.
    pub id: String,
    pub number: i64,
    /// Made in this millisecond.
    pub created: i64,
    pub login: String,
    pub password: Option<String>,
}

impl Someone {
    /// Whom to ask a door about its words with.
    pub fn nobody() -> Self {
        Self { id: String::new(), number: 0, created: 0, login: String::new(), password: None }
    }
}

/// What proves who calls: headers.
#[derive(Clone, Debug)]
pub struct Badge(pub Vec<(&'static str, String)>);

/// A call, without a word about who makes it.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: Method,
    pub target: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

#[derive(Clone, Debug)]
pub enum Body {
    None,
    Json(Value),
    /// The `Details` of an `INPUT_DATA` form.
    Details(Value),
}

impl Ask {
    fn new(method: Method, target: impl Into<String>) -> Self {
        Self { method, target: target.into(), headers: Vec::new(), body: Body::None }
    }

    fn get(target: impl Into<String>) -> Self {
        Self::new(Method::GET, target)
    }

    fn json(self, body: Value) -> Self {
        Self { body: Body::Json(body), ..self }
    }
}

/// The groups of the organisation: id by name, in lower case.
pub type Groups = BTreeMap<String, String>;
