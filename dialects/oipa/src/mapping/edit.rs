//! A user out of the body of an update (section 5.3): printed and parsed field by field, so that what is sent as it is
//! shown changes nothing (`one-record` R3).

use std::sync::Arc;

use directory::users::{Change, Edit, GroupsChange, Known, PinField, TextField};
use model::projection::Projection;
use model::{Dialect, Email, Invalid, Origin, Refusal, Rule, Slot, Timestamp, UserView};
use serde_json::Value;

use super::check::{self, DEFAULT_DIGEST, Violations};
use super::codes::said;
use super::group::{self, Wanted};
use super::new_user::sex;
use super::{Codes, residue, user};
use crate::Settings;
use crate::settings::PutGroups;
use crate::wire::{Sent, UserBody};

const LOGIN: &str = "user.loginName";
const PASSWORD: &str = "user.password";
const STATUS: &str = "user.userStatus";
const LOCALE: &str = "user.localeCode";
const DIGEST: &str = "user.passwordEncryption";
const COMPANY: &str = "user.client.primaryCompany";
const GIVEN: &str = "user.client.firstName";
const FAMILY: &str = "user.client.lastName";
const EMAIL: &str = "user.client.email";
const GROUPS: &str = "user.securityGroup";

/// What the body wants changed. Absent members keep what stands; a password is asked for in any case.
pub(crate) fn edit(body: UserBody, codes: Codes, known: &Known, settings: &Settings) -> Edit {
    let client = body.client;
    let (word, sex) = sex(client.gender, client.sex);
    let texts = [
        (LOGIN.to_owned(), body.login_name),
        (STATUS.to_owned(), body.user_status),
        (LOCALE.to_owned(), body.locale_code),
        (DIGEST.to_owned(), body.password_encryption),
        (COMPANY.to_owned(), client.primary_company),
        (GIVEN.to_owned(), client.first_name),
        (FAMILY.to_owned(), client.last_name),
        (format!("user.client.{word}"), sex),
        (EMAIL.to_owned(), client.email),
    ];
    let sent = texts.into_iter().filter_map(|(field, sent)| match sent {
        Sent::Absent => None,
        Sent::Null => Some((field, Value::Null)),
        Sent::Value(text) => Some((field, Value::String(text))),
    });
    let mut fields: Vec<_> = sent.collect();
    fields.push((PASSWORD.to_owned(), Value::Null));
    let with_password = body.password.as_value().is_some();
    let groups = body.security_group.map(|entries| {
        fields.push((GROUPS.to_owned(), Value::Null));
        let mut violations = Violations::default();
        let wanted = group::wanted(entries, "user", known, settings, &mut violations);
        if violations.0.is_empty() { Ok(wanted) } else { Err(violations.0) }
    });
    let seen = Seen {
        codes,
        password: body.password,
        password_optional: settings.put_password_optional,
        groups,
        put_groups: settings.put_groups,
    };
    Edit::Sent { projection: Arc::new(seen), fields, with_password }
}

/// How this dialect sees a user that it is about to change. Password and groups, which it never prints, stand beside.
struct Seen {
    codes: Codes,
    password: Sent<String>,
    password_optional: bool,
    groups: Option<Result<Vec<Wanted>, Vec<Invalid>>>,
    put_groups: PutGroups,
}

impl Projection for Seen {
    type Change = Change;

    fn print(&self, field: &str, view: &UserView, _now: Timestamp) -> Option<Value> {
        let text = match field {
            LOGIN => Some(view.user.login.as_str()),
            STATUS => Some(self.codes.status_of(view)),
            LOCALE => Some(self.codes.locale_of(view)),
            DIGEST => Some(said(view, residue::ENCRYPTION).unwrap_or(DEFAULT_DIGEST)),
            COMPANY => user::company(view),
            GIVEN => view.user.given.as_deref(),
            FAMILY => view.user.family.as_deref(),
            EMAIL => user::email(view),
            PASSWORD | GROUPS => None,
            _ => view.user.gender.as_deref(),
        };
        text.map(Value::from)
    }

