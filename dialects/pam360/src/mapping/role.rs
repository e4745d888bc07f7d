//! `ROLE` and `ROLEID` (contract section 7.6).

use directory::roles::{NewGrant, RoleRef};
use model::Role;
use serde_json::{Map, Value};

use crate::quirks;
use crate::wire::CreateUser;

/// Password Administrator's ROLEID.
const PASSWORD_ADMINISTRATOR: i64 = 303;
/// The ROLEIDs of predefined roles.
const PREDEFINED: std::ops::RangeInclusive<i64> = 301..=316;
/// The roles that a super administrator may have.
const ADMINISTRATORS: [&str; 3] = ["Administrator", "Privileged Administrator", "Password Administrator"];

/// The role to be given; without a word about it Password User, which may do nothing here.
pub fn grant(sent: &CreateUser<'_>) -> NewGrant {
    let names = sent.role.map(quirks::role_names).unwrap_or_default();
    NewGrant::on_all(match sent.role_id {
        None if names.is_empty() => RoleRef::Number(Role::PASSWORD_USER, None),
        number => RoleRef::AnyOf { number, names },
    })
}

/// What was said of the role, as JSON by parameter; none when nothing was.
pub fn wording(sent: &CreateUser<'_>) -> Option<String> {
    let mut said = Map::new();
    said.extend(sent.role.map(|name| ("ROLE".to_owned(), Value::from(name))));
    said.extend(sent.role_id.map(|number| ("ROLEID".to_owned(), Value::from(number))));
    if said.is_empty() { None } else { Some(Value::Object(said).to_string()) }
}

/// Whether the role is one of an administrator, as far as its words tell: a number beyond the predefined ones may be
/// unknown, and then the name decides; where both are known and differ, the core refuses.
pub fn is_administrator(sent: &CreateUser<'_>) -> bool {
    match sent.role_id {
        Some(number) if PREDEFINED.contains(&number) => {
            [Role::ADMINISTRATOR, Role::PRIVILEGED_ADMINISTRATOR, PASSWORD_ADMINISTRATOR].contains(&number)
        }
        Some(_) | None => {
            let names = sent.role.map(quirks::role_names).unwrap_or_default();
            names.iter().any(|name| ADMINISTRATORS.iter().any(|known| known.eq_ignore_ascii_case(name)))
        }
    }
}
