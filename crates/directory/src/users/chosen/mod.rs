//! Listing chosen users, as short reads one after the other. Whom an index finds is looked at alone; else all are.

mod candidates;
mod walk;

use model::{Privilege, Refusal, UserView};

use self::walk::{Leg, Order, Place, To, Walk};
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
    let search = Search { wanted, parts, order: Order::NewestFirst, to: To::Full, at: None };
    let (all, _) = pages(directory, request, credential, Privilege::UsersManage, search).await?;
    Ok(all)
}

/// Users of a stretch by number, ascending, and how many a choice lets through in all. Refuses as [`search`].
pub(super) async fn count(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    wanted: Draft<(Stretch, Choice)>,
    parts: Parts,
) -> Result<(Vec<UserView>, u64), Refusal> {
    let search = Search { wanted, parts, order: Order::Number, to: To::End, at: None };
    pages(directory, request, credential, Privilege::DirectoryRead, search).await
}

/// All pages of a search, and how many users were wanted up to their end.
async fn pages(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    privilege: Privilege,
    mut search: Search,
) -> Result<(Vec<UserView>, u64), Refusal> {
    let mut all = Vec::new();
    loop {
        let leg = page(directory, request, credential, privilege, &search).await?;
        all.extend(leg.users);
        search.at = leg.next;
        if search.at.is_none() {
            return Ok((all, leg.met));
        }
    }
}

/// A search for users, or the rest of one.
#[derive(Clone, Debug)]
pub struct Search {
    wanted: Draft<(Stretch, Choice)>,
    parts: Parts,
    order: Order,
    to: To,
    /// None before the first page.
    at: Option<Place>,
}

impl Search {
    /// For the users of a stretch of those whom a choice lets through, by login key.
    pub const fn by_login(wanted: Draft<(Stretch, Choice)>, parts: Parts) -> Self {
        Self { wanted, parts, order: Order::Login, to: To::Full, at: None }
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
    let leg = page(directory, request, credential, Privilege::DirectoryRead, &search).await?;
    Ok((leg.users, leg.next.map(|next| Search { at: Some(next), ..search })))
}

/// A page for whoever has `privilege`.
async fn page(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    privilege: Privilege,
    search: &Search,
) -> Result<Leg, Refusal> {
    let search = search.clone();
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(privilege)?;
            let (stretch, choice) = search.wanted.as_ref().map_err(Clone::clone)?;
            let at = match &search.at {
                Some(at) => at.clone(),
                None => Place::first(c, caller.org(), &choice.among, search.order)?,
            };
            let walk = Walk { stretch: *stretch, choice, parts: search.parts, to: search.to };
            walk.leg(c, caller.org(), at)
        })
        .await
}
