//! No operation serves a stranger, but for those that `strangers.exceptions` names.
//!
//! The operations are those that the routers list. A new one is tested without a word here, unless it needs a path, a
//! query or a body of its own to come as far as the question who calls: those stand in [`Town::in_order`].
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a world that cannot be set up fails its tests"
)]

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use directory::groups::{GroupChange, GroupEdit, GroupRef};
use directory::passwords::{Password, PolicyRules};
use directory::tokens::NewToken;
use directory::users::{NewPassword, NewUser, PasswordRule};
use directory::{Credential, Via, groups, tokens};
use model::{AccessWindow, Dialect, GroupName, Login, TokenKind};
use serde_json::{Value, json};
use testkit::{ADMIN_PASSWORD, Answer, Call, World};
use wire::{Access, OperationInfo};

/// Operations that answer strangers: `dialect name`, one a line; a line begun with `#` is a comment.
const EXCEPTIONS: &str = include_str!("strangers.exceptions");

/// How a stranger may come.
#[derive(Clone, Copy, Debug)]
enum Stranger {
    WithoutCredential,
    WithWrongToken,
    WithExpiredToken,
    WithRevokedToken,
    WithTokenOfAnotherDialect,
    WithTwoTokens,
    WithPassword,
}

const STRANGERS: [Stranger; 7] = [
    Stranger::WithoutCredential,
    Stranger::WithWrongToken,
    Stranger::WithExpiredToken,
    Stranger::WithRevokedToken,
    Stranger::WithTokenOfAnotherDialect,
    Stranger::WithTwoTokens,
    Stranger::WithPassword,
];

/// Tokens of one dialect; where it has none, logins and passwords as Basic sends them.
struct Tokens {
    good: String,
    expired: String,
    revoked: String,
}

/// A world with credentials that are worth something elsewhere, or were once.
struct Town {
    world: World,
    /// The id of a user who can be asked for or deleted.
    id: String,
    /// His number.
    number: i64,
    /// Likewise of a group.
    group: String,
    /// Likewise of a scope.
    scope: String,
    /// Likewise of an auth source.
    source: String,
    pam360: Tokens,
    aria: Tokens,
    oipa: Tokens,
    kron: Tokens,
}

impl Town {
    async fn new() -> Self {
        let world = World::new().await;
        let id = create(&world, "somebody").await;
        let number = number(&world, "somebody").await;
        let group = json!({ "name": "some", "description": OURS, "roleNames": ["ReadOnly"] });
        let group = create_at(&world, "usergroups", &group).await;
        let scope = create_at(&world, "scopes", &json!({ "name": "some", "description": OURS })).await;
        let source = create_at(&world, "sources", &source(OURS)).await;
        let role = json!({ "name": "Auditor", "description": OURS, "privilege-keys": ["home.view"] });
        create_at(&world, "roles", &role).await;
        let oipa = pairs(&world).await;
        let aria_expired = world.aria_token().await;
        let kron_expired = bearer(&world).await;
        let pam360_expired = issue(&world, "somebody", Some(60)).await;
        world.clock.turn(7 * 3600);
        let revoked = world.aria_token().await;
        let released = world.post("/suite-api/api/auth/token/release").ops_token(&revoked).send().await;
        assert_eq!(released.status, 200, "{}", released.text());
        let aria = Tokens { good: world.aria_token().await, expired: aria_expired, revoked };
        let revoked = bearer(&world).await;
        let released =
            world.post("/aioc-rest-web/rest/logout").header("authorization", &format!("Bearer {revoked}"));
        assert_eq!(released.send().await.status, 200);
        let kron = Tokens { good: bearer(&world).await, expired: kron_expired, revoked };
        // A user has one token for PAM360 at a time.
        let revoked = issue(&world, "admin", None).await;
        let good = issue(&world, "admin", None).await;
        Self {
            world,
            id,
            number,
            group,
            scope,
            source,
            pam360: Tokens { good, expired: pam360_expired, revoked },
            aria,
            oipa,
            kron,
        }
    }

