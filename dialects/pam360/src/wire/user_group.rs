use serde::Serialize;

/// A group of a list, contract section 6, O21.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct UserGroup<'a> {
    pub usergroupid: String,
    pub usergroupname: &'a str,
    pub description: &'a str,
    pub noofusers: String,
}

/// A group by itself, contract section 6, O23. Its members follow as they are read, so their list begins empty.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct UserGroupDetails<'a> {
    #[serde(flatten)]
    pub group: UserGroup<'a>,
    pub users: [Member<'a>; 0],
}

/// A member of a group, contract section 6, O23.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Member<'a> {
    pub userid: String,
    pub username: &'a str,
}

/// `Details` of a group that was made or asked for, contract section 6, O4 and O22.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct UserGroupNumber {
    pub usergroupid: String,
}
