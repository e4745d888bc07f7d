//! The columns of users.

use db::{Columns, Conn};
use model::{AccessWindow, Kind, Lock, Login, OrgKey, Origin, SourceKey, Timestamp, User, UserId, UserKey};

use super::{SEARCH, blocks, insert_lists};
use crate::passwords::StoredPassword;
use crate::roles;
use crate::second_factor::repo::{code_is_asked, is_enrolled};
use crate::users::new::NewUser;

/// The columns of [`from_columns`], in its order.
pub(crate) const COLUMNS: &str = "user_key, user_id, number, org_key, login, given, family, display, \
     personnel_number, department, location, locale, gender, kind, external, source_key, enabled, lock_since, \
     lock_until, lock_reason, unlock_on_password, window_from, window_until, must_change, \
     password IS NOT NULL, password_version, password_generated, password_changed, last_sign_in, \
     last_sign_in_from, created, updated, version";

fn time(r: &mut Columns<'_>) -> db::Result<Option<Timestamp>> {
    Ok(r.next::<Option<i64>>()?.and_then(Timestamp::from_micros))
}

/// What `external` holds for a user who was brought from a source.
pub(crate) const IMPORTED: i64 = 2;

/// What the two columns of an origin hold.
fn origin(origin: Origin) -> (i64, Option<i64>) {
    let external = match origin {
        Origin::Local => 0,
        Origin::External(_) => 1,
        Origin::Imported(_) => IMPORTED,
    };
    (external, origin.source().map(|source| source.0))
}

pub(crate) fn from_columns(r: &mut Columns<'_>) -> db::Result<User> {
    let (key, id, number, org) = (UserKey(r.next()?), UserId(r.next()?), r.next()?, OrgKey(r.next()?));
    let login: String = r.next()?;
    let login = Login::new(&login).map_err(|_| db::Error::schema("a login breaks its rule"))?;
    let (given, family, display) = (r.next()?, r.next()?, r.next()?);
    let (personnel_number, department, location, locale, gender) =
        (r.next()?, r.next()?, r.next()?, r.next()?, r.next()?);
    let kind = if r.next::<i64>()? == 1 { Kind::Api } else { Kind::Person };
    let external: i64 = r.next()?;
    let origin = match (external, r.next::<Option<i64>>()?.map(SourceKey)) {
        (0, _) => Origin::Local,
        (IMPORTED, Some(source)) => Origin::Imported(source),
        (_, source) => Origin::External(source),
    };
    let enabled = r.next()?;
    let (since, until, reason) = (time(r)?, time(r)?, r.next()?);
    let lock = since.map(|since| Lock { reason, since, until });
    let unlock_on_password = r.next()?;
    let (from, window_until) = (time(r)?, time(r)?);
    let window =
        AccessWindow::new(from, window_until).map_err(|_| db::Error::schema("a window breaks its rule"))?;
    let must_change = r.next()?;
    let has_password = r.next()?;
    let (password_version, password_generated, password_changed) = (r.next()?, r.next()?, time(r)?);
    let last_sign_in = time(r)?;
    let last_sign_in_from = r.next::<Option<String>>()?.and_then(|address| address.parse().ok());
    let (created, updated) = (time(r)?.unwrap_or_default(), time(r)?.unwrap_or_default());
    Ok(User {
        key,
        id,
        number,
        org,
        login,
        given,
        family,
        display,
        personnel_number,
        department,
        location,
        locale,
        gender,
        kind,
        origin,
        enabled,
        lock,
        unlock_on_password,
        window,
        must_change,
        has_password,
        password_version,
        password_generated,
        password_changed,
        last_sign_in,
        last_sign_in_from,
        created,
        updated,
        version: r.next()?,
    })
}

