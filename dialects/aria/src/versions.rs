//! The version of the API that is spoken here, which several clients ask for before anything else (section 1.1).

use ::wire::Call;
use axum::http::StatusCode;
use model::Timestamp;

use crate::late::Outcome;
use crate::routes::State;
use crate::wire::{Version, Versions};
use crate::{mapping, reply};

/// The day version 9.0 was released, in seconds since 1970.
const RELEASED: i64 = 1_750_118_400;

/// `GET /api/versions/current`.
pub(crate) async fn current(_: State, call: Call) -> Outcome {
    Ok(reply::to(&call, StatusCode::OK, &version()))
}

/// `GET /api/versions`.
pub(crate) async fn list(_: State, call: Call) -> Outcome {
    Ok(reply::to(&call, StatusCode::OK, &Versions { values: [version()] }))
}

fn version() -> Version {
    let released = Timestamp::from_seconds(RELEASED).unwrap_or_default();
    Version {
        release_name: "VCF Operations 9.0.0",
        major: 9,
        minor: 0,
        minor_minor: 0,
        released_date: released.millis(),
        humanly_readable_release_date: mapping::long_english(released),
        description: "The Suite API of VCF Operations 9.0, section Auth",
        build_number: 0,
    }
}
