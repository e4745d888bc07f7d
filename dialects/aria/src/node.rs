//! Whether the node works, which clients ask before they sign in (section 1.1).

use ::wire::Call;
use axum::http::StatusCode;

use crate::late::Outcome;
use crate::routes::State;
use crate::wire::NodeStatus;
use crate::{mapping, reply};

/// `GET /api/deployment/node/status`: 503 while the store does not answer.
pub(crate) async fn status(state: State, call: Call) -> Outcome {
    let now = state.directory.now();
    let (status, word) = if state.directory.answers().await {
        (StatusCode::OK, "ONLINE")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "OFFLINE")
    };
    let node = NodeStatus {
        status: word,
        system_time: now.millis(),
        humanly_readable_system_time: mapping::long_english(now),
    };
    Ok(reply::to(&call, status, &node))
}
