//! A session as it is answered.

use serde::Serialize;

/// Section 7.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActiveSession<'a> {
    pub user_id: String,
    pub eid: &'a str,
    pub login_time: i64,
    pub client_ip: Option<String>,
}
