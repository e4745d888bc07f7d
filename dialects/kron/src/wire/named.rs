//! A body that names a user or a group, and little else.

use model::{Refusal, Rule};
use serde_json::Value;

use super::read::{Members, members_of};

/// Who or what is meant by `id`, which may be an `eid`, or by `eid` (U7, U8, G4).
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub name: String,
    pub lock_reason: Option<String>,
}

impl Named {
    /// Refuses `Invalid` for a body that names nothing.
    pub fn read(body: &Value) -> Result<Self, Refusal> {
        let (name, lock_reason) =
            members_of(body, |members| (name(members), members.text("lockReason").value()))?;
        let name = name.ok_or_else(|| Refusal::invalid("id", Rule::Required))?;
        Ok(Self { name, lock_reason })
    }
}

/// The text under `id`, else the one under `eid`; none where both are missing, null or empty.
pub(super) fn name(members: &mut Members<'_>) -> Option<String> {
    let (id, eid) = (members.text("id").value(), members.text("eid").value());
    [id, eid].into_iter().flatten().find(|text| !text.is_empty())
}
