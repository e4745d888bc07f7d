//! The operations served and how to reach them (contract sections 2 and 6).

use std::sync::Arc;

use ::wire::{Access, App, Operation, OperationInfo, Routes};
use axum::Router;
use directory::Via;
use http::Method;
use model::Dialect;

use crate::Settings;
use crate::errors::Wording;
use crate::users::{self, Pam360};

/// Where the dialect stands.
const BASE: &str = "/restapi/json/v1";

/// The vendor's name of each operation, which its answers repeat.
pub(crate) mod name {
    pub const CREATE_USER: &str = "CREATE_USER";
    pub const GET_USER_ID: &str = "GET_USER_ID";
    pub const LOCK_USER: &str = "LOCK_USER";
    pub const REGENERATE_AUTHTOKEN: &str = "REGENERATE_AUTHTOKEN";
    pub const UNLOCK_USER: &str = "UNLOCK_USER";
}

/// The dialect on `app`'s directory: its router, and the list of what it serves.
pub fn routes(app: &App, settings: Settings) -> (Router, Vec<OperationInfo>) {
    let settings = Arc::new(settings);
    let state =
        Pam360 { directory: app.directory.clone(), wording: Wording::new(Arc::clone(&settings)), settings };
    let wording = state.wording.clone();
    Routes::new(&app.kit, Via::Dialect(Dialect::Pam360), BASE, state, wording)
        .tolerate_trailing_slash()
        .operation(operation(name::CREATE_USER, Method::POST, "/user"), users::create)
        .operation(operation(name::GET_USER_ID, Method::GET, "/user/getUserId"), users::number)
        .operation(operation(name::LOCK_USER, Method::PUT, "/user/lock"), users::lock)
        .operation(operation(name::UNLOCK_USER, Method::PUT, "/user/unlock"), users::unlock)
        .into_parts()
}

const fn operation(name: &'static str, method: Method, path: &'static str) -> Operation {
    Operation { name, method, path, access: Access::Caller }
}
