//! A user as this dialect prints it (section 4.2).

use directory::users::{Parts, Residues};
use model::{Dialect, Email, Slot, UserId, UserView};

use super::codes::said;
use super::{Codes, Links, entry, residue};
use crate::wire::{Client, Link, User};

/// The lists that a user is printed of.
pub(crate) const PARTS: Parts =
    Parts { emails: true, residue: Residues::Of(Dialect::Oipa), pins: true, ..Parts::NONE };

/// The id, in upper case.
pub(crate) fn guid(id: UserId) -> String {
    id.to_string().to_ascii_uppercase()
}

/// Prints a user, with its memberships where they are wanted.
pub(crate) fn user<'a>(view: &'a UserView, codes: &'a Codes, links: &Links, with_groups: bool) -> User<'a> {
    let user = &view.user;
    let groups = || view.memberships.iter().map(|membership| entry(membership, links)).collect();
    User {
        links: links_of(view, codes, links),
        client_guid: guid(user.id),
        user_status: codes.status_of(view),
        locale_code: codes.locale_of(view),
        login_name: user.login.as_str(),
        client: Client {
            first_name: user.given.as_deref(),
            last_name: user.family.as_deref(),
            gender: user.gender.as_deref(),
            email: email(view),
            primary_company: company(view),
        },
        security_groups: with_groups.then(groups),
    }
}

/// The address in the main slot.
pub(super) fn email(view: &UserView) -> Option<&str> {
    view.emails.iter().find(|email| email.slot == Some(Slot::Main)).map(Email::value)
}

/// The company.
pub(super) fn company(view: &UserView) -> Option<&str> {
    said(view, residue::COMPANY)
}

fn links_of(view: &UserView, codes: &Codes, links: &Links) -> Vec<Link> {
    let mut all = vec![
        links.user(view.user.login.as_str()),
        links.code("codes/userStatus", "UserStatus", codes.status_of(view)),
        links.code("codes/localeCode", "Locale", codes.locale_of(view)),
    ];
    let gender = view.user.gender.as_deref();
    all.extend(gender.map(|gender| links.code("codes/Gender", "ClientSex", gender)));
    all
}
