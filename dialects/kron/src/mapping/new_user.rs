//! A new user out of a body (sections 4.1, 6.2).

use directory::Draft;
use directory::groups::{GroupRef, Join};
use directory::users::{NewPassword, NewUser, PinField};
use model::{Dialect, Email, Origin, Residue, Rule, Slot};

use super::check::{self, Violations};
use super::shown::Shown;
use super::words::Words;
use super::{group, residue, told};
use crate::Settings;
use crate::wire::{Sent, UserBody};

/// The user that a body makes. Refuses `Invalid` with everything that this dialect's door refuses.
pub(crate) fn new_user(body: &UserBody, settings: Settings) -> Draft<NewUser> {
    let mut violations = Violations::default();
    let login = violations.check("eid", required(&body.eid).and_then(|eid| check::login(&eid)));
    let number = body.personel_id.as_value().cloned().map(check::personnel_number).transpose();
    let number = violations.check("personelId", number).flatten();
    let given = violations.check("name", required(&body.name).and_then(check::name));
    let family = violations.check("surname", required(&body.surname).and_then(check::name));
    let email = violations.check("email", required(&body.email).and_then(check::email));
    let password = violations.check("password", password(body, settings));
    let label = body.password_algorithm.as_value().cloned().map(check::algorithm).transpose();
    let label = violations.check("passwordAlgorithm", label).flatten();
    let groups = violations.gather(groups(&body.groups))?.unwrap_or_default();
    let manages = body.manager_groups.as_value().map(Vec::as_slice).unwrap_or_default();
    let manages = violations.gather(group::references(manages, "managerGroups"))?.unwrap_or_default();
    let told = told::all(&Words::of(body, settings), &Shown::nobody());
    let told = violations.gather(told)?.unwrap_or_default();
    let (login, password) = violations.unless_any(login.zip(password))?;
    let mut user = NewUser::named(login);
    user.personnel_number = number;
    (user.given, user.family) = (given, family);
    user.emails = email.map(|email: Email| email.into_slot(Slot::Main)).into_iter().collect();
    user.origin = if is_internal(body) { Origin::Local } else { Origin::External(None) };
    user.password = password;
    user.groups = groups.into_iter().map(Join::now).collect();
    user.manages = manages;
    user.residue = Some((Dialect::Kron, said(body, label)));
    for told in told {
        told.put(&mut user);
    }
    user.residue = user.residue.filter(|(_, said)| !said.is_empty());
    if settings.force_password_change_for_new_user && is_internal(body) {
        user.must_change = true;
        user.pins.retain(|pin| pin.field != PinField::MustChange.name());
    }
    Ok(user)
}

/// Whether the user is to be kept here (section 9).
pub(super) fn is_internal(body: &UserBody) -> bool {
    body.internal.as_value().copied().unwrap_or(true)
}

/// A user who is kept here needs one. That of another is passed over, as always where it is not called dirty
/// (section 6.3), and refused by the core where it is.
fn password(body: &UserBody, settings: Settings) -> Result<NewPassword, Rule> {
    if !is_internal(body) && !body.password_dirty {
        return Ok(NewPassword::None);
    }
    match body.password.as_value() {
        Some(given) => check::password(given.clone(), settings)
            .map(|(password, rule)| NewPassword::Given(password, rule)),
        None if is_internal(body) => Err(Rule::Required),
        None => Ok(NewPassword::None),
    }
}

/// Named or not, everybody is in one group at least (section 6.4).
fn groups(sent: &Sent<Vec<String>>) -> Draft<Vec<GroupRef>> {
    let users = [group::USERS.to_owned()];
    let sent = sent.as_value().filter(|sent| !sent.is_empty());
    group::references(sent.map_or(&users, Vec::as_slice), "groups")
}

fn said(body: &UserBody, label: Option<String>) -> Residue {
    let mut said = Residue::default();
    if let Some(label) = label {
        said.set(residue::ALGORITHM, label);
    }
    if body.rap_only_user == Sent::Value(true) {
        said.set(residue::RAP_ONLY, true);
    }
    said
}

fn required(sent: &Sent<String>) -> Result<String, Rule> {
    sent.as_value().cloned().ok_or(Rule::Required)
}
