//! JSON for people: a value stands on one line if it fits.

use crate::scenario::Json;

/// `value` in lines of at most `width` characters, as far as they can be broken.
pub fn pretty(value: &Json, width: usize) -> String {
    let mut text = String::new();
    write(value, 0, 0, width, &mut text);
    text
}

/// Writes `value` behind `indent` blanks and `taken` further characters of its line, its comma among them.
fn write(value: &Json, indent: usize, taken: usize, width: usize, text: &mut String) {
    let flat = flat(value);
    if indent + taken + flat.chars().count() <= width {
        text.push_str(&flat);
        return;
    }
    match value {
        Json::Array(items) if !items.is_empty() => {
            let lines = items.iter().map(|item| (String::new(), item));
            block('[', ']', lines, indent, width, text);
        }
        Json::Object(members) if !members.is_empty() => {
            let lines = members.iter().map(|(name, value)| (format!("{}: ", quoted(name)), value));
            block('{', '}', lines, indent, width, text);
        }
        Json::Null | Json::Truth(_) | Json::Number(_) | Json::Text(_) | Json::Array(_) | Json::Object(_) => {
            text.push_str(&flat);
        }
    }
}

fn block<'a>(
    open: char,
    close: char,
    lines: impl Iterator<Item = (String, &'a Json)>,
    indent: usize,
    width: usize,
    text: &mut String,
) {
    text.push(open);
    for (at, (name, value)) in lines.enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&" ".repeat(indent + 2));
        text.push_str(&name);
        write(value, indent + 2, name.chars().count() + 1, width, text);
    }
    text.push('\n');
    text.push_str(&" ".repeat(indent));
    text.push(close);
}

/// On one line, with blanks behind commas and colons.
fn flat(value: &Json) -> String {
    match value {
        Json::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{}: {}", quoted(name), flat(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Json::Null | Json::Truth(_) | Json::Number(_) | Json::Text(_) => value.to_string(),
    }
}

fn quoted(text: &str) -> String {
    Json::Text(text.to_owned()).to_string()
}
