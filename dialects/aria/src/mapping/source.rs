//! Auth sources in the vendor's words (sections 3.6, 6.8).

use directory::Draft;
use directory::sources::{
    Accepted, AuthSource, Certificate, Deletion, Form, NewSource, Secret, SourceChange, SourceName, Trial,
};
use model::{Refusal, Rule, SourceId, Timestamp};

use super::Links;
use super::violations::Violations;
use crate::wire;
use crate::wire::{NameValues, SourceBody};

const PASSWORD: &str = "password";

/// Whether a source that is answered is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Yes,
    /// It has an id and is otherwise not kept as it is answered.
    Otherwise,
    No,
}

/// A source as it is kept: its password is in no answer (section 6.8).
pub(crate) fn source(source: &AuthSource, links: Links) -> wire::AuthSource<'_> {
    printed(source, Kept::Yes, links, source.certificates.iter().map(certificate).collect())
}

/// A source of which nothing was stored, with the certificates that are to be accepted, or with none.
pub(crate) fn proposed<'a>(
    source: &'a AuthSource,
    kept: Kept,
    links: Links,
    shown: &[Certificate],
) -> wire::AuthSource<'a> {
    printed(source, kept, links, shown.iter().map(to_accept).collect())
}

fn printed(
    source: &AuthSource,
    kept: Kept,
    links: Links,
    certificates: Vec<wire::Certificate>,
) -> wire::AuthSource<'_> {
    let property =
        |(name, value): &(String, String)| wire::Property { name: name.clone(), value: value.clone() };
    let is_kept = kept == Kept::Yes;
    let link = || [wire::SelfLink { href: source_href(source.id), rel: "SELF" }];
    wire::AuthSource {
        id: (kept != Kept::No).then(|| source.id.to_string()),
        name: source.shown_name(),
        source_type: type_name(&source.source_type),
        created: is_kept.then(|| Timestamp::millis(source.created)),
        last_modified: is_kept.then(|| Timestamp::millis(source.updated)),
        links: (is_kept && links == Links::Shown).then(link),
        property: source.properties.iter().map(property).collect(),
        certificates,
    }
}

/// A source as it is shown to a stranger (section 4.5).
pub(crate) fn source_name(source: &SourceName) -> wire::AuthSource<'_> {
    wire::AuthSource {
        id: Some(source.id.to_string()),
        name: &source.name,
        source_type: type_name(&source.source_type),
        created: None,
        last_modified: None,
        links: None,
        property: Vec::new(),
        certificates: Vec::new(),
    }
}

/// The vendor names a type by its id.
fn type_name(id: &str) -> wire::SourceTypeName<'_> {
    wire::SourceTypeName { id, name: id }
}

/// Where a source is.
pub(crate) fn source_href(id: SourceId) -> String {
    format!("/suite-api/api/auth/sources/{id}")
}

fn certificate(one: &Accepted) -> wire::Certificate {
    wire::Certificate {
        thumbprint: one.thumbprint.clone(),
        details: one.details.clone(),
        issued_to: one.issued_to.clone(),
        issued_by: one.issued_by.clone(),
        expires: one.expires.clone(),
        pem: one.pem.clone(),
    }
}

/// A certificate for somebody to look at. What is sent back counts by its thumbprint, which is by SHA-256.
fn to_accept(one: &Certificate) -> wire::Certificate {
    let (from, until) = (instant(one.valid_from), instant(one.valid_until));
    wire::Certificate {
        thumbprint: one.thumbprint.to_string(),
        details: format!(
            "Subject: {}\nIssuer: {}\nSerial Number: {}\nValid From: {from}\nValid Until: {until}\n\
             SHA-1 Fingerprint: {}\nSHA-256 Fingerprint: {}",
            one.subject, one.issuer, one.serial, one.sha1, one.thumbprint
        ),
        issued_to: one.subject.clone(),
        issued_by: one.issuer.clone(),
        expires: until,
        pem: String::new(),
    }
}

/// An instant as ISO 8601 writes it; the end of time where it is none.
fn instant(seconds: i64) -> String {
    format!("{}Z", Timestamp::from_seconds(seconds).unwrap_or(Timestamp::MAX).calendar())
}

