//! Which users of a list are wanted: a test, and what an index can tell before anybody is looked at.

use std::fmt;
use std::sync::Arc;

use filter::{Attribute, Filter, Operator, Value};
use model::{UserId, UserView, fold};

use super::Parts;
use crate::groups::GroupRef;

/// The users that a test lets through.
#[derive(Clone)]
pub struct Choice {
    pub(super) among: Among,
    pub(super) looks_at: Parts,
    pub(super) meets: Arc<dyn Fn(&UserView) -> bool + Send + Sync>,
    pub(super) most: usize,
}

/// How many users are looked at for one list where no index tells. It bounds the work of one request, which would else
/// grow with the directory.
const MOST_LOOKED_AT: usize = 1_000_000;

impl Choice {
    /// All users of `among` whom `meets` lets through; it is shown the columns and the lists of `looks_at`.
    pub fn new(
        among: Among,
        looks_at: Parts,
        meets: impl Fn(&UserView) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self { among, looks_at, meets: Arc::new(meets), most: MOST_LOOKED_AT }
    }

    /// The same, looking at no more than so many users; a million unless this says otherwise.
    #[must_use]
    pub fn looking_at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choice").field("among", &self.among).finish_non_exhaustive()
    }
}

/// Users that an index finds: more than are wanted, and nobody too few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Among {
    /// No index tells.
    Everybody,
    /// The one with this id.
    Id(UserId),
    /// The one with this login, folded.
    Login(String),
    /// Those with this text, folded, in the login, a name or an e-mail address: three characters or more.
    Text(String),
    /// Those with an attribute of this name and this value, folded.
    Attribute(String, String),
    /// The members of a group, in force or not; nobody where there is none.
    Members(GroupRef),
    /// Those of any of these; of none: nobody.
    AnyOf(Vec<Among>),
}

/// What an attribute of a dialect is looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indexed {
    /// The id, as a UUID.
    Id,
    /// The login.
    Login,
    /// Part of the text under which users are searched: a name or an e-mail address, compared without case.
    Text,
}

/// The fewest characters that the search index looks up.
const SHORTEST: usize = 3;

impl Among {
    const NOBODY: Self = Self::AnyOf(Vec::new());

    /// Whom a filter can mean, as far as indexes tell of its attributes.
    pub fn of(filter: &Filter, indexed: &dyn Fn(&Attribute) -> Option<Indexed>) -> Self {
        match filter {
            Filter::All(filters) => Self::narrowest(filters.iter().map(|filter| Self::of(filter, indexed))),
            Filter::Any(filters) => {
                let each: Vec<_> = filters.iter().map(|filter| Self::of(filter, indexed)).collect();
                if each.contains(&Self::Everybody) { Self::Everybody } else { Self::AnyOf(each) }
            }
            Filter::Compare(attribute, operator, Value::Text(value)) => {
                indexed(attribute).map_or(Self::Everybody, |by| Self::compared(by, *operator, value))
            }
            Filter::Compare(..) | Filter::Present(_) | Filter::Not(_) => Self::Everybody,
        }
    }

    /// Of several that all hold whoever is wanted, the one that takes the least to look through; of none: everybody.
    pub fn narrowest(each: impl IntoIterator<Item = Self>) -> Self {
        each.into_iter().min_by_key(Self::cost).unwrap_or(Self::Everybody)
    }

    /// Those who may hold `text` in the login, a name or an e-mail address, compared without case.
    pub fn holding(text: &str) -> Self {
        let text = fold::key(text);
        if text.contains('\0') {
            // No text of a user holds U+0000, and the index does not take it.
            Self::NOBODY
        } else if text.chars().count() < SHORTEST {
            Self::Everybody
        } else {
            Self::Text(text)
        }
    }

    fn compared(by: Indexed, operator: Operator, value: &str) -> Self {
        let value = fold::key(value);
        match (by, operator) {
            (Indexed::Id, Operator::Equal) => UserId::parse(&value).map_or(Self::NOBODY, Self::Id),
            (Indexed::Login, Operator::Equal) => Self::Login(value),
            (
                Indexed::Login | Indexed::Text,
                Operator::Equal | Operator::Contains | Operator::StartsWith | Operator::EndsWith,
            ) => Self::holding(&value),
            _ => Self::Everybody,
        }
    }

    /// What it takes to find them, roughly; the longer a text, the fewer have it.
    fn cost(&self) -> u64 {
        match self {
            Self::Id(_) | Self::Login(_) => 1,
            Self::Text(text) => 1_000_000_u64.div_euclid(text.len().max(1) as u64),
            Self::Attribute(..) => 500_000,
            Self::Members(_) => 900_000,
            Self::AnyOf(each) => each.iter().map(Self::cost).fold(0, u64::saturating_add),
            Self::Everybody => u64::MAX,
        }
    }
}

#[cfg(test)]
mod tests;
