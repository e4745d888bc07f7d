//! Writing the lists of users that stand in tables of their own.

use db::Conn;
use model::{Dialect, Email, OrgKey, Phone, Pin, Residue, Slot, UserKey, UserView, fold};

use super::read_lists::residue;
use super::{NewRow, search};

/// The trigram index over users.
pub(crate) const SEARCH: &str = "user_search";

/// Inserts the lists of a new user that stand in tables of their own, and puts it into the search index.
pub(crate) fn insert_lists(c: &mut dyn Conn, row: &NewRow<'_>) -> db::Result<()> {
    let (key, org, user) = (row.key, row.org, row.user);
    for (email, place) in user.emails.iter().zip(0..) {
        insert_email(c, key, org, email, place)?;
    }
    for (phone, place) in user.phones.iter().zip(0..) {
        insert_phone(c, key, phone, place)?;
    }
    for (name, value) in &user.attributes {
        insert_attribute(c, key, org, name, value)?;
    }
    if let Some((domain, value)) = &user.external_id {
        c.send(
            "INSERT INTO user_external_ids (user_key, domain, org_key, value) VALUES ($1, $2, $3, $4)",
            &[key.0.into(), domain.into(), org.0.into(), value.into()],
        )?;
    }
    if let Some((dialect, residue)) = &user.residue {
        put_residue(c, key, *dialect, residue)?;
    }
    for pin in &user.pins {
        insert_pin(c, key, pin)?;
    }
    let names = [&user.given, &user.family, &user.display];
    db::text_index::put(c, SEARCH, key.0, &search::text_of(&user.login, names, &user.emails))
}

fn insert_attribute(c: &mut dyn Conn, user: UserKey, org: OrgKey, name: &str, value: &str) -> db::Result<()> {
    c.send(
        "INSERT INTO user_attributes (user_key, name, org_key, value, value_key) VALUES ($1, $2, $3, $4, $5)",
        &[user.0.into(), name.into(), org.0.into(), value.into(), fold::key(value).as_str().into()],
    )
}

fn insert_pin(c: &mut dyn Conn, user: UserKey, pin: &Pin) -> db::Result<()> {
    c.send(
        "INSERT INTO user_pins (user_key, field, entry, dialect, wording) VALUES ($1, $2, $3, $4, $5)",
        &[
            user.0.into(),
            pin.field.as_str().into(),
            pin.entry.as_str().into(),
            pin.dialect.number().into(),
            pin.wording.as_str().into(),
        ],
    )
}

fn insert_email(c: &mut dyn Conn, user: UserKey, org: OrgKey, email: &Email, place: i64) -> db::Result<()> {
    c.send(
        "INSERT INTO user_emails (user_key, place, org_key, value, value_key, kind, is_primary, display, slot)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            user.0.into(),
            place.into(),
            org.0.into(),
            email.value().into(),
            fold::key(email.value()).as_str().into(),
            email.kind.as_deref().into(),
            email.primary.into(),
            email.display.as_deref().into(),
            email.slot.map(Slot::word).into(),
        ],
    )
}

fn insert_phone(c: &mut dyn Conn, user: UserKey, phone: &Phone, place: i64) -> db::Result<()> {
    let parts = phone.parts();
    c.send(
        "INSERT INTO user_phones (user_key, place, value, country, number, extension, kind, is_primary, display, slot)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            user.0.into(),
            place.into(),
            phone.text().into(),
            parts.and_then(|parts| parts.country.as_deref()).into(),
            parts.map(|parts| parts.number.as_str()).into(),
            parts.and_then(|parts| parts.extension.as_deref()).into(),
            phone.kind.as_deref().into(),
            phone.primary.into(),
            phone.display.as_deref().into(),
            phone.slot.map(Slot::word).into(),
        ],
    )
}

/// What a dialect said of a user besides.
pub(crate) fn residue_of(c: &mut dyn Conn, user: UserKey, dialect: Dialect) -> db::Result<Option<Residue>> {
    let body: Option<String> = c.optional(
        "SELECT body FROM user_residue WHERE user_key = $1 AND dialect = $2",
        &[user.0.into(), dialect.number().into()],
        |row| row.get(0),
    )?;
    body.as_deref().map(residue).transpose()
}

/// Keeps what a dialect said of a user besides; an empty residue is no row.
pub(crate) fn put_residue(
    c: &mut dyn Conn,
    user: UserKey,
    dialect: Dialect,
    residue: &Residue,
) -> db::Result<()> {
    if residue.is_empty() {
        return Ok(());
    }
    c.send(
        "INSERT INTO user_residue (user_key, dialect, body) VALUES ($1, $2, $3)
         ON CONFLICT (user_key, dialect) DO UPDATE SET body = $3",
        &[user.0.into(), dialect.number().into(), residue.to_json().as_str().into()],
    )
}

/// Writes the addresses and phones of a user anew, and its place in the search index.
pub(crate) fn rewrite_contacts(c: &mut dyn Conn, view: &UserView) -> db::Result<()> {
    let (key, org) = (view.user.key, view.user.org);
    for list in ["user_emails", "user_phones"] {
        c.send(&format!("DELETE FROM {list} WHERE user_key = $1"), &[key.0.into()])?;
    }
    for (email, place) in view.emails.iter().zip(0..) {
        insert_email(c, key, org, email, place)?;
    }
    for (phone, place) in view.phones.iter().zip(0..) {
        insert_phone(c, key, phone, place)?;
    }
    db::text_index::remove(c, SEARCH, key.0)?;
    let names = [&view.user.given, &view.user.family, &view.user.display];
    db::text_index::put(c, SEARCH, key.0, &search::text_of(&view.user.login, names, &view.emails))
}

/// Writes the attributes of a user anew.
pub(crate) fn rewrite_attributes(c: &mut dyn Conn, view: &UserView) -> db::Result<()> {
    c.send("DELETE FROM user_attributes WHERE user_key = $1", &[view.user.key.0.into()])?;
    for (name, value) in &view.attributes {
        insert_attribute(c, view.user.key, view.user.org, name, value)?;
    }
    Ok(())
}

/// Writes the wordings of a user anew.
pub(crate) fn rewrite_pins(c: &mut dyn Conn, user: UserKey, pins: &[Pin]) -> db::Result<()> {
    c.send("DELETE FROM user_pins WHERE user_key = $1", &[user.0.into()])?;
    pins.iter().try_for_each(|pin| insert_pin(c, user, pin))
}

/// Drops the wordings of fields that have changed.
pub(crate) fn delete_pins_of(c: &mut dyn Conn, user: UserKey, fields: &[&str]) -> db::Result<()> {
    fields.iter().try_for_each(|field| {
        c.send("DELETE FROM user_pins WHERE user_key = $1 AND field = $2", &[user.0.into(), (*field).into()])
    })
}

/// Keeps what a dialect said of a user besides in place of what it said before; nothing is no row.
pub(crate) fn replace_residue(
    c: &mut dyn Conn,
    user: UserKey,
    dialect: Dialect,
    residue: Option<&Residue>,
) -> db::Result<()> {
    c.send(
        "DELETE FROM user_residue WHERE user_key = $1 AND dialect = $2",
        &[user.0.into(), dialect.number().into()],
    )?;
    residue.map_or(Ok(()), |residue| put_residue(c, user, dialect, residue))
}
