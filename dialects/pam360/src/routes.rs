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
use crate::{audit, groups, passwords, policies, roles};

/// Where the dialect stands.
const BASE: &str = "/restapi/json/v1";

/// The vendor's name of each operation, which its answers repeat.
pub(crate) mod name {
    use ::wire::Head;

    use crate::input::Query;
    use crate::mapping;

    pub const ASSOCIATE_USERS: &str = "ASSOCIATE_USERS";
    pub const CHANGE_PASSWORD: &str = "CHANGE_PASSWORD";
    pub const CHANGE_ROLE: &str = "CHANGE_ROLE";
    pub const CREATE_USER: &str = "CREATE_USER";
    pub const CREATE_USER_GROUP: &str = "CREATE_USER_GROUP";
    pub const DELETE_USER: &str = "DELETE_USER";
    pub const DELETE_USER_GROUP: &str = "DELETE_USER_GROUP";
    pub const DISABLE_USER: &str = "DISABLE_USER";
    pub const DISSOCIATE_USERS: &str = "DISSOCIATE_USERS";
    pub const EDIT_USER: &str = "EDIT_USER";
    pub const EDIT_USER_GROUP: &str = "EDIT_USER_GROUP";
    pub const ENABLE_USER: &str = "ENABLE_USER";
    pub const GENERATE_PASSWORD: &str = "GENERATE_PASSWORD";
    pub const GET_AUDIT: &str = "GET_AUDIT";
    pub const GET_PASSWORD_POLICIES: &str = "GET_PASSWORD_POLICIES";
    pub const GET_ROLES: &str = "GET_ROLES";
    pub const GET_USERS: &str = "GET_USERS";
    pub const GET_USER_DETAILS: &str = "GET_USER_DETAILS";
    pub const GET_USER_GROUPS: &str = "GET_USER_GROUPS";
    pub const GET_USER_GROUP_DETAILS: &str = "GET_USER_GROUP_DETAILS";
    pub const GET_USER_GROUP_ID: &str = "GET_USER_GROUP_ID";
    pub const GET_USER_ID: &str = "GET_USER_ID";
    pub const LOCK_USER: &str = "LOCK_USER";
    pub const REGENERATE_AUTHTOKEN: &str = "REGENERATE_AUTHTOKEN";
    pub const UNLOCK_USER: &str = "UNLOCK_USER";
    pub const VALIDATE_PASSWORD: &str = "VALIDATE_PASSWORD";

    /// The name that an answer to this request carries: that of its route, but for a list that is asked for one user.
    pub fn meant(head: &Head) -> &'static str {
        match head.request.operation {
            GET_USERS if names_somebody(head) => GET_USER_DETAILS,
            operation => operation,
        }
    }

    fn names_somebody(head: &Head) -> bool {
        !matches!(mapping::named(&Query::new(head.uri.query())), Ok(None))
    }
}

