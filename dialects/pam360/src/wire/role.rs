use serde::Serialize;

/// A role, contract section 6, O19.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Role<'a> {
    pub roleid: String,
    pub rolename: &'a str,
    pub description: &'a str,
    pub roletype: &'static str,
}
