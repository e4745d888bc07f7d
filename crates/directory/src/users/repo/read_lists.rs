//! Reading the lists of a user: all that are wanted in one statement, since on PostgreSQL each one is a round trip.
//!
//! The lists have different columns. Each arm of the statement fits its own into one row of integers, texts and an id, in
//! the order that [`Row`]'s readers below take them out again.

use std::sync::OnceLock;

use db::{Conn, Row};
use model::{
    Dialect, Email, Grant, GroupId, GroupKey, Inherited, Managed, Membership, Phone, PhoneParts, Pin,
    Residue, RoleKey, ScopeId, Slot, Timestamp, User, UserKey, UserView,
};

use crate::users::{Parts, Residues};
use crate::{roles, sources};

/// The columns of every arm: which list, six integers, seven texts, an id.
const N: [usize; 6] = [1, 2, 3, 4, 5, 6];
const T: [usize; 7] = [7, 8, 9, 10, 11, 12, 13];
const ID: usize = 14;

/// An arm without rows: it gives the columns of all arms their types, which a bare NULL has not.
const TYPES: &str = "SELECT 0, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), \
     CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), \
     CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS BYTEA) WHERE 1 = 0";

const EMAILS: &str = " UNION ALL SELECT 1, place, is_primary, NULL, NULL, NULL, NULL, value, kind, display, slot, \
     NULL, NULL, NULL, NULL FROM user_emails WHERE user_key = $1";
const PHONES: &str = " UNION ALL SELECT 2, place, is_primary, NULL, NULL, NULL, NULL, value, kind, display, slot, \
     country, number, extension, NULL FROM user_phones WHERE user_key = $1";
const ATTRIBUTES: &str = " UNION ALL SELECT 3, NULL, NULL, NULL, NULL, NULL, NULL, name, value, NULL, NULL, \
     NULL, NULL, NULL, NULL FROM user_attributes WHERE user_key = $1";
const MEMBERSHIPS: &str = " UNION ALL SELECT 4, m.group_key, g.number, m.since, m.until, m.joined, m.dialect, g.name, \
     NULL, NULL, NULL, NULL, NULL, NULL, g.group_id \
     FROM memberships m JOIN groups g ON g.group_key = m.group_key WHERE m.user_key = $1";
const MANAGES: &str = " UNION ALL SELECT 5, m.group_key, g.number, NULL, NULL, NULL, NULL, g.name, \
     NULL, NULL, NULL, NULL, NULL, NULL, g.group_id \
     FROM group_managers m JOIN groups g ON g.group_key = m.group_key WHERE m.user_key = $1";
const GRANTS: &str = " UNION ALL SELECT 6, r.role_key, r.number, g.all_objects, g.all_objects_said, NULL, NULL, r.name, \
     g.specs, r.name_key, NULL, NULL, NULL, NULL, g.scope_id \
     FROM grants g JOIN roles r ON r.role_key = g.role_key WHERE g.holder_kind = 1 AND g.holder_key = $1";
const INHERITED: &str = " UNION ALL SELECT 9, m.group_key, r.number, NULL, NULL, NULL, NULL, r.name, \
     NULL, NULL, NULL, NULL, NULL, NULL, NULL \
     FROM memberships m JOIN grants g ON g.holder_kind = 2 AND g.holder_key = m.group_key AND g.all_objects = 1 \
     JOIN roles r ON r.role_key = g.role_key WHERE m.user_key = $1";
const PINS: &str = " UNION ALL SELECT 7, dialect, NULL, NULL, NULL, NULL, NULL, field, entry, wording, NULL, \
     NULL, NULL, NULL, NULL FROM user_pins WHERE user_key = $1";
const RESIDUES: &str = " UNION ALL SELECT 8, dialect, NULL, NULL, NULL, NULL, NULL, body, NULL, NULL, NULL, \
     NULL, NULL, NULL, NULL FROM user_residue WHERE user_key = $1";
