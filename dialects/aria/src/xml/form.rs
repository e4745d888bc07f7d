//! The words that the table is written in.

/// A document: its root element and what that holds.
#[derive(Debug)]
pub(crate) struct Root {
    pub element: &'static str,
    pub object: &'static Object,
}

/// The members of one schema, in the order of the XML.
#[derive(Debug)]
pub(crate) struct Object(pub &'static [Member]);

/// A member of the JSON, and where the XML has it.
#[derive(Debug)]
pub(crate) struct Member {
    pub name: &'static str,
    pub form: Form,
}

/// Where the XML has a member. An element that holds none of what is listed here has the member's name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// An attribute.
    Attribute(Scalar),
    /// The text of the element itself.
    Content,
    /// An element.
    Element(Scalar),
    /// An element that is there also when the member is null: it then says `xsi:nil`.
    Nillable(Scalar),
    /// An element with members of its own.
    Nested(&'static Object),
    /// An element that holds one element of this name for each item.
    Wrapped(&'static str, Item),
    /// One element of this name for each item, and none around them: an empty list is not to be seen.
    Repeated(&'static str, Item),
    /// One element with all items, blanks between them.
    Words,
    /// Nowhere: it is always this text.
    Constant(&'static str),
}

/// What a list holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Item {
    Scalar(Scalar),
    Object(&'static Object),
}

/// The type of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// A text, blanks and all.
    Text,
    /// A text around which blanks mean nothing: an id, a name out of a list.
    Word,
    /// `true`, `false`, `1` or `0`.
    Truth,
    /// A whole number.
    Integer,
}

impl Object {
    /// The member of this attribute.
    pub fn attribute(&self, name: &str) -> Option<&'static Member> {
        self.0.iter().find(|member| member.name == name)
    }

    /// The member of this element; an attribute of the name too, so that it can be told where it belongs.
    pub fn element(&self, name: &str) -> Option<&'static Member> {
        self.0.iter().find(|member| match member.form {
            Form::Repeated(item, _) => item == name,
            _ => member.name == name,
        })
    }

    /// The member that is the text of the element itself.
    pub fn content(&self) -> Option<&'static Member> {
        self.0.iter().find(|member| matches!(member.form, Form::Content))
    }
}