    /// A call of `operation` with everything but the credential in order.
    fn in_order(&self, operation: &OperationInfo) -> Call<'_> {
        let path = operation.path.replace("{loginName}", "somebody").replace("{securityGroupName}", "some");
        let id = if path.contains("/usergroups/") { &self.group } else { &self.id };
        let id = if path.contains("/sources/") { &self.source } else { id };
        let path = path.replace("/sourcetypes/{id}", "/sourcetypes/VC");
        let path = path.replace("{id}", id).replace("{userId}", &self.id).replace("{roleName}", "Auditor");
        let path = path.replace("{scopeId}", &self.scope).replace("{groupId}", &self.group);
        let path = path.replace("{USERID}", &self.number.to_string()).replace("{USERNAME}", "somebody");
        // The group `some` is the first behind those of a fresh store.
        let path = path.replace("{USERGROUPID}", "6");
        assert!(!path.contains('{'), "{path}: say what stands for its parameter");
        let query = match operation.name {
            "GET_USER_ID" | "LOCK_USER" | "UNLOCK_USER" | "ENABLE_USER" | "DISABLE_USER" => {
                "?USERNAME=somebody".to_owned()
            }
            "GET_USER_GROUP_ID" => "?USERGROUPNAME=some".to_owned(),
            "deleteUsers" => format!("?id={}", self.id),
            "deleteUserGroups" => format!("?id={}", self.group),
            _ => String::new(),
        };
        let call = self.world.call(operation.method.clone(), &format!("{path}{query}"));
        match operation.name {
            "CREATE_USER" => call
                .input_data(&json!({ "FIRSTNAME": "S", "LASTNAME": "T", "USERNAME": "stranger",
                "EMAIL": "s@example.com", "ISAPIUSER": "true" })),
            "EDIT_USER" => call.input_data(&json!({ "DEPARTMENT": "Some" })),
            "CHANGE_ROLE" => call.input_data(&json!({ "ROLE": "Administrator" })),
            "CREATE_USER_GROUP" => call.input_data(&json!({ "USERGROUPNAME": "other" })),
            "EDIT_USER_GROUP" => call.input_data(&json!({ "DESCRIPTION": "Some" })),
            "ASSOCIATE_USERS" | "DISSOCIATE_USERS" => call.input_data(&json!({ "USERIDS": [self.number] })),
            "GENERATE_PASSWORD" => call.input_data(&json!({ "POLICY": "Strong" })),
            "VALIDATE_PASSWORD" => call.input_data(&json!({ "password": PASSWORD })),
            "CHANGE_PASSWORD" => call.input_data(&json!({ "NEWPASSWORD": PASSWORD })),
            "createUser" => call.json(&json!({ "username": "stranger", "password": "Str4nger-pw!" })),
            "createUserGroup" | "createUserRole" | "createScope" => call.json(&json!({ "name": "stranger" })),
            "modifyUserGroup" => call.json(&json!({ "id": self.group, "description": "Some" })),
            "modifyScope" => call.json(&json!({ "id": self.scope, "description": "Some" })),
            "updateUserRole" => call.json(&json!({ "name": "Auditor", "description": "Some" })),
            "addAuthSource"
            | "patchAuthSourceWithCertificateDetails"
            | "testAuthSource"
            | "patchTestAuthSource" => call.json(&source("stranger")),
            "updateAuthSource" => call.json(&json!({ "id": self.source, "name": "stranger" })),
            "importUsers" => call.json(&json!({ "users": [{ "username": "stranger" }] })),
            "searchUsersForAuthSource" | "searchUserGroupsForAuthSource" => {
                call.json(&json!({ "name": "stranger" }))
            }
            "deleteScopes" => call.json(&json!({ "uuids": [self.scope] })),
            "setRolePrivileges" | "addRolePrivileges" | "removeRolePrivileges" => {
                call.json(&json!({ "privilege-key": ["ManageAlerts"] }))
            }
            "assignRolePermissionToUser" | "assignRolePermissionToUserGroup" => {
                call.json(&json!({ "roleName": "PowerUser", "allowAllObjects": true }))
            }
            "assignTraversalSpecToUser" | "assignTraversalSpecToUserGroup" => {
                call.json(&json!({ "adapterKind": "VMWARE", "name": "vSphere Storage" }))
            }
            "changePassword" => {
                call.json(&json!({ "currentPassword": ADMIN_PASSWORD, "newPassword": "Str4nger-pw!" }))
            }
            "exchangeOpsTokenWithJwtToken" => call.json(&json!({ "serviceKeys": ["ops"] })),
            "modifyUser" => call.json(&json!({ "id": self.id, "username": "somebody", "firstName": "Some" })),
            "createUsers" => call
                .json(&json!({ "users": [{ "loginName": "stranger", "password": "s", "localeCode": "00",
                "client": { "firstName": "S", "lastName": "T", "primaryCompany": "Prototype" } }] })),
            "loginOtp" => call.json(&json!({ "otp": "000000" })),
            "resetOtp" => call.json(&json!({ "id": self.id })),
            "updateUser" if dialect(operation) == Dialect::Kron => {
                call.json(&json!({ "id": self.id, "name": "Some" }))
            }
            "updateUser" => call.json(&json!({ "user": { "password": PASSWORD } })),
            "deleteUser" | "lockUser" | "unlockUser" if dialect(operation) == Dialect::Kron => {
                call.json(&json!({ "id": self.id }))
            }
            "deleteUserGroup" if dialect(operation) == Dialect::Kron => {
                call.json(&json!({ "id": self.group }))
            }
            "searchUsers" | "searchUserGroups" => call.json(&json!({})),
            "saveUserGroup" => call.json(&json!({ "eid": "stranger" })),
            "saveUser" => call.json(&json!({ "eid": "stranger", "name": "S", "surname": "T",
                "email": "s@example.com", "password": PASSWORD })),
            "login" | "jwtLogin" | "acquireToken" => {
                call.json(&json!({ "username": "admin", "password": ADMIN_PASSWORD }))
            }
            _ => call,
        }
    }

    /// A call of `operation` by a stranger.
    fn knock(&self, operation: &OperationInfo, stranger: Stranger) -> Call<'_> {
        let dialect = dialect(operation);
        let (own, other) = match dialect {
            Dialect::Aria => (&self.aria, &self.pam360),
            Dialect::Oipa => (&self.oipa, &self.aria),
            Dialect::Kron => (&self.kron, &self.aria),
            _ => (&self.pam360, &self.aria),
        };
        let call = self.in_order(operation);
        match stranger {
            Stranger::WithoutCredential => call,
            Stranger::WithWrongToken => with_token(dialect, &wrong(&own.good), call),
            Stranger::WithExpiredToken => with_token(dialect, &own.expired, call),
            Stranger::WithRevokedToken => with_token(dialect, &own.revoked, call),
            Stranger::WithTokenOfAnotherDialect => with_token(dialect, &other.good, call),
            Stranger::WithTwoTokens => with_token(dialect, &own.good, with_token(dialect, &own.good, call)),
            Stranger::WithPassword if dialect == Dialect::Oipa => {
                with_token(dialect, &pair("admin", "wrong"), call)
            }
            // `admin` and the right password, in a way that the dialect does not know.
            Stranger::WithPassword => call.header("authorization", "Basic YWRtaW46Q29ycjNjdC1ob3JzZQ=="),
        }
    }

    /// What the store holds, but for the counts of refusals.
    async fn record(&self) -> Vec<(&'static str, Option<i64>, Option<i64>)> {
        self.look(&[
            "SELECT user_key, version FROM users ORDER BY 1",
            "SELECT user_key, password_version FROM users ORDER BY 1",
            "SELECT user_key, last_sign_in FROM users ORDER BY 1",
            "SELECT group_key, version FROM groups ORDER BY 1",
            "SELECT user_key, expires FROM tokens ORDER BY digest",
            "SELECT user_key, last_used FROM tokens ORDER BY digest",
            "SELECT user_key, group_key FROM memberships ORDER BY 1, 2",
            "SELECT holder_key, role_key FROM grants ORDER BY holder_kind, 1, 2",
            "SELECT role_key, version FROM roles ORDER BY 1",
            "SELECT scope_key, version FROM scopes ORDER BY 1",
            "SELECT source_key, version FROM sources ORDER BY 1",
            "SELECT at, place FROM audit_events ORDER BY request_id, 2",
            "SELECT at, version FROM changes ORDER BY request_id, place",
        ])
        .await
    }

    /// What the store holds of the first organisation.
    async fn first(&self) -> Vec<(&'static str, Option<i64>, Option<i64>)> {
        self.look(&[
            "SELECT user_key, version FROM users WHERE org_key = 1 ORDER BY 1",
            "SELECT user_key, password_version FROM users WHERE org_key = 1 ORDER BY 1",
            "SELECT group_key, version FROM groups WHERE org_key = 1 ORDER BY 1",
            "SELECT user_key, expires FROM tokens WHERE org_key = 1 ORDER BY digest",
            "SELECT m.user_key, m.group_key FROM memberships m JOIN users u ON u.user_key = m.user_key
             JOIN groups g ON g.group_key = m.group_key WHERE u.org_key = 1 OR g.org_key = 1 ORDER BY 1, 2",
            "SELECT g.holder_key, g.role_key FROM grants g JOIN roles r ON r.role_key = g.role_key
             WHERE r.org_key = 1 ORDER BY g.holder_kind, 1, 2",
            "SELECT role_key, version FROM roles WHERE org_key = 1 ORDER BY 1",
            "SELECT scope_key, version FROM scopes WHERE org_key = 1 ORDER BY 1",
            "SELECT source_key, version FROM sources WHERE org_key = 1 ORDER BY 1",
            "SELECT at, place FROM audit_events WHERE org_key = 1 ORDER BY request_id, 2",
            "SELECT at, version FROM changes WHERE org_key = 1 ORDER BY request_id, place",
        ])
        .await
    }

    async fn look(&self, looks: &[&'static str]) -> Vec<(&'static str, Option<i64>, Option<i64>)> {
        let looks = looks.to_vec();
        let read = self.world.directory.store().read(move |c| {
            let mut all = Vec::new();
            for &sql in &looks {
                c.for_each(sql, &[], &mut |row| {
                    all.push((sql, row.get(0)?, row.get(1)?));
                    Ok(())
                })?;
            }
            Ok(all)
        });
        read.await.unwrap()
    }
}

