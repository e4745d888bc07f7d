use serde::Serialize;

/// `Details` of `CREATE_USER`, contract sections 6 and 7.4: the token stands in it only with REST access.
#[derive(Serialize)]
pub struct CreatedUser<'a> {
    #[serde(rename = "AUTHTOKEN", skip_serializing_if = "Option::is_none")]
    pub authtoken: Option<&'a str>,
    #[serde(rename = "USERID")]
    pub user_id: String,
}

/// `Details` of `GET_USER_ID`, contract section 6.
#[derive(Serialize)]
pub struct UserNumber {
    #[serde(rename = "USERID")]
    pub user_id: String,
}
