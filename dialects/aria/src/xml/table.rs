//! The table: how each schema that is read or answered is written (section 7).

use super::form::{Form, Item, Member, Object, Root, Scalar};
use crate::wire::{
    AuthSource, AuthSources, AuthToken, Error, GroupBody, GroupHits, ImportedUsers, ModifyUser, NameValues,
    NodeStatus, PasswordChange, PrivilegeGroups, PrivilegeKeys, PrivilegeKeysBody, Privileges, RoleBody,
    RolePermission, RolePermissions, Scope, ScopeBody, ScopeDetails, ScopesDetails, SearchGroups,
    SearchUsers, ServiceKeys, SourceBody, SourceType, SourceTypes, Templates, TraversalSpec, User, UserBody,
    UserGroup, UserHits, UserList, UserRole, UserRoles, UsernamePassword, UuidValues, Version, Versions,
};

use Form::{Attribute, Constant, Content, Element, Nested, Nillable, Repeated, Words, Wrapped};
use Scalar::{Integer, Text, Truth, Word};

/// What can be a whole document.
pub(crate) trait Document {
    const ROOT: &'static Root;
}

macro_rules! documents {
    ($($wire:ty: $element:literal, $object:ident;)*) => {$(
        impl Document for $wire {
            const ROOT: &'static Root = &Root { element: $element, object: &$object };
        }
    )*};
}

documents! {
    UsernamePassword: "username-password", USERNAME_PASSWORD;
    AuthToken<'_>: "auth-token", AUTH_TOKEN;
    PasswordChange: "password-change", PASSWORD_CHANGE;
    ServiceKeys: "service-keys", SERVICE_KEYS;
    UserBody: "user", USER;
    ModifyUser: "user", USER;
    User<'_>: "user", USER;
    GroupBody: "user-group", USER_GROUP;
    UserGroup<'_>: "user-group", USER_GROUP;
    RolePermission: "role-permission", ROLE_PERMISSION;
    RolePermissions: "role-permissions", ROLE_PERMISSIONS;
    TraversalSpec: "traversal-spec-instance", TRAVERSAL_SPEC_INSTANCE;
    RoleBody: "user-role", USER_ROLE;
    UserRole<'_>: "user-role", USER_ROLE;
    UserRoles<'_>: "user-roles", USER_ROLES;
    PrivilegeKeysBody: "privilege-keys", PRIVILEGE_KEYS;
    PrivilegeKeys: "privilege-keys", PRIVILEGE_KEYS;
    Privileges: "privileges", PRIVILEGES;
    PrivilegeGroups: "privilege-groups", PRIVILEGE_GROUPS;
    ScopeBody: "scope", SCOPE;
    Scope<'_>: "scope", SCOPE;
    ScopeDetails<'_>: "scope-details", SCOPE_DETAILS;
    ScopesDetails<'_>: "scopes-details", SCOPES_DETAILS;
    UuidValues: "uuid-values", UUID_VALUES;
    SourceBody: "auth-source", AUTH_SOURCE;
    AuthSource<'_>: "auth-source", AUTH_SOURCE;
    AuthSources<'_>: "auth-sources", AUTH_SOURCES;
    SourceType: "auth-sourcetype", AUTH_SOURCETYPE;
    SourceTypes: "auth-sourcetypes", AUTH_SOURCETYPES;
    NameValues: "name-values", NAME_VALUES;
    SearchUsers: "user-search-request", SEARCH_REQUEST;
    SearchGroups: "usergroup-search-request", SEARCH_REQUEST;
    UserHits: "user-search-responses", USER_HITS;
    GroupHits: "usergroup-search-responses", GROUP_HITS;
    ImportedUsers: "user-list", USER_LIST_OBJECT;
    UserList<'_>: "user-list", USER_LIST_OBJECT;
    Templates<'_>: "traversal-specs", TRAVERSAL_SPECS;
    NodeStatus: "node-status", NODE_STATUS;
    Error: "error", ERROR;
    Version: "version", VERSION;
    Versions: "versions", VERSIONS;
}

/// The list of users, which is answered piece by piece.
pub(crate) const USER_LIST: &Root = &Root { element: "user-list", object: &USER_LIST_OBJECT };
/// Its only member.
pub(crate) const USERS: Member = member("users", Repeated("user", Item::Object(&USER)));

/// The list of groups, likewise.
pub(crate) const USER_GROUPS: &Root = &Root { element: "user-groups", object: &Object(&[GROUPS]) };
/// Its only member.
pub(crate) const GROUPS: Member = member("userGroups", Repeated("user-group", Item::Object(&USER_GROUP)));

static USER_LIST_OBJECT: Object = Object(&[USERS]);

const fn member(name: &'static str, form: Form) -> Member {
    Member { name, form }
}

static USERNAME_PASSWORD: Object = Object(&[
    member("username", Element(Text)),
    member("authSource", Element(Text)),
    member("password", Element(Text)),
]);

static AUTH_TOKEN: Object = Object(&[
    member("token", Element(Text)),
    member("validity", Element(Integer)),
    member("expiresAt", Element(Text)),
    member("roles", Wrapped("role", Item::Scalar(Text))),
]);

