//! A new user out of a body (sections 3.2, 6.1, 6.4).

use std::borrow::Cow;

use directory::Draft;
use directory::groups::{GroupRef, Join};
use directory::passwords::{Password, PasswordRefused, PolicyRules};
use directory::users::{NewPassword, NewUser, PasswordRule};
use model::{Dialect, Email, GroupId, Invalid, Login, Refusal, Residue, Rule, Slot, text};

use super::{permission, residue};
use crate::Settings;
use crate::wire::UserBody;

/// What the vendor asks of a name; white space is that of its regular expressions, ASCII only.
const PATTERN: Rule = Rule::Format(r#"must match "^[^\s,<&"'?+%=>;/#]+$""#);
const FORBIDDEN: &str = " \t\n\u{b}\u{c}\r,<&\"'?+%=>;/#";
const BLANK: Rule = Rule::Format("must not be blank");

/// The rules that were broken, in the order of the members.
#[derive(Default)]
pub(super) struct Violations(Vec<Invalid>);

impl Violations {
    pub fn add(&mut self, path: impl Into<Cow<'static, str>>, rule: Rule) {
        self.0.push(Invalid { field: path.into(), rule });
    }

    /// Notes what `checked` refuses; none then.
    pub fn check<T, P: Into<Cow<'static, str>>>(
        &mut self,
        path: impl FnOnce() -> P,
        checked: Result<T, Rule>,
    ) -> Option<T> {
        checked.map_err(|rule| self.add(path(), rule)).ok()
    }

    /// A text that may be missing; an empty one is (`one-record` 1.1).
    fn text(&mut self, path: &'static str, text: Option<String>) -> Option<String> {
        let text = text.filter(|text| !text.is_empty())?;
        self.check(|| path, text::checked(text, text::MAX_TEXT))
    }
}

/// The user that operation 3 makes. Refuses `Invalid` with everything that this dialect's door refuses.
pub(crate) fn new_user(body: UserBody, settings: Settings) -> Draft<NewUser> {
    let mut violations = Violations::default();
    let login = violations.check(|| "username", username(body.username));
    let given = violations.text("firstName", body.first_name);
    let family = violations.text("lastName", body.last_name);
    let password = violations.check(|| "password", password(body.password, settings));
    let email = body.email_address.filter(|address| !address.is_empty());
    let email = email.and_then(|address| violations.check(|| "emailAddress", Email::new(address)));
    let mut said = Residue::default();
    if let Some(name) = violations.text("distinguishedName", body.distinguished_name) {
        said.set(residue::DISTINGUISHED_NAME, name);
    }
    let (grants, as_sent) = permission::grants(body.role_permissions, body.role_names, &mut violations);
    if !as_sent.is_empty() {
        said.set(residue::PERMISSIONS, as_sent);
    }
    if let Some(id) = violations.text("externalId", body.external_id) {
        said.set(residue::EXTERNAL_ID, id);
    }
    let (Some(login), Some(password), true) = (login, password, violations.0.is_empty()) else {
        return Err(Refusal::Invalid(violations.0));
    };
    let mut user = NewUser::named(login);
    user.given = given;
    user.family = family;
    user.password = password;
    user.emails = email.map(|email| email.into_slot(Slot::Main)).into_iter().collect();
    user.enabled = body.enabled.unwrap_or(true);
    user.groups = joins(body.group_ids.unwrap_or_default());
    user.grants = grants;
    user.residue = (!said.is_empty()).then_some((Dialect::Aria, said));
    Ok(user)
}

fn username(given: Option<String>) -> Result<Login, Rule> {
    let given = given.ok_or(Rule::Required)?;
    if given.is_empty() || given.contains(|c| FORBIDDEN.contains(c)) {
        return Err(PATTERN);
    }
    Login::new(&given)
}

/// A local user needs one; its policy is asked in the core.
fn password(given: Option<String>, settings: Settings) -> Result<NewPassword, Rule> {
    let password = Password::new(given.ok_or(Rule::Required)?).map_err(|refused| match refused {
        PasswordRefused::Blank => BLANK,
        PasswordRefused::TooLong => Rule::TooLong { max: directory::passwords::MAX_CHARACTERS },
        PasswordRefused::Nul => Rule::ControlCharacter,
    })?;
    let rules = if settings.password_policy { PolicyRules::ARIA } else { PolicyRules::at_least(1) };
    Ok(NewPassword::Given(password, PasswordRule { policy: "Aria".to_owned(), rules }))
}

fn joins(mut groups: Vec<GroupId>) -> Vec<Join> {
    let mut seen = std::collections::HashSet::new();
    groups.retain(|group| seen.insert(*group));
    groups.into_iter().map(|group| Join::now(GroupRef::Id(group))).collect()
}
