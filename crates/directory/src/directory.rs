//! The directory: everything a use case needs, opened once.

mod refused;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use db::Store;
use model::{Refusal, RequestId, Timestamp};
use tokio::sync::{Mutex, Semaphore};

use crate::audit::FailureCounts;
use crate::codes::KeptCodes;
use crate::numbers::Numbers;
use crate::orgs::FirstAdministrator;
use crate::passwords::{self, Cost, HashPool, Password, Peppers, PolicyRules};
use crate::seals::Seals;
use crate::second_factor::OtherDoors;
use crate::sessions::remembered::Remembered;
use crate::tokens::guesses::Guesses;
use crate::tokens::uses::TokenUses;
use crate::{Caller, Outside, Request, ThrottleLimits, Via};

/// How a directory is to work.
pub struct Config {
    /// What a new hash costs.
    pub cost: Cost,
    /// Keys of the hashes, kept outside the store.
    pub peppers: Peppers,
    /// Keys of what is sealed, kept outside the store.
    pub seals: Seals,
    /// Threads that hash.
    pub hash_threads: usize,
    /// Jobs that may wait for them.
    pub hash_queue: usize,
    /// When wrong passwords close a door.
    pub throttle: ThrottleLimits,
    /// What becomes of passwords alone, where a one-time code is asked.
    pub other_doors: OtherDoors,
    /// The fewest characters of any password, under every dialect's own rule.
    pub password_min_length: usize,
    /// The name of one policy for every path in place of the dialects' own; an organisation that has none of that name is
    /// held to `Strong`.
    pub uniform_policy: Option<String>,
    /// Display name of the first organisation of a fresh store.
    pub org_name: String,
    /// The password of `admin` in a fresh store; none: a random one.
    pub admin_password: Option<Password>,
}

/// The most sign-ins that wait for an auth source at once.
const MOST_AT_SOURCES: usize = 256;

/// The core. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Directory(Arc<Inner>);

struct Inner {
    store: Store,
    outside: Outside,
    /// Drawn when it is first asked for.
    node: OnceLock<[u8; 16]>,
    pool: HashPool,
    numbers: Arc<Numbers>,
    uses: TokenUses,
    remembered: Remembered,
    seals: Arc<Seals>,
    at_sources: Semaphore,
    clearing: Mutex<()>,
    codes: Arc<KeptCodes>,
    failures: FailureCounts,
    guesses: Guesses,
    bulk_requests: AtomicU64,
    throttle: ThrottleLimits,
    other_doors: OtherDoors,
    password_min_length: usize,
    uniform_policy: Option<String>,
}

impl Directory {
    /// Opens the directory in a store that is migrated, and makes the start-up data of `one-record` 4.2 in a fresh one.
    pub async fn open(
        config: Config,
        store: Store,
        outside: Outside,
    ) -> Result<(Self, Option<FirstAdministrator>), OpenError> {
        let pool = HashPool::new(config.cost, config.peppers, config.hash_threads, config.hash_queue)?;
        let process_key = outside.random();
        let directory = Self(Arc::new(Inner {
            store,
            outside,
            node: OnceLock::new(),
            pool,
            numbers: Arc::default(),
            uses: TokenUses::default(),
            remembered: Remembered::new(process_key),
            seals: Arc::new(config.seals),
            at_sources: Semaphore::new(MOST_AT_SOURCES),
            clearing: Mutex::new(()),
            codes: Arc::default(),
            failures: FailureCounts::default(),
            guesses: Guesses::new(config.throttle.unknown_tokens),
            bulk_requests: AtomicU64::new(0),
            throttle: config.throttle,
            other_doors: config.other_doors,
            password_min_length: config.password_min_length,
            uniform_policy: config.uniform_policy,
        }));
        let first = crate::orgs::if_fresh(&directory, &config.org_name, config.admin_password).await?;
        Ok((directory, first))
    }

    /// A request of the server's own.
    pub fn own_request(&self, via: Via, operation: &'static str) -> Request {
        Request::new(RequestId(self.outside().id()), via, operation, None)
    }

    /// What is given from outside.
    pub fn outside(&self) -> &Outside {
        &self.0.outside
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.0.outside.clock.now()
    }

    /// The store, for its figures.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Whether the store answers a trivial read.
    pub async fn answers(&self) -> bool {
        self.0.store.read(|c| crate::orgs::repo::any(c)).await.is_ok()
    }

