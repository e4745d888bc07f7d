//! Databases of the private PostgreSQL that `./test` starts.

mod template;

#[cfg(test)]
mod tests;

/// A database of the private PostgreSQL that `./test` starts. It is gone with this value, whoever is connected.
pub struct TestDatabase {
    cluster: String,
    name: String,
}

impl TestDatabase {
    /// A database with nothing in it.
    pub fn new() -> Self {
        Self::made(cluster(), "")
    }

    /// A database with the tables of this program and nothing in them: a copy of the template, which the first that wants one
    /// makes.
    pub fn migrated() -> Self {
        let cluster = cluster();
        let template = template::of(&cluster, directory::MIGRATIONS);
        Self::made(cluster, &format!("TEMPLATE {template}"))
    }

    fn made(cluster: String, how: &str) -> Self {
        let name = format!("t_{}", random_name());
        on_cluster(&cluster, |client| execute(client, &format!("CREATE DATABASE {name} {how}")));
        Self { cluster, name }
    }

    /// Where it is, as `--database` takes it.
    pub fn url(&self) -> String {
        with_database(&self.cluster, &self.name)
    }
}

impl Default for TestDatabase {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        on_cluster(&self.cluster, |client| {
            execute(client, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        });
    }
}

/// Does `work` in a session of the cluster's own database, on a thread of its own: the client may not be used on a runtime's.
fn on_cluster<T: Send>(cluster: &str, work: impl FnOnce(&mut postgres::Client) -> T + Send) -> T {
    std::thread::scope(|scope| {
        let done = scope.spawn(|| {
            work(&mut postgres::Client::connect(cluster, postgres::NoTls).expect("the private PostgreSQL"))
        });
        done.join().expect("a statement about databases")
    })
}

fn execute(client: &mut postgres::Client, sql: &str) {
    client.batch_execute(sql).expect("a statement about databases");
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test command tells by this variable where its PostgreSQL is"
)]
fn cluster() -> String {
    std::env::var("PROVISOR_TEST_POSTGRES")
        .expect("no PostgreSQL for tests: run them by `./test`, or `./test --only ..`")
}

#[expect(clippy::disallowed_methods, reason = "databases of parallel tests need different names")]
fn random_name() -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("randomness");
    bytes.iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"))
}

fn with_database(url: &str, name: &str) -> String {
    let (server, query) = url.split_once('?').map_or((url, None), |(server, query)| (server, Some(query)));
    let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
    query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))
}
