//! User groups: finding, listing, making, changing and deleting them, and who is in them (contract section 6).

mod members;

use ::wire::{Call, Head, Response};
use directory::Draft;
use directory::groups::{self, GroupRef};
use model::Refusal;

pub use members::{associate, dissociate, get};

use crate::input::Query;
use crate::mapping::{self, Paging};
use crate::users::{Pam360, input, optional_input};
use crate::wire::UserGroupNumber;

/// O4, `GET /user/getUserGroupId?USERGROUPNAME=`: any caller may ask.
pub async fn number(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let group = mapping::group_named(&Query::new(call.uri.query()));
    let number = groups::number_of(&pam.directory, &call.request, &credential, group).await?;
    let details = UserGroupNumber { usergroupid: number.to_string() };
    Ok(pam.wording.success(call.request.operation, "User group ID fetched successfully", details))
}

/// O21, `GET /usergroup`, section 6.2: every group by number, or those that a search finds.
pub async fn list(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let details = optional_input(&mut call).await?;
    let paging = Paging::read(details.as_ref(), &Query::new(call.uri.query()));
    let wanted = paging.and_then(mapping::wanted_groups);
    let found = groups::list_numbered(&pam.directory, &call.request, &credential, wanted).await?;
    let rows = found.groups.iter().map(|(group, members)| mapping::user_group(group, *members)).collect();
    Ok(pam.wording.page(call.request.operation, "User groups fetched successfully", rows, found.total))
}

/// O22, `POST /usergroup`.
pub async fn create(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let draft = mapping::new_group(&input(&mut call).await??);
    let made = groups::create_with(&pam.directory, &call.request, &credential, draft).await?;
    let details = UserGroupNumber { usergroupid: made.group.number.to_string() };
    Ok(pam.wording.success(call.request.operation, "User group added successfully", details))
}

/// O23, `PUT /usergroup/{USERGROUPID}`: only what is given changes.
pub async fn edit(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let edit = mapping::group_edit(&input(&mut call).await??);
    let draft = addressed(&call).and_then(|group| Ok((group, edit?)));
    groups::update(&pam.directory, &call.request, &credential, draft).await?;
    Ok(pam.wording.acknowledgement(call.request.operation, "User group modified successfully"))
}

/// O23, `DELETE /usergroup/{USERGROUPID}`: its members stay users.
pub async fn delete(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    groups::delete(&pam.directory, &call.request, &credential, addressed(&call)).await?;
    Ok(pam.wording.acknowledgement(call.request.operation, "User group deleted successfully"))
}

/// The group whose number stands in the path.
fn addressed(head: &Head) -> Draft<GroupRef> {
    head.parameter(mapping::USERGROUPID).and_then(mapping::group_numbered)
}
