//! Listing chosen users, as short reads one after the other. Whom an index finds is looked at alone; else all are.

mod candidates;
mod walk;

use model::{Privilege, Refusal, UserView};

use self::walk::{Order, Place, Walk};
use super::choice::Choice;
use super::{Parts, Stretch};
use crate::{Credential, Directory, Draft, Request};

/// Users of the caller's organisation whom a choice lets through, the newest first: by id, descending. Behind the end there
/// is nobody.
///
/// Refuses `Forbidden` without `users.manage`, `Invalid` for a choice that would look at more users than it may.
pub async fn list_chosen(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<(Stretch, Choice)>,
    parts: Parts,
) -> Result<Vec<UserView>, Refusal> {
    let mut search = Search { wanted, parts, order: Order::NewestFirst, at: None };
    let mut all = Vec::new();
    loop {
        let (found, rest) = page(directory, request, credential, Privilege::UsersManage, search).await?;
        all.extend(found);
        match rest {
            Some(rest) => search = rest,
            None => return Ok(all),
        }
    }
}

/// A search for users, or the rest of one.
#[derive(Clone, Debug)]
pub struct Search {
    wanted: Draft<(Stretch, Choice)>,
    parts: Parts,
    order: Order,
    /// None before the first page.
    at: Option<Place>,
}

impl Search {
    /// For the users of a stretch of those whom a choice lets through, by login key.
    pub const fn by_login(wanted: Draft<(Stretch, Choice)>, parts: Parts) -> Self {
        Self { wanted, parts, order: Order::Login, at: None }
    }
}

/// A page of users of the caller's organisation, and the rest of the search; none: that was all.
///
/// Refuses `Forbidden` without `directory.read`, `Invalid` for a choice that would look at more users than it may.
pub async fn search(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    search: Search,
) -> Result<(Vec<UserView>, Option<Search>), Refusal> {
    page(directory, request, credential, Privilege::DirectoryRead, search).await
}

/// A page for whoever has `privilege`.
async fn page(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    privilege: Privilege,
    search: Search,
) -> Result<(Vec<UserView>, Option<Search>), Refusal> {
    let asked = search.clone();
    let (found, next) = directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(privilege)?;
            let (stretch, choice) = asked.wanted.as_ref().map_err(Clone::clone)?;
            let at = match &asked.at {
                Some(at) => at.clone(),
                None => Place::first(c, caller.org(), &choice.among, asked.order)?,
            };
            Walk { stretch: *stretch, choice, parts: asked.parts }.page(c, caller.org(), at)
        })
        .await?;
    Ok((found, next.map(|next| Search { at: Some(next), ..search })))
}
