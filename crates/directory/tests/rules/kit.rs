//! What the tests of the rules share: people with given privileges, and their credentials.

use std::net::IpAddr;

use directory::groups::{self, GroupRef, Join, NewGroup};
use directory::passwords::{Cost, Password, PasswordRefused, Peppers, PolicyRules};
use directory::policies::{self, NewPolicy, Policy};
use directory::roles::{NewGrant, RoleRef};
use directory::second_factor::OtherDoors;
use directory::sessions::{self, Life, Opened};
use directory::tokens::{self, NewToken, shape};
use directory::users::{self, Created, NewPassword, NewUser, Parts, PasswordRule, UserRef};
use directory::{Config, Credential, Directory, Request, ThrottleLimits, Via};
use model::{
    Dialect, Email, Group, GroupName, Login, Phone, Pin, PolicyName, PrivilegeSet, Refusal, RequestId,
    Residue, Timestamp, TokenKind,
};
use testkit::{ADMIN_PASSWORD, World};

pub use crate::rows::*;

/// The life of an Aria session: six hours after the last use.
pub const SIX_HOURS: Life = Life { idle_seconds: 21_600, longest_seconds: None };

/// A request from `192.0.2.1`.
pub fn ask(world: &World) -> Request {
    world.request(Dialect::Native)
}

/// A request from `address`.
pub fn ask_from(world: &World, address: &str) -> Request {
    let address: IpAddr = address.parse().unwrap();
    Request::new(
        RequestId(world.directory.outside().id()),
        Via::Dialect(Dialect::Native),
        "TEST",
        Some(address),
    )
}

/// A request that names an organisation.
pub fn to(world: &World, org: &str) -> Request {
    let mut request = ask(world);
    request.org = Some(org.to_owned());
    request
}

/// A request to a host.
pub fn at(world: &World, host: &str) -> Request {
    let mut request = ask(world);
    request.host = Some(model::HostName::new(host).unwrap());
    request
}

/// A password.
pub fn password(text: &str) -> Password {
    Password::new(text.to_owned()).unwrap()
}

/// The rule of our own API: eight characters.
pub fn eight() -> PasswordRule {
    PasswordRule::Own { policy: "native", rules: PolicyRules::NATIVE }
}

/// A user about to be made, without password.
pub fn named(login: &str) -> NewUser {
    NewUser::named(Login::new(login).unwrap())
}

/// A user about to be made, with a password.
pub fn with_password(login: &str, text: &str) -> NewUser {
    NewUser { password: NewPassword::Given(password(text), eight()), ..named(login) }
}

/// A user as a request addresses it.
pub fn login(login: &str) -> UserRef {
    UserRef::Login(login.to_owned())
}

/// A group as a request names it.
pub fn group(name: &str) -> GroupRef {
    GroupRef::Name(GroupName::new(name).unwrap())
}

/// A role as a request names it.
pub fn role(name: &str) -> RoleRef {
    RoleRef::Name(name.to_owned())
}

/// What `create` answers.
pub async fn create(
    world: &World,
    credential: &Credential,
    users: Vec<NewUser>,
) -> Result<Vec<Created>, Refusal> {
    users::create(&world.directory, &ask(world), credential, Ok(users), None).await
}

/// Makes a user as the operator.
pub async fn make(world: &World, user: NewUser) -> Created {
    create(world, &Credential::System, vec![user]).await.unwrap().remove(0)
}

/// Makes a group as the operator.
pub async fn make_group(world: &World, name: &str) -> Group {
    let new = NewGroup { name: GroupName::new(name).unwrap(), description: None };
    groups::create(&world.directory, &ask(world), &Credential::System, Ok(new)).await.unwrap()
}

/// Makes a policy as the operator.
pub async fn make_policy(world: &World, name: &str, rules: PolicyRules) -> Policy {
    let new = NewPolicy { name: PolicyName::new(name).unwrap(), description: None, rules };
    policies::create(&world.directory, &ask(world), &Credential::System, Ok(new)).await.unwrap()
}

/// Makes a role of these privileges in the first organisation; there is no use case for it yet.
pub async fn make_role(world: &World, name: &str, privileges: PrivilegeSet) -> RoleRef {
    let key = one(world, "SELECT max(role_key) + 1 FROM roles").await;
    let id = hex(&world.directory.outside().id());
    let (bits, number, folded) = (privileges.bits(), key + 1_000, model::fold::key(name));
    let id = blob(world, &id);
    sql(
        world,
        &format!(
            "INSERT INTO roles (role_key, org_key, role_id, number, name, name_key, privileges, predefined, created,
                 updated, version)
             VALUES ({key}, 1, {id}, {number}, '{name}', '{folded}', {bits}, 0, 0, 0, 1)"
        ),
    )
    .await;
    role(name)
}

