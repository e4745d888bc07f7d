//! The operations, and who may call them.

use ::wire::{Access, App, Call, Head, Operation, OperationInfo, Response, Routes};
use axum::Router;
use axum::http::Method;
use directory::{Directory, Via};
use model::{Dialect, Refusal};

use crate::errors::{Words, not_acceptable};
use crate::mapping::{BASE, Links, V1};
use crate::outcome::{Failure, Outcome};
use crate::{Settings, codes, quirks, security_groups, users};

/// What each handler is given.
#[derive(Clone)]
pub(crate) struct State {
    pub directory: Directory,
    pub settings: Settings,
}

impl State {
    /// Links for the answer to a request.
    pub fn links(&self, head: &Head) -> Links {
        Links::to(head.header("host"), self.settings.https)
    }
}

/// Users, security groups and codes below `/PASService/rest/services/v1` and, as the older generation has them, one level higher; and the list
/// of operations (section 2).
pub fn routes(app: &App, settings: Settings) -> (Router, Vec<OperationInfo>) {
    let state = State { directory: app.directory.clone(), settings };
    let routes = Routes::new(&app.kit, Via::Dialect(Dialect::Oipa), V1, state, Words).also_at(BASE);
    Doors(routes)
        .add("createUsers", Method::POST, "/users", users::create)
        .add("listUsers", Method::GET, "/users", users::list)
        .add("readUser", Method::GET, "/users/{loginName}", users::get)
        .add("updateUser", Method::PUT, "/users/{loginName}", users::update)
        .add("deactivateUser", Method::DELETE, "/users/{loginName}", users::deactivate)
        .add(
            "listSecurityGroupsOfUser",
            Method::GET,
            "/users/{loginName}/securityGroups",
            security_groups::of_user,
        )
        .add(
            "listUsersOfSecurityGroup",
            Method::GET,
            "/securityGroups/{securityGroupName}/users",
            security_groups::members,
        )
        .add("readSecurityGroup", Method::GET, "/securityGroups/{securityGroupName}", security_groups::get)
        .add("listSecurityGroups", Method::GET, "/securityGroups", security_groups::list)
        .add("lookUpCode", Method::GET, "/codes", codes::lookup)
        .0
        .into_parts()
}

/// Operations that all answer JSON, to callers with a credential only.
struct Doors(Routes<State>);

impl Doors {
    /// Adds one: a client that does not take JSON is refused before its handler runs (section 7).
    fn add<F, R>(self, name: &'static str, method: Method, path: &'static str, handler: F) -> Self
    where
        F: Fn(State, Call) -> R + Send + Sync + 'static,
        R: Future<Output = Outcome> + Send + 'static,
    {
        let operation = Operation { name, method, path, access: Access::Caller };
        Self(self.0.operation(operation, move |state, call| {
            let answered = quirks::accepts_json(&call.headers).then(|| handler(state, call));
            async move {
                match answered {
                    Some(outcome) => settle(outcome.await),
                    None => Ok(not_acceptable().into_response()),
                }
            }
        }))
    }
}

fn settle(outcome: Outcome) -> Result<Response, Refusal> {
    match outcome {
        Ok(response) => Ok(response),
        Err(Failure::Door(error)) => Ok(error.into_response()),
        Err(Failure::Core(refusal)) => Err(refusal),
    }
}
