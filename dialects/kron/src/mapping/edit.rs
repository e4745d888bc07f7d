//! How this dialect sees a user whom it changes (section 6.3).

use std::sync::Arc;

use directory::Draft;
use directory::users::{Change, Edit, GroupsChange, TextField, UserRef};
use model::projection::Projection;
use model::{Dialect, Noun, Origin, Refusal, Rule, Slot, Timestamp, UserId, UserView};
use serde_json::Value;

use super::check;
use super::group::{self, Row};
use super::shown::{Shown, said};
use super::told::{self, Told};
use super::words::Words;
use super::{DISABLED, residue, user};
use crate::Settings;
use crate::wire::{Named, Sent, UserBody};

const EID: &str = "eid";
const PERSONEL_ID: &str = "personelId";
const NAME: &str = "name";
const SURNAME: &str = "surname";
const EMAIL: &str = "email";
const ALGORITHM: &str = "passwordAlgorithm";
const INTERNAL: &str = "internal";
const RAP_ONLY: &str = "rapOnlyUser";
const PASSWORD: &str = "password";
const GROUPS: &str = "groups";
const MANAGER_GROUPS: &str = "managerGroups";
const PROPERTIES: &str = "properties";

/// The user whom a body means, and what is to change. Absent members keep what stands, null clears what may be cleared.
///
/// Refuses `Invalid` without an id, and `NotFound` for one that nobody can have.
pub(crate) fn edit(body: UserBody, settings: Settings) -> Draft<(UserRef, Edit)> {
    let id = body.id().ok_or_else(|| Refusal::invalid("id", Rule::Required))?;
    let id = UserId::parse(id).ok_or_else(|| Refusal::no_such(Noun::User, id))?;
    Ok((UserRef::Id(id), sent(body, settings)))
}

/// The user whom a body means, and that he is to be locked (section 6.7). The reason that a disabled user shows is none.
pub(crate) fn lock(named: Named, settings: Settings) -> (UserRef, Edit) {
    let reason = named.lock_reason.filter(|reason| reason != DISABLED);
    (user_ref(&named.name), sent(UserBody::locking(reason), settings))
}

/// The user whom a body means, and that his lock is to end.
pub(crate) fn unlock(named: &Named, settings: Settings) -> (UserRef, Edit) {
    (user_ref(&named.name), sent(UserBody::unlocking(), settings))
}

/// The user whom a text in a body means: by id, else by login (`one-record` section 7).
pub(crate) fn user_ref(text: &str) -> UserRef {
    match UserId::parse(text) {
        Some(id) => UserRef::IdOrLogin(id, text.to_owned()),
        None => UserRef::Login(text.to_owned()),
    }
}

fn sent(body: UserBody, settings: Settings) -> Edit {
    let with_password = body.password_dirty;
    let fields = fields(&body);
    let projection = Arc::new(AsKron { body, settings });
    Edit::Sent { projection, fields, with_password }
}

