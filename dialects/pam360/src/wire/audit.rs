use serde::Serialize;

/// An entry of the audit, contract section 6.4, with the keys as the product prints them.
#[derive(Serialize)]
pub struct AuditEntry<'a> {
    #[serde(rename = "Resource Name")]
    pub resource_name: &'a str,
    #[serde(rename = "Operation Type")]
    pub operation_type: &'static str,
    #[serde(rename = "User Account")]
    pub user_account: &'static str,
    #[serde(rename = "User Name")]
    pub user_name: &'a str,
    #[serde(rename = "Audit ID")]
    pub audit_id: &'a str,
    #[serde(rename = "Client Type")]
    pub client_type: &'static str,
    #[serde(rename = "TIME")]
    pub time: String,
    #[serde(rename = "User Account ID")]
    pub user_account_id: &'static str,
    #[serde(rename = "Reason")]
    pub reason: String,
    #[serde(rename = "Operated by")]
    pub operated_by: &'a str,
    #[serde(rename = "IP Address")]
    pub ip_address: &'a str,
    #[serde(rename = "Resource ID")]
    pub resource_id: &'static str,
    #[serde(rename = "Time Stamp")]
    pub time_stamp: String,
    #[serde(rename = "User's Full Name")]
    pub full_name: &'a str,
    #[serde(rename = "Ticket ID")]
    pub ticket_id: &'static str,
}
