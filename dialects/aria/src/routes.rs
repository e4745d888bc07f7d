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
use crate::{
    Settings, current, groups, headers, list, node, permissions, roles, scopes, source_people, sources,
    tokens, users, versions,
};

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
    let doors = Doors(Routes::new(&app.kit, Via::Dialect(Dialect::Aria), BASE, state, Words))
        .add(ACQUIRE, Method::POST, "/api/auth/token/acquire", Anyone, tokens::acquire)
        .add("releaseToken", Method::POST, "/api/auth/token/release", Caller, tokens::release)
        .add("getUsers", Method::GET, "/api/auth/users", Caller, list::list::<users::Users>)
        .add("modifyUser", Method::PUT, "/api/auth/users", Caller, users::modify)
        .add("createUser", Method::POST, "/api/auth/users", Caller, users::create)
        .add("deleteUsers", Method::DELETE, "/api/auth/users", Caller, users::delete_many)
        .add("getUser", Method::GET, "/api/auth/users/{id}", Caller, users::get)
        .add("deleteUser", Method::DELETE, "/api/auth/users/{id}", Caller, users::delete)
        .add("changePassword", Method::PUT, "/api/auth/users/passwordchange", Caller, users::change_password)
        .add("getCurrentUser", Method::GET, "/api/auth/currentuser", Caller, current::get)
        .add("getCurrentVersionOfServer", Method::GET, "/api/versions/current", Anyone, versions::current)
        .add("getSupportedApplicationVersions", Method::GET, "/api/versions", Anyone, versions::list)
        .add("getNodeStatus", Method::GET, "/api/deployment/node/status", Anyone, node::status)
        .add(
            "exchangeOpsTokenWithJwtToken",
            Method::POST,
            "/api/auth/token/exchange",
            Caller,
            tokens::exchange,
        )
        .add(
            "getVIDBWellKnownURL",
            Method::GET,
            "/api/auth/sources/vidb/well-known-url",
            Anyone,
            tokens::well_known_url,
        );
    let doors = object_scopes(role_permissions(user_roles(user_groups(auth_sources(doors)))));
    let (router, operations) = doors.0.into_parts();
    (router.layer(map_response(headers::add)), operations)
}

/// Auth sources, their types, and who is in them (section 6.8).
fn auth_sources(doors: Doors) -> Doors {
    use Access::{Caller, Optional};
    const ALL: &str = "/api/auth/sources";
    const ONE: &str = "/api/auth/sources/{id}";
    const TEST: &str = "/api/auth/sources/test";
    const USERS: &str = "/api/auth/sources/{id}/users";
    const FIND_USERS: &str = "/api/auth/sources/{id}/users/search";
    const FIND_GROUPS: &str = "/api/auth/sources/{id}/usergroups/search";
    const FOLLOW: &str = "/api/auth/sources/{id}/usergroups/synchronize";
    const TYPE: &str = "/api/auth/sourcetypes/{id}";
    doors
        .add("getAuthSources", Method::GET, ALL, Optional, sources::list)
        .add("updateAuthSource", Method::PUT, ALL, Caller, sources::modify)
        .add("addAuthSource", Method::POST, ALL, Caller, sources::create)
        .add("patchAuthSourceWithCertificateDetails", Method::PATCH, ALL, Caller, sources::confirm)
        .add("synchronizeUserGroups", Method::PUT, FOLLOW, Caller, source_people::synchronize)
        .add("importUsers", Method::POST, USERS, Caller, source_people::import)
        .add("searchUsersForAuthSource", Method::POST, FIND_USERS, Caller, source_people::search_users)
        .add("searchUserGroupsForAuthSource", Method::POST, FIND_GROUPS, Caller, source_people::search_groups)
        .add("testAuthSource", Method::POST, TEST, Caller, sources::test)
        .add("patchTestAuthSource", Method::PATCH, TEST, Caller, sources::test_confirmed)
        .add("getAuthSourceTypes", Method::GET, "/api/auth/sourcetypes", Caller, sources::types)
        .add("getAuthSourceType", Method::GET, TYPE, Caller, sources::get_type)
        .add("getAuthSource", Method::GET, ONE, Caller, sources::get)
        .add("deleteAuthSource", Method::DELETE, ONE, Caller, sources::delete)
}

