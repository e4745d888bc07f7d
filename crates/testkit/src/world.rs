//! A server in process.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use db::{Engine, Store};
use directory::passwords::{Cost, Password, Peppers};
use directory::seals::Seals;
use directory::second_factor::OtherDoors;
use directory::{Config, Credential, Directory, Outside, Request, ThrottleLimits, Via};
use http::Method;
use model::{Dialect, Privilege, PrivilegeSet, RequestId, TokenKind};
use server::doors::{Dialects, doors};
use wire::{App, Kit, Limits, Metrics, OperationInfo, Proxies};

use crate::{Cable, Call, TestClock, TestEntropy, TestHosts, TestStore};

/// The password of `admin` in every world.
pub const ADMIN_PASSWORD: &str = "Corr3ct-horse";

fn config() -> Config {
    Config {
        cost: Cost::cheap_for_tests(),
        peppers: Peppers::none(),
        seals: Seals::parse(&Seals::line("test", &[7; 32])).unwrap(),
        hash_threads: 2,
        hash_queue: 1_024,
        // While the clock stands still, all calls of a test fall into one minute.
        throttle: ThrottleLimits { unknown_tokens: u32::MAX, ..ThrottleLimits::default() },
        other_doors: OtherDoors::default(),
        password_min_length: 1,
        uniform_policy: None,
        org_name: "Default".to_owned(),
        admin_password: Some(Password::new(ADMIN_PASSWORD.to_owned()).unwrap()),
    }
}

/// A server in process, on a fresh store.
pub struct World {
    /// The core.
    pub directory: Directory,
    /// Time.
    pub clock: Arc<TestClock>,
    /// Names of hosts.
    pub hosts: Arc<TestHosts>,
    /// Every operation served.
    pub operations: Vec<OperationInfo>,
    pub(crate) router: Router,
    store: TestStore,
}

impl World {
    /// A world on SQLite.
    pub async fn new() -> Self {
        Self::on(Engine::Sqlite).await
    }

    /// A world on `engine`.
    pub async fn on(engine: Engine) -> Self {
        Self::with(engine, Dialects::default()).await
    }

    /// A world whose dialects have other settings.
    pub async fn with(engine: Engine, dialects: Dialects) -> Self {
        Self::in_store(TestStore::on(engine), dialects).await
    }

    /// A world on PostgreSQL, reached through a cable that can be cut.
    pub async fn over_a_cable() -> (Self, Cable) {
        let (store, cable) = TestStore::over_a_cable();
        (Self::in_store(store, Dialects::default()).await, cable)
    }

    /// One more store in this world's database, without a cable.
    pub fn beside(&self) -> Store {
        self.store.beside()
    }

    async fn in_store(store: TestStore, dialects: Dialects) -> Self {
        let (clock, hosts) = (Arc::<TestClock>::default(), Arc::<TestHosts>::default());
        let outside =
            Outside { clock: clock.clone(), entropy: Arc::<TestEntropy>::default(), hosts: hosts.clone() };
        let (directory, first) = Directory::open(config(), store.store.clone(), outside).await.unwrap();
        assert!(first.is_some(), "the store is fresh");
        let kit = Kit {
            limits: Limits::default(),
            outside: directory.outside().clone(),
            proxies: Proxies::none(),
            metrics: Metrics::new(),
        };
        let (router, operations) = doors(&App { directory: directory.clone(), kit }, dialects);
        Self { directory, clock, hosts, operations, router, store }
    }

    /// The core of another node on the same store.
    pub async fn node(&self) -> Directory {
        let outside = self.directory.outside().clone();
        let (directory, first) = Directory::open(config(), self.store.another(), outside).await.unwrap();
        assert!(first.is_none(), "one node was here before");
        directory
    }

    /// A request of a dialect to the core itself, from `192.0.2.1`.
    pub fn request(&self, dialect: Dialect) -> Request {
        let id = RequestId(self.directory.outside().id());
        Request::new(id, Via::Dialect(dialect), "TEST", Some(IpAddr::from([192, 0, 2, 1])))
    }

    /// A call to the server, from `192.0.2.1`.
    pub fn call(&self, method: Method, target: &str) -> Call<'_> {
        Call::new(self, method, target)
    }

    /// `GET target`.
    pub fn get(&self, target: &str) -> Call<'_> {
        self.call(Method::GET, target)
    }

    /// `POST target`.
    pub fn post(&self, target: &str) -> Call<'_> {
        self.call(Method::POST, target)
    }

    /// `DELETE target`.
    pub fn delete(&self, target: &str) -> Call<'_> {
        self.call(Method::DELETE, target)
    }

    /// A new API token of a user, given by the operator.
    pub async fn token(&self, login: &str, kind: TokenKind) -> String {
        self.token_in(None, login, kind).await
    }

    /// As [`Self::token`], of a user of the named organisation; none: of the first.
    pub async fn token_in(&self, org: Option<&str>, login: &str, kind: TokenKind) -> String {
        let mut request = self.directory.own_request(Via::CommandLine, "token create");
        request.org = org.map(str::to_owned);
        let new = directory::tokens::NewToken { kind, expires: None, host: None };
        let issued =
            directory::tokens::issue(&self.directory, &request, &Credential::System, login, new).await;
        issued.unwrap().secret.reveal().to_owned()
    }

    /// Makes another organisation, bound to these hosts; the password of its `admin` is [`ADMIN_PASSWORD`].
    pub async fn organisation(&self, name: &str, hosts: &[&str]) {
        let request = self.directory.own_request(Via::CommandLine, "org create");
        let new = directory::orgs::NewOrg {
            name: model::OrgName::new(name).unwrap(),
            hosts: hosts.iter().map(|host| model::HostName::new(host).unwrap()).collect(),
            password: Some(Password::new(ADMIN_PASSWORD.to_owned()).unwrap()),
        };
        directory::orgs::create(&self.directory, &request, &Credential::System, Ok(new)).await.unwrap();
    }

    /// Makes a role of these privileges in the first organisation; no dialect makes roles yet.
    pub async fn role(&self, name: &str, privileges: impl IntoIterator<Item = Privilege>) {
        let bits = privileges.into_iter().collect::<PrivilegeSet>().bits();
        let (id, name, key) = (self.directory.outside().id(), name.to_owned(), model::fold::key(name));
        let made = self.directory.store().write(move |c| {
            c.execute(
                "INSERT INTO roles (role_key, org_key, role_id, number, name, name_key, privileges, predefined,
                     created, updated, version)
                 SELECT MAX(role_key) + 1, 1, $1, MAX(number) + 1, $2, $3, $4, 0, 0, 0, 1 FROM roles",
                &[id.into(), name.as_str().into(), key.as_str().into(), bits.into()],
            )?;
            Ok(db::Outcome::<(), ()>::Done(()))
        });
        made.await.unwrap().unwrap();
    }

    /// An Aria token of `admin`, acquired with the password.
    pub async fn aria_token(&self) -> String {
        self.aria_token_of("admin", ADMIN_PASSWORD).await
    }

    /// An Aria token of a user, acquired with the password.
    pub async fn aria_token_of(&self, login: &str, password: &str) -> String {
        let body = serde_json::json!({ "username": login, "password": password });
        let answer = self.post("/suite-api/api/auth/token/acquire").json(&body).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }
}
