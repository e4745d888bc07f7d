//! How a handler ends, and when it may end with a refusal of the door.

use ::wire::Response;
use directory::Draft;
use model::{Refusal, Rule};

use crate::errors::ApiError;

/// Why a handler has no answer.
pub(crate) enum Failure {
    /// The door refuses, in its own words.
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

/// A refusal of the door that waits until the core has looked at the caller: the draft it goes with is refused too, and
/// what comes out of the core is worded by [`Late::word`].
pub(crate) struct Late(Option<ApiError>);

/// Splits what the door found into the draft for the core and the words for later.
pub(crate) fn late<T>(found: Result<T, ApiError>) -> (Draft<T>, Late) {
    match found {
        Ok(value) => (Ok(value), Late(None)),
        Err(error) => {
            let stands_for_it = Refusal::invalid("request", Rule::Format("is refused at the door"));
            (Err(stands_for_it), Late(Some(error)))
        }
    }
}

impl Late {
    /// The door's own words when the core came as far as the draft; the core's refusal otherwise.
    pub fn word(self, refusal: Refusal) -> Failure {
        match (self.0, refusal) {
            (Some(error), Refusal::Invalid(_)) => Failure::Door(error),
            (_, refusal) => Failure::Core(refusal),
        }
    }
}
