//! `auth-source`, `auth-sourcetype`, `name-values`, and lists of them.

use model::SourceId;
use serde::Serialize;
use serde_json::Value;

use super::read::{FromMembers, Members, WrongTypes};

/// Section 3.6, as sent. `created`, `lastModified` and `links` are ours: their type is looked at, and nothing else.
pub(crate) struct SourceBody {
    pub id: Option<SourceId>,
    pub name: Option<String>,
    pub source_type: Option<TypeBody>,
    pub property: Option<Vec<Property>>,
    pub certificates: Option<Vec<Certificate>>,
}

impl FromMembers for SourceBody {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        let source = Self {
            id: members.id("id", SourceId::parse, wrong),
            name: members.text("name", wrong),
            source_type: members.object("sourceType", wrong),
            property: members.objects("property", wrong),
            certificates: members.objects("certificates", wrong),
        };
        members.ignored("created", Value::is_number, wrong);
        members.ignored("lastModified", Value::is_number, wrong);
        members.ignored("links", Value::is_array, wrong);
        source
    }
}

/// `auth-sourcetype` inside a source, as sent: its id says everything.
pub(crate) struct TypeBody {
    pub id: Option<String>,
}

impl FromMembers for TypeBody {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self { id: members.text("id", wrong) }
    }
}

/// `name-value`, section 3.6. Any value may be a password, so no refusal repeats one.
#[derive(Clone, Serialize)]
pub(crate) struct Property {
    pub name: String,
    pub value: String,
}

impl FromMembers for Property {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self {
            name: members.text("name", wrong).unwrap_or_default(),
            value: members.secret("value", wrong).unwrap_or_default(),
        }
    }
}

/// `name-values`, section 3.6: the body of operation 47, which may be missing.
#[derive(Default)]
pub(crate) struct NameValues {
    pub pairs: Vec<Property>,
}

impl FromMembers for NameValues {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        Self { pairs: members.objects("nameValuePairs", wrong).unwrap_or_default() }
    }
}

/// Section 3.6, as sent and as answered; what is empty is left out.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Certificate {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub thumbprint: String,
    #[serde(rename = "certificateDetails", skip_serializing_if = "String::is_empty")]
    pub details: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub issued_to: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub issued_by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expires: String,
    #[serde(rename = "certificate", skip_serializing_if = "String::is_empty")]
    pub pem: String,
}

impl FromMembers for Certificate {
    fn read(members: &Members<'_>, wrong: &mut WrongTypes) -> Self {
        let mut text = |name| members.text(name, wrong).unwrap_or_default();
        Self {
            thumbprint: text("thumbprint"),
            details: text("certificateDetails"),
            issued_to: text("issuedTo"),
            issued_by: text("issuedBy"),
            expires: text("expires"),
            pem: text("certificate"),
        }
    }
}

/// Section 3.6, as answered. One that is not kept has neither id nor times nor links.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthSource<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub name: &'a str,
    pub source_type: SourceTypeName<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<[SelfLink; 1]>,
    pub property: Vec<Property>,
    pub certificates: Vec<Certificate>,
}

/// `auth-sourcetype` inside a source, as answered.
#[derive(Serialize)]
pub(crate) struct SourceTypeName<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

/// Section 3.7: that of a source has no name.
#[derive(Serialize)]
pub(crate) struct SelfLink {
    pub href: String,
    pub rel: &'static str,
}

/// Section 3.6.
#[derive(Serialize)]
pub(crate) struct AuthSources<'a> {
    pub sources: Vec<AuthSource<'a>>,
}

/// `auth-sourcetype`, section 3.6, as operations 44 and 45 answer it.
#[derive(Serialize)]
pub(crate) struct SourceType {
    pub id: &'static str,
    pub name: &'static str,
    pub properties: PropertyTypes,
}

/// The wrapper of section 3.6.
#[derive(Serialize)]
pub(crate) struct PropertyTypes {
    pub property: Vec<PropertyType>,
}

/// `auth-source-property`, section 3.6.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PropertyType {
    pub name: &'static str,
    pub data_type: &'static str,
    pub description: &'static str,
    pub required: bool,
    pub modifiable: bool,
}

/// `auth-sourcetypes`, section 3.6.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SourceTypes {
    pub source_types: Vec<SourceType>,
}
