//! From JSON to XML.

use serde_json::Value;

use super::form::{Form, Item, Member, Object, Root};
use super::{OPS, SCHEMA_INSTANCE};

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

/// The whole document. Members that the table does not have are left out, and so is `null` where it is not nillable.
pub(crate) fn document(root: &Root, value: &Value) -> String {
    let mut out = DECLARATION.to_owned();
    element(&mut out, root.element, root.object, value, &namespaces());
    out
}

/// The beginning of a document whose root has no attributes, up to its first item.
pub(crate) fn begin(root: &Root) -> String {
    format!("{DECLARATION}<ops:{}{}>", root.element, namespaces())
}

/// Adds one item of a list that is answered piece by piece.
pub(crate) fn item(out: &mut String, list: &Member, value: &Value) {
    if let Form::Repeated(name, of) | Form::Wrapped(name, of) = list.form {
        one(out, name, of, value);
    }
}

/// The end of what [`begin`] began.
pub(crate) fn end(root: &Root) -> String {
    format!("</ops:{}>", root.element)
}

fn namespaces() -> String {
    format!(r#" xmlns:xs="{SCHEMA}" xmlns:xsi="{SCHEMA_INSTANCE}" xmlns:ops="{OPS}""#)
}

fn element(out: &mut String, name: &str, object: &Object, value: &Value, namespaces: &str) {
    let mut tag = String::new();
    for member in object.0 {
        if let (Form::Attribute(_), Some(value)) = (member.form, value.get(member.name)) {
            attribute(&mut tag, member.name, value);
        }
    }
    tag.push_str(namespaces);
    enclose(out, name, &tag, |out| {
        for member in object.0 {
            if let Some(value) = value.get(member.name) {
                child(out, member, value);
            }
        }
    });
}

fn child(out: &mut String, member: &Member, value: &Value) {
    match (member.form, value) {
        (Form::Nillable(_), Value::Null) => enclose(out, member.name, r#" xsi:nil="true""#, |_| ()),
        (Form::Attribute(_) | Form::Constant(_), _) | (_, Value::Null) => (),
        (Form::Content, value) => text(out, value, false),
        (Form::Element(_) | Form::Nillable(_), value) => leaf(out, member.name, value),
        (Form::Nested(object), value) => element(out, member.name, object, value, ""),
        (Form::Wrapped(name, of), value) => enclose(out, member.name, "", |out| items(out, name, of, value)),
        (Form::Repeated(name, of), value) => items(out, name, of, value),
        (Form::Words, value) => enclose(out, member.name, "", |out| words(out, value)),
    }
}

fn words(out: &mut String, value: &Value) {
    for (number, value) in value.as_array().into_iter().flatten().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        text(out, value, false);
    }
}

fn items(out: &mut String, name: &str, of: Item, value: &Value) {
    for value in value.as_array().into_iter().flatten() {
        one(out, name, of, value);
    }
}

fn one(out: &mut String, name: &str, of: Item, value: &Value) {
    match of {
        Item::Scalar(_) => leaf(out, name, value),
        Item::Object(object) => element(out, name, object, value, ""),
    }
}

fn leaf(out: &mut String, name: &str, value: &Value) {
    enclose(out, name, "", |out| text(out, value, false));
}

fn attribute(out: &mut String, name: &str, value: &Value) {
    if value.is_null() {
        return;
    }
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    text(out, value, true);
    out.push('"');
}

/// One element; an empty one has no end tag.
fn enclose(out: &mut String, name: &str, tag: &str, inside: impl FnOnce(&mut String)) {
    out.push_str("<ops:");
    out.push_str(name);
    out.push_str(tag);
    out.push('>');
    let begun = out.len();
    inside(out);
    if out.len() == begun {
        out.pop();
        out.push_str("/>");
    } else {
        out.push_str("</ops:");
        out.push_str(name);
        out.push('>');
    }
}

fn text(out: &mut String, value: &Value, quoted: bool) {
    match value {
        Value::String(text) => escape(out, text, quoted),
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => (),
    }
}

/// Blanks that a reader would change are written by their number; what XML cannot hold is written as U+FFFD.
fn escape(out: &mut String, text: &str, quoted: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '"' if quoted => out.push_str("&quot;"),
            '\t' if quoted => out.push_str("&#9;"),
            '\n' if quoted => out.push_str("&#10;"),
            c if super::holds(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
}
