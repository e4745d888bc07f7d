//! A user out of an edit (contract section 6.3): printed and parsed member by member, so that what is sent as it is
//! printed changes nothing (`one-record` R3).

use std::borrow::Cow;
use std::sync::Arc;

use directory::Draft;
use directory::policies::Policy;
use directory::users::{Change, Edit, PasswordRule, TextField};
use model::projection::Projection;
use model::{Dialect, Refusal, Rule, Slot, Timestamp, UserView};
use serde_json::Value;

use super::role::{self, RoleSaid};
use super::shown::Shown;
use super::{group, password, phones, shown, token};
use crate::Settings;
use crate::input::Details;
use crate::quirks;
use crate::wire::field::{self, MAX_NAME, MAX_TEXT};
use crate::wire::{Key, Kind};

/// What an edit may name, in the order in which it applies and is checked (contract section 7.4).
const EDITABLE: [Key; 37] = [
    Key::FirstName,
    Key::LastName,
    Key::Username,
    Key::Email,
    Key::SecondaryEmail,
    Key::FullName,
    Key::Department,
    Key::Location,
    Key::UserGroup,
    Key::IsApiUser,
    Key::RestApiAccess,
    Key::WebAccess,
    Key::SdkAccess,
    Key::MobileAccess,
    Key::AddonAccess,
    Key::RemoteConnect,
    Key::ViaSshProxy,
    Key::TwoFactor,
    Key::OwnerName,
    Key::RsaUsername,
    Key::RadiusUsername,
    Key::PhoneFactorUsername,
    Key::DuoUsername,
    Key::Role,
    Key::RoleId,
    Key::IsSuperAdmin,
    Key::HostCheck,
    Key::HostName,
    Key::ExpiryDate,
    Key::ValidityDays,
    Key::MobileCountry,
    Key::Mobile,
    Key::LandlineCountry,
    Key::Landline,
    Key::LandlineExt,
    Key::PrimaryContact,
    Key::Policy,
];
const PASSWORD: &str = "PASSWORD";
const NEW_PASSWORD: &str = "NEWPASSWORD";

/// O14: whatever is named changes. A blank clears what is optional; a mandatory member, the kind and the role stay.
pub fn edit(details: Details, settings: &Arc<Settings>) -> Edit {
    let mut fields = fields(&details, &EDITABLE);
    let with_password = !details.is_blank(PASSWORD) && !matches!(details.text(PASSWORD), Ok(None));
    fields.extend(with_password.then(|| (PASSWORD.to_owned(), Value::Null)));
    Seen::edit(details, settings, Purpose::Edit, fields)
}

/// O16: the role alone. Name and number, where both are given, must be of one role.
pub fn new_role(details: Details, settings: &Arc<Settings>) -> Draft<Edit> {
    let fields = fields(&details, &[Key::Role, Key::RoleId]);
    if fields.is_empty() {
        return Err(Refusal::invalid(Key::Role.name(), Rule::Required));
    }
    Ok(Seen::edit(details, settings, Purpose::Role, fields))
}

/// O17: the password alone, held to the policy that is kept of the user.
pub fn new_password(details: Details, settings: &Arc<Settings>) -> Edit {
    let fields = vec![(NEW_PASSWORD.to_owned(), Value::Null)];
    Seen::edit(details, settings, Purpose::Password, fields)
}

/// The members of `keys` that were sent, as texts; null for what is no text.
fn fields(details: &Details, keys: &[Key]) -> Vec<(String, Value)> {
    let sent = |key: Key| match details.text(key.name()) {
        Ok(None) => (details.is_blank(key.name()) && can_be_cleared(key)).then(|| Value::from("")),
        Ok(Some(text)) => Some(text.into()),
        Err(_) => Some(Value::Null),
    };
    keys.iter().filter_map(|key| Some((key.name().to_owned(), sent(*key)?))).collect()
}

const fn can_be_cleared(key: Key) -> bool {
    !matches!(
        key,
        Key::FirstName
            | Key::LastName
            | Key::Username
            | Key::Email
            | Key::IsApiUser
            | Key::Role
            | Key::RoleId
    )
}

/// Which operation the changes are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Edit,
    Role,
    Password,
}

/// How this dialect sees a user that it is about to change.
struct Seen {
    details: Details,
    settings: Arc<Settings>,
    purpose: Purpose,
}

impl Projection for Seen {
    type Change = Change;

    fn print(&self, field: &str, view: &UserView, now: Timestamp) -> Option<Value> {
        Key::by_name(field).map(|key| self.shown(view, now).text(key).into())
    }

    fn is_printed(&self, field: &str, sent: &Value, printed: Option<&Value>) -> bool {
        let texts = Key::by_name(field).zip(sent.as_str()).zip(printed.and_then(Value::as_str));
        texts.is_some_and(|((key, sent), printed)| self.says(key, sent, printed))
    }