/// An auth source as it is added: of a type whose servers nobody asks.
fn source(name: &str) -> Value {
    json!({ "name": name, "sourceType": { "id": "VIDB", "name": "VIDB" }, "property": [] })
}

/// Stands in all that the first organisation has, and in no call.
const OURS: &str = "Of-the-first-organisation";

/// Another organisation, and the host that leads there.
const ELSEWHERE: (&str, &str) = ("Elsewhere", "elsewhere.example");

/// What `admin` of another organisation brings to a dialect.
async fn foreign(world: &World, dialect: Dialect) -> String {
    let (name, host) = ELSEWHERE;
    let body = json!({ "username": "admin", "password": ADMIN_PASSWORD });
    match dialect {
        Dialect::Pam360 => world.token_in(Some(name), "admin", TokenKind::Pam360).await,
        Dialect::Oipa => pair("admin", ADMIN_PASSWORD),
        Dialect::Aria => {
            let answer = world.post("/suite-api/api/auth/token/acquire").at(host).json(&body).send().await;
            answer.json()["token"].as_str().unwrap().to_owned()
        }
        Dialect::Kron => {
            let answer = world.post("/aioc-rest-web/rest/jwt/login").at(host).json(&body).send().await;
            answer.json()["access_token"].as_str().unwrap().to_owned()
        }
        other => panic!("say how somebody of another organisation comes to {}", other.name()),
    }
}

