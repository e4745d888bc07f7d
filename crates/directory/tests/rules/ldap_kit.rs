//! What the tests share that ask a directory server.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use directory::groups::{self, Contents, GroupView, NewGroup};
use directory::sources::{self, AuthSource, NewSource, Secret};
use directory::users::{self, Import};
use directory::{Credential, Request};
use model::{GroupName, Refusal, UserView};
use testkit::World;
use testkit::slapd::{BASE, Slapd};

use crate::kit::*;

/// A source that asks a server in clear, as whoever may read all of it.
pub async fn source(world: &World, slapd: &Slapd) -> AuthSource {
    source_at(world, slapd.port).await
}

/// The same at another port.
pub async fn source_at(world: &World, port: u16) -> AuthSource {
    let new = new_source("corp", port);
    sources::create(&world.directory, &ask(world), &Credential::System, Ok(new)).await.unwrap()
}

/// A source about to be made.
pub fn new_source(name: &str, port: u16) -> NewSource {
    let reader = format!("cn=reader,{BASE}");
    let port = port.to_string();
    let properties = [
        ("display-name", name),
        ("host", "127.0.0.1"),
        ("port", &port),
        ("use-ssl", "false"),
        ("base-domain", BASE),
        ("user-name", &reader),
        ("common-name", "uid"),
    ];
    NewSource {
        name: name.to_owned(),
        source_type: "OPEN_LDAP".to_owned(),
        properties: properties.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        certificates: Vec::new(),
        secret: Some(Secret::new("reader-secret".to_owned())),
    }
}

/// Brings users of these logins in.
pub async fn import(world: &World, source: &AuthSource, logins: &[&str]) -> Result<Vec<UserView>, Refusal> {
    import_as(world, &Credential::System, source, logins).await
}

/// The same as somebody.
pub async fn import_as(
    world: &World,
    credential: &Credential,
    source: &AuthSource,
    logins: &[&str],
) -> Result<Vec<UserView>, Refusal> {
    let imports = logins.iter().map(|login| Import::New(Box::new(named(login)))).collect();
    users::import(&world.directory, &ask(world), credential, Ok((source.id, imports))).await
}

/// A group that is brought from a source.
pub async fn imported_group(world: &World, source: &AuthSource, name: &str) -> GroupView {
    imported_group_by(world, &ask(world), source, name).await
}

/// The same by a request that may name an organisation.
pub async fn imported_group_by(
    world: &World,
    request: &Request,
    source: &AuthSource,
    name: &str,
) -> GroupView {
    let new = NewGroup { name: GroupName::new(name).unwrap(), description: None };
    let contents = Contents { source: Some(source.id), ..Contents::default() };
    groups::create_with(&world.directory, request, &Credential::System, Ok((new, contents))).await.unwrap()
}

/// The logins of the members in force, in order of joining.
pub async fn members(world: &World, group: &str) -> Vec<String> {
    let now = world.directory.now().micros();
    let query = format!(
        "SELECT u.login FROM memberships m JOIN users u ON u.user_key = m.user_key
         JOIN groups g ON g.group_key = m.group_key
         WHERE g.name = '{group}' AND m.since <= {now} AND (m.until IS NULL OR m.until > {now})
         ORDER BY m.joined, m.user_key"
    );
    rows(world, &query, 1).await.into_iter().flatten().collect()
}

/// Synchronises all groups of a source.
pub async fn synchronize(
    world: &World,
    credential: &Credential,
    source: &AuthSource,
) -> Result<sources::Synchronized, Refusal> {
    synchronize_by(&world.directory, &ask(world), credential, source).await
}

/// The same at one of several nodes.
pub async fn synchronize_by(
    node: &directory::Directory,
    request: &Request,
    credential: &Credential,
    source: &AuthSource,
) -> Result<sources::Synchronized, Refusal> {
    sources::synchronize(node, request, credential, Ok(source.id), |_| None).await
}

/// A way to a server that breaks off, once, when so many bytes of its answers have come.
pub fn breaking_off(port: u16, after: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let near = listener.local_addr().unwrap().port();
    let left = Arc::new(AtomicUsize::new(after));
    std::thread::spawn(move || {
        // It ends with the process: a test's own is gone with its last connection.
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
            let left = Arc::clone(&left);
            std::thread::spawn(move || hand_over(server, client, &left));
        }
    });
    near
}

fn hand_over(mut from: TcpStream, mut to: TcpStream, left: &AtomicUsize) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let before = left.load(SeqCst);
        left.store(before.saturating_sub(length), SeqCst);
        if (1..=length).contains(&before) || to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    for end in [&from, &to] {
        // The other thread may have been here.
        let _ = end.shutdown(Shutdown::Both);
    }
}

/// A way to a server that nothing goes through until it is opened.
pub struct Gate {
    pub port: u16,
    opened: tokio::sync::watch::Sender<bool>,
    waiting: tokio::sync::watch::Receiver<bool>,
}

impl Gate {
    /// Before the server at this port.
    pub fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = listener.local_addr().unwrap().port();
        let (opened, open) = tokio::sync::watch::channel(false);
        let (waits, waiting) = tokio::sync::watch::channel(false);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // Whoever asks has gone away, and so has the test.
                if waits.send(true).is_err() {
                    return;
                }
                let mut open = open.clone();
                std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    if runtime.block_on(open.wait_for(|open| *open)).is_err() {
                        return;
                    }
                    let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
                    let (mut from_client, mut to_server) =
                        (client.try_clone().unwrap(), server.try_clone().unwrap());
                    std::thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
                    hand_over(server, client, &AtomicUsize::new(0));
                });
            }
        });
        Self { port: near, opened, waiting }
    }

    /// Until somebody stands before it.
    pub async fn somebody_waits(&self) {
        self.waiting.clone().wait_for(|waits| *waits).await.unwrap();
    }

    /// Lets everybody through.
    pub fn open(&self) {
        self.opened.send_replace(true);
    }
}