const RESIDUE: &str = " UNION ALL SELECT 8, dialect, NULL, NULL, NULL, NULL, NULL, body, NULL, NULL, NULL, \
     NULL, NULL, NULL, NULL FROM user_residue WHERE user_key = $1 AND dialect = $2";

/// The user with the lists that are wanted.
pub(crate) fn with_parts(c: &mut dyn Conn, user: User, parts: Parts) -> db::Result<UserView> {
    let (key, source) = (user.key, user.origin.source());
    let mut read = Reading::of(user);
    if let Some(source) = source.filter(|_| shows_source(parts.residue)) {
        read.view.source = sources::repo::name_of(c, source)?;
    }
    let Some(sql) = statement(parts) else { return Ok(read.view) };
    let mut take = |row: &Row<'_>| read.take(row);
    match parts.residue {
        Residues::Of(dialect) => c.for_each(sql, &[key.0.into(), dialect.number().into()], &mut take)?,
        Residues::None | Residues::All => c.for_each(sql, &[key.0.into()], &mut take)?,
    }
    Ok(read.in_order())
}

/// Whether the name of the source is wanted: only Kron shows it, and it is a trip for each user.
const fn shows_source(residue: Residues) -> bool {
    matches!(residue, Residues::All | Residues::Of(Dialect::Kron))
}

/// What was read so far, with what lists are sorted by. The engine sorts nothing: for a handful of rows it would set up a
/// sorter each time.
struct Reading {
    view: UserView,
    emails: Vec<(i64, Email)>,
    phones: Vec<(i64, Phone)>,
    grants: Vec<(String, Grant)>,
}

impl Reading {
    const fn of(user: User) -> Self {
        Self { view: UserView::bare(user), emails: Vec::new(), phones: Vec::new(), grants: Vec::new() }
    }

    fn take(&mut self, row: &Row<'_>) -> db::Result<()> {
        let view = &mut self.view;
        match row.get::<i64>(0)? {
            1 => self.emails.push((row.get(N[0])?, email(row)?)),
            2 => self.phones.push((row.get(N[0])?, phone(row)?)),
            3 => {
                view.attributes.insert(row.get(T[0])?, row.get(T[1])?);
            }
            4 => view.memberships.push(membership(view.user.key, row)?),
            5 => view.manages.push(managed(row)?),
            6 => self.grants.push((row.get(T[2])?, grant(row)?)),
            7 => view.pins.push(pin(row)?),
            9 => view.inherited.push(inherited(row)?),
            _ => {
                view.residue.insert(dialect(row)?, residue(&row.get::<String>(T[0])?)?);
            }
        }
        Ok(())
    }

    fn in_order(self) -> UserView {
        let mut view = self.view;
        view.emails = sorted(self.emails);
        view.phones = sorted(self.phones);
        view.grants = sorted(self.grants);
        view.memberships.sort_unstable_by_key(|row| (row.joined, row.group));
        view.manages.sort_unstable_by_key(|managed| managed.group_number);
        view.inherited.sort_unstable_by_key(|role| (role.role_number, role.group));
        view.pins.sort_unstable_by(|one, other| {
            (&one.field, &one.entry, one.dialect).cmp(&(&other.field, &other.entry, other.dialect))
        });
        view
    }
}

fn sorted<K: Ord, V>(mut rows: Vec<(K, V)>) -> Vec<V> {
    rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    rows.into_iter().map(|(_, value)| value).collect()
}

/// The arms that read these lists; none when no list is wanted. Each text is made once.
fn statement(parts: Parts) -> Option<&'static str> {
    static TEXTS: [OnceLock<String>; 1024] = [const { OnceLock::new() }; 1024];
    let (residue, residue_arm) = match parts.residue {
        Residues::None => (0, ""),
        Residues::Of(_) => (1, RESIDUE),
        Residues::All => (2, RESIDUES),
    };
    let lists = [
        (parts.emails, EMAILS),
        (parts.phones, PHONES),
        (parts.attributes, ATTRIBUTES),
        (parts.memberships, MEMBERSHIPS),
        (parts.manages, MANAGES),
        (parts.grants, GRANTS),
        (parts.inherited, INHERITED),
        (parts.pins, PINS),
    ];
    let which = lists.iter().fold(residue, |which, (wanted, _)| which << 1 | usize::from(*wanted));
    if which == 0 {
        return None;
    }
    let text = TEXTS.get(which)?.get_or_init(|| {
        let arms = lists.iter().filter(|(wanted, _)| *wanted).map(|(_, arm)| *arm);
        [TYPES].into_iter().chain(arms).chain([residue_arm]).collect()
    });
    Some(text)
}

