//! The limit of a create on PostgreSQL: the statements of one, as the server sent them, sent again by `pgbench`.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::child::Server;
use crate::client::Connection;
use crate::load::Plan;
use crate::measures::{CreateApiUsers, Fresh};
use crate::raw::FIRST_KEY;
use crate::request::{self, LOGIN};
use crate::script::{self, Marks};
use crate::statements::{self, Statement};
use crate::store::{Engine, Store};

/// Behind the users that are there: a variable of the script.
const BEHIND: &str = "n=1000";
/// Threads of `pgbench`.
const THREADS: &str = "2";
/// A transaction that is refused in favour of another is tried as often as the server tries it.
const TRIES: &str = "--max-tries=31";
/// The script's file in the folder of the store.
const SCRIPT: &str = "create.sql";
/// Users that are there before anything is measured, made by so many clients. In a smaller store the serializable
/// transactions meet on the same few pages, and what is measured is how often they are refused.
const USERS: usize = 10_000;
const CLIENTS: usize = 32;
/// Creates before the one whose statements are taken.
const BEFORE: u64 = 2;

/// A store to begin with, and the script of a create in its folder.
pub struct Limit {
    store: Arc<Store>,
    statements: usize,
}

/// What `pgbench` came to.
pub struct Came {
    /// Transactions in a second.
    pub rate: f64,
    /// All of them.
    pub done: usize,
    /// How often one was tried again.
    pub retries: usize,
    /// Those that were given up after [`TRIES`].
    pub failed: usize,
}

impl Limit {
    /// Has the server create users as the load does it, and reads the statements of the last one.
    pub async fn of(binary: &Path, engine: &Engine) -> Result<Self> {
        let store = Arc::new(engine.store()?);
        Server::provisor(binary, &store).await?.stop()?;
        let database = store.database().context("a limit that PostgreSQL has")?;
        // So that no other value is the user's key or number by chance.
        database.run(&format!("UPDATE numbers SET next = next + {FIRST_KEY}"))?;
        database.log_statements(true)?;
        let log = database.cluster().log();
        let from = fs::read(log)?.len();
        let fresh = Fresh::on(binary, Arc::clone(&store)).await?;
        create(binary, &fresh).await?;
        fresh.stop()?;
        let log = fs::read(log)?;
        let log = String::from_utf8_lossy(log.get(from..).unwrap_or_default());
        let create = template(statements::transactions(&log)).context("no create in PostgreSQL's log")?;
        let script = script::write(&create, &marks(&store)?)?;
        fs::write(store.folder().join(SCRIPT), &script)?;
        fill(&store, &script)?;
        Ok(Self { store, statements: create.len() })
    }

    /// Users before anything is measured.
    pub fn users(&self) -> Result<usize> {
        self.store.number("SELECT count(*) FROM users")
    }

    /// A store as the script finds it.
    pub fn store(&self) -> Result<Store> {
        self.store.copy()
    }

    /// Statements of a create, its BEGIN and COMMIT too.
    pub fn statements(&self) -> usize {
        self.statements
    }

    /// Runs the script in a copy of the store with so many clients.
    ///
    /// Refuses a run whose transactions did not each write a user.
    pub fn run(&self, clients: usize, time: Duration) -> Result<Came> {
        let copy = self.store.copy()?;
        let database = copy.database().context("a limit that PostgreSQL has")?;
        let script = self.store.folder().join(SCRIPT).display().to_string();
        let (clients, seconds) = (clients.to_string(), time.as_secs_f64().ceil().to_string());
        let arguments = ["-n", "-M", "prepared", "-j", THREADS, "-D", BEHIND, "-f", &script];
        let load = ["-c", &clients, "-T", &seconds];
        let tries = database.pgbench(["--help"])?.contains("--max-tries").then_some(TRIES);
        let said = database.pgbench(arguments.into_iter().chain(load).chain(tries))?;
        let came = came(&said).with_context(|| format!("pgbench said: {said}"))?;
        for table in ["users", "tokens", "audit_events", "changes"] {
            let count = format!("SELECT count(*) FROM {table}");
            let added = copy.number(&count)? - self.store.number(&count)?;
            ensure!(added >= came.done, "{added} rows of {table} by {} transactions", came.done);
        }
        Ok(came)
    }
}

/// Runs the script for [`USERS`] without conflicts, and leaves what PostgreSQL would do later by itself to nobody.
fn fill(store: &Store, script: &str) -> Result<()> {
    let file = store.folder().join("fill.sql");
    fs::write(&file, script.replacen("SERIALIZABLE", "READ COMMITTED", 1))?;
    let database = store.database().context("a limit that PostgreSQL has")?;
    database.log_statements(false)?;
    let (file, clients) = (file.display().to_string(), CLIENTS.to_string());
    let each = USERS.div_ceil(CLIENTS).to_string();
    database.pgbench([
        "-n", "-M", "prepared", "-j", THREADS, "-D", "n=0", "-f", &file, "-c", &clients, "-t", &each,
    ])?;
    // The server's own users stand behind those as well.
    database.run(&format!("UPDATE numbers SET next = next + {}", script::FIRST_KEY))?;
    database.run("VACUUM (ANALYZE)")?;
    database.run("CHECKPOINT")?;
    Ok(())
}

/// The template user, after others, so that what a server looks up once is looked up.
async fn create(binary: &Path, fresh: &Fresh) -> Result<()> {
    let token = fresh.pam360_token(binary)?;
    let (plan, mut create) = (CreateApiUsers::new(&token, 0), Vec::new());
    let mut connection = Connection::open(fresh.server.address).await?;
    for turn in 0..=BEFORE {
        plan.request(0, turn, &mut create);
        if turn == BEFORE {
            create = request::pam360_create(&token);
        }
        let reply = connection.send(&create).await?;
        ensure!(plan.right(&reply), "the template user: {}", String::from_utf8_lossy(reply.body));
    }
    Ok(())
}

/// The transaction that wrote the user whose login is [`LOGIN`].
fn template(transactions: Vec<Vec<Statement>>) -> Option<Vec<Statement>> {
    transactions.into_iter().rev().find(|transaction| {
        transaction.iter().any(|statement| {
            statement.sql.starts_with("INSERT INTO users ")
                && statement.values.iter().flatten().any(|value| value == LOGIN)
        })
    })
}

fn marks(store: &Store) -> Result<Marks> {
    let rows = store.rows(&format!(
        "SELECT u.user_key, u.number, u.user_id, c.request_id, t.token_id, t.digest
         FROM users u JOIN changes c ON c.object_id = u.user_id JOIN tokens t ON t.user_key = u.user_key
         WHERE u.login = '{LOGIN}'"
    ))?;
    let row = rows.into_iter().next().and_then(|row| <[String; 6]>::try_from(row).ok());
    let [key, number, user, request, token, digest] = row.context("the template user")?;
    Ok(Marks { keys: [key, number], ids: [user, request, token], digest })
}

fn came(said: &str) -> Option<Came> {
    let word = |name: &str| {
        let line = said.lines().rev().find_map(|line| line.strip_prefix(name))?;
        line.split([' ', '/']).next()
    };
    let count = |name: &str| word(name).map_or(Some(0), |word| word.parse().ok());
    Some(Came {
        rate: word("tps = ")?.parse().ok()?,
        done: word("number of transactions actually processed: ")?.parse().ok()?,
        retries: count("total number of retries: ")?,
        failed: count("number of failed transactions: ")?,
    })
}

#[cfg(test)]
mod tests;
