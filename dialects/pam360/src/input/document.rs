use std::collections::HashSet;

/// Up to so many keys are compared each with each, which takes no memory.
const FEW: usize = 8;

/// A parsed object: its values in the order of the text, and all their characters in one string, so that a mebibyte of
/// tiny values costs two allocations and not half a million. It does not print: a value may be a password.
pub(super) struct Document {
    nodes: Vec<Node>,
    characters: String,
}

/// A value; a member of an object is its key as text, then its value. `end` is the place of the first node after all
/// that a container holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node {
    Null,
    Boolean(bool),
    Number(Span),
    Text(Span),
    List { end: usize },
    Object { end: usize },
}

/// A piece of the document's characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    start: usize,
    end: usize,
}

/// A value as it is seen from outside.
#[derive(Clone)]
pub(super) enum Value<'a> {
    Null,
    Boolean(bool),
    /// The number as it was written, so that no digit is lost.
    Number(&'a str),
    Text(&'a str),
    List(Items<'a>),
    Object(Members<'a>),
}

impl Document {
    /// The place of the outermost object.
    pub(super) const ROOT: usize = 0;

    /// An empty document with room for `characters` bytes.
    pub(super) fn with_capacity(characters: usize) -> Self {
        Self { nodes: Vec::new(), characters: String::with_capacity(characters) }
    }

    pub(super) fn root(&self) -> Members<'_> {
        self.members(Self::ROOT)
    }

    /// The members of the object at `object`; none if something else stands there.
    pub(super) fn members(&self, object: usize) -> Members<'_> {
        let end = match self.nodes.get(object) {
            Some(Node::Object { end }) => *end,
            _ => object,
        };
        Members { document: self, at: object + 1, end }
    }

    /// Whether any object has two keys that are equal without ASCII case.
    pub(super) fn has_duplicate_key(&self) -> bool {
        let objects = self.nodes.iter().enumerate().filter(|(_, node)| matches!(node, Node::Object { .. }));
        objects.map(|(at, _)| self.members(at)).any(Members::has_duplicate_key)
    }

    /// Values and keys so far.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn push(&mut self, node: Node) {
        self.nodes.push(node);
    }

    /// Begins a list or an object and says where, for [`Self::close`].
    pub(super) fn open(&mut self, container: Node) -> usize {
        self.nodes.push(container);
        self.nodes.len() - 1
    }

    /// Ends the container at `at` behind the last node.
    pub(super) fn close(&mut self, at: usize) {
        let after = self.nodes.len();
        if let Some(Node::List { end } | Node::Object { end }) = self.nodes.get_mut(at) {
            *end = after;
        }
    }

    /// Where the next character will stand, for [`Self::span_from`].
    pub(super) fn mark(&self) -> usize {
        self.characters.len()
    }

    pub(super) fn characters(&mut self) -> &mut String {
        &mut self.characters
    }

    pub(super) fn span_from(&self, start: usize) -> Span {
        Span { start, end: self.characters.len() }
    }

    fn text(&self, span: Span) -> &str {
        self.characters.get(span.start..span.end).unwrap_or_default()
    }

    /// The value at `at` and the place behind it.
    fn value(&self, at: usize) -> (Value<'_>, usize) {
        match self.nodes.get(at).copied() {
            None | Some(Node::Null) => (Value::Null, at + 1),
            Some(Node::Boolean(value)) => (Value::Boolean(value), at + 1),
            Some(Node::Number(span)) => (Value::Number(self.text(span)), at + 1),
            Some(Node::Text(span)) => (Value::Text(self.text(span)), at + 1),
            Some(Node::List { end }) => (Value::List(Items { document: self, at: at + 1, end }), end),
            Some(Node::Object { end }) => (Value::Object(self.members(at)), end),
        }
    }
}

/// The values of a list.
#[derive(Clone)]
pub(super) struct Items<'a> {
    document: &'a Document,
    at: usize,
    end: usize,
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.at >= self.end {
            return None;
        }
        let (value, next) = self.document.value(self.at);
        self.at = next;
        Some(value)
    }
}

/// The members of an object: key, place of the value, value.
#[derive(Clone)]
pub(super) struct Members<'a> {
    document: &'a Document,
    at: usize,
    end: usize,
}

impl<'a> Members<'a> {
    /// The first member of that name without ASCII case: the place of its value, and the value.
    pub(super) fn find(mut self, name: &str) -> Option<(usize, Value<'a>)> {
        self.find_map(|(key, at, value)| key.eq_ignore_ascii_case(name).then_some((at, value)))
    }

    fn has_duplicate_key(self) -> bool {
        if self.clone().nth(FEW).is_some() {
            return self.has_duplicate_among_many();
        }
        let same = |key: &str, (other, _, _): (&str, usize, Value<'_>)| key.eq_ignore_ascii_case(other);
        self.clone().enumerate().any(|(at, (key, _, _))| self.clone().take(at).any(|other| same(key, other)))
    }

    fn has_duplicate_among_many(self) -> bool {
        let mut folded = String::new();
        let ends: Vec<usize> = self
            .map(|(key, _, _)| {
                folded.push_str(key);
                folded.len()
            })
            .collect();
        folded.make_ascii_lowercase();
        let mut seen = HashSet::with_capacity(ends.len());
        let mut start = 0;
        !ends.into_iter().all(|end| {
            let key = folded.get(start..end);
            start = end;
            seen.insert(key)
        })
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, usize, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        let Some(Node::Text(key)) = self.document.nodes.get(self.at) else { return None };
        let at = self.at + 1;
        let (value, next) = self.document.value(at);
        self.at = next;
        Some((self.document.text(*key), at, value))
    }
}
