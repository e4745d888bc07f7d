//! Users: making one, and finding its number.

use std::sync::Arc;

use ::wire::{Call, Response};
use directory::{Credential, Directory, Draft, users};
use http::header::CONTENT_TYPE;
use model::{Login, Noun, Refusal, Rule};

use crate::errors::Wording;
use crate::input::{Query, decode};
use crate::wire::{CreatedUser, UserNumber};
use crate::{Settings, auth, mapping};

/// What the operations work with.
#[derive(Clone)]
pub struct Pam360 {
    pub directory: Directory,
    pub settings: Arc<Settings>,
    pub wording: Wording,
}

impl Pam360 {
    /// Who calls, for the core; the organisation that the caller names goes into the request.
    fn credential(&self, call: &mut Call) -> Credential {
        call.request.org = auth::org(call.head());
        auth::credential(call.head(), &self.settings)
    }
}

/// O1, `POST /user`, contract section 7: a person, or a program with a token. Input that cannot be read is refused before
/// anybody is asked who calls.
pub async fn create(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let body = call.body().await?;
    let content_type = call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let details = decode(content_type, &body, call.uri.query())?;
    let user = mapping::new_user(&details, &pam.settings, pam.directory.now());
    let message = user.as_ref().map(|user| format!("User {} has been added successfully.", user.login));
    let message = message.unwrap_or_default();
    let draft = user.map(|user| vec![user]);
    let created = users::create(&pam.directory, &call.request, &credential, draft, None).await?;
    let created = created.first().ok_or(Refusal::Internal)?;
    let details = CreatedUser {
        authtoken: created.token.as_ref().map(directory::TokenSecret::reveal),
        user_id: created.number.to_string(),
    };
    Ok(pam.wording.success(call.request.operation, &message, details))
}

/// O3, `GET /user/getUserId?USERNAME=`, contract section 6: any caller may ask.
pub async fn number(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let login = login_asked_for(&Query::new(call.uri.query()));
    let number = users::number_of(&pam.directory, &call.request, &credential, login).await?;
    let details = UserNumber { user_id: number.to_string() };
    Ok(pam.wording.success(call.request.operation, "User ID fetched successfully", details))
}

fn login_asked_for(query: &Query<'_>) -> Draft<String> {
    let bad = |rule| Refusal::invalid("USERNAME", rule);
    let sent =
        query.text("USERNAME").map_err(|_| bad(Rule::Type("a text")))?.ok_or_else(|| bad(Rule::Required))?;
    // A name that nobody can have is nobody's; the store is not asked for what it cannot hold.
    match Login::new(&sent) {
        Ok(login) => Ok(login.as_str().to_owned()),
        Err(_) => Err(Refusal::no_such(Noun::User, sent)),
    }
}
