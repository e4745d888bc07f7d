//! A user as it is sent (section 4.1).

use std::collections::BTreeMap;

use model::Refusal;
use serde_json::Value;

use super::read::{Members, SCALAR, members_of, scalar};
use super::{Key, PropertiesBody, Sent};

/// Section 4.1, and the whole object of section 5. Members that only a search reads, that only the server writes, and
/// secrets without a function are not read.
#[derive(Clone, Default)]
pub(crate) struct UserBody {
    id: Sent<String>,
    pub eid: Sent<String>,
    pub personel_id: Sent<String>,
    pub name: Sent<String>,
    pub surname: Sent<String>,
    pub email: Sent<String>,
    pub password: Sent<String>,
    pub password_algorithm: Sent<String>,
    pub password_dirty: bool,
    pub internal: Sent<bool>,
    pub rap_only_user: Sent<bool>,
    pub groups: Sent<Vec<String>>,
    pub manager_groups: Sent<Vec<String>>,
    /// The members at top level that show a key of `properties`, as that key would write them.
    pub twins: BTreeMap<Key, Sent<String>>,
    pub properties: Option<PropertiesBody>,
}

impl UserBody {
    /// Reads a body; keys are looked for without case. Refuses `Invalid` with everything that is of a wrong type.
    pub fn read(body: &Value) -> Result<Self, Refusal> {
        members_of(body, Self::of)
    }

    /// What locks a user, for a reason if one is given.
    pub fn locking(reason: Option<String>) -> Self {
        let reason = reason.map(|reason| (Key::LockReason, Sent::Value(reason)));
        let locked = (Key::Locked, Sent::Value("true".to_owned()));
        Self { twins: [locked].into_iter().chain(reason).collect(), ..Self::default() }
    }

    /// What ends the lock of a user.
    pub fn unlocking() -> Self {
        let locked = (Key::Locked, Sent::Value("false".to_owned()));
        Self { twins: [locked].into_iter().collect(), ..Self::default() }
    }

    /// The user meant; none for one to be created (section 6.2).
    pub fn id(&self) -> Option<&str> {
        self.id.as_value().map(String::as_str)
    }

    fn of(members: &mut Members<'_>) -> Self {
        Self {
            id: members.text("id"),
            eid: members.text("eid"),
            personel_id: members.text("personelId"),
            name: members.text("name"),
            surname: members.text("surname"),
            email: members.text("email"),
            password: members.text("password"),
            password_algorithm: members.text("passwordAlgorithm"),
            password_dirty: members.flag("passwordDirty").value().unwrap_or(false),
            internal: members.flag("internal"),
            rap_only_user: members.flag("rapOnlyUser"),
            groups: members.texts("groups"),
            manager_groups: members.texts("managerGroups"),
            twins: twins(members),
            properties: {
                let map = members.object("properties");
                map.map(|map| PropertiesBody::read(map, members))
            },
        }
    }
}

fn twins(members: &mut Members<'_>) -> BTreeMap<Key, Sent<String>> {
    Key::ALL.into_iter().map(|key| (key, twin(members, key))).collect()
}

fn twin(members: &mut Members<'_>, key: Key) -> Sent<String> {
    let name = key.twin();
    match key {
        Key::PhoneNumber | Key::LockReason | Key::Source => members.text(name),
        Key::UbaThreshold => members.value(name, SCALAR, scalar),
        Key::Temporary | Key::Locked | Key::MustChange | Key::UnlockOnPassword => {
            members.value(name, "true or false", |value| value.as_bool().map(|truth| truth.to_string()))
        }
        Key::TemporaryStart | Key::TemporaryEnd | Key::UnlockTime => {
            let read = |value: &Value| value.as_i64().map(|millis| millis.to_string());
            members.value(name, "milliseconds since 1970", read)
        }
    }
}
