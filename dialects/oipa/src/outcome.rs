//! How a handler ends.

use ::wire::Response;
use model::Refusal;

use crate::errors::ApiError;

/// Why a handler has no answer.
pub(crate) enum Failure {
    /// Refused, in words that know the body.
    Door(ApiError),
    /// The core refuses.
    Core(Refusal),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Door(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Core(refusal)
    }
}

/// What a handler gives.
pub(crate) type Outcome = Result<Response, Failure>;