/// The password of everybody who is made here.
const PASSWORD: &str = "Str0ng-enough!";

/// Pairs that are good, whose user's time is over, and whose user is disabled.
async fn pairs(world: &World) -> Tokens {
    let made = |login: &str| {
        let rule = PasswordRule::Own { policy: "test", rules: PolicyRules::NATIVE };
        let mut user = NewUser::named(Login::new(login).unwrap());
        user.password = NewPassword::Given(Password::new(PASSWORD.to_owned()).unwrap(), rule);
        user
    };
    let end = world.directory.now().plus_seconds(60);
    let guest = NewUser { window: AccessWindow::new(None, Some(end)).unwrap(), ..made("guest") };
    let gone = NewUser { enabled: false, ..made("gone") };
    let request = world.directory.own_request(Via::CommandLine, "create");
    let users = Ok(vec![guest, gone]);
    directory::users::create(&world.directory, &request, &Credential::System, users, None).await.unwrap();
    Tokens {
        good: pair("admin", ADMIN_PASSWORD),
        expired: pair("guest", PASSWORD),
        revoked: pair("gone", PASSWORD),
    }
}

/// A login and a password as Basic sends them.
fn pair(login: &str, password: &str) -> String {
    BASE64_STANDARD.encode(format!("{login}:{password}"))
}

