//! One migrated database that all others are copies of.

use std::sync::OnceLock;

use db::{Config, Migration, Store};
use sha2::{Digest, Sha256};

use super::{execute, on_cluster, with_database};

/// The key of the advisory lock in the cluster's own database; no more than a number that nobody else takes.
const LOCK: i64 = 0x7072_6f76_6973_6f72;

/// The name of the template of `migrations`, which is there now.
///
/// Asked once in a process. Processes and threads that ask at the same moment wait for the one that makes it.
pub(super) fn of(cluster: &str, migrations: &'static [Migration]) -> &'static str {
    static MADE: OnceLock<String> = OnceLock::new();
    MADE.get_or_init(|| ensure(cluster, migrations))
}

/// As [`of`], asked anew.
pub(super) fn ensure(cluster: &str, migrations: &'static [Migration]) -> String {
    let name = name(migrations);
    on_cluster(cluster, |client| {
        if is_there(client, &name) {
            return;
        }
        client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).expect("the lock of templates");
        // The lock ends with the session.
        if !is_there(client, &name) {
            make(client, cluster, &name, migrations);
        }
    });
    name
}

/// Made under another name and renamed when all is in it, so what has this name is whole also if a run was killed meanwhile. Nobody
/// can connect to it: who is connected to a database keeps others from copying it.
fn make(client: &mut postgres::Client, cluster: &str, name: &str, migrations: &'static [Migration]) {
    let unfinished = format!("{name}_unfinished");
    execute(client, &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"));
    execute(client, &format!("CREATE DATABASE {unfinished}"));
    Store::open(Config::postgres(with_database(cluster, &unfinished)), migrations).expect("a store").close();
    execute(client, &format!("ALTER DATABASE {unfinished} ALLOW_CONNECTIONS false"));
    execute(client, &format!("ALTER DATABASE {unfinished} RENAME TO {name}"));
}

fn is_there(client: &mut postgres::Client, name: &str) -> bool {
    let rows = client.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]);
    !rows.expect("the list of databases").is_empty()
}

/// By what the migrations say: a cluster that lives longer than a run never gives an old template.
pub(super) fn name(migrations: &[Migration]) -> String {
    let mut digest = Sha256::new();
    for migration in migrations {
        let head = format!("{}\0{}\0{}\0", migration.number, migration.name, migration.sql.len());
        digest.update(head);
        digest.update(migration.sql);
    }
    let digest = digest.finalize();
    digest.iter().take(8).fold("template_".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}
