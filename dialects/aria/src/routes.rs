//! The operations, and who may call them.

use ::wire::{Access, App, Call, Operation, OperationInfo, Response, Routes};
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::middleware::map_response;
use directory::{Directory, Via};
use model::{Dialect, Refusal};

use crate::errors::{ApiError, Words};
use crate::late::{Failure, Outcome};
use crate::media::Media;
use crate::{Settings, current, headers, tokens, users, versions};

/// The name of the one operation whose refusals do not speak of a token.
pub(crate) const ACQUIRE: &str = "acquireToken";

const BASE: &str = "/suite-api";

/// What each handler is given.
#[derive(Clone)]
pub(crate) struct State {
    pub directory: Directory,
    pub settings: Settings,
}

/// The Suite API below `/suite-api`, and the list of its operations (section 1).
pub fn routes(app: &App, settings: Settings) -> (Router, Vec<OperationInfo>) {
    use Access::{Anyone, Caller};
    let state = State { directory: app.directory.clone(), settings };
    let (router, operations) = Doors(Routes::new(&app.kit, Via::Dialect(Dialect::Aria), BASE, state, Words))
        .add(ACQUIRE, Method::POST, "/api/auth/token/acquire", Anyone, tokens::acquire)
        .add("releaseToken", Method::POST, "/api/auth/token/release", Caller, tokens::release)
        .add("getUsers", Method::GET, "/api/auth/users", Caller, users::list)
        .add("modifyUser", Method::PUT, "/api/auth/users", Caller, users::modify)
        .add("createUser", Method::POST, "/api/auth/users", Caller, users::create)
        .add("deleteUsers", Method::DELETE, "/api/auth/users", Caller, users::delete_many)
        .add("getUser", Method::GET, "/api/auth/users/{id}", Caller, users::get)
        .add("deleteUser", Method::DELETE, "/api/auth/users/{id}", Caller, users::delete)
        .add("getCurrentUser", Method::GET, "/api/auth/currentuser", Caller, current::get)
        .add("getVersion", Method::GET, "/api/versions/current", Anyone, versions::current)
        .add("getVersions", Method::GET, "/api/versions", Anyone, versions::list)
        .0
        .into_parts();
    (router.layer(map_response(headers::add)), operations)
}

/// Operations that all answer JSON, or XML.
struct Doors(Routes<State>);

impl Doors {
    /// Adds one: a client that takes neither is refused before its handler runs (section 6.3).
    fn add<F, R>(
        self,
        name: &'static str,
        method: Method,
        path: &'static str,
        access: Access,
        handler: F,
    ) -> Self
    where
        F: Fn(State, Call) -> R + Send + Sync + 'static,
        R: Future<Output = Outcome> + Send + 'static,
    {
        let operation = Operation { name, method, path, access };
        Self(self.0.operation(operation, move |state, call| {
            let answered = Media::accepted(&call.headers).map(|media| (media, handler(state, call)));
            async move {
                match answered {
                    Some((media, outcome)) => settle(outcome.await, media),
                    None => Ok(not_acceptable()),
                }
            }
        }))
    }
}

fn settle(outcome: Outcome, media: Media) -> Result<Response, Refusal> {
    match outcome {
        Ok(response) => Ok(response),
        Err(Failure::Door(error)) => Ok(error.answer(media)),
        Err(Failure::Core(refusal)) => Err(refusal),
    }
}

fn not_acceptable() -> Response {
    let message = "Answers are in application/json and application/xml only.";
    ApiError::new(StatusCode::NOT_ACCEPTABLE, message).answer(Media::Json)
}
