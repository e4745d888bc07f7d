//! The operations, and who may call them.

use ::wire::{Access, App, Call, Operation, OperationInfo, Response, Routes};
use axum::Router;
use axum::http::Method;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::middleware::map_response;
use directory::{Directory, Via};
use model::{Dialect, Refusal};

use crate::errors::Words;
use crate::{Settings, active_sessions, groups, otp, sessions, users};

const BASE: &str = "/aioc-rest-web/rest";
const LOGIN: &str = "login";
const JWT_LOGIN: &str = "jwtLogin";

/// The operations with the password in the body: their refusals speak of it.
pub(crate) const SIGN_INS: [&str; 2] = [LOGIN, JWT_LOGIN];

/// What each handler is given.
#[derive(Clone)]
pub(crate) struct State {
    pub directory: Directory,
    pub settings: Settings,
}

/// The user management below `/aioc-rest-web/rest`, and the list of its operations (section 2). A fixed name below
/// `/user` wins over an id.
pub fn routes(app: &App, settings: Settings) -> (Router, Vec<OperationInfo>) {
    use Access::{Anyone, Caller};
    let words = Words(settings.error_style);
    let state = State { directory: app.directory.clone(), settings };
    let (router, operations) = Doors(Routes::new(&app.kit, Via::Dialect(Dialect::Kron), BASE, state, words))
        .add("getCsrfToken", Method::GET, "/get-csrf-token", Anyone, sessions::csrf_token)
        .add(LOGIN, Method::POST, "/login", Anyone, sessions::login)
        .add(JWT_LOGIN, Method::POST, "/jwt/login", Anyone, sessions::jwt_login)
        .add("loginOtp", Method::POST, "/login/otp", Caller, otp::give)
        .add("enrollOtp", Method::POST, "/login/otp/enroll", Caller, otp::enroll)
        .add("logout", Method::POST, "/logout", Caller, sessions::logout)
        .add("saveUser", Method::POST, "/user/saveUser", Caller, users::save)
        .add("updateUser", Method::POST, "/user/updateUser", Caller, users::update)
        .add("searchUsers", Method::POST, "/user/searchUsers", Caller, users::search)
        .add("deleteUser", Method::POST, "/user/deleteUser", Caller, users::delete)
        .add("lockUser", Method::POST, "/user/lockUser", Caller, users::lock)
        .add("unlockUser", Method::POST, "/user/unlockUser", Caller, users::unlock)
        .add(
            "getActiveSessionsOfUsers",
            Method::GET,
            "/user/getActiveSessionsOfUsers",
            Caller,
            active_sessions::list,
        )
        .add("resetOtp", Method::POST, "/user/resetOtp", Caller, otp::reset)
        .add("getUserDetail", Method::GET, "/user/detail/{userId}", Caller, users::detail)
        .add("getUser", Method::GET, "/user/{userId}", Caller, users::get)
        .add("saveUserGroup", Method::POST, "/user/saveUserGroup", Caller, groups::save)
        .add("searchUserGroups", Method::POST, "/user/searchUserGroups", Caller, groups::search)
        .add("deleteUserGroup", Method::POST, "/user/deleteUserGroup", Caller, groups::delete)
        .add("getUserGroupDetail", Method::GET, "/user/userGroup/detail/{groupId}", Caller, groups::detail)
        .add("deleteUser", Method::DELETE, "/user/{userId}", Caller, users::delete_addressed)
        .0
        .into_parts();
    (router.layer(map_response(not_stored)), operations)
}

/// Operations by their five words.
struct Doors(Routes<State>);

impl Doors {
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
        R: Future<Output = Result<Response, Refusal>> + Send + 'static,
    {
        Self(self.0.operation(Operation { name, method, path, access }, handler))
    }
}

/// Answers hold tokens and people: nobody on the way keeps them.
async fn not_stored(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
