//! The rules between settings, and the result in which they hold.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use super::{
    Aria, Database, Hashing, Inputs, Kron, Line, Log, Oipa, Org, Origin, Otp, Pam360, Password, Prefix,
    Secret, SettingsError, Sources, Throttle,
    sources::Said,
    table::{Network, Values},
};

/// File of the SQLite store in the data folder.
const STORE_FILE: &str = "provisor.db";

/// Everything the operator decided; it can only hold what is allowed.
#[derive(Clone, Debug)]
pub struct Settings {
    pub listener: Listener,
    /// Folder for the store, the lock and the socket of the command line.
    pub data_dir: PathBuf,
    pub database: Database,
    /// Connections to it, if it is a PostgreSQL.
    pub connections: usize,
    /// For the user `admin` at the first start; nothing: draw one and print it once.
    pub admin_password: Option<Secret>,
    pub log: Log,
    pub password: Password,
    pub sources: Sources,
    pub hashing: Hashing,
    pub throttle: Throttle,
    pub otp: Otp,
    pub org: Org,
    pub pam360: Pam360,
    pub aria: Aria,
    pub oipa: Oipa,
    pub kron: Kron,
}

/// Where requests come in, and how much one may be.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Port 0 takes a free one.
    pub address: SocketAddr,
    pub transport: Transport,
    /// Peers whose X-Forwarded-For is believed; from all others it is passed over.
    pub trusted_proxies: Vec<Prefix>,
    /// Longest request body, in bytes.
    pub body_limit: usize,
    /// Longest time without progress on a request.
    pub idle_timeout: Duration,
}

/// How bytes are protected on their way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Plain http on a loopback address.
    Loopback,
    /// Plain http on any address: a proxy in front ends TLS.
    BehindProxy,
    Tls(TlsFiles),
}

/// PEM files, not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// The settings, and where each value came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub settings: Settings,
    /// One for each setting, in the order of the table.
    pub in_force: Vec<Line>,
}

impl Loaded {
    /// What `provisor config` prints.
    pub fn print(&self) -> String {
        self.in_force.iter().fold(String::new(), |text, line| text + &line.to_string() + "\n")
    }

    /// Where the value of `key` came from; nothing for a key that is no setting.
    pub fn origin(&self, key: &str) -> Option<&Origin> {
        self.in_force.iter().find(|line| line.key == key).map(|line| &line.origin)
    }
}

/// Reads, checks and joins all sources.
///
/// Refuses with every problem there is: unknown keys, values that break their rule, plain http beyond this machine,
/// a certificate without its key.
pub fn load(inputs: &Inputs) -> Result<Loaded, SettingsError> {
    let mut said = Said::collect(inputs);
    let settings = Values::read(&mut said).and_then(|values| settings(values, inputs, &mut said));
    match settings {
        Some(settings) if said.problems.is_empty() => Ok(Loaded { settings, in_force: said.lines }),
        _ => Err(SettingsError { problems: said.problems }),
    }
}

fn settings(values: Values, inputs: &Inputs, said: &mut Said) -> Option<Settings> {
    let data_dir = values.storage.data_dir;
    let connections = values.storage.connections;
    let database = values.storage.database.unwrap_or_else(|| Database::Sqlite(data_dir.join(STORE_FILE)));
    Some(Settings {
        listener: listener(values.network, said)?,
        database: completed(database, inputs, said),
        connections,
        data_dir,
        admin_password: values.admin.password,
        log: values.log,
        password: values.password,
        sources: values.sources,
        hashing: values.hashing,
        throttle: values.throttle,
        otp: values.otp,
        org: values.org,
        pam360: values.pam360,
        aria: values.aria,
        oipa: values.oipa,
        kron: values.kron,
    })
}

/// The variables of libpq say what the URL of a PostgreSQL does not.
fn completed(mut database: Database, inputs: &Inputs, said: &mut Said) -> Database {
    if let Database::Postgres(url) = &mut database {
        for name in url.complete(&inputs.environment) {
            let origin = Origin::Environment(name.clone());
            said.problem(name, origin, "must be text in UTF-8");
        }
    }
    database
}

fn listener(network: Network, said: &mut Said) -> Option<Listener> {
    let transport = match (network.tls_cert, network.tls_key) {
        (Some(cert), Some(key)) => Transport::Tls(TlsFiles { cert, key }),
        (Some(_), None) => return half_of_tls("tls_cert", "tls_key", said),
        (None, Some(_)) => return half_of_tls("tls_key", "tls_cert", said),
        (None, None) if network.behind_proxy => Transport::BehindProxy,
        (None, None) if network.listen.ip().to_canonical().is_loopback() => Transport::Loopback,
        (None, None) => return plain_http(network.listen, said),
    };
    Some(Listener {
        address: network.listen,
        transport,
        trusted_proxies: network.trusted_proxies,
        body_limit: network.body_limit,
        idle_timeout: network.idle_timeout,
    })
}

fn half_of_tls(given: &str, missing: &str, said: &mut Said) -> Option<Listener> {
    let origin = said.origin(given);
    said.problem(given, origin, format!("needs {missing} beside it; give both files, or neither"));
    None
}

fn plain_http(address: SocketAddr, said: &mut Said) -> Option<Listener> {
    let origin = said.origin("listen");
    said.problem(
        "listen",
        origin,
        format!(
            "plain http on {address} could be read by others on the network; give tls_cert and tls_key, or set \
             behind_proxy when a proxy in front of it ends TLS, or listen on 127.0.0.1"
        ),
    );
    None
}
