//! Locking a user, and ending a lock (U8; section 6.7).

use ::wire::{Call, Response};
use model::Refusal;

use crate::routes::State;
use crate::wire::Named;
use crate::{auth, body, mapping};

/// `POST /user/lockUser`: 200 with the user. Who is locked already stays so; a reason that is given is the lock's then.
pub(crate) async fn lock(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let named = body::draft(&mut call, &credential, Named::read).await;
    let draft = named.map(|named| mapping::lock(named, state.settings));
    super::updated(&state, &call, &credential, draft).await
}

/// `POST /user/unlockUser`: 200 with the user, locked before or not; 409 for a disabled one.
pub(crate) async fn unlock(state: State, mut call: Call) -> Result<Response, Refusal> {
    let credential = auth::credential(&call);
    let named = body::draft(&mut call, &credential, Named::read).await;
    let draft = named.map(|named| mapping::unlock(&named, state.settings));
    super::updated(&state, &call, &credential, draft).await
}
