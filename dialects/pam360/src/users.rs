//! Users: one file for each thing that is done with them.

mod admission;
mod create;
mod delete;
mod edit;
mod get;
mod list;
mod token;

use std::sync::Arc;

use ::wire::{Call, Head};
use directory::users::UserRef;
use directory::{Credential, Directory, Draft};
use http::header::CONTENT_TYPE;
use model::{Refusal, UserView};

pub use admission::{disable, enable, lock, unlock};
pub use create::create;
pub use delete::delete;
pub use edit::{change_password, change_role, edit};
pub use get::{by_name, by_number, number};
pub use list::list;
pub use token::{regenerate_of, regenerate_own};

use crate::errors::Wording;
use crate::input::{Details, InputError, decode};
use crate::mapping::{self, Shown};
use crate::{Settings, auth};

/// What the operations work with.
#[derive(Clone)]
pub struct Pam360 {
    pub directory: Directory,
    pub settings: Arc<Settings>,
    pub wording: Wording,
}

impl Pam360 {
    /// Who calls, for the core; the organisation that the caller names goes into the request.
    pub fn credential(&self, call: &mut Call) -> Credential {
        call.request.org = auth::org(call.head());
        auth::credential(call.head(), &self.settings)
    }

    /// A user as he is to be printed now.
    fn shown<'a>(&'a self, view: &'a UserView) -> Shown<'a> {
        Shown { view, now: self.directory.now(), zone: &self.settings.time_zone }
    }
}

/// `INPUT_DATA`, wherever in the request it stands. The outer refusal is of a body that did not arrive.
pub async fn input(call: &mut Call) -> Result<Result<Details, InputError>, Refusal> {
    let body = call.body().await?;
    let content_type = call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Ok(decode(content_type, &body, call.uri.query()))
}

/// The same of an operation that needs none.
pub async fn optional_input(call: &mut Call) -> Result<Option<Details>, Refusal> {
    match input(call).await? {
        Ok(details) => Ok(Some(details)),
        Err(InputError::NoInput) => Ok(None),
        Err(unreadable) => Err(unreadable.into()),
    }
}

/// The user whose number stands in the path.
fn numbered(head: &Head) -> Draft<UserRef> {
    head.parameter("USERID").and_then(mapping::numbered)
}
