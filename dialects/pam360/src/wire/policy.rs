use serde::Serialize;

/// A password policy, contract section 7.5. Of digits and special characters it tells how many are asked for.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Policy<'a> {
    pub policyid: String,
    pub policyname: &'a str,
    pub description: &'a str,
    pub minlength: String,
    pub maxlength: String,
    pub mixedcase: &'static str,
    pub numerals: String,
    pub specialchars: String,
    pub startwithalphabet: &'static str,
    pub loginnameallowed: &'static str,
    pub history: &'static str,
    pub age: &'static str,
}

/// `Details` of a password that was drawn, contract section 6, O8.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct DrawnPassword<'a> {
    pub password: &'a str,
}