/// Makes a user who holds exactly these privileges, and a native token of his.
pub async fn holder(world: &World, login: &str, privileges: PrivilegeSet) -> Credential {
    let role = make_role(world, &format!("role of {login}"), privileges).await;
    make(world, NewUser { grants: vec![NewGrant::on_all(role)], ..named(login) }).await;
    token(world, login, TokenKind::Native).await
}

/// A new token of a user, as its bearer sends it.
pub async fn token(world: &World, login: &str, kind: TokenKind) -> Credential {
    bearer(kind, &world.token(login, kind).await)
}

/// A native token of `admin`.
pub async fn admin(world: &World) -> Credential {
    token(world, "admin", TokenKind::Native).await
}

/// A token as its bearer sends it.
pub fn bearer(kind: TokenKind, text: &str) -> Credential {
    Credential::Token { kind, digest: shape::digest(kind, text).unwrap() }
}

/// A token issued by the operator with an end and a host.
pub async fn token_until(world: &World, login: &str, new: NewToken) -> Credential {
    let kind = new.kind;
    let issued = tokens::issue(&world.directory, &ask(world), &Credential::System, login, new).await.unwrap();
    bearer(kind, issued.secret.reveal())
}

/// Signs in from `192.0.2.1`.
pub async fn sign_in(world: &World, login: &str, text: &str) -> Result<Opened, Refusal> {
    sign_in_from(world, "192.0.2.1", login, text).await
}

/// Signs in from `address`.
pub async fn sign_in_from(world: &World, address: &str, login: &str, text: &str) -> Result<Opened, Refusal> {
    sign_in_at(&world.directory, &ask_from(world, address), login, text).await
}

/// Signs in at one of several nodes.
pub async fn sign_in_at(
    node: &Directory,
    request: &Request,
    login: &str,
    text: &str,
) -> Result<Opened, Refusal> {
    let typed: Result<Password, PasswordRefused> = Password::new(text.to_owned());
    sessions::open(node, request, TokenKind::Aria, login, typed, SIX_HOURS).await
}

/// A session of a user who can sign in.
pub async fn session(world: &World, login: &str, text: &str) -> Credential {
    bearer(TokenKind::Aria, sign_in(world, login, text).await.unwrap().secret.reveal())
}

/// A user with something in every list.
pub fn rich(login: &str) -> NewUser {
    let mut residue = Residue::default();
    residue.set("nickName", "Ada");
    let pin =
        Pin { field: "login".into(), entry: String::new(), dialect: Dialect::Kron, wording: "x".into() };
    NewUser {
        emails: vec![Email::new("ada@example.org".into()).unwrap()],
        phones: vec![Phone::from_text("+91-9876543210".into()).unwrap()],
        attributes: [("ubaThreshold".to_owned(), "50".to_owned())].into(),
        external_id: Some(("idp".into(), "4711".into())),
        residue: Some((Dialect::Scim, residue)),
        pins: vec![pin],
        groups: vec![Join::now(group("Super"))],
        grants: vec![NewGrant::on_all(role("PowerUser"))],
        token: Some(NewToken { kind: TokenKind::Native, expires: None, host: None }),
        ..with_password(login, "long enough")
    }
}

/// A session of `admin`.
pub async fn admin_session(world: &World) -> Credential {
    session(world, "admin", ADMIN_PASSWORD).await
}

/// Whether a credential opens anything: its bearer's own record, which anybody may read.
pub async fn used(world: &World, credential: &Credential) -> Result<(), Refusal> {
    users::current(&world.directory, &ask(world), credential, Parts::NONE).await.map(drop)
}

/// Another node on the same store, with other settings.
pub async fn another_node(world: &World, change: impl FnOnce(&mut Config)) -> Directory {
    let mut config = Config {
        cost: Cost::cheap_for_tests(),
        peppers: Peppers::none(),
        seals: directory::seals::Seals::none(),
        hash_threads: 1,
        hash_queue: 64,
        throttle: ThrottleLimits::default(),
        other_doors: OtherDoors::default(),
        password_min_length: 1,
        uniform_policy: None,
        org_name: "Other".to_owned(),
        admin_password: Some(password("another-password")),
    };
    change(&mut config);
    let opened =
        Directory::open(config, world.directory.store().clone(), world.directory.outside().clone()).await;
    let (node, first) = opened.unwrap();
    assert!(first.is_none(), "the store is not fresh");
    node
}

/// Hashes computed so far.
pub fn hashes(world: &World) -> u64 {
    world.directory.pool().statistics().hashes
}

/// Makes a user a member of a group from now on, up to an instant.
pub async fn join_until(
    world: &World,
    by: &Credential,
    name: &str,
    who: &str,
    until: Option<Timestamp>,
) -> Result<(), Refusal> {
    groups::join(&world.directory, &ask(world), by, Ok((group(name), login(who))), None, until).await
}
