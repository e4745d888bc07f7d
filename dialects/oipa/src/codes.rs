//! What a code means (10).

use ::wire::{Call, answer};
use axum::http::StatusCode;
use directory::codes;

use crate::errors::JSON;
use crate::outcome::Outcome;
use crate::routes::State;
use crate::users::query;
use crate::wire::CodePage;
use crate::{auth, mapping};

/// `GET /codes?codeName&codeValue`, section 9: for whoever may sign in, as every link to a code leads here.
pub(crate) async fn lookup(state: State, call: Call) -> Outcome {
    let credential = auth::credential(&state.directory, &call).await?;
    let tables = codes::read(&state.directory, &call.request, &credential).await?;
    let query = query(&call)?;
    let asked = mapping::asked_code(&query)?;
    let codes = mapping::codes(&tables, &asked);
    let page =
        CodePage { count: codes.len(), codes, offset: asked.stretch.offset, limit: asked.stretch.limit };
    Ok(answer::json(StatusCode::OK, JSON, &page))
}