fn slot(row: &Row<'_>) -> db::Result<Option<Slot>> {
    Ok(row.get::<Option<String>>(T[3])?.as_deref().and_then(Slot::by_word))
}

fn email(row: &Row<'_>) -> db::Result<Email> {
    let mut email = Email::new(row.get(T[0])?).map_err(|_| db::Error::schema("an e-mail breaks its rule"))?;
    (email.kind, email.primary, email.display) = (row.get(T[1])?, row.get(N[1])?, row.get(T[2])?);
    email.slot = slot(row)?;
    Ok(email)
}

fn phone(row: &Row<'_>) -> db::Result<Phone> {
    let (country, number, extension) = (row.get(T[4])?, row.get::<Option<String>>(T[5])?, row.get(T[6])?);
    let mut phone =
        Phone::stored(row.get(T[0])?, number.map(|number| PhoneParts { country, number, extension }));
    (phone.kind, phone.primary, phone.display) = (row.get(T[1])?, row.get(N[1])?, row.get(T[2])?);
    phone.slot = slot(row)?;
    Ok(phone)
}

fn membership(user: UserKey, row: &Row<'_>) -> db::Result<Membership> {
    Ok(Membership {
        user,
        group: GroupKey(row.get(N[0])?),
        group_id: GroupId(row.get(ID)?),
        group_number: row.get(N[1])?,
        group_name: row.get(T[0])?,
        from: Timestamp::from_micros(row.get(N[2])?).unwrap_or_default(),
        until: row.get::<Option<i64>>(N[3])?.and_then(Timestamp::from_micros),
        joined: row.get(N[4])?,
        dialect: row.get::<Option<i64>>(N[5])?.and_then(Dialect::by_number),
    })
}

fn managed(row: &Row<'_>) -> db::Result<Managed> {
    Ok(Managed {
        group: GroupKey(row.get(N[0])?),
        group_id: GroupId(row.get(ID)?),
        group_number: row.get(N[1])?,
        group_name: row.get(T[0])?,
    })
}

fn grant(row: &Row<'_>) -> db::Result<Grant> {
    let scope = row.get::<Option<[u8; 16]>>(ID)?.map(ScopeId);
    Ok(Grant {
        role: RoleKey(row.get(N[0])?),
        role_name: row.get(T[0])?,
        role_number: row.get(N[1])?,
        objects: roles::repo::objects(row.get(N[2])?, scope, row.get(T[1])?)?,
        all_objects_said: row.get(N[3])?,
    })
}

fn inherited(row: &Row<'_>) -> db::Result<Inherited> {
    Ok(Inherited { group: GroupKey(row.get(N[0])?), role_number: row.get(N[1])?, role_name: row.get(T[0])? })
}

fn dialect(row: &Row<'_>) -> db::Result<Dialect> {
    Dialect::by_number(row.get(N[0])?).ok_or_else(|| db::Error::schema("words of no dialect"))
}

fn pin(row: &Row<'_>) -> db::Result<Pin> {
    let (field, entry) = (row.get(T[0])?, row.get(T[1])?);
    Ok(Pin { field, entry, dialect: dialect(row)?, wording: row.get(T[2])? })
}

/// What a dialect said, as the store keeps it.
pub(super) fn residue(body: &str) -> db::Result<Residue> {
    Residue::from_json(body).ok_or_else(|| db::Error::schema("residue is no JSON object"))
}
