use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::Key;

/// A user, contract section 6.1: every member, in order, each a text.
pub struct User<'a>(pub Vec<(Key, Cow<'a, str>)>);

impl Serialize for User<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, text)| (key.name(), text)))
    }
}

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

/// `Details` of `REGENERATE_AUTHTOKEN`, contract section 6.
#[derive(Serialize)]
pub struct NewAuthtoken<'a> {
    #[serde(rename = "AUTHTOKEN")]
    pub authtoken: &'a str,
}
