use std::sync::Arc;

use ::wire::{Call, Response, stream};
use directory::groups::{self, GroupRef, MembersAfter, MembersPage, NumberedMember};
use directory::users::UserRef;
use directory::{Credential, Draft, Request};
use futures_util::stream::try_unfold;
use model::Refusal;

use super::addressed;
use crate::mapping;
use crate::users::{Pam360, input};
use crate::wire::{Member, UserGroupDetails};

/// O23, `GET /usergroup/{USERGROUPID}`: the group and its members, who are sent as they are read.
pub async fn get(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let asked = Asked { pam, request: call.request.clone(), credential, group: addressed(&call) };
    let first = asked.page(None).await?;
    let group = mapping::user_group(&first.group, first.total.unwrap_or_default());
    let details = UserGroupDetails { group, users: [] };
    let message = "User group details fetched successfully";
    let wording = asked.pam.wording.clone();
    let (members, next) = (printed(&first.members)?, first.next);
    let asked = Arc::new(asked);
    let rest = try_unfold(next, move |next| {
        let asked = Arc::clone(&asked);
        async move {
            let Some(after) = next else { return Ok(None) };
            let page = asked.page(Some(after)).await?;
            Ok(Some((printed(&page.members)?, page.next)))
        }
    });
    wording.success_with_list(call.request.operation, message, &details, "USERS", members, rest)
}

/// What each page of members is asked with.
struct Asked {
    pam: Pam360,
    request: Request,
    credential: Credential,
    group: Draft<GroupRef>,
}

impl Asked {
    async fn page(&self, after: Option<MembersAfter>) -> Result<MembersPage, Refusal> {
        let (directory, group) = (&self.pam.directory, self.group.clone());
        groups::members_numbered(directory, &self.request, &self.credential, group, after).await
    }
}

fn printed(members: &[NumberedMember]) -> Result<stream::Page, Refusal> {
    let mut page = stream::Page::new();
    for member in members {
        page.push(&Member { userid: member.number.to_string(), username: &member.login })?;
    }
    Ok(page)
}

/// O24, `POST /usergroup/{USERGROUPID}/associateUsers`: all of them become members, or none.
pub async fn associate(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let draft = named(&mut call).await?;
    groups::associate(&pam.directory, &call.request, &credential, draft).await?;
    Ok(pam.wording.acknowledgement(call.request.operation, "Users associated successfully"))
}

/// O24, `POST /usergroup/{USERGROUPID}/dissociateUsers`: none of them is a member any more, or nothing changes.
pub async fn dissociate(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let draft = named(&mut call).await?;
    groups::dissociate(&pam.directory, &call.request, &credential, draft).await?;
    Ok(pam.wording.acknowledgement(call.request.operation, "Users dissociated successfully"))
}

async fn named(call: &mut Call) -> Result<Draft<(GroupRef, Vec<UserRef>)>, Refusal> {
    let users = mapping::some_users(&input(call).await??);
    Ok(addressed(call).and_then(|group| Ok((group, users?))))
}
