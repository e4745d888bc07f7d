//! O10: the audit (contract sections 6 and 6.4).

use ::wire::{Call, Response};
use directory::audit;
use model::Refusal;

use crate::input::Query;
use crate::mapping::{self, Sent};
use crate::users::{Pam360, optional_input};

/// `GET /audit`: the newest entries first, ten thousand at most; older ones by dates.
pub async fn search(pam: Pam360, mut call: Call) -> Result<Response, Refusal> {
    let credential = pam.credential(&mut call);
    let details = optional_input(&mut call).await?;
    let sent = Sent { details: details.as_ref(), query: &Query::new(call.uri.query()) };
    let zone = &pam.settings.time_zone;
    let wanted = mapping::audit_search(&sent, zone);
    let found = audit::search(&pam.directory, &call.request, &credential, wanted).await?;
    let rows = found.entries.iter().map(|entry| mapping::audit_entry(entry, zone)).collect();
    let total = found.total as u64;
    Ok(pam.wording.page(call.request.operation, "Audits fetched successfully.", rows, total))
}
