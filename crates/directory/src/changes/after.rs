//! Following the change record.

use model::{Privilege, Refusal, Timestamp};

use super::repo;
use crate::{Credential, Directory, Request};

/// The most changes that are given at once.
const MOST: u32 = 1_000;

/// One change of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its place in the order of commits: what was committed later, having seen this change, has a larger one. From 1.
    pub seq: i64,
    /// When it was made.
    pub at: Timestamp,
    /// `user`, `group`, ..
    pub kind: String,
    /// The object's id.
    pub id: [u8; 16],
    /// `created`, `updated`, `deleted`, `membership`, ..
    pub change: String,
    /// The object's version after it.
    pub version: i64,
}

/// The changes of the caller's organisation behind place `after`, in the order of commits; `limit` of them at most, and
/// 1,000. Who asks again behind the last one that he got misses none and gets none twice; an empty answer is the end for now.
///
/// A change is given about a second after its commit. Refuses `Forbidden` without `provisor.audit.read`.
pub async fn after(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    after: i64,
    limit: u32,
) -> Result<Vec<Changed>, Refusal> {
    directory
        .read_as(request, credential, move |c, caller, _| {
            caller.may(Privilege::AuditRead)?;
            Ok(repo::after(c, caller.org(), after, limit.min(MOST))?)
        })
        .await
}
