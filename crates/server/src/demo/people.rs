//! The people of the store, as each dialect shows them.

mod views;

use anyhow::{Context, Result};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::scenario::{Json, Kept, Step};

use super::client::Client;
use super::story::quietly;

/// What is looked at, in the order of [`View`].
pub const ASKED: [&str; 9] = ["id", "login", "name", "mail", "phones", "groups", "role", "window", "state"];

/// One user.
pub struct Person {
    /// The login.
    pub login: String,
    /// What each dialect shows, by its name.
    pub views: Vec<(&'static str, View)>,
}

/// What one dialect shows of a user, in the order of [`ASKED`].
pub type View = [Shown; ASKED.len()];

/// What a dialect shows of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A value.
    Value(String),
    /// That there is none.
    Nothing,
    /// It has no word for it.
    NoWord,
}

/// Reads everybody but the administrator back through all dialects.
pub async fn read(client: &Client, kept: &mut Kept) -> Result<Vec<Person>> {
    let list = get(client, kept, "aria", "/suite-api/api/auth/users?_no_links=true".to_owned()).await?;
    let users = list.member("users").context("no users")?.items();
    let mut people = Vec::new();
    for user in users {
        let login = user.pointer("/username").and_then(Json::scalar).context("no username")?;
        if login != "admin" {
            people.push(person(client, kept, login, user).await?);
        }
    }
    Ok(people)
}

async fn person(client: &Client, kept: &mut Kept, login: String, aria: &Json) -> Result<Person> {
    let key = utf8_percent_encode(&login, NON_ALPHANUMERIC).to_string();
    let id = aria.member("id").and_then(Json::scalar).context("no id")?;
    let kron = get(client, kept, "kron", format!("/aioc-rest-web/rest/user/{id}")).await?;
    let basic = "admin:{admin_password}";
    let oipa = get(client, kept, basic, format!("/PASService/rest/services/v1/users/{key}")).await?;
    let path = format!("/PASService/rest/services/v1/users/{key}/securityGroups");
    let groups = get(client, kept, basic, path).await?;
    let path = format!("/restapi/json/v1/user/username/{key}");
    let pam360 = get(client, kept, "admin", path).await?;
    let views = vec![
        ("Kron PAM", views::kron(&kron)),
        ("OIPA", views::oipa(&oipa, &groups)),
        ("PAM360", views::pam360(&pam360)),
        ("Aria Operations", views::aria(aria)),
    ];
    Ok(Person { login, views })
}

async fn get(client: &Client, kept: &mut Kept, caller: &str, path: String) -> Result<Json> {
    let answer = quietly(client, &Step::get(caller, path), kept).await?;
    Ok(answer.given().json()?)
}