/// The operations for sessions that await a code.
fn takes_a_code(operation: &OperationInfo) -> bool {
    dialect(operation) == Dialect::Kron && matches!(operation.name, "loginOtp" | "enrollOtp")
}

/// Has a code asked of the administrators of an organisation; none: of the first. Who signs in from now on awaits it.
async fn ask_a_code(world: &World, org: Option<&str>) {
    let edit: GroupEdit = Arc::new(|_| Ok(vec![GroupChange::AsksCode(true)]));
    let group = GroupRef::Name(GroupName::new("System.admins").unwrap());
    let mut request = world.directory.own_request(Via::CommandLine, "otp group");
    request.org = org.map(str::to_owned);
    groups::update(&world.directory, &request, &Credential::System, Ok((group, edit))).await.unwrap();
}

/// A bearer token of `admin` for Kron.
async fn bearer(world: &World) -> String {
    let body = json!({ "username": "admin", "password": ADMIN_PASSWORD });
    let answer = world.post("/aioc-rest-web/rest/jwt/login").json(&body).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

/// The id, if it has one, of what is made at a collection of Aria's.
async fn create_at(world: &World, collection: &str, body: &Value) -> String {
    let token = world.aria_token().await;
    let path = format!("/suite-api/api/auth/{collection}");
    let created = world.post(&path).ops_token(&token).json(body).send().await;
    assert_eq!(created.status, 201, "{}", created.text());
    created.json()["id"].as_str().unwrap_or_default().to_owned()
}

/// The id of a new user.
async fn create(world: &World, login: &str) -> String {
    let token = world.aria_token().await;
    let body = json!({ "username": login, "password": PASSWORD, "firstName": OURS });
    let created = world.post("/suite-api/api/auth/users").ops_token(&token).json(&body).send().await;
    assert_eq!(created.status, 201, "{}", created.text());
    created.json()["id"].as_str().unwrap().to_owned()
}

/// The number of a user.
async fn number(world: &World, login: &str) -> i64 {
    let request = world.directory.own_request(Via::CommandLine, "number");
    let login = Ok(login.to_owned());
    directory::users::number_of(&world.directory, &request, &Credential::System, login).await.unwrap()
}

/// A token for PAM360 that lives so many seconds.
async fn issue(world: &World, login: &str, seconds: Option<i64>) -> String {
    let expires = seconds.map(|seconds| world.directory.now().plus_seconds(seconds));
    let new = NewToken { kind: TokenKind::Pam360, expires, host: None };
    let request = world.directory.own_request(Via::CommandLine, "token create");
    let issued = tokens::issue(&world.directory, &request, &Credential::System, login, new).await.unwrap();
    issued.secret.reveal().to_owned()
}

fn dialect(operation: &OperationInfo) -> Dialect {
    operation.via.dialect().expect("an operation of a dialect")
}

fn with_token<'a>(dialect: Dialect, token: &str, call: Call<'a>) -> Call<'a> {
    match dialect {
        Dialect::Pam360 => call.authtoken(token),
        Dialect::Aria => call.ops_token(token),
        Dialect::Oipa => call.header("authorization", &format!("Basic {token}")),
        Dialect::Kron => call.header("authorization", &format!("Bearer {token}")),
        other => panic!("say how {} is given its token", other.name()),
    }
}

/// The same token but for its last digit.
fn wrong(token: &str) -> String {
    let (rest, last) = token.split_at(token.len() - 1);
    format!("{rest}{}", if last == "0" { "1" } else { "0" })
}

