//! A user as this dialect prints it (section 3.2).

use ::wire::Form;
use directory::users::{Parts, Residues};
use model::{Dialect, Residue, Slot, Timestamp, UserId, UserView};

use super::{permission, residue};
use crate::quirks;
use crate::wire::{Link, User};

/// The lists that a user is printed of.
pub(crate) const PARTS: Parts = Parts {
    emails: true,
    memberships: true,
    grants: true,
    residue: Residues::Of(Dialect::Aria),
    ..Parts::NONE
};

/// Whether links are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    Shown,
    LeftOut,
}

impl Links {
    /// As a query asks for; one that cannot be read asks for nothing.
    pub fn asked_for(query: Option<&Form>) -> Self {
        if query.is_some_and(quirks::wants_no_links) { Self::LeftOut } else { Self::Shown }
    }
}

/// Prints `view` as it stands at `now`: memberships in force only, direct grants only, no password.
pub(crate) fn user(view: &UserView, now: Timestamp, links: Links) -> User<'_> {
    let user = &view.user;
    let said = view.residue.get(&Dialect::Aria);
    let said_text = |name| said.and_then(|said: &Residue| said.text(name));
    let main = view.emails.iter().find(|email| email.slot == Some(Slot::Main));
    let in_force = view.memberships.iter().filter(|membership| membership.in_force(now));
    User {
        id: user.id.to_string(),
        username: user.login.as_str(),
        first_name: shown(user.given.as_deref()),
        last_name: shown(user.family.as_deref()),
        password: (),
        email_address: main.map(model::Email::value),
        distinguished_name: said_text(residue::DISTINGUISHED_NAME),
        enabled: user.enabled,
        group_ids: in_force.map(|membership| membership.group_id.to_string()).collect(),
        role_names: view.grants.iter().map(|grant| grant.role_name.as_str()).collect(),
        role_permissions: permission::print(&view.grants, said),
        last_login_time: user.last_sign_in.map_or(0, Timestamp::millis),
        external_id: said_text(residue::EXTERNAL_ID),
        links: (links == Links::Shown).then(|| links_of(user.id)),
    }
}

/// Nothing, and an empty text, are left out (`one-record` 1.1).
fn shown(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn links_of(id: UserId) -> [Link; 2] {
    let href = href(id);
    let permissions = format!("{href}/permissions");
    [
        Link { href, rel: "SELF", name: "linkToSelf" },
        Link { href: permissions, rel: "RELATED", name: "userPermissions" },
    ]
}

/// Where a user is.
pub(crate) fn href(id: UserId) -> String {
    format!("/suite-api/api/auth/users/{id}")
}
