//! A user as this dialect prints it (section 5).

use directory::users::{Parts, Residues};
use model::{Dialect, Email, Origin, Slot, Timestamp, UserView};

use super::group::Row;
use super::shown::{Shown, said};
use super::{Echo, residue};
use crate::Settings;
use crate::wire::{AnyUser, Detail, Key, LegacyUser, User};

/// The lists that a user is printed of.
pub(crate) const PARTS: Parts = Parts {
    emails: true,
    phones: true,
    attributes: true,
    memberships: true,
    manages: true,
    residue: Residues::Of(Dialect::Kron),
    pins: true,
    ..Parts::NONE
};

/// In the shape that the site has chosen, with what a create repeats.
pub(crate) fn any_user<'a>(
    view: &'a UserView,
    now: Timestamp,
    settings: Settings,
    echo: Option<&'a Echo>,
) -> AnyUser<'a> {
    if settings.legacy_35 {
        AnyUser::Legacy(legacy_user(view, now, echo))
    } else {
        AnyUser::Current(user(view, now))
    }
}

/// The shape of version 3.7, as it stands at `now` (section 5.2).
pub(super) fn user(view: &UserView, now: Timestamp) -> User<'_> {
    let (user, shown) = (&view.user, Shown::of(view, now));
    User {
        id: user.id.to_string(),
        eid: user.login.as_str(),
        personel_id: user.personnel_number.as_deref(),
        name: user.given.as_deref(),
        email: email(view),
        surname: user.family.as_deref(),
        internal: internal(view),
        rap_only_user: rap_only(view),
        properties: shown.properties(),
        groups: groups(view, now),
        manager_groups: some_manager_groups(view),
        last_login: user.last_sign_in.map(Timestamp::millis),
        password_auto_generated: user.password_generated,
        creation_time: user.created.millis(),
        locked: shown.locked(),
        phone_number: shown.text(Key::PhoneNumber).map(Into::into),
        force_change_password_on_next_login: user.must_change,
        lock_reason: shown.lock_reason(),
        unlock_on_password_changed: user.unlock_on_password,
        unlock_time: shown.unlock_time().map(Timestamp::millis),
        temp_user_start_time: user.window.from().map(Timestamp::millis),
        temp_user: shown.temporary(),
        external_directory_source: shown.source,
        temp_user_end_time: user.window.until().map(Timestamp::millis),
        ..User::default()
    }
}

/// The shape of version 3.5, and what the answer to a create repeated there (section 5.1).
pub(super) fn legacy_user<'a>(view: &'a UserView, now: Timestamp, echo: Option<&'a Echo>) -> LegacyUser<'a> {
    let (user, shown) = (&view.user, Shown::of(view, now));
    LegacyUser {
        id: user.id.to_string(),
        eid: user.login.as_str(),
        personel_id: user.personnel_number.as_deref(),
        name: user.given.as_deref(),
        password_algorithm: echo.and_then(Echo::algorithm),
        password: echo.and_then(Echo::md5),
        email: email(view),
        surname: user.family.as_deref(),
        internal: internal(view),
        properties: shown.properties(),
        groups: groups(view, now),
        manager_groups: some_manager_groups(view),
        last_login: user.last_sign_in.map(Timestamp::millis),
        last_login_ip: last_address(view),
        password_auto_generated: user.password_generated,
        phone_number: shown.text(Key::PhoneNumber).map(Into::into),
        force_change_password_on_next_login: user.must_change,
        lock_reason: shown.lock_reason(),
        unlock_on_password_changed: user.unlock_on_password,
        unlock_time: shown.unlock_time().map(Timestamp::millis),
        temp_user_end_time: user.window.until().map(Timestamp::millis),
        temp_user_start_time: user.window.from().map(Timestamp::millis),
        temp_user: shown.temporary(),
        external_directory_source: shown.source,
        locked: shown.locked(),
        ..LegacyUser::default()
    }
}

/// What an update is told to send back (section 5.4).
pub(crate) fn detail(view: &UserView, now: Timestamp) -> Detail<'_> {
    let (user, shown) = (&view.user, Shown::of(view, now));
    Detail {
        id: user.id.to_string(),
        eid: user.login.as_str(),
        personel_id: user.personnel_number.as_deref(),
        name: user.given.as_deref(),
        email: email(view),
        surname: user.family.as_deref(),
        internal: internal(view),
        creation_time: user.created.millis(),
        groups: groups(view, now),
        manager_groups: manager_groups(view),
        last_login: user.last_sign_in.map(Timestamp::millis),
        temp_user_start_time: user.window.from().map(Timestamp::millis),
        temp_user_end_time: user.window.until().map(Timestamp::millis),
        last_login_ip: last_address(view),
        uba_threshold: shown.text(Key::UbaThreshold).map_or_else(String::new, Into::into),
        properties: shown.properties(),
        ..Detail::default()
    }
}

/// The address in the main slot.
pub(super) fn email(view: &UserView) -> Option<&str> {
    view.emails.iter().find(|email| email.slot == Some(Slot::Main)).map(Email::value)
}

/// Whether the user is kept here.
pub(super) fn internal(view: &UserView) -> bool {
    view.user.origin == Origin::Local
}

/// A flag that means nothing here.
pub(super) fn rap_only(view: &UserView) -> bool {
    said(view).and_then(|said| said.flag(residue::RAP_ONLY)).unwrap_or(false)
}

fn groups(view: &UserView, now: Timestamp) -> Vec<String> {
    let in_force = view.memberships.iter().filter(|row| row.in_force(now));
    in_force.map(|row| Row::from(row).printed()).collect()
}

fn manager_groups(view: &UserView) -> Vec<String> {
    view.manages.iter().map(|row| Row::from(row).printed()).collect()
}

fn some_manager_groups(view: &UserView) -> Option<Vec<String>> {
    Some(manager_groups(view)).filter(|all| !all.is_empty())
}

fn last_address(view: &UserView) -> Option<String> {
    view.user.last_sign_in_from.map(|address| address.to_string())
}
