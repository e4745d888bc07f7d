//! `error`.

use serde::Serialize;

/// Section 3.7, members in the order of the bodies of section 5.2.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Error {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub more_information: Vec<NameValue>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub validation_failures: Vec<ValidationFailure>,
    pub http_status_code: u16,
    pub api_error_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_body_location: Option<InputBodyLocation>,
}

/// Section 3.6.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct NameValue {
    pub name: &'static str,
    pub value: String,
}

/// Section 3.7.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ValidationFailure {
    pub failure_message: String,
    pub violation_path: String,
}

/// Section 3.7; both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InputBodyLocation {
    pub line_number: usize,
    pub column_number: usize,
}