/// User groups (section 6.5).
fn user_groups(doors: Doors) -> Doors {
    use Access::Caller;
    const ALL: &str = "/api/auth/usergroups";
    const ONE: &str = "/api/auth/usergroups/{id}";
    doors
        .add("getUserGroups", Method::GET, ALL, Caller, list::list::<groups::Groups>)
        .add("modifyUserGroup", Method::PUT, ALL, Caller, groups::modify)
        .add("createUserGroup", Method::POST, ALL, Caller, groups::create)
        .add("deleteUserGroups", Method::DELETE, ALL, Caller, groups::delete_many)
        .add("getUserGroup", Method::GET, ONE, Caller, groups::get)
        .add("deleteUserGroup", Method::DELETE, ONE, Caller, groups::delete)
}

/// Roles and privileges (section 6.7).
fn user_roles(doors: Doors) -> Doors {
    use Access::Caller;
    const ALL: &str = "/api/auth/roles";
    const ONE: &str = "/api/auth/roles/{roleName}";
    const KEYS: &str = "/api/auth/roles/{roleName}/privileges";
    const OWN: &str = "/api/auth/currentuser/roles/{roleName}/privileges";
    const CATALOGUE: &str = "/api/auth/privileges";
    const GROUPS: &str = "/api/auth/privilegegroups";
    doors
        .add("getRoles", Method::GET, ALL, Caller, roles::list)
        .add("updateUserRole", Method::PUT, ALL, Caller, roles::modify)
        .add("createUserRole", Method::POST, ALL, Caller, roles::create)
        .add("getRoleByName", Method::GET, ONE, Caller, roles::get)
        .add("deleteUserRole", Method::DELETE, ONE, Caller, roles::delete)
        .add("getRolePrivileges", Method::GET, KEYS, Caller, roles::privileges)
        .add("setRolePrivileges", Method::PUT, KEYS, Caller, roles::set_privileges)
        .add("addRolePrivileges", Method::POST, KEYS, Caller, roles::add_privileges)
        .add("removeRolePrivileges", Method::DELETE, KEYS, Caller, roles::remove_privileges)
        .add("getAvailablePrivileges", Method::GET, CATALOGUE, Caller, roles::catalogue)
        .add("getAvailablePrivilegeGroups", Method::GET, GROUPS, Caller, roles::groups)
        .add("getCurrentUserRolePrivileges", Method::GET, OWN, Caller, current::privileges)
}

/// Permissions of users and groups (section 6.6).
fn role_permissions(doors: Doors) -> Doors {
    use Access::Caller;
    use permissions as of;
    const USER: &str = "/api/auth/users/{id}/permissions";
    const USERS_ONE: &str = "/api/auth/users/{id}/permissions/{roleName}";
    const USERS_SPECS: &str = "/api/auth/users/{id}/traversalspecs";
    const GROUP: &str = "/api/auth/usergroups/{id}/permissions";
    const GROUPS_ONE: &str = "/api/auth/usergroups/{id}/permissions/{roleName}";
    const GROUPS_SPECS: &str = "/api/auth/usergroups/{id}/traversalspecs";
    const OWN: &str = "/api/auth/currentuser/permissions";
    doors
        .add("getAssignedRolePermissionsForUser", Method::GET, USER, Caller, of::of_user)
        .add("assignRolePermissionToUser", Method::PUT, USER, Caller, of::give_user)
        .add("unassignedRolePermissionFromUser", Method::DELETE, USERS_ONE, Caller, of::take_user)
        .add("assignTraversalSpecToUser", Method::PUT, USERS_SPECS, Caller, of::specify_user)
        .add("getAssignedRolePermissionsForUserGroup", Method::GET, GROUP, Caller, of::of_group)
        .add("assignRolePermissionToUserGroup", Method::PUT, GROUP, Caller, of::give_group)
        .add("unassignedRolePermissionFromUserGroup", Method::DELETE, GROUPS_ONE, Caller, of::take_group)
        .add("assignTraversalSpecToUserGroup", Method::PUT, GROUPS_SPECS, Caller, of::specify_group)
        .add("getAssignedRolePermissionsForCurrentUser", Method::GET, OWN, Caller, of::of_current)
}

/// Scopes and templates of traversal specs (section 6.9).
fn object_scopes(doors: Doors) -> Doors {
    use Access::Caller;
    const ALL: &str = "/api/auth/scopes";
    doors
        .add("getAllObjectScopes", Method::GET, ALL, Caller, scopes::list)
        .add("modifyScope", Method::PUT, ALL, Caller, scopes::modify)
        .add("createScope", Method::POST, ALL, Caller, scopes::create)
        .add("deleteScopes", Method::DELETE, ALL, Caller, scopes::delete_many)
        .add("getScope", Method::GET, "/api/auth/scopes/{scopeId}", Caller, scopes::get)
        .add("getTraversalSpecs", Method::GET, "/api/auth/traversalspecs", Caller, scopes::traversal_specs)
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
