//! Which users a search asks for (section 7, `one-record` section 10).

use std::collections::HashSet;

use directory::users::{Among, Choice, Parts, Stretch};
use model::{Timestamp, UserId, UserView, fold};

use super::group::{self, Row};
use super::shown::Shown;
use super::user::{self, PARTS};
use crate::wire::{Key, PageBody, SearchBody};

/// So many are answered where nothing is said.
const PAGE: u64 = 1_000;
/// So many are answered at most.
const MOST: u64 = 10_000;

/// The users that a body asks for, as they are printed at `now`, and which part of them.
pub(crate) fn search(body: &SearchBody, now: Timestamp) -> (Stretch, Choice) {
    let wanted = Wanted::of(body);
    let choice = Choice::new(among(body), looks_at(body), move |view| wanted.is_met_by(view, now));
    (stretch(body.page), choice)
}

/// The part of a list that a body asks for.
pub(crate) fn stretch(page: PageBody) -> Stretch {
    let wanted = page.max_result.unwrap_or(PAGE);
    let limit = wanted.min(page.record_limit4_search.unwrap_or(MOST)).min(MOST);
    Stretch { offset: page.first_result.unwrap_or(0), limit: u32::try_from(limit).unwrap_or(u32::MAX) }
}

/// Whom an index tells.
fn among(body: &SearchBody) -> Among {
    let any = |each: Vec<Among>| (!each.is_empty()).then_some(Among::AnyOf(each));
    let ids: HashSet<_> = body.filter_id_list.iter().map(|id| UserId::parse(id)).collect();
    // A text that is no id is nobody's, and yet the list is no empty one.
    let by_id = (!ids.is_empty()).then(|| Among::AnyOf(ids.into_iter().flatten().map(Among::Id).collect()));
    let by_login = any(body.filter_eid_list.iter().map(|eid| Among::Login(fold::key(eid))).collect());
    let texts = [&body.eid, &body.name, &body.surname, &body.email].into_iter().flatten();
    let by_property = property(body)
        .filter(|(key, _)| Key::by_name(key).is_none())
        .map(|(key, value)| Among::Attribute(key.to_owned(), fold::key(value)));
    let by_group = body.groups.iter().filter_map(|sent| group::reference(sent).ok());
    let lists = by_id.into_iter().chain(by_login).chain(by_property);
    let groups = by_group.map(|(_, group)| Among::Members(group));
    Among::narrowest(lists.chain(texts.map(|text| Among::holding(text))).chain(groups))
}

/// What must be read of a user to tell whether it is wanted: no more, since it is read of each that is looked at.
fn looks_at(body: &SearchBody) -> Parts {
    let shown = property(body).map_or(Parts::NONE, |(key, _)| shown_under(Key::by_name(key)));
    Parts { emails: body.email.is_some(), memberships: !body.groups.is_empty(), ..shown }
}

/// What a key of the map is printed of; none: a free one.
fn shown_under(key: Option<Key>) -> Parts {
    match key {
        None | Some(Key::UbaThreshold) => Parts { attributes: true, ..Parts::NONE },
        Some(Key::PhoneNumber) => Parts { phones: true, pins: true, ..Parts::NONE },
        Some(Key::Source) => Parts { residue: PARTS.residue, ..Parts::NONE },
        Some(
            Key::Temporary
            | Key::TemporaryStart
            | Key::TemporaryEnd
            | Key::Locked
            | Key::LockReason
            | Key::UnlockTime
            | Key::MustChange
            | Key::UnlockOnPassword,
        ) => Parts { pins: true, ..Parts::NONE },
    }
}

/// The key and the value of a property that is asked for.
fn property(body: &SearchBody) -> Option<(&str, &str)> {
    body.user_property_key4_search.as_deref().zip(body.user_property_value4_search.as_deref())
}

/// The filters, all to be met.
struct Wanted {
    /// Folded.
    login: Option<String>,
    /// Folded.
    texts: [Option<String>; 4],
    internal: Option<bool>,
    ids: Option<HashSet<Option<UserId>>>,
    /// Folded.
    logins: Option<HashSet<String>>,
    property: Option<(String, String)>,
    groups: Vec<String>,
}

impl Wanted {
    fn of(body: &SearchBody) -> Self {
        let folded = |text: &Option<String>| text.as_deref().map(fold::key);
        let (ids, logins) = (&body.filter_id_list, &body.filter_eid_list);
        Self {
            login: folded(&body.eid),
            texts: [&body.name, &body.surname, &body.email, &body.personel_id].map(folded),
            internal: body.filter_internal.or(body.internal),
            ids: (!ids.is_empty()).then(|| ids.iter().map(|id| UserId::parse(id)).collect()),
            logins: (!logins.is_empty()).then(|| logins.iter().map(|login| fold::key(login)).collect()),
            property: property(body).map(|(key, value)| (key.to_owned(), value.to_owned())),
            groups: body.groups.clone(),
        }
    }

    fn is_met_by(&self, view: &UserView, now: Timestamp) -> bool {
        let user = &view.user;
        let shown = [
            user.given.as_deref(),
            user.family.as_deref(),
            user::email(view),
            user.personnel_number.as_deref(),
        ];
        let holds = |wanted: &Option<String>, shown: Option<&str>| {
            let Some(wanted) = wanted else { return true };
            shown.is_some_and(|shown| fold::key(shown).contains(wanted))
        };
        self.login.as_ref().is_none_or(|login| user.login.key().contains(login))
            && self.texts.iter().zip(shown).all(|(wanted, shown)| holds(wanted, shown))
            && self.internal.is_none_or(|internal| internal == user::internal(view))
            && self.ids.as_ref().is_none_or(|ids| ids.contains(&Some(user.id)))
            && self.logins.as_ref().is_none_or(|logins| logins.contains(user.login.key()))
            && self.is_member(view, now)
            && self.has_property(view, now)
    }

    /// Of all the groups.
    fn is_member(&self, view: &UserView, now: Timestamp) -> bool {
        let in_force = || view.memberships.iter().filter(|row| row.in_force(now));
        self.groups.iter().all(|sent| in_force().any(|row| Row::from(row).is_meant_by(sent)))
    }

    /// As it is printed.
    fn has_property(&self, view: &UserView, now: Timestamp) -> bool {
        let Some((key, value)) = &self.property else { return true };
        let shown = Shown::of(view, now);
        match Key::by_name(key) {
            Some(key) => shown.text(key).as_deref() == Some(value.as_str()),
            None => shown.free.get(key.as_str()) == Some(&value.as_str()),
        }
    }
}
