//! The schema, step by step.

use crate::{Conn, Engine, Error, Result, words::translate};
use sha2::{Digest, Sha256};

/// One step of the schema, embedded in the program.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place; ascending, each once.
    pub number: u32,
    /// What it is called in messages.
    pub name: &'static str,
    /// Statements, in the words that `db` knows (`@int`, `@text`, ..).
    pub sql: &'static str,
}

/// A connection outside of any transaction, on which a script can be run.
pub(crate) trait Session: Conn {
    /// Runs statements without parameters, also `BEGIN` and `COMMIT`; never poisons.
    fn script(&mut self, sql: &str) -> Result<()>;
}

/// Brings the store to the last of `migrations`.
///
/// Each is run in a transaction of its own under the lock of the list, so two programs may do this at the same
/// time. Refuses with `Schema` a store with a migration that this program does not know (it is newer), a
/// migration whose text is not the one that was run, and a list that does not ascend.
pub(crate) fn run(session: &mut dyn Session, migrations: &[Migration]) -> Result<()> {
    if !migrations.is_sorted_by(|one, next| one.number < next.number) {
        return Err(Error::schema("the numbers of the migrations do not ascend"));
    }
    // Two servers that make it at the same moment: one of them may be told that it exists, and finds it then.
    make_list(session).or_else(|_| make_list(session))?;
    refuse_newer(session, migrations)?;
    for migration in migrations {
        session.script(lock(session.engine()))?;
        match step(session, migration) {
            Ok(()) => session.script("COMMIT")?,
            Err(error) => {
                drop(session.script("ROLLBACK"));
                return Err(error);
            }
        }
    }
    refuse_newer(session, migrations)
}

/// The same for a store that nobody else can see yet, in the transaction that is open.
pub(crate) fn within(session: &mut dyn Session, migrations: &[Migration]) -> Result<()> {
    make_list(session)?;
    migrations.iter().try_for_each(|migration| step(session, migration))
}

fn make_list(session: &mut dyn Session) -> Result<()> {
    let sql = "CREATE TABLE IF NOT EXISTS store_migrations (number @int PRIMARY KEY, name @text NOT NULL, \
               digest @bytes NOT NULL) @rows;";
    let sql = translate(sql, session.engine())?;
    session.script(&sql)
}

/// Begins a transaction that only one program at a time can be in.
fn lock(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => {
            "BEGIN ISOLATION LEVEL READ COMMITTED; LOCK TABLE store_migrations IN ACCESS EXCLUSIVE MODE"
        }
    }
}

fn refuse_newer(session: &mut dyn Session, migrations: &[Migration]) -> Result<()> {
    let session: &mut dyn Conn = session;
    let applied = session.all("SELECT number, name FROM store_migrations ORDER BY number", &[], |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
    })?;
    let known = |number: i64| migrations.iter().any(|migration| i64::from(migration.number) == number);
    match applied.into_iter().find(|(number, _)| !known(*number)) {
        None => Ok(()),
        Some((number, name)) => Err(Error::schema(format!(
            "the store was written by a newer version of this program (migration {number}, {name}): start that version"
        ))),
    }
}

fn step(session: &mut dyn Session, migration: &Migration) -> Result<()> {
    let Migration { number, name, sql } = *migration;
    let digest = Sha256::digest(sql.as_bytes()).to_vec();
    let engine = session.engine();
    let conn: &mut dyn Conn = session;
    let applied =
        conn.optional("SELECT digest FROM store_migrations WHERE number = $1", &[number.into()], |row| {
            row.get::<Vec<u8>>(0)
        })?;
    match applied {
        Some(applied) if applied == digest => return Ok(()),
        Some(_) => {
            return Err(Error::schema(format!(
                "migration {number}, {name}, was changed after it had been run on this store: restore its text"
            )));
        }
        None => {}
    }
    let in_step = |error: Error| Error::in_migration(number, name, &error);
    session.script(&translate(sql, engine).map_err(in_step)?).map_err(in_step)?;
    session.execute(
        "INSERT INTO store_migrations (number, name, digest) VALUES ($1, $2, $3)",
        &[number.into(), name.into(), (&digest).into()],
    )?;
    Ok(())
}
