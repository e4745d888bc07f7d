//! What the tests share that ask a directory server.

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
    let new = new_source("corp", slapd.port);
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
    users::import(&world.directory, &ask(world), credential, source.id, Ok(imports)).await
}

/// A group that is brought from a source.
pub async fn imported_group(world: &World, source: &AuthSource, name: &str) -> GroupView {
    let new = NewGroup { name: GroupName::new(name).unwrap(), description: None };
    let contents = Contents { source: Some(source.id), ..Contents::default() };
    groups::create_with(&world.directory, &ask(world), &Credential::System, Ok((new, contents)))
        .await
        .unwrap()
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
    sources::synchronize(node, request, credential, source.id, |_| None).await
}