/// The source that operation 18 makes. Refuses `Invalid` with everything that this dialect's door refuses.
pub(crate) fn new_source(body: SourceBody) -> Draft<NewSource> {
    let mut violations = Violations::default();
    let name = violations.check(|| "name", body.name.ok_or(Rule::Required));
    let source_type = body.source_type.and_then(|one| one.id).ok_or(Rule::Required);
    let source_type = violations.check(|| "sourceType.id", source_type);
    let (properties, secret) = split(body.property.unwrap_or_default(), &mut violations);
    let (name, source_type) = violations.unless_any(name.zip(source_type))?;
    let certificates = body.certificates.unwrap_or_default().into_iter().map(accepted).collect();
    Ok(NewSource { name, source_type, properties, certificates, secret })
}

/// The source that operation 17 means, and what is to change; what is absent stays. Refuses `Invalid` without an id.
pub(crate) fn source_change(body: SourceBody) -> Draft<(SourceId, SourceChange)> {
    let id = body.id.ok_or_else(|| Refusal::invalid("id", Rule::Required))?;
    let mut violations = Violations::default();
    let (properties, secret) = match body.property {
        Some(given) => {
            let (properties, secret) = split(given, &mut violations);
            (Some(properties), secret)
        }
        None => (None, None),
    };
    let certificates = body.certificates.map(|all| all.into_iter().map(accepted).collect());
    let source_type = body.source_type.and_then(|one| one.id);
    violations.unless_any(Some((
        id,
        SourceChange { name: body.name, source_type, properties, certificates, secret },
    )))
}

/// What operation 19 confirms: a source that is not here yet, or the change of one that is.
pub(crate) fn confirmed(body: SourceBody) -> Draft<Trial> {
    match body.id {
        Some(_) => source_change(body).map(|(id, change)| Trial::Kept(id, change)),
        None => new_source(body).map(Trial::New),
    }
}

/// The password apart from the rest.
fn split(given: Vec<wire::Property>, violations: &mut Violations) -> (Vec<(String, String)>, Option<Secret>) {
    let (mut properties, mut secret) = (Vec::with_capacity(given.len()), None);
    for (index, wire::Property { name, value }) in given.into_iter().enumerate() {
        if name.is_empty() {
            violations.add(format!("property[{index}].name"), Rule::Required);
        } else if name.eq_ignore_ascii_case(PASSWORD) {
            secret = Some(Secret::new(value));
        } else {
            properties.push((name, value));
        }
    }
    (properties, secret)
}

fn accepted(one: wire::Certificate) -> Accepted {
    Accepted {
        thumbprint: one.thumbprint,
        details: one.details,
        issued_to: one.issued_to,
        issued_by: one.issued_by,
        expires: one.expires,
        pem: one.pem,
    }
}

/// The deletion that operation 47 asks for (section 6.8).
pub(crate) fn deletion(id: SourceId, force: bool, body: NameValues) -> Deletion {
    let mut deletion = Deletion { id, login: None, secret: None, force };
    for wire::Property { name, value } in body.pairs {
        match name.as_str() {
            "user-name" => deletion.login = Some(value),
            PASSWORD => deletion.secret = Some(Secret::new(value)),
            _ => (),
        }
    }
    deletion
}

/// A type, with what it is asked with.
pub(crate) fn source_type(one: &directory::sources::SourceType) -> wire::SourceType {
    let property = |one: &directory::sources::PropertyType| wire::PropertyType {
        name: one.name,
        data_type: match one.form {
            Form::Text | Form::Attribute | Form::Filter => "STRING",
            Form::Hosts => "HOST",
            Form::Port => "INTEGER",
            Form::Flag => "BOOLEAN",
            Form::Password => "PASSWORD",
        },
        description: one.description,
        required: one.required,
        modifiable: one.modifiable,
    };
    let property = one.properties.iter().map(property).collect();
    wire::SourceType { id: one.id, name: one.id, properties: wire::PropertyTypes { property } }
}
