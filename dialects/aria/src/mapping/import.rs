//! What is brought in from an auth source (sections 3.6, 6.4).

use directory::Draft;
use directory::sources::{Found, Group, Person};
use directory::users::Import;
use model::{Dialect, Refusal, Residue, Rule, UserView, text};

use super::new_user::imported_user;
use super::{edit, residue};
use crate::Settings;
use crate::wire::{GroupHit, GroupHits, ImportedUsers, UserHit, UserHits};

/// The users that operation 34 brings in; one with an id is here already. Refuses `Invalid` without any, and with
/// everything that this dialect's door refuses, each with its place.
pub(crate) fn imports(body: ImportedUsers, settings: Settings) -> Draft<Vec<Import>> {
    let users = body.users.ok_or_else(|| Refusal::invalid("users", Rule::Required))?;
    let (mut imports, mut broken) = (Vec::with_capacity(users.len()), Vec::new());
    for (index, user) in users.into_iter().enumerate() {
        let read = match user.modify.id {
            Some(_) => edit(user.modify, settings).map(|(user, edit)| Import::Known(user, edit)),
            None => imported_user(user.body).map(|user| Import::New(Box::new(user))),
        };
        match read {
            Ok(import) => imports.push(import),
            Err(Refusal::Invalid(all)) => broken.extend(all.into_iter().map(|mut one| {
                one.field = format!("users[{index}].{}", one.field).into();
                one
            })),
            Err(other) => return Err(other),
        }
    }
    if broken.is_empty() { Ok(imports) } else { Err(Refusal::Invalid(broken)) }
}

/// Where the users that were brought in are: one of them, or none that could be said in one word.
pub(crate) fn imported_href(views: &[UserView]) -> Option<String> {
    match views {
        [one] => Some(super::href(one.user.id)),
        _ => None,
    }
}

/// What this dialect keeps of a person whom a group brings in: the name of his entry, where this dialect could have been sent it.
pub(crate) fn described(person: &Person) -> Option<(Dialect, Residue)> {
    let name = text::checked(person.dn.clone(), text::MAX_TEXT).ok()?;
    let mut said = Residue::default();
    said.set(residue::DISTINGUISHED_NAME, name);
    Some((Dialect::Aria, said))
}

/// Users that were found.
pub(crate) fn user_hits(found: Found<Person>) -> UserHits {
    let hit = |person: Person| UserHit {
        name: person.name,
        first_name: person.given,
        last_name: person.family,
        distinguished_name: person.dn,
        email_address: person.email,
    };
    UserHits { user_search_response: found.all.into_iter().map(hit).collect() }
}

/// Groups that were found.
pub(crate) fn group_hits(found: Found<Group>) -> GroupHits {
    let hit = |group: Group| GroupHit {
        name: group.name,
        distinguished_name: group.dn,
        description: group.description,
    };
    GroupHits { usergroup_search_response: found.all.into_iter().map(hit).collect() }
}
