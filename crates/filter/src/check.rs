//! Whether a filter asks what the attributes of a dialect can answer.

use std::fmt;

use crate::meets::instant;
use crate::tree::{Attribute, Filter, Operator, Value};

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// `true` or `false`.
    Truth,
    /// A number.
    Number,
    /// An instant, compared with a text that is one by RFC 3339.
    Instant,
    /// Bytes, as text: no order.
    Bytes,
    /// Members of its own, one of which must be named to compare it.
    Members,
}

/// What is wrong with a filter that is well written.
#[derive(Clone, Debug, PartialEq)]
pub enum Misuse {
    /// There is no such attribute.
    NoSuchAttribute(String),
    /// The attribute cannot be compared so.
    WrongOperator(String, Operator),
    /// The attribute cannot be compared with such a value.
    WrongValue(String, Value),
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchAttribute(name) => write!(f, "there is no attribute {name} to filter by"),
            Self::WrongOperator(name, operator) => write!(f, "{name} cannot be compared by {operator}"),
            Self::WrongValue(name, value) => write!(f, "{name} cannot be compared with {value}"),
        }
    }
}

impl std::error::Error for Misuse {}

impl Filter {
    /// Refuses what `kind` does not know, and comparisons that make no sense for what an attribute holds: an order of
    /// truths and bytes, a part of what is no text, a value of another kind. `null` can be equal or not, and nothing else.
    ///
    /// `kind` is asked for each attribute in turn, also for those inside brackets: then the first argument is the attribute
    /// before the bracket.
    pub fn check(&self, kind: &dyn Fn(Option<&Attribute>, &Attribute) -> Option<Kind>) -> Result<(), Misuse> {
        self.check_in(None, kind)
    }

    fn check_in(
        &self,
        inside: Option<&Attribute>,
        kind: &dyn Fn(Option<&Attribute>, &Attribute) -> Option<Kind>,
    ) -> Result<(), Misuse> {
        let known = |attribute: &Attribute| {
            if let Some(within) = &attribute.within {
                within.check_in(Some(attribute), kind)?;
            }
            kind(inside, attribute).ok_or_else(|| Misuse::NoSuchAttribute(named(attribute)))
        };
        match self {
            Self::All(filters) | Self::Any(filters) => {
                filters.iter().try_for_each(|filter| filter.check_in(inside, kind))
            }
            Self::Not(filter) => filter.check_in(inside, kind),
            Self::Present(attribute) => known(attribute).map(|_| ()),
            Self::Compare(attribute, operator, value) => {
                comparable(attribute, known(attribute)?, *operator, value)
            }
        }
    }
}

fn comparable(attribute: &Attribute, kind: Kind, operator: Operator, value: &Value) -> Result<(), Misuse> {
    use Operator as O;
    let may = match operator {
        O::Equal | O::NotEqual => kind != Kind::Members,
        O::Contains | O::StartsWith | O::EndsWith => matches!(kind, Kind::Text),
        O::Greater | O::GreaterOrEqual | O::Less | O::LessOrEqual => {
            matches!(kind, Kind::Text | Kind::Number | Kind::Instant)
        }
    };
    if !may {
        return Err(Misuse::WrongOperator(named(attribute), operator));
    }
    let fits = match value {
        Value::Null => matches!(operator, O::Equal | O::NotEqual),
        Value::Truth(_) => kind == Kind::Truth,
        Value::Number(_) => kind == Kind::Number,
        Value::Text(text) => match kind {
            Kind::Text | Kind::Bytes => true,
            Kind::Instant => instant(text).is_some(),
            Kind::Truth | Kind::Number | Kind::Members => false,
        },
    };
    if fits { Ok(()) } else { Err(Misuse::WrongValue(named(attribute), value.clone())) }
}

/// Its path, without what stands in brackets.
fn named(attribute: &Attribute) -> String {
    Attribute { within: None, ..attribute.clone() }.to_string()
}