/// Whether `answer` is the dialect's own refusal of somebody it does not know.
fn is_refusal(dialect: Dialect, answer: &Answer) -> bool {
    let Ok(answered) = serde_json::from_slice::<Value>(&answer.body) else { return false };
    match dialect {
        Dialect::Pam360 => {
            let operation = &answered["operation"];
            let words = operation["result"]["message"].as_str().unwrap_or_default();
            answer.status == 200
                && operation["name"] == "Authentication"
                && operation["result"]["status"] == "Failed"
                && operation["Details"].is_null()
                && words.contains("Authentication failed.")
        }
        Dialect::Aria => {
            answer.status == 401
                && answer.header("www-authenticate") == "OpsToken"
                && answered["type"] == "Error"
                && answered["httpStatusCode"] == 401
                && (answered["apiErrorCode"] == 401 || answered["apiErrorCode"] == 1512)
        }
        Dialect::Oipa => {
            answer.status == 401
                && answer.header("www-authenticate") == "Basic realm=\"PASService\""
                && answered["status"] == "ERROR"
                && answered["errors"][0]["code"] == "UNAUTHORIZED"
        }
        Dialect::Kron => answer.status == 401 && answered == "Authentication required.",
        other => panic!("say how {} refuses strangers", other.name()),
    }
}

fn exceptions() -> BTreeSet<String> {
    let lines = EXCEPTIONS.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

fn shown(operation: &OperationInfo) -> String {
    format!("{} {}", dialect(operation).name(), operation.name)
}

#[tokio::test]
async fn strangers_are_refused_and_change_nothing_but_where_an_exception_says_so() {
    let exceptions = exceptions();
    let mut town = Town::new().await;
    let mut open = BTreeSet::new();
    for operation in town.world.operations.clone() {
        for stranger in STRANGERS {
            let before = town.record().await;
            let answer = town.knock(&operation, stranger).send().await;
            if !is_refusal(dialect(&operation), &answer) {
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                let name = shown(&operation);
                assert!(exceptions.contains(&name), "{name}, {stranger:?}: {} {text}", answer.status);
                open.insert(name);
                // It may have changed something.
                town = Town::new().await;
                continue;
            }
            assert_eq!(town.record().await, before, "{}, {stranger:?}: something changed", shown(&operation));
        }
    }
    let needless: Vec<_> = exceptions.difference(&open).collect();
    assert!(needless.is_empty(), "strike out of strangers.exceptions: {needless:?}");
}

#[tokio::test]
async fn each_operation_says_of_itself_whether_it_serves_strangers() {
    let world = World::new().await;
    let says_so = |operation: &&OperationInfo| operation.access != Access::Caller;
    let said: BTreeSet<_> = world.operations.iter().filter(says_so).map(shown).collect();
    assert_eq!(said, exceptions());
}

/// Else a stranger could be refused for anything.
#[tokio::test]
async fn a_caller_is_let_in_by_the_same_calls() {
    for operation in World::new().await.operations {
        let town = Town::new().await;
        let dialect = dialect(&operation);
        let good = match dialect {
            Dialect::Kron if takes_a_code(&operation) => {
                ask_a_code(&town.world, None).await;
                bearer(&town.world).await
            }
            Dialect::Kron => town.kron.good.clone(),
            Dialect::Aria => town.aria.good.clone(),
            Dialect::Oipa => town.oipa.good.clone(),
            _ => town.pam360.good.clone(),
        };
        let answer = with_token(dialect, &good, town.in_order(&operation)).send().await;
        assert!(!is_refusal(dialect, &answer), "{}: {}", shown(&operation), answer.text());
    }
}

/// The operations are those that the routers list, called with ids and names of the first organisation by whoever may do
/// anything in another one.
#[tokio::test]
async fn an_administrator_elsewhere_sees_and_changes_nothing_here() {
    for operation in World::new().await.operations {
        let town = Town::new().await;
        let (name, host) = ELSEWHERE;
        town.world.organisation(name, &[host]).await;
        if takes_a_code(&operation) {
            ask_a_code(&town.world, Some(name)).await;
        }
        let dialect = dialect(&operation);
        let token = foreign(&town.world, dialect).await;
        let before = town.first().await;
        let answer = with_token(dialect, &token, town.in_order(&operation)).at(host).send().await;
        let (shown, text) = (shown(&operation), answer.text());
        let let_in = operation.access == Access::Anyone || !is_refusal(dialect, &answer);
        assert!(let_in, "{shown}: not even let in: {text}");
        assert!(!text.contains(OURS), "{shown} tells what is here: {text}");
        assert_eq!(town.first().await, before, "{shown} changed something here");
    }
}
