use directory::Draft;
use directory::users::NewUser;
use model::{Dialect, Kind, Slot, Timestamp};

use super::role::RoleSaid;
use super::{group, password, phones, said, token};
use crate::Settings;
use crate::input::Details;
use crate::wire::CreateUser;

/// The user that `POST /user` asks for. Refuses what contract section 7 refuses, in the order of its section 7.4: missing
/// parameters, types, host, dates, phone, password. What the store must be asked (role, policy's violation, name) comes
/// after that, in the core.
pub fn new_user(details: &Details, settings: &Settings, now: Timestamp) -> Draft<NewUser> {
    let sent = CreateUser::read(details)?;
    let token = token::of(&sent, settings, now)?;
    let phones = phones::of(&sent)?;
    let password = password::of(&sent)?;
    let mut user = NewUser::named(sent.username.clone());
    user.given = Some(sent.first_name.to_owned());
    user.family = Some(sent.last_name.to_owned());
    user.display = sent.full_name.map(str::to_owned);
    user.emails.push(sent.email.clone().into_slot(Slot::Main));
    user.emails.extend(sent.secondary_email.clone().map(|email| email.into_slot(Slot::Second)));
    user.phones = phones.phones;
    user.department = sent.department.map(str::to_owned);
    user.location = sent.location.map(str::to_owned);
    user.kind = if sent.is_api() { Kind::Api } else { Kind::Person };
    user.password = password;
    user.groups.extend(sent.user_group.clone().map(|name| group::join(name, settings)));
    user.grants.push(RoleSaid::from(&sent).grant());
    user.residue = Some((Dialect::Pam360, said::residue(&sent)));
    user.pins = phones.pins;
    user.token = token;
    Ok(user)
}
