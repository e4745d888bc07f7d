//! How this dialect sees a user whom it changes (section 6.4, operation 2).

use std::collections::BTreeSet;
use std::sync::Arc;

use directory::Draft;
use directory::users::{Change, Edit, GroupsChange, TextField, UserRef};
use model::projection::Projection;
use model::{Dialect, Login, Origin, Refusal, Rule, Slot, Timestamp, User, UserView, fold};
use serde_json::{Map, Value};

use super::new_user::{groups, password, password_rule, username};
use super::user::{Links, user};
use super::violations::Violations;
use super::{grants, meaning, residue};
use crate::Settings;
use crate::wire::{ModifyUser, UserBody, whole};

const PASSWORD: &str = "password";
const ROLE_NAMES: &str = "roleNames";
const PERMISSIONS: &str = "role-permissions";

/// The user whom operation 2 means, and what is to change. Permissions win over names of roles. Refuses `Invalid`
/// without an id.
pub(crate) fn edit(body: ModifyUser, settings: Settings) -> Draft<(UserRef, Edit)> {
    let id = body.id.ok_or_else(|| Refusal::invalid("id", Rule::Required))?;
    let has = |name| body.members.iter().any(|(member, _)| *member == name);
    let (with_password, with_permissions) = (has(PASSWORD), has(PERMISSIONS));
    let said = body.members.into_iter().filter(|(name, _)| !(with_permissions && *name == ROLE_NAMES));
    let fields = said.map(|(name, value)| (name.to_owned(), value)).collect();
    Ok((UserRef::Id(id), Edit::Sent { projection: Arc::new(AsAria(settings)), fields, with_password }))
}

/// The members that may be changed.
pub(super) struct AsAria(pub Settings);

impl Projection for AsAria {
    type Change = Change;

    fn print(&self, field: &str, view: &UserView, now: Timestamp) -> Option<Value> {
        user(view, now, Links::LeftOut).member(field)
    }

    /// Lists are sets of what they mean; an empty text is none, but for a password, which is never printed.
    fn is_printed(&self, field: &str, sent: &Value, printed: Option<&Value>) -> bool {
        let Some(printed) = printed else {
            return sent.is_null() || (field != PASSWORD && sent.as_str() == Some(""));
        };
        sent == printed
            || Listed::read(field, sent).is_some_and(|it| Some(it) == Listed::read(field, printed))
    }

    fn parse(
        &self,
        field: &str,
        sent: &Value,
        user: &UserView,
        _now: Timestamp,
    ) -> Result<Vec<Change>, Refusal> {
        let body = member(field, sent).ok_or_else(|| {
            let rule = Rule::Type("of the type of this member");
            Refusal::invalid(field.to_owned(), rule)
        })?;
        let mut violations = Violations::default();
        let changes = self.changes(field, body, user, &mut violations);
        violations.unless_any(Some(changes))
    }
}

impl AsAria {
    /// The changes that the one member of `body` asks for.
    fn changes(
        &self,
        field: &str,
        body: UserBody,
        user: &UserView,
        violations: &mut Violations,
    ) -> Vec<Change> {
        let said = |name, text: Option<String>| Change::Residue(Dialect::Aria, name, text.map(Value::from));
        let one = match field {
            "username" => {
                violations.check(|| "username", rename(body.username, &user.user)).map(Change::Login)
            }
            "firstName" => {
                Some(Change::Text(TextField::Given, violations.text("firstName", body.first_name)))
            }
            "lastName" => Some(Change::Text(TextField::Family, violations.text("lastName", body.last_name))),
            PASSWORD => {
                let password = violations.check(|| PASSWORD, password(body.password));
                password.map(|password| Change::Password(password, password_rule(self.0)))
            }
            "emailAddress" => {
                let email = violations.email("emailAddress", body.email_address);
                Some(Change::EmailIn(Slot::Main, email.map(|email| email.value().to_owned())))
            }
            "distinguishedName" => {
                let name = violations.text("distinguishedName", body.distinguished_name);
                Some(said(residue::DISTINGUISHED_NAME, name))
            }
            "enabled" => body.enabled.map(Change::Enabled),
            "groupIds" => {
                let wanted = body.group_ids.map(|ids| groups(ids).collect());
                wanted.map(|wanted| Change::Groups(GroupsChange::InForce(wanted)))
            }
            ROLE_NAMES | PERMISSIONS => {
                return grants::changes(user, body.role_permissions, body.role_names, violations);
            }
            "externalId" => Some(said(residue::EXTERNAL_ID, violations.text("externalId", body.external_id))),
            _ => None,
        };
        one.into_iter().collect()
    }
}

/// Another name, which only a local user may get (section 6.4).
fn rename(given: Option<String>, user: &User) -> Result<Login, Rule> {
    if user.origin == Origin::Local { username(given) } else { Err(Rule::NotAllowed) }
}

/// A list as what it means.
#[derive(PartialEq)]
enum Listed {
    Groups(BTreeSet<model::GroupId>),
    Roles(BTreeSet<String>),
    Permissions(Vec<crate::wire::RolePermission>),
}

impl Listed {
    /// None for a member that is no list.
    fn read(field: &str, value: &Value) -> Option<Self> {
        let body = member(field, value)?;
        match field {
            "groupIds" => Some(Self::Groups(body.group_ids?.into_iter().collect())),
            ROLE_NAMES => Some(Self::Roles(body.role_names?.iter().map(|name| fold::key(name)).collect())),
            PERMISSIONS => Some(Self::Permissions(meaning::of_all(&body.role_permissions?))),
            _ => None,
        }
    }
}

/// A body of this one member; none where its value is of a wrong type.
fn member(name: &str, value: &Value) -> Option<UserBody> {
    let body = Map::from_iter([(name.to_owned(), value.clone())]);
    whole(&Value::Object(body)).ok()
}