static USER: Object = Object(&[
    member("enabled", Attribute(Truth)),
    member("id", Element(Word)),
    member("username", Element(Text)),
    member("firstName", Element(Text)),
    member("lastName", Element(Text)),
    member("password", Nillable(Text)),
    member("emailAddress", Element(Text)),
    member("distinguishedName", Element(Text)),
    member("groupIds", Repeated("groupIds", Item::Scalar(Word))),
    member("roleNames", Wrapped("roleName", Item::Scalar(Text))),
    member("role-permissions", Wrapped("role-permission", Item::Object(&ROLE_PERMISSION))),
    member("lastLoginTime", Element(Integer)),
    member("externalId", Element(Text)),
    member("links", LINKS),
]);

static USER_GROUP: Object = Object(&[
    member("id", Element(Word)),
    member("authSourceId", Element(Word)),
    member("name", Element(Text)),
    member("description", Element(Text)),
    member("displayName", Element(Text)),
    member("userIds", Wrapped("userId", Item::Scalar(Word))),
    member("roleNames", Wrapped("roleName", Item::Scalar(Text))),
    member("role-permissions", Wrapped("role-permission", Item::Object(&ROLE_PERMISSION))),
    member("externalId", Element(Text)),
    member("links", LINKS),
]);

static PASSWORD_CHANGE: Object =
    Object(&[member("currentPassword", Element(Text)), member("newPassword", Element(Text))]);

static SERVICE_KEYS: Object = Object(&[member("serviceKeys", Repeated("serviceKeys", Item::Scalar(Text)))]);

static USER_ROLE: Object = Object(&[
    member("system-created", Attribute(Truth)),
    member("name", Element(Text)),
    member("description", Element(Text)),
    member("displayName", Element(Text)),
    member("privilege-keys", Wrapped("privilege-key", Item::Scalar(Text))),
    member("links", LINKS),
]);

static USER_ROLES: Object = Object(&[member("userRoles", Repeated("user-role", Item::Object(&USER_ROLE)))]);

static PRIVILEGE_KEYS: Object =
    Object(&[member("privilege-key", Repeated("privilege-key", Item::Scalar(Word)))]);

static PRIVILEGES: Object = Object(&[member("privileges", Repeated("privilege", Item::Object(&PRIVILEGE)))]);

static PRIVILEGE_GROUPS: Object =
    Object(&[member("privilegeGroups", Repeated("privilege-group", Item::Object(&PRIVILEGE)))]);

/// Groups of privileges are written as privileges are.
static PRIVILEGE: Object = Object(&[
    member("key", Attribute(Text)),
    member("name", Element(Text)),
    member("description", Element(Text)),
]);

static SCOPE: Object = Object(&[
    member("id", Attribute(Word)),
    member("name", Element(Text)),
    member("description", Element(Text)),
    member("traversalSpecInstances", TRAVERSAL_SPEC_INSTANCES),
]);

static SCOPE_DETAILS: Object = Object(&[
    member("id", Attribute(Word)),
    member("name", Element(Text)),
    member("description", Element(Text)),
    member("createdBy", Element(Word)),
    member("creationTime", Element(Integer)),
    member("lastModifiedBy", Element(Word)),
    member("lastModifiedTime", Element(Integer)),
    member("traversalSpecInstances", TRAVERSAL_SPEC_INSTANCES),
]);

const TRAVERSAL_SPEC_INSTANCES: Form =
    Wrapped("traversalSpecInstance", Item::Object(&TRAVERSAL_SPEC_INSTANCE));

static SCOPES_DETAILS: Object =
    Object(&[member("scopesDetails", Wrapped("scopeDetails", Item::Object(&SCOPE_DETAILS)))]);

static UUID_VALUES: Object = Object(&[member("uuids", Words)]);

static TRAVERSAL_SPECS: Object =
    Object(&[member("specs", Repeated("traversal-spec", Item::Object(&TRAVERSAL_SPEC)))]);

static TRAVERSAL_SPEC: Object = Object(&[
    member("adapterInstanceAssociation", Attribute(Truth)),
    member("name", Element(Text)),
    member("description", Element(Text)),
    member("rootAdapterKindKey", Element(Text)),
    member("rootResourceKindKey", Element(Text)),
]);

static AUTH_SOURCE: Object = Object(&[
    member("created", Attribute(Integer)),
    member("lastModified", Attribute(Integer)),
    member("id", Element(Word)),
    member("name", Element(Text)),
    member("sourceType", Nested(&AUTH_SOURCETYPE)),
    member("links", LINKS),
    member("property", Repeated("name-value", Item::Object(&NAME_VALUE))),
    member("certificates", Repeated("certificates", Item::Object(&CERTIFICATE))),
]);

static AUTH_SOURCES: Object =
    Object(&[member("sources", Repeated("auth-source", Item::Object(&AUTH_SOURCE)))]);

static CERTIFICATE: Object = Object(&[
    member("thumbprint", Element(Text)),
    member("certificateDetails", Element(Text)),
    member("issuedTo", Element(Text)),
    member("issuedBy", Element(Text)),
    member("expires", Element(Text)),
    member("certificate", Element(Text)),
]);