    fn parse(&self, field: &str, _: &Value, view: &UserView, now: Timestamp) -> Result<Vec<Change>, Refusal> {
        match Key::by_name(field) {
            Some(key) => self.changes(key, self.shown(view, now)),
            None => self.password(view),
        }
    }
}

impl Seen {
    fn edit(
        details: Details,
        settings: &Arc<Settings>,
        purpose: Purpose,
        fields: Vec<(String, Value)>,
    ) -> Edit {
        let with_password = fields.iter().any(|(name, _)| Key::by_name(name).is_none());
        let seen = Self { details, settings: Arc::clone(settings), purpose };
        Edit::Sent { projection: Arc::new(seen), fields, with_password }
    }

    fn shown<'a>(&'a self, view: &'a UserView, now: Timestamp) -> Shown<'a> {
        Shown { view, now, zone: &self.settings.time_zone }
    }

    /// Whether what was sent for a member is what is printed, whatever its spelling.
    fn says(&self, key: Key, sent: &str, printed: &str) -> bool {
        match key.kind() {
            Kind::Flag => self.details.boolean(key.name()).is_ok_and(|flag| flag == Some(printed == "true")),
            Kind::Number => {
                self.details.integer(key.name()).is_ok_and(|number| number == printed.parse().ok())
            }
            Kind::Role => role::names_it(sent, printed),
            Kind::Text => sent == printed,
        }
    }

    /// What a member asks for that is not as it is printed.
    fn changes(&self, key: Key, shown: Shown<'_>) -> Draft<Vec<Change>> {
        match key {
            Key::FirstName => self.text(key, TextField::Given, MAX_NAME),
            Key::LastName => self.text(key, TextField::Family, MAX_NAME),
            Key::FullName => self.text(key, TextField::Display, MAX_TEXT),
            Key::Department => self.text(key, TextField::Department, MAX_TEXT),
            Key::Location => self.text(key, TextField::Location, MAX_TEXT),
            Key::Username => {
                let sent = field::required(&self.details, key.name(), model::Login::MAX)?;
                Ok(vec![Change::Login(field::login(sent)?)])
            }
            Key::Email => self.email(key, Slot::Main),
            Key::SecondaryEmail => self.email(key, Slot::Second),
            Key::UserGroup => {
                let name = self.said(key)?.map(field::group).transpose()?;
                Ok(group::changes(shown.view, name, &self.settings))
            }
            Key::IsApiUser => {
                self.flag(key)?;
                Err(Refusal::invalid(key.name(), Rule::NotAllowed))
            }
            Key::RestApiAccess | Key::HostCheck => Ok(self.of_token(key, self.flag(key)?)),
            Key::WebAccess
            | Key::SdkAccess
            | Key::MobileAccess
            | Key::AddonAccess
            | Key::TwoFactor
            | Key::OwnerName => Ok(vec![kept(key, self.flag(key)?)]),
            Key::RemoteConnect => self.remote_connect(shown),
            Key::ViaSshProxy => {
                let remote = self.remote_connect_after(shown)?;
                let said = self.flag(key)?.map(|said| quirks::via_ssh_proxy(said, Some(remote)));
                Ok(vec![kept(key, said)])
            }
            Key::RsaUsername | Key::RadiusUsername | Key::PhoneFactorUsername | Key::DuoUsername => {
                Ok(vec![kept(key, self.said(key)?)])
            }
            Key::Role | Key::RoleId => self.role(shown),
            Key::IsSuperAdmin => self.super_admin(shown),
            Key::HostName => {
                let said = self.said(key)?;
                said.map(token::check_host).transpose()?;
                Ok(self.of_token(key, said))
            }
            Key::ExpiryDate => {
                let said = self.said(key)?;
                said.map(|sent| token::check_date(sent, &self.settings, shown.now)).transpose()?;
                Ok(self.of_token(key, said))
            }
            Key::ValidityDays => {
                let said = field::integer(&self.details, key.name())?;
                said.map(token::check_days).transpose()?;
                Ok(self.of_token(key, said))
            }
            Key::MobileCountry | Key::Mobile => self.phone(Slot::Mobile, key, shown),
            Key::LandlineCountry | Key::Landline | Key::LandlineExt => self.phone(Slot::Landline, key, shown),
            Key::PrimaryContact => phones::primary_changes(self.said(key)?),
            Key::Policy => {
                let said = self.said(key)?.map(str::to_owned);
                Ok(vec![Change::PasswordPolicy(Dialect::Pam360, key.name(), said)])
            }
            // Computed: they are printed, and no edit takes them.
            Key::UserId | Key::Status | Key::Created | Key::Modified => Ok(Vec::new()),
        }
    }

    /// What was sent; none to clear it.
    fn said(&self, key: Key) -> Draft<Option<&str>> {
        field::text(&self.details, key.name(), MAX_TEXT)
    }

    fn flag(&self, key: Key) -> Draft<Option<bool>> {
        field::flag(&self.details, key.name())
    }

