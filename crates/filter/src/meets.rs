//! Whether one object meets a filter: the case rules stand here, once.

use std::borrow::Cow;
use std::cmp::Ordering;

use model::{Timestamp, fold};

use crate::tree::{Attribute, Filter, Operator, Value};

/// One value that an object has.
#[derive(Clone, Debug, PartialEq)]
pub enum Held<'a> {
    /// A text that is compared without case, as most are (RFC 7643 section 2.2).
    Text(Cow<'a, str>),
    /// A text that is compared letter for letter.
    Exact(Cow<'a, str>),
    /// `true` or `false`.
    Truth(bool),
    /// A number.
    Number(f64),
    /// An instant.
    Instant(Timestamp),
}

impl<'a> Held<'a> {
    /// A text that is compared without case.
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

/// An object that a filter looks at.
pub trait Subject {
    /// The values of an attribute without a filter in brackets; none for one that it has not.
    fn values(&self, attribute: &Attribute) -> Vec<Held<'_>>;

    /// The entries of an attribute, for the filter in brackets behind it; none where it has no such attributes.
    fn entries(&self, attribute: &Attribute) -> Vec<Box<dyn Subject + '_>> {
        let _ = attribute;
        Vec::new()
    }
}

impl Filter {
    /// Whether an object meets this. Of several values of an attribute one must compare so; `ne` is the opposite of `eq`.
    pub fn meets(&self, subject: &dyn Subject) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.meets(subject)),
            Self::Any(filters) => filters.iter().any(|filter| filter.meets(subject)),
            Self::Not(filter) => !filter.meets(subject),
            Self::Present(attribute) => present(subject, attribute),
            Self::Compare(attribute, Operator::NotEqual, value) => {
                !compares(subject, attribute, Operator::Equal, value)
            }
            Self::Compare(attribute, operator, value) => compares(subject, attribute, *operator, value),
        }
    }
}

fn present(subject: &dyn Subject, attribute: &Attribute) -> bool {
    let is_something = |held: &Held<'_>| match held {
        Held::Text(text) | Held::Exact(text) => !text.is_empty(),
        Held::Truth(_) | Held::Number(_) | Held::Instant(_) => true,
    };
    match (&attribute.within, &attribute.sub) {
        (None, _) => subject.values(attribute).iter().any(is_something),
        (Some(within), None) => subject.entries(attribute).iter().any(|entry| within.meets(entry.as_ref())),
        (Some(within), Some(sub)) => {
            let sub = member(sub);
            let met = subject.entries(attribute).into_iter().filter(|entry| within.meets(entry.as_ref()));
            met.into_iter().any(|entry| entry.values(&sub).iter().any(is_something))
        }
    }
}

fn compares(subject: &dyn Subject, attribute: &Attribute, operator: Operator, value: &Value) -> bool {
    if *value == Value::Null {
        return operator == Operator::Equal && !present(subject, attribute);
    }
    let does = |held: &Held<'_>| held_compares(held, operator, value);
    let Some(within) = &attribute.within else { return subject.values(attribute).iter().any(does) };
    let sub = member(attribute.sub.as_deref().unwrap_or("value"));
    let met = subject.entries(attribute).into_iter().filter(|entry| within.meets(entry.as_ref()));
    met.into_iter().any(|entry| entry.values(&sub).iter().any(does))
}

/// A member of an entry, as an attribute of the entry.
fn member(sub: &str) -> Attribute {
    Attribute { schema: None, name: sub.to_owned(), within: None, sub: None }
}

fn held_compares(held: &Held<'_>, operator: Operator, value: &Value) -> bool {
    match (held, value) {
        (Held::Text(held), Value::Text(value)) => texts(&fold::key(held), operator, &fold::key(value)),
        (Held::Exact(held), Value::Text(value)) => texts(held, operator, value),
        (Held::Truth(held), Value::Truth(value)) => operator == Operator::Equal && held == value,
        (Held::Number(held), Value::Number(value)) => value
            .as_f64()
            .and_then(|value| held.partial_cmp(&value))
            .is_some_and(|order| ordered(operator, order)),
        (Held::Instant(held), Value::Text(value)) => {
            instant(value).is_some_and(|value| ordered(operator, held.cmp(&value)))
        }
        _ => false,
    }
}

fn texts(held: &str, operator: Operator, value: &str) -> bool {
    match operator {
        Operator::Contains => held.contains(value),
        Operator::StartsWith => held.starts_with(value),
        Operator::EndsWith => held.ends_with(value),
        Operator::Equal
        | Operator::NotEqual
        | Operator::Greater
        | Operator::GreaterOrEqual
        | Operator::Less
        | Operator::LessOrEqual => ordered(operator, held.cmp(value)),
    }
}

const fn ordered(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Contains | Operator::StartsWith | Operator::EndsWith => false,
    }
}

/// An instant by RFC 3339, cut to microseconds.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let nanos = text.parse::<jiff::Timestamp>().ok()?.as_nanosecond();
    Timestamp::from_micros(i64::try_from(nanos.div_euclid(1_000)).ok()?)
}