static AUTH_SOURCETYPE: Object = Object(&[
    member("id", Attribute(Word)),
    member("name", Element(Text)),
    member("description", Element(Text)),
    member("properties", Nested(&AUTH_SOURCE_PROPERTIES)),
]);

static AUTH_SOURCETYPES: Object =
    Object(&[member("sourceTypes", Repeated("auth-sourcetype", Item::Object(&AUTH_SOURCETYPE)))]);

static AUTH_SOURCE_PROPERTIES: Object =
    Object(&[member("property", Repeated("property", Item::Object(&AUTH_SOURCE_PROPERTY)))]);

static AUTH_SOURCE_PROPERTY: Object = Object(&[
    member("name", Attribute(Text)),
    member("dataType", Attribute(Word)),
    member("description", Attribute(Text)),
    member("required", Attribute(Truth)),
    member("modifiable", Attribute(Truth)),
]);

static NAME_VALUES: Object =
    Object(&[member("nameValuePairs", Repeated("name-value", Item::Object(&NAME_VALUE)))]);

static SEARCH_REQUEST: Object = Object(&[member("name", Element(Text)), member("domain", Element(Text))]);

static USER_HITS: Object =
    Object(&[member("user-search-response", Repeated("user-search-response", Item::Object(&USER_HIT)))]);

static USER_HIT: Object = Object(&[
    member("name", Attribute(Text)),
    member("firstName", Element(Text)),
    member("lastName", Element(Text)),
    member("distinguishedName", Element(Text)),
    member("emailAddress", Element(Text)),
]);

static GROUP_HITS: Object = Object(&[member(
    "usergroup-search-response",
    Repeated("usergroup-search-response", Item::Object(&GROUP_HIT)),
)]);

static GROUP_HIT: Object = Object(&[
    member("name", Attribute(Text)),
    member("distinguishedName", Element(Text)),
    member("description", Element(Text)),
]);

static NODE_STATUS: Object = Object(&[
    member("status", Element(Text)),
    member("systemTime", Element(Integer)),
    member("humanlyReadableSystemTime", Element(Text)),
]);

static ROLE_PERMISSIONS: Object =
    Object(&[member("permissions", Repeated("role-permission", Item::Object(&ROLE_PERMISSION)))]);

static ROLE_PERMISSION: Object = Object(&[
    member("allowAllObjects", Attribute(Truth)),
    member("roleName", Element(Text)),
    member("scopeId", Element(Word)),
    member(
        "traversal-spec-instances",
        Wrapped("traversal-spec-instance", Item::Object(&TRAVERSAL_SPEC_INSTANCE)),
    ),
]);

static TRAVERSAL_SPEC_INSTANCE: Object = Object(&[
    member("selectAllResources", Attribute(Truth)),
    member("adapterKind", Element(Text)),
    member("resourceKind", Element(Text)),
    member("name", Element(Text)),
    member("resourceSelection", Repeated("resourceSelection", Item::Object(&RESOURCE_SELECTION))),
    member("includedAdapterKinds", Wrapped("includedAdapterKinds", Item::Scalar(Text))),
]);

static RESOURCE_SELECTION: Object = Object(&[
    member("type", Attribute(Word)),
    member("resourceId", Repeated("resourceId", Item::Scalar(Word))),
]);

const LINKS: Form = Wrapped("link", Item::Object(&LINK));

static LINK: Object = Object(&[
    member("href", Attribute(Text)),
    member("rel", Attribute(Word)),
    member("name", Attribute(Text)),
    member("description", Element(Text)),
]);

/// `type` tells schemas apart in JSON only.
static ERROR: Object = Object(&[
    member("type", Constant("Error")),
    member("httpStatusCode", Attribute(Integer)),
    member("apiErrorCode", Attribute(Integer)),
    member("message", Element(Text)),
    member("moreInformation", Wrapped("name-value", Item::Object(&NAME_VALUE))),
    member("validationFailures", Wrapped("validationFailure", Item::Object(&VALIDATION_FAILURE))),
    member("inputBodyLocation", Nested(&INPUT_BODY_LOCATION)),
]);

static NAME_VALUE: Object = Object(&[member("name", Attribute(Text)), member("value", Content)]);

static VALIDATION_FAILURE: Object =
    Object(&[member("failureMessage", Element(Text)), member("violationPath", Element(Text))]);

static INPUT_BODY_LOCATION: Object =
    Object(&[member("lineNumber", Element(Integer)), member("columnNumber", Element(Integer))]);

static VERSION: Object = Object(&[
    member("releaseName", Element(Text)),
    member("major", Element(Integer)),
    member("minor", Element(Integer)),
    member("minorMinor", Element(Integer)),
    member("releasedDate", Element(Integer)),
    member("humanlyReadableReleaseDate", Element(Text)),
    member("description", Element(Text)),
    member("buildNumber", Element(Integer)),
]);

static VERSIONS: Object = Object(&[member("values", Repeated("version", Item::Object(&VERSION)))]);
