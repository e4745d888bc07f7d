//! Setting a password.

use model::Refusal;

use super::{Change, Edit, PasswordRule, UserRef, update};
use crate::passwords::Password;
use crate::{Credential, Directory, Draft, Request};

/// Sets the password of the user addressed, and nothing else: an update of one change, with its refusals and with all that
/// follows from it. The same again is no change. Otherwise the user's sign-in sessions end, but for the one that made the
/// change; API tokens stay; a lock ends where the user asked for it. Who changes his own has made the change that he had
/// to make first.
pub async fn set_password(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<(UserRef, Password, PasswordRule)>,
) -> Result<(), Refusal> {
    let draft =
        draft.map(|(user, password, rule)| (user, Edit::Said(vec![Change::Password(password, rule)])));
    update(directory, request, credential, draft, None).await.map(drop)
}
