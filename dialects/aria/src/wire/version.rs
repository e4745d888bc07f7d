//! `version` and `versions`.

use serde::Serialize;

/// Section 1.1.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Version {
    pub release_name: &'static str,
    pub major: u16,
    pub minor: u16,
    pub minor_minor: u16,
    pub released_date: i64,
    pub humanly_readable_release_date: String,
    pub description: &'static str,
    pub build_number: u32,
}

/// Section 1.1.
#[derive(Debug, Serialize)]
pub(crate) struct Versions {
    pub values: [Version; 1],
}
