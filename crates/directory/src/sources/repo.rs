//! The rows of auth sources.

use db::{Columns, Conn};
use model::{Noun, OrgKey, Refusal, SourceId, SourceKey, Timestamp, fold};

use super::AuthSource;
use super::source::from_settings;
use crate::run::Step;

const COLUMNS: &str = "source_key, source_id, name, source_type, settings, sealed, created, updated, version";

/// A source, and its password as it is kept.
pub(crate) type Row = (AuthSource, Option<Vec<u8>>);

fn from_columns(r: &mut Columns<'_>) -> db::Result<Row> {
    let (key, id) = (SourceKey(r.next()?), SourceId(r.next()?));
    let (name, source_type, settings): (String, String, String) = (r.next()?, r.next()?, r.next()?);
    let sealed: Option<Vec<u8>> = r.next()?;
    let (properties, certificates) = from_settings(&settings)
        .ok_or_else(|| db::Error::schema("an auth source's settings are not ours"))?;
    let created = Timestamp::from_micros(r.next()?).unwrap_or_default();
    let updated = Timestamp::from_micros(r.next()?).unwrap_or_default();
    let version = r.next()?;
    let has_secret = sealed.is_some();
    let source = AuthSource {
        key,
        id,
        name,
        source_type,
        properties,
        certificates,
        has_secret,
        created,
        updated,
        version,
    };
    Ok((source, sealed))
}

/// The source of this id.
fn find(c: &mut dyn Conn, org: OrgKey, id: SourceId) -> db::Result<Option<Row>> {
    c.optional(
        &format!("SELECT {COLUMNS} FROM sources WHERE org_key = $1 AND source_id = $2"),
        &[org.0.into(), id.0.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// The source that a request addresses, and its password as it is kept.
pub(crate) fn addressed(c: &mut dyn Conn, org: OrgKey, id: SourceId) -> Step<Row> {
    Ok(find(c, org, id)?.ok_or_else(|| Refusal::no_such(Noun::Source, id.to_string()))?)
}

/// The source of this key.
pub(crate) fn find_by_key(c: &mut dyn Conn, org: OrgKey, key: SourceKey) -> db::Result<Option<Row>> {
    c.optional(
        &format!("SELECT {COLUMNS} FROM sources WHERE org_key = $1 AND source_key = $2"),
        &[org.0.into(), key.0.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// The source that a request's body names.
pub(crate) fn named(c: &mut dyn Conn, org: OrgKey, id: SourceId) -> Step<AuthSource> {
    let found = find(c, org, id)?;
    Ok(found.ok_or_else(|| Refusal::refers_to_no(Noun::Source, id.to_string()))?.0)
}

/// The name by which the source of this key is known.
pub(crate) fn name_of(c: &mut dyn Conn, key: SourceKey) -> db::Result<Option<String>> {
    let source = c.optional(
        &format!("SELECT {COLUMNS} FROM sources WHERE source_key = $1"),
        &[key.0.into()],
        |row| from_columns(&mut row.columns()),
    )?;
    Ok(source.map(|(source, _)| source.shown_name().to_owned()))
}

/// The source that is known by this name without case, by either of its two; of several the one that is spelled so.
pub(crate) fn labelled(c: &mut dyn Conn, org: OrgKey, label: &str) -> db::Result<Option<SourceKey>> {
    let (all, key) = (all(c, org)?, fold::key(label));
    let alike = |source: &&AuthSource| {
        [source.name.as_str(), source.shown_name()].iter().any(|name| fold::key(name) == key)
    };
    let meant = all.iter().find(|source| source.is_named(label)).or_else(|| all.iter().find(alike));
    Ok(meant.map(|source| source.key))
}

/// The id of the source of this key.
pub(crate) fn id_of(c: &mut dyn Conn, key: SourceKey) -> db::Result<Option<SourceId>> {
    c.optional("SELECT source_id FROM sources WHERE source_key = $1", &[key.0.into()], |row| {
        Ok(SourceId(row.get(0)?))
    })
}

/// All sources of an organisation, by name.
pub(super) fn all(c: &mut dyn Conn, org: OrgKey) -> db::Result<Vec<AuthSource>> {
    c.all(
        &format!("SELECT {COLUMNS} FROM sources WHERE org_key = $1 ORDER BY name"),
        &[org.0.into()],
        |row| from_columns(&mut row.columns()).map(|(source, _)| source),
    )
}

/// Refuses a source by one of whose two names another is known already.
pub(super) fn names_are_free(c: &mut dyn Conn, org: OrgKey, source: &AuthSource) -> Step<()> {
    let others = all(c, org)?;
    let others = others.iter().filter(|other| other.id != source.id);
    let known: Vec<&str> = others.flat_map(|other| [other.name.as_str(), other.shown_name()]).collect();
    let taken = [source.name.as_str(), source.shown_name()].into_iter().find(|name| known.contains(name));
    taken.map_or(Ok(()), |name| Err(Refusal::Exists { what: Noun::Source, name: name.to_owned() }.into()))
}

/// Inserts a source; false when its name is taken.
pub(super) fn insert(
    c: &mut dyn Conn,
    org: OrgKey,
    source: &AuthSource,
    sealed: Option<&[u8]>,
) -> db::Result<bool> {
    c.exists(
        "INSERT INTO sources (source_key, org_key, source_id, name, source_type, settings, sealed, created, updated,
             version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT DO NOTHING RETURNING source_key",
        &[
            source.key.0.into(),
            org.0.into(),
            source.id.0.into(),
            source.name.as_str().into(),
            source.source_type.as_str().into(),
            source.settings().as_str().into(),
            sealed.into(),
            source.created.micros().into(),
            source.updated.micros().into(),
            source.version.into(),
        ],
    )
}

/// Writes what may change of a source.
pub(super) fn write(c: &mut dyn Conn, source: &AuthSource, sealed: Option<&[u8]>) -> db::Result<()> {
    c.send(
        "UPDATE sources SET name = $2, settings = $3, sealed = $4, updated = $5, version = $6 WHERE source_key = $1",
        &[
            source.key.0.into(),
            source.name.as_str().into(),
            source.settings().as_str().into(),
            sealed.into(),
            source.updated.micros().into(),
            source.version.into(),
        ],
    )
}

/// Deletes a source, which no user and no group has any more.
pub(super) fn delete(c: &mut dyn Conn, source: SourceKey) -> db::Result<()> {
    c.send("DELETE FROM sources WHERE source_key = $1", &[source.0.into()])
}
