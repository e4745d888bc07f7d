//! The table: how each schema that is read or answered is written (section 7).

use super::form::{Form, Item, Member, Object, Root, Scalar};
use crate::wire::{AuthToken, Error, ModifyUser, User, UserBody, UsernamePassword, Version, Versions};

use Form::{Attribute, Constant, Content, Element, Nested, Nillable, Repeated, Wrapped};
use Scalar::{Integer, Text, Truth, Word};

/// What can be a whole document.
pub(crate) trait Document {
    const ROOT: &'static Root;
}

impl Document for UsernamePassword {
    const ROOT: &'static Root = &Root { element: "username-password", object: &USERNAME_PASSWORD };
}

impl Document for AuthToken<'_> {
    const ROOT: &'static Root = &Root { element: "auth-token", object: &AUTH_TOKEN };
}

impl Document for UserBody {
    const ROOT: &'static Root = USER_ROOT;
}

impl Document for ModifyUser {
    const ROOT: &'static Root = USER_ROOT;
}

impl Document for User<'_> {
    const ROOT: &'static Root = USER_ROOT;
}

impl Document for Error {
    const ROOT: &'static Root = &Root { element: "error", object: &ERROR };
}

impl Document for Version {
    const ROOT: &'static Root = &Root { element: "version", object: &VERSION };
}

impl Document for Versions {
    const ROOT: &'static Root = &Root { element: "versions", object: &VERSIONS };
}

const USER_ROOT: &Root = &Root { element: "user", object: &USER };

/// The list of users, which is answered piece by piece.
pub(crate) const USER_LIST: &Root = &Root { element: "user-list", object: &Object(&[USERS]) };
/// Its only member.
pub(crate) const USERS: Member = member("users", Repeated("user", Item::Object(&USER)));

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
