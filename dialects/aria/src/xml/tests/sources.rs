//! Auth sources, their types and who is in them: the table has every member of what is sent and of what is answered.

use serde_json::json;

use super::faithful::is_kept;
use super::*;
use crate::wire::{
    AuthSource, AuthSources, Certificate, FromMembers, GroupHit, GroupHits, NameValues, Property,
    PropertyType, PropertyTypes, SearchUsers, SourceBody, SourceType, SourceTypeName, SourceTypes, UserHit,
    UserHits, whole,
};

const ID: &str = "9d1f3b0a-20c4-4a38-9b55-6f5a2d1c7e01";

fn source() -> AuthSource<'static> {
    let property = |name: &str, value: &str| Property { name: name.to_owned(), value: value.to_owned() };
    let certificate = || Certificate {
        thumbprint: "4F".to_owned(),
        details: "Subject: a\nIssuer: b".to_owned(),
        issued_to: "a".to_owned(),
        issued_by: "b".to_owned(),
        expires: "2027".to_owned(),
        pem: "-----".to_owned(),
    };
    AuthSource {
        id: Some(ID.to_owned()),
        name: "corp",
        source_type: SourceTypeName { id: "VIDB", name: "VIDB" },
        created: Some(1),
        last_modified: Some(2),
        links: None,
        property: vec![property("host", " a b "), property("port", "636")],
        certificates: vec![certificate(), certificate()],
    }
}

#[test]
fn the_table_has_every_member_of_every_answer() {
    is_kept(&source());
    is_kept(&AuthSources { sources: vec![source(), source()] });
    let property = || PropertyType {
        name: "host",
        data_type: "HOST",
        description: "d",
        required: true,
        modifiable: false,
    };
    let source_type = || SourceType {
        id: "VIDB",
        name: "VIDB",
        properties: PropertyTypes { property: vec![property(), property()] },
    };
    is_kept(&source_type());
    is_kept(&SourceTypes { source_types: vec![source_type(), source_type()] });
    let user = UserHit {
        name: "mira".to_owned(),
        first_name: Some("f".to_owned()),
        last_name: Some("l".to_owned()),
        distinguished_name: "CN=Mira".to_owned(),
        email_address: Some("m@x".to_owned()),
    };
    is_kept(&UserHits { user_search_response: vec![user] });
    let (name, dn) = ("ops".to_owned(), "CN=Ops".to_owned());
    let group = GroupHit { name, distinguished_name: dn, description: Some("d".to_owned()) };
    is_kept(&GroupHits { usergroup_search_response: vec![group] });
}

fn sent<T: FromMembers + Document>(body: &Value) -> T {
    let text = document(T::ROOT, body);
    whole(&read(text.as_bytes(), T::ROOT).unwrap()).ok().unwrap()
}

#[test]
fn the_table_has_every_member_of_every_request() {
    let body: SourceBody = sent(&serde_json::to_value(source()).unwrap());
    assert_eq!((body.id.map(|id| id.to_string()).as_deref(), body.name.as_deref()), (Some(ID), Some("corp")));
    assert_eq!(body.source_type.unwrap().id.as_deref(), Some("VIDB"));
    let property = body.property.unwrap();
    assert_eq!((property[0].name.as_str(), property[0].value.as_str(), property.len()), ("host", " a b ", 2));
    let certificates = body.certificates.unwrap();
    assert_eq!((certificates[0].details.as_str(), certificates.len()), ("Subject: a\nIssuer: b", 2));
    let pairs: NameValues = sent(&json!({"nameValuePairs": [{"name": "password", "value": "p"}]}));
    assert_eq!((pairs.pairs[0].name.as_str(), pairs.pairs[0].value.as_str()), ("password", "p"));
    let search: SearchUsers = sent(&json!({"name": "mi*", "domain": "corp.test"}));
    assert_eq!(search.0.as_deref(), Some("mi*"));
}