/// The dialect on `app`'s directory: its router, and the list of what it serves.
pub fn routes(app: &App, settings: Settings) -> (Router, Vec<OperationInfo>) {
    let settings = Arc::new(settings);
    let state =
        Pam360 { directory: app.directory.clone(), wording: Wording::new(Arc::clone(&settings)), settings };
    let wording = state.wording.clone();
    let routes =
        Routes::new(&app.kit, Via::Dialect(Dialect::Pam360), BASE, state, wording).tolerate_trailing_slash();
    with_groups(with_passwords(routes))
        .operation(operation(name::GET_AUDIT, Method::GET, "/audit"), audit::search)
        .operation(operation(name::CREATE_USER, Method::POST, "/user"), users::create)
        .operation(operation(name::GET_USERS, Method::GET, "/user"), users::list)
        .operation(operation(name::GET_USER_ID, Method::GET, "/user/getUserId"), users::number)
        .operation(operation(name::GET_USER_DETAILS, Method::GET, "/user/{USERID}"), users::by_number)
        .operation(
            operation(name::GET_USER_DETAILS, Method::GET, "/user/username/{USERNAME}"),
            users::by_name,
        )
        .operation(operation(name::EDIT_USER, Method::PUT, "/user/{USERID}"), users::edit)
        .operation(operation(name::DELETE_USER, Method::DELETE, "/user/{USERID}"), users::delete)
        .operation(operation(name::LOCK_USER, Method::PUT, "/user/lock"), users::lock)
        .operation(operation(name::UNLOCK_USER, Method::PUT, "/user/unlock"), users::unlock)
        .operation(operation(name::ENABLE_USER, Method::PUT, "/user/enable"), users::enable)
        .operation(operation(name::DISABLE_USER, Method::PUT, "/user/disable"), users::disable)
        .operation(operation(name::CHANGE_ROLE, Method::PUT, "/user/{USERID}/role"), users::change_role)
        .operation(
            operation(name::CHANGE_PASSWORD, Method::PUT, "/user/{USERID}/password"),
            users::change_password,
        )
        .operation(
            operation(name::REGENERATE_AUTHTOKEN, Method::PUT, "/user/regenerateAuthtoken"),
            users::regenerate_own,
        )
        .operation(
            operation(name::REGENERATE_AUTHTOKEN, Method::PUT, "/user/{USERID}/regenerateAuthtoken"),
            users::regenerate_of,
        )
        .into_parts()
}

type Pam360Routes = Routes<Pam360>;

/// Passwords, policies and roles (contract section 6, O8, O9, O19, O20).
fn with_passwords(routes: Pam360Routes) -> Pam360Routes {
    routes
        .operation(
            operation(name::GENERATE_PASSWORD, Method::GET, "/passwords/generate"),
            passwords::generate,
        )
        .operation(
            operation(name::VALIDATE_PASSWORD, Method::POST, "/passwords/validate"),
            passwords::validate,
        )
        .operation(operation(name::GET_PASSWORD_POLICIES, Method::GET, "/passwordpolicies"), policies::list)
        .operation(operation(name::GET_PASSWORD_POLICIES, Method::GET, "/passwords/policies"), policies::list)
        .operation(operation(name::GET_ROLES, Method::GET, "/roles"), roles::list)
        .operation(operation(name::GET_ROLES, Method::GET, "/user/roles"), roles::list)
}

/// User groups (contract section 6, O4 and O21 to O24), under both of their spellings.
fn with_groups(routes: Pam360Routes) -> Pam360Routes {
    let routes = routes
        .operation(operation(name::GET_USER_GROUP_ID, Method::GET, "/user/getUserGroupId"), groups::number);
    GROUPS.into_iter().fold(routes, |routes, [all, one, associate, dissociate]| {
        routes
            .operation(operation(name::GET_USER_GROUPS, Method::GET, all), groups::list)
            .operation(operation(name::CREATE_USER_GROUP, Method::POST, all), groups::create)
            .operation(operation(name::GET_USER_GROUP_DETAILS, Method::GET, one), groups::get)
            .operation(operation(name::EDIT_USER_GROUP, Method::PUT, one), groups::edit)
            .operation(operation(name::DELETE_USER_GROUP, Method::DELETE, one), groups::delete)
            .operation(operation(name::ASSOCIATE_USERS, Method::POST, associate), groups::associate)
            .operation(operation(name::DISSOCIATE_USERS, Method::POST, dissociate), groups::dissociate)
    })
}

/// Where groups, one group, and those who come and go are (contract U-8: neither spelling is proven).
const GROUPS: [[&str; 4]; 2] = [
    [
        "/usergroup",
        "/usergroup/{USERGROUPID}",
        "/usergroup/{USERGROUPID}/associateUsers",
        "/usergroup/{USERGROUPID}/dissociateUsers",
    ],
    [
        "/usergroups",
        "/usergroups/{USERGROUPID}",
        "/usergroups/{USERGROUPID}/associateUsers",
        "/usergroups/{USERGROUPID}/dissociateUsers",
    ],
];

const fn operation(name: &'static str, method: Method, path: &'static str) -> Operation {
    Operation { name, method, path, access: Access::Caller }
}