    fn text(&self, key: Key, text: TextField, max: usize) -> Draft<Vec<Change>> {
        let said = field::text(&self.details, key.name(), max)?;
        Ok(vec![Change::Text(text, said.map(str::to_owned))])
    }

    fn email(&self, key: Key, slot: Slot) -> Draft<Vec<Change>> {
        let address = self.said(key)?.map(|sent| field::email(key.name(), sent)).transpose()?;
        Ok(vec![Change::EmailIn(slot, address.map(|address| address.value().to_owned()))])
    }

    /// A word about the token, which the live one follows.
    fn of_token(&self, key: Key, said: Option<impl Into<Value>>) -> Vec<Change> {
        vec![kept(key, said), Change::Terms(token::terms_of(&self.settings))]
    }

    fn phone(&self, slot: Slot, key: Key, shown: Shown<'_>) -> Draft<Vec<Change>> {
        self.said(key)?;
        phones::changes(slot, shown.view, |key| self.text_after(key, shown))
    }

    /// What a member will be printed as: what was sent, else what stands.
    fn text_after<'a>(&'a self, key: Key, shown: Shown<'a>) -> Cow<'a, str> {
        match self.details.text(key.name()) {
            Ok(Some(sent)) => sent.into(),
            _ if self.details.is_blank(key.name()) => "".into(),
            _ => shown.text(key),
        }
    }

    /// Without the remote connection there is no proxy to it.
    fn remote_connect(&self, shown: Shown<'_>) -> Draft<Vec<Change>> {
        let mut changes = vec![kept(Key::RemoteConnect, self.flag(Key::RemoteConnect)?)];
        if !self.remote_connect_after(shown)? && shown.text(Key::ViaSshProxy) == "true" {
            changes.push(kept(Key::ViaSshProxy, Some(false)));
        }
        Ok(changes)
    }

    fn remote_connect_after(&self, shown: Shown<'_>) -> Draft<bool> {
        let key = Key::RemoteConnect;
        match self.flag(key)? {
            Some(said) => Ok(said),
            None => Ok(!self.details.is_blank(key.name()) && shown.text(key) == "true"),
        }
    }

    /// The role that is said. In an edit, what is sent as it is printed is no word about it.
    fn role_said<'a>(&'a self, shown: Shown<'a>) -> Draft<RoleSaid<'a>> {
        let (printed_number, printed_name) = role::shown(shown.view, shown.now);
        let counts = |is_printed: bool| self.purpose == Purpose::Role || !is_printed;
        let name = self.said(Key::Role)?.filter(|name| counts(role::names_it(name, printed_name)));
        let number = field::integer(&self.details, Key::RoleId.name())?;
        Ok(RoleSaid { name, number: number.filter(|number| counts(*number == printed_number)) })
    }

    /// Another role, which takes the word of super administrator from whoever is none any more.
    fn role(&self, shown: Shown<'_>) -> Draft<Vec<Change>> {
        let said = self.role_said(shown)?;
        let mut changes = Vec::from(said.changes());
        if shown.text(Key::IsSuperAdmin) == "true" && !said.is_administrator() {
            changes.push(kept(Key::IsSuperAdmin, Some(false)));
        }
        Ok(changes)
    }

    /// Nobody says it of himself (contract section 5.5).
    fn super_admin(&self, shown: Shown<'_>) -> Draft<Vec<Change>> {
        let role = self.role_said(shown)?;
        let is_administrator = if role.is_something() {
            role.is_administrator()
        } else {
            role::is_administrator(role::shown(shown.view, shown.now).0)
        };
        let key = Key::IsSuperAdmin;
        let said = self.flag(key)?.map(|said| quirks::super_admin(said, is_administrator));
        Ok(vec![match said {
            Some(true) => Change::ResidueOfAnother(Dialect::Pam360, key.name(), Some(true.into())),
            said => kept(key, said),
        }])
    }

    /// Another password, held to the policy that the user will have.
    fn password(&self, view: &UserView) -> Draft<Vec<Change>> {
        let kept = shown::text(view, Key::Policy);
        let (name, said, kept) = match self.purpose {
            Purpose::Password => (NEW_PASSWORD, None, kept),
            Purpose::Edit | Purpose::Role => {
                let cleared = self.details.is_blank(Key::Policy.name());
                (PASSWORD, self.said(Key::Policy)?, kept.filter(|_| !cleared))
            }
        };
        let policy = said.or(kept).unwrap_or(Policy::STRONG);
        let rule = match said {
            Some(said) => PasswordRule::Kept(said.to_owned()),
            // It may have been deleted since.
            None => PasswordRule::KeptOrStrong(policy.to_owned()),
        };
        let text =
            field::given(&self.details, name)?.ok_or_else(|| Refusal::invalid(name, Rule::Required))?;
        Ok(vec![Change::Password(password::checked(name, text, policy)?, rule)])
    }
}

/// A word that this dialect keeps; none takes it back.
fn kept(key: Key, said: Option<impl Into<Value>>) -> Change {
    Change::Residue(Dialect::Pam360, key.name(), said.map(Into::into))
}
