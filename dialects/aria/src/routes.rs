//! The operations, and who may call them.

use ::wire::{Access, App, Call, Operation, OperationInfo, Response, Routes};
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::middleware::map_response;
use directory::{Directory, Via};
use model::{Dialect, Refusal};

use crate::errors::{ApiError, Words};
use crate::late::{Failure, Outcome};
use crate::{Settings, current, headers, quirks, tokens, users, versions};

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
    let routes = Routes::new(&app.kit, Via::Dialect(Dialect::Aria), BASE, state, Words);
    let routes = add(routes, ACQUIRE, Method::POST, "/api/auth/token/acquire", Anyone, tokens::acquire);
    let routes = add(routes, "releaseToken", Method::POST, "/api/auth/token/release", Caller, tokens::release);
    let routes = add(routes, "getUsers", Method::GET, "/api/auth/users", Caller, users::list);
    let routes = add(routes, "createUser", Method::POST, "/api/auth/users", Caller, users::create);
    let routes = add(routes, "deleteUsers", Method::DELETE, "/api/auth/users", Caller, users::delete_many);
    let routes = add(routes, "getUser", Method::GET, "/api/auth/users/{id}", Caller, users::get);
    let routes = add(routes, "deleteUser", Method::DELETE, "/api/auth/users/{id}", Caller, users::delete);
    let routes = add(routes, "getCurrentUser", Method::GET, "/api/auth/currentuser", Caller, current::get);
    let routes = add(routes, "getVersion", Method::GET, "/api/versions/current", Anyone, versions::current);
    let routes = add(routes, "getVersions", Method::GET, "/api/versions", Anyone, versions::list);
    let (router, operations) = routes.into_parts();
    (router.layer(map_response(headers::add)), operations)
}

/// Adds an operation that answers JSON: a client that does not take it is refused first (section 6.3).
fn add<F, R>(
    routes: Routes<State>,
    name: &'static str,
    method: Method,
    path: &'static str,
    access: Access,
    handler: F,
) -> Routes<State>
where
    F: Fn(State, Call) -> R + Send + Sync + 'static,
    R: Future<Output = Outcome> + Send + 'static,
{
    routes.operation(Operation { name, method, path, access }, move |state, call| {
        let answered = quirks::accepts_json(&call.headers).then(|| handler(state, call));
        async move {
            match answered {
                Some(outcome) => settle(outcome.await),
                None => Ok(not_acceptable()),
            }
        }
    })
}

fn settle(outcome: Outcome) -> Result<Response, Refusal> {
    match outcome {
        Ok(response) => Ok(response),
        Err(Failure::Door(error)) => Ok(error.into_response()),
        Err(Failure::Core(refusal)) => Err(refusal),
    }
}

fn not_acceptable() -> Response {
    let message = "Answers are in application/json only.";
    ApiError::new(StatusCode::NOT_ACCEPTABLE, message).into_response()
}