    fn is_printed(&self, field: &str, sent: &Value, printed: Option<&Value>) -> bool {
        match (field, sent, printed) {
            (PASSWORD | GROUPS, ..) => false,
            (DIGEST, Value::Null, _) => true,
            (DIGEST, Value::String(sent), Some(Value::String(label))) => sent.eq_ignore_ascii_case(label),
            (_, sent, printed) => sent == printed.unwrap_or(&Value::Null),
        }
    }

    fn parse(
        &self,
        field: &str,
        sent: &Value,
        view: &UserView,
        _: Timestamp,
    ) -> Result<Vec<Change>, Refusal> {
        match field {
            PASSWORD => self.password(view),
            GROUPS => self.groups(view),
            _ => self
                .text(field, sent.as_str().map(str::to_owned))
                .map_err(|rule| Refusal::invalid(field.to_owned(), rule)),
        }
    }
}

impl Seen {
    /// What a text asks for; none clears it where it may be cleared.
    fn text(&self, field: &str, sent: Option<String>) -> Result<Vec<Change>, Rule> {
        let there = |sent: Option<String>| sent.ok_or(Rule::Required);
        let keep = |name, value: String| Change::Residue(Dialect::Oipa, name, Some(value.into()));
        Ok(match field {
            LOGIN => vec![Change::Login(check::login(&there(sent)?)?)],
            STATUS => {
                let status = self.codes.status(&there(sent)?)?;
                let pin = Change::Pin(PinField::Enabled, String::new(), Dialect::Oipa, status.wording);
                vec![Change::Enabled(status.enabled), pin]
            }
            LOCALE => {
                let code = self.codes.locale(there(sent)?)?;
                let spoken = self.codes.spoken(&code);
                let pin = Change::Pin(PinField::Locale, String::new(), Dialect::Oipa, spoken.wording);
                let language = spoken.language.map(|tag| Change::Text(TextField::Locale, Some(tag)));
                language.into_iter().chain([pin, keep(residue::LOCALE, code)]).collect()
            }
            DIGEST => {
                let label = check::digest(there(sent)?)?;
                vec![Change::PasswordLabel(Dialect::Oipa, residue::ENCRYPTION, Some(label.into()))]
            }
            COMPANY => vec![keep(residue::COMPANY, self.codes.company(there(sent)?)?)],
            GIVEN => vec![Change::Text(TextField::Given, Some(check::name(there(sent)?)?))],
            FAMILY => vec![Change::Text(TextField::Family, Some(check::name(there(sent)?)?))],
            EMAIL => {
                let address = sent.map(Email::new).transpose()?;
                vec![Change::EmailIn(Slot::Main, address.map(|address| address.value().to_owned()))]
            }
            _ => vec![Change::Text(TextField::Gender, sent.map(check::plain).transpose()?)],
        })
    }

    /// The password must be there, but for a user whose password is not kept here.
    fn password(&self, view: &UserView) -> Result<Vec<Change>, Refusal> {
        let refused = |rule| Refusal::invalid(PASSWORD, rule);
        match &self.password {
            Sent::Value(password) => {
                let (password, rule) = check::password(password.clone()).map_err(refused)?;
                Ok(vec![Change::Password(password, rule)])
            }
            Sent::Absent | Sent::Null if self.password_optional || view.user.origin != Origin::Local => {
                Ok(Vec::new())
            }
            Sent::Absent | Sent::Null => Err(refused(Rule::Required)),
        }
    }

    fn groups(&self, view: &UserView) -> Result<Vec<Change>, Refusal> {
        let Some(wanted) = &self.groups else { return Ok(Vec::new()) };
        let wanted = wanted.as_ref().map_err(|broken| Refusal::Invalid(broken.clone()))?;
        let joins = wanted.iter().map(|wanted| group::beside(wanted, &view.memberships)).collect();
        Ok(vec![Change::Groups(match self.put_groups {
            PutGroups::Own => GroupsChange::Own(joins),
            PutGroups::All => GroupsChange::All(joins),
        })])
    }
}
