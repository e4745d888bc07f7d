//! Users for whom no store is needed.

use model::{AccessWindow, Kind, Login, OrgKey, Origin, Timestamp, User, UserId, UserKey, UserView};

/// A local, enabled person with a login and nothing else.
pub fn bare(id: &str, login: &str, created: Timestamp) -> UserView {
    UserView::bare(User {
        key: UserKey(2),
        id: UserId::parse(id).unwrap(),
        number: 2,
        org: OrgKey::FIRST,
        login: Login::new(login).unwrap(),
        given: None,
        family: None,
        display: None,
        personnel_number: None,
        department: None,
        location: None,
        locale: None,
        gender: None,
        kind: Kind::Person,
        origin: Origin::Local,
        enabled: true,
        lock: None,
        unlock_on_password: false,
        window: AccessWindow::ALWAYS,
        must_change: false,
        has_password: true,
        password_version: 1,
        password_generated: false,
        password_changed: None,
        last_sign_in: None,
        last_sign_in_from: None,
        created,
        updated: created,
        version: 1,
    })
}
