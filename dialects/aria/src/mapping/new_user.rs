//! A new user out of a body (sections 3.2, 6.1, 6.4).

use directory::Draft;
use directory::groups::{GroupRef, Join};
use directory::passwords::{Password, PasswordRefused, PolicyRules};
use directory::users::{NewPassword, NewUser, PasswordRule};
use model::{Dialect, GroupId, Login, Residue, Rule, Slot};

use super::violations::Violations;
use super::{grants, residue};
use crate::Settings;
use crate::wire::UserBody;

/// What the vendor asks of a name; white space is that of its regular expressions, ASCII only.
const PATTERN: Rule = Rule::Format(r#"must match "^[^\s,<&"'?+%=>;/#]+$""#);
const FORBIDDEN: &str = " \t\n\u{b}\u{c}\r,<&\"'?+%=>;/#";
const BLANK: Rule = Rule::Format("must not be blank");

/// The user that operation 3 makes. Refuses `Invalid` with everything that this dialect's door refuses.
pub(crate) fn new_user(body: UserBody, settings: Settings) -> Draft<NewUser> {
    let given = |given, violations: &mut Violations| {
        let password = violations.check(|| "password", password(given))?;
        Some(NewPassword::Given(password, password_rule(settings)))
    };
    user(body, given)
}

/// A user that operation 34 brings in: its password is kept at its source, and none is taken here.
pub(super) fn imported_user(body: UserBody) -> Draft<NewUser> {
    let none = |given: Option<String>, violations: &mut Violations| {
        if given.is_some_and(|given| !given.is_empty()) {
            violations.add("password", Rule::NotAllowed);
        }
        Some(NewPassword::None)
    };
    user(body, none)
}

fn user(
    body: UserBody,
    password: impl FnOnce(Option<String>, &mut Violations) -> Option<NewPassword>,
) -> Draft<NewUser> {
    let mut violations = Violations::default();
    let login = violations.check(|| "username", username(body.username));
    let given = violations.text("firstName", body.first_name);
    let family = violations.text("lastName", body.last_name);
    let password = password(body.password, &mut violations);
    let email = violations.email("emailAddress", body.email_address);
    let mut said = Residue::default();
    if let Some(name) = violations.text("distinguishedName", body.distinguished_name) {
        said.set(residue::DISTINGUISHED_NAME, name);
    }
    let (grants, as_sent) = grants::grants(body.role_permissions, body.role_names, &[], &mut violations);
    if !as_sent.is_empty() {
        said.set(residue::PERMISSIONS, as_sent);
    }
    if let Some(id) = violations.text("externalId", body.external_id) {
        said.set(residue::EXTERNAL_ID, id);
    }
    let (login, password) = violations.unless_any(login.zip(password))?;
    let mut user = NewUser::named(login);
    user.given = given;
    user.family = family;
    user.password = password;
    user.emails = email.map(|email| email.into_slot(Slot::Main)).into_iter().collect();
    user.enabled = body.enabled.unwrap_or(true);
    user.groups = groups(body.group_ids.unwrap_or_default()).map(Join::now).collect();
    user.grants = grants;
    user.residue = (!said.is_empty()).then_some((Dialect::Aria, said));
    Ok(user)
}

/// A name of the vendor's pattern that the record can hold.
pub(super) fn username(given: Option<String>) -> Result<Login, Rule> {
    let given = given.ok_or(Rule::Required)?;
    if given.is_empty() || given.contains(|c| FORBIDDEN.contains(c)) {
        return Err(PATTERN);
    }
    Login::new(&given)
}

/// A local user needs one; its policy is asked in the core.
pub(super) fn password(given: Option<String>) -> Result<Password, Rule> {
    Password::new(given.ok_or(Rule::Required)?).map_err(|refused| match refused {
        PasswordRefused::Blank => BLANK,
        PasswordRefused::TooLong => Rule::TooLong { max: directory::passwords::MAX_CHARACTERS },
        PasswordRefused::Nul => Rule::ControlCharacter,
    })
}

/// What a new password must meet (section 6.1).
pub(super) fn password_rule(settings: Settings) -> PasswordRule {
    let rules = if settings.password_policy { PolicyRules::ARIA } else { PolicyRules::at_least(1) };
    PasswordRule::Own { policy: "Aria", rules }
}

/// The groups named, once each, in the order sent.
pub(super) fn groups(mut groups: Vec<GroupId>) -> impl Iterator<Item = GroupRef> {
    let mut seen = std::collections::HashSet::new();
    groups.retain(|group| seen.insert(*group));
    groups.into_iter().map(GroupRef::Id)
}
