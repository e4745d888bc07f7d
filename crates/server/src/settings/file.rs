//! `provisor.toml` as a list of keys and texts, so that one parser serves every source.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Shape, sources::declared};

/// One key of the file.
pub struct Entry {
    /// With dots: `password.min_length`.
    pub key: String,
    /// As it would be written in the environment, or why it cannot be.
    pub text: Result<String, String>,
    /// Counted from 1.
    pub line: usize,
}

/// All entries in the order of their keys. A text that is no TOML is refused with its line and the reason, without
/// the line itself: it may hold a password.
pub fn entries(text: &str) -> Result<Vec<Entry>, (usize, String)> {
    let line_of = |offset: usize| text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(span.start));
        (line, error.message().to_owned())
    })?;
    let mut found = Vec::new();
    flatten("", table.get_ref(), &line_of, &mut found);
    Ok(found)
}

fn flatten(above: &str, table: &DeTable<'_>, line_of: &impl Fn(usize) -> usize, found: &mut Vec<Entry>) {
    for (name, value) in table {
        let key =
            if above.is_empty() { name.get_ref().to_string() } else { format!("{above}.{}", name.get_ref()) };
        let shape = declared(&key).map(|known| known.shape);
        match value.get_ref() {
            DeValue::Table(inner) if shape != Some(Shape::Map) && !inner.is_empty() => {
                flatten(&key, inner, line_of, found);
            }
            // An empty section of known settings says nothing.
            DeValue::Table(inner) if inner.is_empty() && is_section(&key) => {}
            value => found.push(Entry { key, text: written(value, shape), line: line_of(name.span().start) }),
        }
    }
}

fn is_section(key: &str) -> bool {
    super::TABLE.iter().any(|known| known.key.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
}

/// A value as it would be written outside the file.
fn written(value: &DeValue<'_>, shape: Option<Shape>) -> Result<String, String> {
    match (value, shape) {
        (DeValue::Array(items), Some(Shape::List)) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| scalar(item.get_ref())).collect();
            Ok(items?.join(","))
        }
        (DeValue::Table(table), Some(Shape::Map)) => {
            let pairs: Result<Vec<_>, _> = table.iter().map(|(name, value)| pair(name, value)).collect();
            Ok(pairs?.join(","))
        }
        _ => scalar(value),
    }
}

fn pair(name: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) -> Result<String, String> {
    if name.get_ref().contains([',', '=']) {
        return Err(format!("must not have a comma or an equals sign in the name {:?}", name.get_ref()));
    }
    Ok(format!("{}={}", name.get_ref(), scalar(value.get_ref())?))
}

fn scalar(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Boolean(value) => Ok(value.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map(|number| number.to_string())
            .map_err(|_| "is a number too large for any setting".into()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            Err("must be one text, whole number, true or false; put a text in quotes".into())
        }
    }
}