    /// The hash pool, for its figures.
    pub fn pool(&self) -> &HashPool {
        &self.0.pool
    }

    /// The id under which this process holds leases.
    pub(crate) fn node(&self) -> [u8; 16] {
        *self.0.node.get_or_init(|| self.0.outside.id())
    }

    pub(crate) fn numbers(&self) -> Arc<Numbers> {
        Arc::clone(&self.0.numbers)
    }

    pub(crate) fn remembered(&self) -> &Remembered {
        &self.0.remembered
    }

    pub(crate) fn seals(&self) -> Arc<Seals> {
        Arc::clone(&self.0.seals)
    }

    /// A place for each sign-in that waits for an auth source.
    pub(crate) fn at_sources(&self) -> &Semaphore {
        &self.0.at_sources
    }

    /// Held by whoever clears the rows of a deleted organisation away.
    pub(crate) fn clearing(&self) -> &Mutex<()> {
        &self.0.clearing
    }

    pub(crate) fn codes(&self) -> Arc<KeptCodes> {
        Arc::clone(&self.0.codes)
    }

    pub(crate) fn throttle(&self) -> ThrottleLimits {
        self.0.throttle
    }

    pub(crate) fn other_doors(&self) -> OtherDoors {
        self.0.other_doors
    }

    pub(crate) fn password_min_length(&self) -> usize {
        self.0.password_min_length
    }

    pub(crate) fn uniform_policy(&self) -> Option<&str> {
        self.0.uniform_policy.as_deref()
    }

    /// A password that nobody chose.
    pub(crate) fn draw_password(&self, rules: &PolicyRules) -> Password {
        passwords::generate(rules, &mut |bytes| self.0.outside.entropy.fill(bytes))
    }

    /// A number for one bulk request, which no other running one has.
    pub(crate) fn bulk_request(&self) -> u64 {
        self.0.bulk_requests.fetch_add(1, Ordering::Relaxed)
    }

    /// Remembers that a token was used and who called; a read stays a read.
    pub(crate) fn note_use(&self, caller: &Caller, request: &Request, now: Timestamp) {
        request.is_from(caller.login());
        if let Some(token) = caller.token() {
            self.0.uses.note(token, request.address, now);
        }
    }

    /// Writes what was noted and gives leased numbers back; the last call before the store is closed.
    pub async fn finish(&self) -> Result<(), Refusal> {
        self.tidy().await?;
        self.keep_order().await?;
        let request = self.own_request(Via::System, "finish");
        crate::leases::release(self, &request).await?;
        self.return_numbers(&request).await
    }

    /// Gives changes and events their places in the order of commits, so that they can be followed, and folds totals, if no
    /// other node does. To be called every second.
    pub async fn keep_order(&self) -> Result<(), Refusal> {
        let request = self.own_request(Via::System, "order");
        crate::changes::keep_order(self, &request).await?;
        crate::totals::fold(self, &request).await
    }

    /// Writes what was noted since the last time (uses of tokens, counts of refusals), and keeps count of users for
    /// lists. To be called every few seconds, and before the end.
    pub async fn tidy(&self) -> Result<(), Refusal> {
        let request = self.own_request(Via::System, "tidy");
        self.store().rest();
        self.write_notes(&request).await?;
        crate::users::close_blocks(self, &request).await?;
        crate::sources::finish_left(self).await
    }

    /// Clears away what deleted organisations have left, if nobody does. To be called every minute, by a task that may take
    /// long.
    pub async fn clear_away(&self) -> Result<(), Refusal> {
        crate::orgs::finish_left(self).await
    }

    async fn write_notes(&self, request: &Request) -> Result<(), Refusal> {
        let uses = self.0.uses.due();
        let failures = self.0.failures.drain();
        if uses.is_empty() && failures.is_empty() {
            return Ok(());
        }
        let (uses, failures) = (Arc::new(uses), Arc::new(failures));
        self.write_plainly(request, move |work| {
            for used in uses.iter() {
                crate::tokens::repo::write_use(work.c, used)?;
            }
            crate::audit::repo::add_failures(work.c, &failures)?;
            Ok(())
        })
        .await
    }
}

/// Why a directory could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A thread could not be started.
    #[error("a thread for hashing could not be started: {0}")]
    Threads(#[from] std::io::Error),
    /// The start-up data could not be read or written.
    #[error("the start-up data could not be written: {0}")]
    Seed(#[from] Refusal),
}
