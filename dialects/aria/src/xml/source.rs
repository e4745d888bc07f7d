//! The parts of an XML document, one after another; what no document may have is refused here.

use std::borrow::Cow;

use quick_xml::errors::SyntaxError;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, NamespaceError, ResolveResult};
use quick_xml::reader::NsReader;
use quick_xml::{XmlVersion, escape};

use super::error::{Fault, XmlError};
use super::{OPS, SCHEMA_INSTANCE, holds};

/// The deepest schema has seven levels.
const MOST_LEVELS: usize = 32;
/// The most elements and attributes, as many as JSON may have values.
const MOST_VALUES: usize = 100_000;
/// The most attributes of one element, and the most elements that are passed over; JSON may have as many members.
const MOST_MEMBERS: usize = 1_000;

type Result<T> = std::result::Result<T, XmlError>;

/// A document that is being read.
pub(super) struct Source<'a> {
    text: &'a str,
    reader: NsReader<&'a [u8]>,
    depth: usize,
    values: usize,
    passed: usize,
    at: usize,
}

/// One part of a document.
pub(super) enum Part<'a> {
    Open(Tag),
    Text(Cow<'a, str>),
    Close,
}

/// A start tag of an element in the vendor's namespace.
pub(super) struct Tag {
    pub name: String,
    /// Those without a prefix.
    pub attributes: Vec<(String, String)>,
    /// Whether it says that it is null.
    pub nil: bool,
}

