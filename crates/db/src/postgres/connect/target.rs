//! Where to connect and how, worked out of what was said.

use super::super::url::{Environment, Said, Sentence, Word};
use super::passfile::Passfile;
use super::tls;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The port of PostgreSQL.
const PORT: u16 = 5432;
/// Folders in which the socket of a local server lies, the first that is there.
const SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];
/// The name that the server shows for our sessions, unless another is said.
const NAME: &str = "provisor";
/// Time to the first probe of a silent connection, between probes, and how many are lost before it is given up.
const KEEPALIVE: (u64, u64, u32) = (30, 10, 3);

/// Servers in the order in which they are tried, and what holds for all of them.
pub(crate) struct Target {
    pub places: Vec<Place>,
    /// Without host, port, password and address.
    pub config: Config,
    /// For one address, from the first byte to the open session. None: for ever.
    pub limit: Option<Duration>,
    /// None: without TLS.
    pub tls: Option<MakeRustlsConnect>,
    pub user: String,
    pub database: String,
}

/// One server.
pub(crate) struct Place {
    pub server: Server,
    pub port: u16,
    pub password: Option<String>,
}

pub(crate) enum Server {
    /// The folder of its socket.
    Socket(PathBuf),
    /// Its name (for its certificate, too) and its address, where that was said.
    Host { name: String, address: Option<IpAddr> },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.server {
            Server::Socket(folder) => {
                write!(f, "PostgreSQL at the socket {}/.s.PGSQL.{}", folder.display(), self.port)
            }
            Server::Host { name, .. } if name.contains(':') => {
                write!(f, "PostgreSQL at [{name}]:{}", self.port)
            }
            Server::Host { name, .. } => write!(f, "PostgreSQL at {name}:{}", self.port),
        }
    }
}

impl Target {
    /// Reads the URL and the environment, and the files that they name.
    ///
    /// Refuses what [`Said::read`] refuses, values that a word does not have, files that cannot be read, and a password
    /// file or key that others may read. `patience` is the default of `connect_timeout`, four times that the one of
    /// `tcp_user_timeout`.
    pub fn resolve(url: &str, environment: &Environment, patience: Duration) -> Result<Self, Sentence> {
        let said = Said::read(url, environment)?;
        let user = said.get(Word::User).or_else(|| environment.get("USER").map(String::as_str));
        let user =
            user.ok_or("the database URL names no user: write postgres://USER@HOST/DATABASE")?.to_owned();
        let database = said.get(Word::Dbname).unwrap_or(&user).to_owned();
        let home = environment.get("HOME").map(Path::new);
        let mut places = places(&said)?;
        passwords(&mut places, &said, home, &user, &database)?;
        let mut config = Config::new();
        config
            .user(&user)
            .dbname(&database)
            .application_name(said.get(Word::ApplicationName).unwrap_or(NAME));
        if let Some(options) = said.get(Word::Options) {
            config.options(options);
        }
        config.target_session_attrs(session_attrs(&said)?).channel_binding(channel_binding(&said)?);
        times(&said, &mut config, patience)?;
        let mode = tls::Mode::of(&said)?;
        config.ssl_mode(match mode {
            tls::Mode::Disable => SslMode::Disable,
            tls::Mode::Prefer => SslMode::Prefer,
            tls::Mode::Require | tls::Mode::VerifyCa | tls::Mode::VerifyFull => SslMode::Require,
        });
        let seconds: u64 = number(&said, Word::ConnectTimeout)?.unwrap_or(patience.as_secs());
        let limit = (seconds > 0).then(|| Duration::from_secs(seconds));
        let tls = tls::connector(mode, &said, home, environment)?;
        Ok(Self { places, config, limit, tls, user, database })
    }
}

fn places(said: &Said) -> Result<Vec<Place>, Sentence> {
    let list = |word| {
        let text = said.get(word).into_iter();
        text.flat_map(|text| text.split(',').map(str::trim)).collect::<Vec<_>>()
    };
    let (hosts, addresses, ports) = (list(Word::Host), list(Word::Hostaddr), list(Word::Port));
    let count = hosts.len().max(addresses.len()).max(1);
    if !hosts.is_empty() && !addresses.is_empty() && hosts.len() != addresses.len() {
        return Err("the database URL has not as many hosts as addresses (hostaddr)".into());
    }
    if ports.len() > 1 && ports.len() != count {
        return Err("the database URL has neither one port nor as many ports as hosts".into());
    }
    let place = |at| {
        let host = hosts.get(at).copied().unwrap_or_default();
        let address = addresses.get(at).copied().unwrap_or_default();
        let port = ports.get(at).or_else(|| ports.first()).copied().unwrap_or_default();
        Ok(Place { server: server(host, address)?, port: port_of(port)?, password: None })
    };
    (0..count).map(place).collect()
}