fn find(c: &mut dyn Conn, condition: &str, params: &[db::Param<'_>]) -> db::Result<Option<User>> {
    c.optional(&format!("SELECT {COLUMNS} FROM users WHERE {condition}"), params, |row| {
        from_columns(&mut row.columns())
    })
}

/// The user of this key.
pub(crate) fn find_by_key(c: &mut dyn Conn, key: UserKey) -> db::Result<Option<User>> {
    find(c, "user_key = $1", &[key.0.into()])
}

/// A user who is signing in.
pub(crate) struct SigningIn {
    pub user: User,
    /// A code is asked of him.
    pub code_asked: bool,
    /// He has a second factor.
    pub enrolled: bool,
}

/// The user of this key, and what is asked of him beside his password.
pub(crate) fn find_signing_in(
    c: &mut dyn Conn,
    key: UserKey,
    now: Timestamp,
) -> db::Result<Option<SigningIn>> {
    let (asked, enrolled) = (code_is_asked!("users.user_key", "$2"), is_enrolled!("users.user_key"));
    c.optional(
        &format!("SELECT {COLUMNS}, {asked}, {enrolled} FROM users WHERE user_key = $1"),
        &[key.0.into(), now.micros().into()],
        |row| {
            let mut r = row.columns();
            Ok(SigningIn { user: from_columns(&mut r)?, code_asked: r.next()?, enrolled: r.next()? })
        },
    )
}

/// The user of `org` with this id.
pub(crate) fn find_by_id(c: &mut dyn Conn, org: OrgKey, id: UserId) -> db::Result<Option<User>> {
    find(c, "org_key = $1 AND user_id = $2", &[org.0.into(), id.0.into()])
}

/// Users for whose passwords a source answers, `most` of them.
pub(crate) fn of_source(c: &mut dyn Conn, source: SourceKey, most: i64) -> db::Result<Vec<User>> {
    c.all(
        &format!("SELECT {COLUMNS} FROM users WHERE source_key = $1 ORDER BY user_key LIMIT $2"),
        &[source.0.into(), most.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// Users of an organisation, `most` of them.
pub(crate) fn of_org(c: &mut dyn Conn, org: OrgKey, most: i64) -> db::Result<Vec<User>> {
    c.all(
        &format!("SELECT {COLUMNS} FROM users WHERE org_key = $1 ORDER BY org_key, user_id LIMIT $2"),
        &[org.0.into(), most.into()],
        |row| from_columns(&mut row.columns()),
    )
}

/// The user of `org` with this number.
pub(crate) fn find_by_number(c: &mut dyn Conn, org: OrgKey, number: i64) -> db::Result<Option<User>> {
    find(c, "org_key = $1 AND number = $2", &[org.0.into(), number.into()])
}

/// The user of `org` with this login, compared without case; a text that no login can be is nobody's.
pub(crate) fn find_by_login(c: &mut dyn Conn, org: OrgKey, login: &str) -> db::Result<Option<User>> {
    let Ok(login) = Login::new(login) else { return Ok(None) };
    find(c, "org_key = $1 AND login_key = $2", &[org.0.into(), login.key().into()])
}

/// The stored password of a user.
pub(crate) fn password_of(c: &mut dyn Conn, user: UserKey) -> db::Result<Option<StoredPassword>> {
    let stored: Option<Option<String>> =
        c.optional("SELECT password FROM users WHERE user_key = $1", &[user.0.into()], |row| row.get(0))?;
    Ok(stored.flatten().map(StoredPassword::from_store))
}

/// Whether a user of this key has this login and this version of the password, in the organisation that signs in at `host`.
pub(crate) fn has_password(
    c: &mut dyn Conn,
    (user, version): (UserKey, i64),
    login_key: &str,
    host: Option<&str>,
) -> db::Result<bool> {
    c.exists(
        "SELECT 1 FROM users
         WHERE user_key = $1 AND password_version = $2 AND login_key = $3 AND password IS NOT NULL
           AND org_key = COALESCE((SELECT h.org_key FROM org_hosts h WHERE h.host = $4), $5)",
        &[user.0.into(), version.into(), login_key.into(), host.into(), OrgKey::FIRST.0.into()],
    )
}

/// Stores the same password under a new hash: no change of the record.
pub(crate) fn renew_password(c: &mut dyn Conn, user: UserKey, stored: &StoredPassword) -> db::Result<()> {
    c.send("UPDATE users SET password = $2 WHERE user_key = $1", &[user.0.into(), stored.as_str().into()])
}

/// Notes a sign-in: no change of the record.
pub(crate) fn signed_in(c: &mut dyn Conn, user: UserKey, now: Timestamp, address: &str) -> db::Result<()> {
    c.send(
        "UPDATE users SET last_sign_in = $2, last_sign_in_from = $3 WHERE user_key = $1",
        &[user.0.into(), now.micros().into(), address.into()],
    )
}

/// What identifies a row about to be inserted.
pub(crate) struct NewRow<'a> {
    pub key: UserKey,
    pub id: UserId,
    pub number: i64,
    pub org: OrgKey,
    pub user: &'a NewUser,
    pub origin: Origin,
    pub lock: Option<&'a Lock>,
    pub password: Option<&'a StoredPassword>,
    pub generated: bool,
    pub now: Timestamp,
}

/// Inserts a user; false when the login is taken.
pub(crate) fn insert(c: &mut dyn Conn, row: &NewRow<'_>) -> db::Result<bool> {
    let user = row.user;
    let now = row.now.micros();
    let (external, source) = origin(row.origin);
    let has_password = row.password.is_some();
    blocks::joined(c, row.org, row.id, row.number)?;
    c.exists(
        "INSERT INTO users (user_key, org_key, user_id, number, login, login_key, given, family, display,
             personnel_number, department, location, locale, gender, kind, external, source_key, enabled,
             lock_since, lock_until, lock_reason, unlock_on_password, window_from, window_until, must_change,
             password, password_version, password_generated, password_changed, created, updated, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
             $22, $23, $24, $25, $26, $27, $28, $29, $30, $30, 1)
         ON CONFLICT DO NOTHING RETURNING user_key",
        &[
            row.key.0.into(),
            row.org.0.into(),
            row.id.0.into(),
            row.number.into(),
            user.login.as_str().into(),
            user.login.key().into(),
            user.given.as_deref().into(),
            user.family.as_deref().into(),
            user.display.as_deref().into(),
            user.personnel_number.as_deref().into(),
            user.department.as_deref().into(),
            user.location.as_deref().into(),
            user.locale.as_deref().into(),
            user.gender.as_deref().into(),
            i64::from(user.kind == Kind::Api).into(),
            external.into(),
            source.into(),
            user.enabled.into(),
            row.lock.map(|lock| lock.since.micros()).into(),
            row.lock.and_then(|lock| lock.until).map(Timestamp::micros).into(),
            row.lock.and_then(|lock| lock.reason.as_deref()).into(),
            user.unlock_on_password.into(),
            user.window.from().map(Timestamp::micros).into(),
            user.window.until().map(Timestamp::micros).into(),
            user.must_change.into(),
            row.password.map(StoredPassword::as_str).into(),
            i64::from(has_password).into(),
            row.generated.into(),
            has_password.then_some(now).into(),
            now.into(),
        ],
    )
}

/// The tables of a user's lists.
const LISTS: [&str; 9] = [
    "user_emails",
    "user_phones",
    "user_attributes",
    "user_external_ids",
    "user_residue",
    "user_pins",
    "group_managers",
    "staged_members",
    "second_factors",
];

/// Deletes a user and all that hangs on it; the login is free at once.
pub(crate) fn delete(c: &mut dyn Conn, user: &User) -> db::Result<()> {
    blocks::left(c, user.org, user.id, user.number)?;
    let user = user.key;
    for list in LISTS {
        c.send(&format!("DELETE FROM {list} WHERE user_key = $1"), &[user.0.into()])?;
    }
    c.send("DELETE FROM memberships WHERE user_key = $1", &[user.0.into()])?;
    roles::repo::delete_grants_of(c, model::Holder::User(user))?;
    crate::tokens::repo::delete_all(c, user)?;
    db::text_index::remove(c, SEARCH, user.0)?;
    c.send("DELETE FROM users WHERE user_key = $1", &[user.0.into()])
}

/// Inserts the first user of an organisation: number 1.
pub(crate) fn insert_first(
    c: &mut dyn Conn,
    org: OrgKey,
    user: &NewUser,
    (key, id): (UserKey, UserId),
    password: &StoredPassword,
    now: Timestamp,
) -> db::Result<()> {
    let row = NewRow {
        key,
        id,
        number: 1,
        org,
        user,
        origin: Origin::Local,
        lock: None,
        password: Some(password),
        generated: false,
        now,
    };
    insert(c, &row)?;
    insert_lists(c, &row)
}

/// Stores another password; what else follows from it, and the version, stand in [`update`].
pub(crate) fn set_password(
    c: &mut dyn Conn,
    user: UserKey,
    stored: &StoredPassword,
    now: Timestamp,
) -> db::Result<()> {
    c.send(
        "UPDATE users SET password = $2, password_version = password_version + 1, password_generated = 0,
             password_changed = $3
         WHERE user_key = $1",
        &[user.0.into(), stored.as_str().into(), now.micros().into()],
    )
}

/// Stores the columns of a user after a change, one version higher. The password is set apart.
pub(crate) fn update(c: &mut dyn Conn, user: &User, now: Timestamp) -> db::Result<()> {
    let (external, source) = origin(user.origin);
    c.send(
        "UPDATE users SET login = $2, login_key = $3, given = $4, family = $5, display = $6, personnel_number = $7,
             department = $8, location = $9, locale = $10, gender = $11, external = $12, source_key = $13,
             enabled = $14, lock_since = $15, lock_until = $16, lock_reason = $17, unlock_on_password = $18,
             window_from = $19, window_until = $20, must_change = $21, updated = $22, version = version + 1
         WHERE user_key = $1",
        &[
            user.key.0.into(),
            user.login.as_str().into(),
            user.login.key().into(),
            user.given.as_deref().into(),
            user.family.as_deref().into(),
            user.display.as_deref().into(),
            user.personnel_number.as_deref().into(),
            user.department.as_deref().into(),
            user.location.as_deref().into(),
            user.locale.as_deref().into(),
            user.gender.as_deref().into(),
            external.into(),
            source.into(),
            user.enabled.into(),
            user.lock.as_ref().map(|lock| lock.since.micros()).into(),
            user.lock.as_ref().and_then(|lock| lock.until).map(Timestamp::micros).into(),
            user.lock.as_ref().and_then(|lock| lock.reason.as_deref()).into(),
            user.unlock_on_password.into(),
            user.window.from().map(Timestamp::micros).into(),
            user.window.until().map(Timestamp::micros).into(),
            user.must_change.into(),
            now.micros().into(),
        ],
    )?;
    if user.origin != Origin::Local {
        c.send(
            "UPDATE users SET password = NULL, password_version = password_version + 1
             WHERE user_key = $1 AND password IS NOT NULL",
            &[user.key.0.into()],
        )?;
    }
    Ok(())
}