impl<'a> Source<'a> {
    /// Refuses what is not in UTF-8, and characters that XML cannot hold. A byte order mark is passed over.
    pub fn new(body: &'a [u8]) -> Result<Self> {
        let text =
            std::str::from_utf8(body).map_err(|error| place(body, error.valid_up_to(), Fault::Encoding))?;
        if let Some((at, _)) = text.char_indices().find(|(_, c)| !holds(*c)) {
            return Err(place(text.as_bytes(), at, Fault::Character));
        }
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { text, reader, depth: 0, values: 0, passed: 0, at: 0 })
    }

    /// The tag of the root.
    pub fn root(&mut self) -> Result<Tag> {
        loop {
            match self.part()? {
                Some(Part::Open(tag)) => return Ok(tag),
                Some(Part::Text(text)) if is_blank(&text) => (),
                Some(Part::Text(_) | Part::Close) => return Err(self.refused(Fault::Syntax)),
                None => return Err(self.refused(Fault::Incomplete)),
            }
        }
    }

    /// The next part inside the root.
    pub fn next(&mut self) -> Result<Part<'a>> {
        self.part()?.ok_or_else(|| self.refused(Fault::Incomplete))
    }

    /// Passes over the rest of the element that was opened last. Refuses to do so more often than any request needs.
    pub fn skip(&mut self) -> Result<()> {
        self.passed = self.passed.saturating_add(1);
        if self.passed > MOST_MEMBERS {
            return Err(self.refused(Fault::TooMany));
        }
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// Refuses anything but blanks and comments after the root.
    pub fn end(&mut self) -> Result<()> {
        while let Some(part) = self.part()? {
            if !matches!(part, Part::Text(text) if is_blank(&text)) {
                return Err(self.refused(Fault::Syntax));
            }
        }
        Ok(())
    }

    /// A refusal at the beginning of the part that was read last.
    pub fn refused(&self, fault: Fault) -> XmlError {
        place(self.text.as_bytes(), self.at, fault)
    }

    /// The next part; none at the end of the document.
    fn part(&mut self) -> Result<Option<Part<'a>>> {
        loop {
            self.at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
            let event = self.reader.read_event().map_err(|error| self.refused(fault(&error)))?;
            return Ok(Some(match event {
                Event::Start(start) => Part::Open(self.open(&start)?),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Part::Close
                }
                Event::Text(text) if text.contains("]]>") => return Err(self.refused(Fault::Syntax)),
                Event::Text(text) => Part::Text(text.xml10_content()),
                Event::CData(text) => Part::Text(text.xml10_content()),
                Event::GeneralRef(reference) => Part::Text(self.resolved(&reference)?),
                Event::Decl(declaration) => {
                    self.declared(&declaration)?;
                    continue;
                }
                Event::Comment(_) => continue,
                Event::DocType(_) => return Err(self.refused(Fault::DocumentType)),
                Event::PI(_) => return Err(self.refused(Fault::Instruction)),
                Event::Empty(_) => return Err(self.refused(Fault::Syntax)),
                Event::Eof => return Ok(None),
            }));
        }
    }

    /// Only at the very beginning, only XML 1.0, only UTF-8.
    fn declared(&self, declaration: &BytesDecl<'_>) -> Result<()> {
        let version = declaration.version();
        if self.at != 0 || !matches!(version.as_deref(), Ok("1.0")) {
            return Err(self.refused(Fault::Syntax));
        }
        match declaration.encoding() {
            None => Ok(()),
            Some(Ok(encoding)) if encoding.eq_ignore_ascii_case("utf-8") => Ok(()),
            Some(_) => Err(self.refused(Fault::Encoding)),
        }
    }

    /// A character by its number, or one of the five entities that XML has.
    fn resolved(&self, reference: &BytesRef<'_>) -> Result<Cow<'a, str>> {
        if let Some(text) = escape::resolve_xml_entity(reference) {
            return Ok(Cow::Borrowed(text));
        }
        match reference.resolve_char_ref() {
            Ok(Some(c)) if holds(c) => Ok(Cow::Owned(c.to_string())),
            Ok(Some(_)) => Err(self.refused(Fault::Character)),
            Ok(None) | Err(_) => Err(self.refused(Fault::Syntax)),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<Tag> {
        self.depth = self.depth.saturating_add(1);
        self.count()?;
        if self.depth > MOST_LEVELS {
            return Err(self.refused(Fault::TooDeep));
        }
        let (namespace, name) = self.reader.resolver().resolve_element(start.name());
        if namespace != ResolveResult::Bound(Namespace(OPS)) {
            return Err(self.refused(Fault::Namespace));
        }
        let mut tag = Tag { name: name.into_inner().to_owned(), attributes: Vec::new(), nil: false };
        for (number, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(|_| self.refused(Fault::Syntax))?;
            self.count()?;
            if number >= MOST_MEMBERS {
                return Err(self.refused(Fault::TooMany));
            }
            self.attribute(&attribute, &mut tag)?;
        }
        Ok(tag)
    }

    /// Of those with a prefix only `xsi:nil` means anything.
    fn attribute(&self, attribute: &Attribute<'_>, tag: &mut Tag) -> Result<()> {
        if attribute.key.as_namespace_binding().is_some() {
            return Ok(());
        }
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        let value = value.map_err(|_| self.refused(Fault::Syntax))?;
        if attribute.value.contains('<') {
            return Err(self.refused(Fault::Syntax));
        }
        if !value.chars().all(holds) {
            return Err(self.refused(Fault::Character));
        }
        match self.reader.resolver().resolve_attribute(attribute.key) {
            (ResolveResult::Unbound, name) => {
                tag.attributes.push((name.into_inner().to_owned(), value.into_owned()));
            }
            (ResolveResult::Bound(Namespace(SCHEMA_INSTANCE)), name) if name.into_inner() == "nil" => {
                tag.nil = matches!(value.trim(), "true" | "1");
            }
            (ResolveResult::Bound(_), _) => (),
            (ResolveResult::Unknown(_), _) => return Err(self.refused(Fault::Syntax)),
        }
        Ok(())
    }

    fn count(&mut self) -> Result<()> {
        self.values = self.values.saturating_add(1);
        if self.values > MOST_VALUES { Err(self.refused(Fault::TooMany)) } else { Ok(()) }
    }
}

/// Whether a text is only what stands between elements to make them readable.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}

fn fault(error: &quick_xml::Error) -> Fault {
    match error {
        quick_xml::Error::Syntax(SyntaxError::InvalidBangMarkup) => Fault::Syntax,
        quick_xml::Error::Syntax(_) => Fault::Incomplete,
        quick_xml::Error::Namespace(NamespaceError::TooManyBindings(_)) => Fault::TooMany,
        quick_xml::Error::Namespace(NamespaceError::TooDeeplyNested(_)) => Fault::TooDeep,
        _ => Fault::Syntax,
    }
}

fn place(text: &[u8], at: usize, fault: Fault) -> XmlError {
    let before = text.get(..at).unwrap_or(text);
    let (line, rest) = before.split(|byte| *byte == b'\n').enumerate().last().unwrap_or_default();
    XmlError { line: line.saturating_add(1), column: rest.len().saturating_add(1), fault }
}
