//! Users: making one, finding its number, locking it.

mod lock;

use std::sync::Arc;

use ::wire::{Call, Response};
use directory::{Credential, Directory, users};
use http::header::CONTENT_TYPE;
use model::Refusal;

pub use lock::{lock, unlock};

use crate::errors::Wording;
use crate::input::{Details, InputError, Query, decode};
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
    let details = input(&mut call).await??;
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
    let named = mapping::named(&Query::new(call.uri.query()));
    let login = named.and_then(|login| login.ok_or_else(mapping::nobody_named));
    let number = users::number_of(&pam.directory, &call.request, &credential, login).await?;
    let details = UserNumber { user_id: number.to_string() };
    Ok(pam.wording.success(call.request.operation, "User ID fetched successfully", details))
}

/// `INPUT_DATA`, wherever in the request it stands. The outer refusal is of a body that did not arrive.
async fn input(call: &mut Call) -> Result<Result<Details, InputError>, Refusal> {
    let body = call.body().await?;
    let content_type = call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Ok(decode(content_type, &body, call.uri.query()))
}
