//! From XML to JSON.

use serde_json::{Map, Value};

use super::error::{Fault, XmlError};
use super::form::{Form, Item, Member, Object, Root, Scalar};
use super::source::{Part, Source, Tag, is_blank};

type Result<T> = std::result::Result<T, XmlError>;

/// The document as JSON. A value that is not of the type that the table says stays a text, for the reader of the JSON to
/// refuse by its path.
///
/// Refuses what is no XML, another root, elements of another namespace, a member that is given twice or as an attribute
/// in place of an element, text among elements, and all that [`Source`] refuses. Elements and attributes of the
/// namespace that the table does not have are passed over (section 6.2), and so is their order.
pub(crate) fn read(body: &[u8], root: &Root) -> Result<Value> {
    let mut source = Source::new(body)?;
    let tag = source.root()?;
    if tag.name != root.element {
        return Err(source.refused(Fault::Root(root.element)));
    }
    let value = object(&mut source, tag, root.object)?;
    source.end()?;
    Ok(value)
}

/// The element that was opened last, as an object.
fn object(source: &mut Source<'_>, tag: Tag, of: &Object) -> Result<Value> {
    if tag.nil {
        return null(source);
    }
    let mut map = Map::new();
    for (name, value) in tag.attributes {
        match of.attribute(&name) {
            Some(Member { form: Form::Attribute(scalar), .. }) => {
                map.insert(name, typed(*scalar, value));
            }
            Some(member) => return Err(source.refused(Fault::Misplaced(member.name))),
            None => (),
        }
    }
    let mut content = of.content().map(|member| (member.name, String::new()));
    loop {
        match source.next()? {
            Part::Close => break,
            Part::Open(tag) => match of.element(&tag.name) {
                Some(member) => child(source, tag, member, &mut map)?,
                None => source.skip()?,
            },
            Part::Text(text) => match &mut content {
                Some((_, content)) => content.push_str(&text),
                None if is_blank(&text) => (),
                None => return Err(source.refused(Fault::Mixed)),
            },
        }
    }
    map.extend(content.map(|(name, text)| (name.to_owned(), Value::String(text))));
    map.extend(of.0.iter().filter_map(constant));
    Ok(Value::Object(map))
}

fn constant(member: &Member) -> Option<(String, Value)> {
    let Form::Constant(value) = member.form else { return None };
    Some((member.name.to_owned(), value.into()))
}

fn child(source: &mut Source<'_>, tag: Tag, member: &Member, map: &mut Map<String, Value>) -> Result<()> {
    let value = match member.form {
        Form::Repeated(_, of) => return repeated(source, tag, of, map.entry(member.name)),
        _ if map.contains_key(member.name) => return Err(source.refused(Fault::Twice(member.name))),
        Form::Element(scalar) | Form::Nillable(scalar) => self::scalar(source, &tag, scalar)?,
        Form::Words => words(source, &tag)?,
        Form::Nested(of) => object(source, tag, of)?,
        Form::Wrapped(name, of) => wrapped(source, &tag, name, of)?,
        Form::Attribute(_) | Form::Content | Form::Constant(_) => {
            return Err(source.refused(Fault::Misplaced(member.name)));
        }
    };
    map.insert(member.name.to_owned(), value);
    Ok(())
}

/// One more item. A null one is none, and so is one without a word: it is how an empty list can be said.
fn repeated(source: &mut Source<'_>, tag: Tag, of: Item, list: serde_json::map::Entry<'_>) -> Result<()> {
    let value = item(source, tag, of)?;
    if value.is_null() {
        return Ok(());
    }
    let list = list.or_insert_with(|| Value::Array(Vec::new()));
    let says_none = matches!(of, Item::Scalar(Scalar::Word)) && value == "";
    if let (Value::Array(items), false) = (list, says_none) {
        items.push(value);
    }
    Ok(())
}

/// The words of an element, as a list.
fn words(source: &mut Source<'_>, tag: &Tag) -> Result<Value> {
    Ok(match scalar(source, tag, Scalar::Text)? {
        Value::String(text) => text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()).collect(),
        other => other,
    })
}

fn wrapped(source: &mut Source<'_>, tag: &Tag, name: &'static str, of: Item) -> Result<Value> {
    if tag.nil {
        return null(source);
    }
    let mut items = Vec::new();
    loop {
        match source.next()? {
            Part::Close => return Ok(Value::Array(items)),
            Part::Open(tag) if tag.name == name => items.push(item(source, tag, of)?),
            Part::Open(_) => source.skip()?,
            Part::Text(text) if is_blank(&text) => (),
            Part::Text(_) => return Err(source.refused(Fault::Mixed)),
        }
    }
}

fn item(source: &mut Source<'_>, tag: Tag, of: Item) -> Result<Value> {
    match of {
        Item::Scalar(scalar) => self::scalar(source, &tag, scalar),
        Item::Object(of) => object(source, tag, of),
    }
}

fn scalar(source: &mut Source<'_>, tag: &Tag, scalar: Scalar) -> Result<Value> {
    if tag.nil {
        return null(source);
    }
    let mut all = String::new();
    loop {
        match source.next()? {
            Part::Close => return Ok(typed(scalar, all)),
            Part::Text(text) => all.push_str(&text),
            Part::Open(_) => return Err(source.refused(Fault::Mixed)),
        }
    }
}

/// The rest of an element that says it is null: nothing.
fn null(source: &mut Source<'_>) -> Result<Value> {
    loop {
        match source.next()? {
            Part::Close => return Ok(Value::Null),
            Part::Text(text) if is_blank(&text) => (),
            Part::Text(_) | Part::Open(_) => return Err(source.refused(Fault::Mixed)),
        }
    }
}

fn typed(scalar: Scalar, text: String) -> Value {
    let word = text.trim_matches([' ', '\t', '\n', '\r']);
    match (scalar, word) {
        (Scalar::Truth, "true" | "1") => true.into(),
        (Scalar::Truth, "false" | "0") => false.into(),
        (Scalar::Integer, word) => word.parse::<i64>().map_or_else(|_| word.into(), Value::from),
        (Scalar::Truth | Scalar::Word, word) => word.into(),
        (Scalar::Text, _) => text.into(),
    }
}