/// What is sent, in the order in which it applies. What is looked at as a whole stands beside, in the body.
fn fields(body: &UserBody) -> Vec<(String, Value)> {
    let text = |sent: &Sent<String>| match sent {
        Sent::Absent => None,
        Sent::Null => Some(Value::Null),
        Sent::Value(text) => Some(Value::from(text.as_str())),
    };
    let flag = |flag: &Sent<bool>| flag.as_value().map(|flag| Value::from(*flag));
    let whole = |there: bool| there.then_some(Value::Null);
    let sent = [
        (EID, text(&body.eid)),
        (PERSONEL_ID, text(&body.personel_id)),
        (NAME, text(&body.name)),
        (SURNAME, text(&body.surname)),
        (EMAIL, text(&body.email)),
        // A null never takes back a password, nor what was said of it (section 6.3).
        (ALGORITHM, text(&body.password_algorithm).filter(|label| !label.is_null())),
        (INTERNAL, flag(&body.internal)),
        (PASSWORD, whole(body.password_dirty)),
        (
            RAP_ONLY,
            flag(&body.rap_only_user).or_else(|| (body.rap_only_user == Sent::Null).then(|| false.into())),
        ),
        (GROUPS, whole(body.groups != Sent::Absent)),
        (MANAGER_GROUPS, whole(body.manager_groups != Sent::Absent)),
        (PROPERTIES, whole(true)),
    ];
    sent.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The members that may be changed, and the body that some are looked at in.
pub(super) struct AsKron {
    body: UserBody,
    settings: Settings,
}

impl Projection for AsKron {
    type Change = Change;

    fn print(&self, field: &str, view: &UserView, _now: Timestamp) -> Option<Value> {
        let text = match field {
            EID => Some(view.user.login.as_str()),
            PERSONEL_ID => view.user.personnel_number.as_deref(),
            NAME => view.user.given.as_deref(),
            SURNAME => view.user.family.as_deref(),
            EMAIL => user::email(view),
            ALGORITHM => said(view).and_then(|said| said.text(residue::ALGORITHM)),
            INTERNAL => return Some(user::internal(view).into()),
            RAP_ONLY => return Some(user::rap_only(view).into()),
            _ => None,
        };
        text.map(Value::from)
    }

    /// What is looked at as a whole is compared where it is read.
    fn is_printed(&self, field: &str, sent: &Value, printed: Option<&Value>) -> bool {
        !matches!(field, PASSWORD | GROUPS | MANAGER_GROUPS | PROPERTIES)
            && sent == printed.unwrap_or(&Value::Null)
    }

    fn parse(
        &self,
        field: &str,
        sent: &Value,
        view: &UserView,
        now: Timestamp,
    ) -> Result<Vec<Change>, Refusal> {
        match field {
            GROUPS => self.groups(view, now),
            MANAGER_GROUPS => self.manager_groups(view),
            PROPERTIES => self.properties(view, now),
            INTERNAL if sent != &Value::Bool(true) => {
                let label = said(view).and_then(|said| said.text(residue::SOURCE)).map(str::to_owned);
                Ok(vec![Change::Origin(Origin::External(None)), Change::Source(label)])
            }
            _ => self
                .value(field, sent, view)
                .map(|change| change.into_iter().collect())
                .map_err(|rule| Refusal::invalid(field.to_owned(), rule)),
        }
    }
}

impl AsKron {
    /// What a single value asks for. What a create must carry cannot be cleared, but for the address of a user who is
    /// kept elsewhere (section 5.4).
    fn value(&self, field: &str, sent: &Value, view: &UserView) -> Result<Option<Change>, Rule> {
        let text = sent.as_str().map(str::to_owned);
        let there = || text.clone().ok_or(Rule::Required);
        Ok(Some(match field {
            EID => Change::Login(check::login(&there()?)?),
            PERSONEL_ID => {
                let number = text.map(check::personnel_number).transpose()?;
                Change::Text(TextField::PersonnelNumber, number)
            }
            NAME => Change::Text(TextField::Given, Some(check::name(there()?)?)),
            SURNAME => Change::Text(TextField::Family, Some(check::name(there()?)?)),
            EMAIL if text.is_none() && self.external(view) => Change::EmailIn(Slot::Main, None),
            EMAIL => {
                let email = check::email(there()?)?;
                Change::EmailIn(Slot::Main, Some(email.value().to_owned()))
            }
            ALGORITHM => {
                let label = check::algorithm(there()?)?;
                Change::PasswordLabel(Dialect::Kron, residue::ALGORITHM, Some(label.into()))
            }
            INTERNAL => Change::Origin(Origin::Local),
            RAP_ONLY => {
                let flag = (sent == &Value::Bool(true)).then_some(Value::Bool(true));
                Change::Residue(Dialect::Kron, residue::RAP_ONLY, flag)
            }
            PASSWORD => {
                let given = self.body.password.as_value().cloned().ok_or(Rule::Required)?;
                let (password, rule) = check::password(given, self.settings)?;
                Change::Password(password, rule)
            }
            _ => return Ok(None),
        }))
    }

    /// Whether the user will be kept elsewhere.
    fn external(&self, view: &UserView) -> bool {
        !self.body.internal.as_value().copied().unwrap_or_else(|| user::internal(view))
    }

    /// The groups in force become those sent; none for null.
    fn groups(&self, view: &UserView, now: Timestamp) -> Result<Vec<Change>, Refusal> {
        let sent = self.body.groups.as_value().map(Vec::as_slice).unwrap_or_default();
        let in_force = view.memberships.iter().filter(|row| row.in_force(now));
        if group::are_shown(sent, &in_force.map(Row::from).collect::<Vec<_>>()) {
            return Ok(Vec::new());
        }
        let wanted = group::references(sent, GROUPS)?;
        Ok(vec![Change::Groups(GroupsChange::InForce(wanted))])
    }

    fn manager_groups(&self, view: &UserView) -> Result<Vec<Change>, Refusal> {
        let sent = self.body.manager_groups.as_value().map(Vec::as_slice).unwrap_or_default();
        if group::are_shown(sent, &view.manages.iter().map(Row::from).collect::<Vec<_>>()) {
            return Ok(Vec::new());
        }
        Ok(vec![Change::Manages(group::references(sent, MANAGER_GROUPS)?)])
    }

    fn properties(&self, view: &UserView, now: Timestamp) -> Result<Vec<Change>, Refusal> {
        let told = told::all(&Words::of(&self.body, self.settings), &Shown::of(view, now))?;
        Ok(told.into_iter().flat_map(Told::changes).collect())
    }
}
