//! What is answered. `null` is written out (section 4.2).

use serde::Serialize;

/// Section 6.2.
#[derive(Debug, Serialize)]
pub(crate) struct Guids {
    pub users: Vec<String>,
}

/// Section 6.3.
#[derive(Debug, Serialize)]
pub(crate) struct One<'a> {
    pub user: User<'a>,
}

/// Section 4.2.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the members are the product's")]
pub(crate) struct User<'a> {
    pub links: Vec<Link>,
    pub client_guid: String,
    pub user_status: &'a str,
    pub locale_code: &'a str,
    pub login_name: &'a str,
    pub client: Client<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_groups: Option<Vec<GroupEntry<'a>>>,
}

/// Section 4.2.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Client<'a> {
    pub first_name: Option<&'a str>,
    pub last_name: Option<&'a str>,
    pub gender: Option<&'a str>,
    pub email: Option<&'a str>,
    pub primary_company: Option<&'a str>,
}

/// Section 4.4.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Link {
    pub href: String,
    pub rel: &'static str,
    pub media_type: &'static str,
    pub method: &'static str,
}

/// Section 4.5.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupEntry<'a> {
    pub links: [Link; 1],
    pub security_group_guid: String,
    pub role_effective_from: String,
    pub role_effective_to: Option<String>,
    pub security_group_name: &'a str,
    pub client_number: &'a str,
}

/// Section 4.3.
#[derive(Debug, Serialize)]
pub(crate) struct UserPage<'a> {
    pub count: usize,
    pub offset: u64,
    pub limit: u32,
    pub users: Vec<User<'a>>,
}

/// Section 4.3.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GroupPage<'a> {
    pub count: usize,
    pub offset: u64,
    pub limit: u32,
    pub security_groups: Vec<GroupEntry<'a>>,
}

/// A security group, as its own link answers it: of section 4.5, what is no membership's.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group<'a> {
    pub links: [Link; 1],
    pub security_group_guid: String,
    pub security_group_name: &'a str,
}

/// Operation 8.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneGroup<'a> {
    pub security_group: Group<'a>,
}

/// Section 4.3.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WholeGroupPage<'a> {
    pub count: usize,
    pub offset: u64,
    pub limit: u32,
    pub security_groups: Vec<Group<'a>>,
}

/// Section 9.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodeEntry<'a> {
    pub code_name: &'a str,
    pub code_value: &'a str,
    pub short_description: &'a str,
    pub long_description: &'a str,
}

/// Section 9; the codes come first.
#[derive(Debug, Serialize)]
pub(crate) struct CodePage<'a> {
    pub codes: Vec<CodeEntry<'a>>,
    pub count: usize,
    pub offset: u64,
    pub limit: u32,
}