fn port_of(text: &str) -> Result<u16, Sentence> {
    if text.is_empty() {
        return Ok(PORT);
    }
    // The text may be half of a password whose @ or : is not escaped.
    let port = text.parse().ok().filter(|port| *port > 0);
    port.ok_or_else(|| "the database URL has a port that is no number from 1 to 65535".into())
}

fn server(host: &str, address: &str) -> Result<Server, Sentence> {
    if host.starts_with('/') {
        return Ok(Server::Socket(host.into()));
    }
    if address.is_empty() && host.is_empty() {
        let folder = SOCKETS.into_iter().find(|folder| Path::new(folder).is_dir());
        return Ok(Server::Socket(folder.unwrap_or("/tmp").into()));
    }
    if address.is_empty() {
        return Ok(Server::Host { name: host.to_owned(), address: None });
    }
    let found =
        address.parse().map_err(|_| format!("hostaddr is a list of IP addresses, {address:?} is none"))?;
    let name = if host.is_empty() { address } else { host };
    Ok(Server::Host { name: name.to_owned(), address: Some(found) })
}

fn passwords(
    places: &mut [Place],
    said: &Said,
    home: Option<&Path>,
    user: &str,
    database: &str,
) -> Result<(), Sentence> {
    let file = match said.get(Word::Password) {
        Some(_) => None,
        None => Passfile::find(said.get(Word::Passfile), home)?,
    };
    for place in places {
        let host = match &place.server {
            Server::Socket(folder) if SOCKETS.map(Path::new).contains(&folder.as_path()) => {
                "localhost".to_owned()
            }
            Server::Socket(folder) => folder.display().to_string(),
            Server::Host { name, .. } => name.clone(),
        };
        let kept = file.as_ref().and_then(|file| file.password(&host, place.port, database, user));
        place.password = said.get(Word::Password).map(str::to_owned).or(kept);
    }
    Ok(())
}

fn session_attrs(said: &Said) -> Result<TargetSessionAttrs, Sentence> {
    match said.get(Word::TargetSessionAttrs) {
        None | Some("read-write" | "primary") => Ok(TargetSessionAttrs::ReadWrite),
        Some("any") => Ok(TargetSessionAttrs::Any),
        Some(_) => {
            Err("target_session_attrs must be read-write, primary or any: a store is written to".into())
        }
    }
}

fn channel_binding(said: &Said) -> Result<ChannelBinding, Sentence> {
    match said.get(Word::ChannelBinding) {
        None | Some("prefer") => Ok(ChannelBinding::Prefer),
        Some("disable") => Ok(ChannelBinding::Disable),
        Some("require") => Ok(ChannelBinding::Require),
        Some(_) => Err("channel_binding must be disable, prefer or require".into()),
    }
}

fn times(said: &Said, config: &mut Config, patience: Duration) -> Result<(), Sentence> {
    let unacknowledged = number(said, Word::TcpUserTimeout)?.map(Duration::from_millis);
    config.tcp_user_timeout(unacknowledged.unwrap_or(patience.saturating_mul(4)));
    config.keepalives(number::<u32>(said, Word::Keepalives)? != Some(0));
    let (idle, interval, count) = KEEPALIVE;
    let seconds =
        |word, default| Ok::<_, Sentence>(Duration::from_secs(number(said, word)?.unwrap_or(default)));
    config.keepalives_idle(seconds(Word::KeepalivesIdle, idle)?);
    config.keepalives_interval(seconds(Word::KeepalivesInterval, interval)?);
    config.keepalives_retries(number(said, Word::KeepalivesCount)?.unwrap_or(count));
    Ok(())
}

fn number<N: FromStr>(said: &Said, word: Word) -> Result<Option<N>, Sentence> {
    let number = said.get(word).map(|text| text.trim().parse());
    number.transpose().map_err(|_| format!("{} must be a whole number", word.name()))
}
