//! New users out of a body (sections 4.1, 5.1).

use std::collections::BTreeSet;

use directory::Draft;
use directory::groups::GroupRef;
use directory::users::{Known, NewPassword, NewUser};
use model::{Dialect, Email, Login, Pin, Refusal, Residue, Rule, Slot};

use super::check::{self, Violations, required};
use super::codes::{PINNED, PINNED_LOCALE};
use super::{Codes, group, residue};
use crate::Settings;
use crate::wire::{ClientBody, Sent, UserBody};

/// The names in some bodies that can be names at all: what the core is asked about beforehand.
pub(crate) fn names(bodies: &[UserBody]) -> (Vec<Login>, Vec<GroupRef>) {
    let logins = bodies.iter().filter_map(|body| check::login(body.login_name.as_value()?).ok());
    let groups = bodies.iter().flat_map(|body| body.security_group.iter().flatten());
    (logins.collect(), groups.filter_map(|entry| group::reference(entry).ok()).collect())
}

/// The users that a request makes. Refuses `Invalid` with everything that is wrong with any of them.
pub(crate) fn new_users(
    bodies: Vec<UserBody>,
    codes: &Codes,
    known: &Known,
    settings: &Settings,
) -> Draft<Vec<NewUser>> {
    let mut violations = Violations::default();
    let mut seen = BTreeSet::new();
    let mut users = Vec::with_capacity(bodies.len());
    for (index, body) in bodies.into_iter().enumerate() {
        let at = format!("users[{index}]");
        let user = new_user(body, &at, codes, known, settings, &mut violations);
        let Some(user) = user else { continue };
        if !seen.insert(user.login.key().to_owned()) {
            violations.add(format!("{at}.loginName"), Rule::Twice);
        }
        users.push(user);
    }
    if violations.0.is_empty() { Ok(users) } else { Err(Refusal::Invalid(violations.0)) }
}

/// One user; none where what it cannot do without is wrong, and all that is wrong is noted.
fn new_user(
    body: UserBody,
    at: &str,
    codes: &Codes,
    known: &Known,
    settings: &Settings,
    violations: &mut Violations,
) -> Option<NewUser> {
    let path = |leaf: &str| format!("{at}.{leaf}");
    let login = violations
        .check(|| path("loginName"), required(body.login_name).and_then(|name| check::login(&name)))
        .filter(|login| {
            let taken = known.is_taken(login);
            if taken {
                violations.add(path("loginName"), Rule::Twice);
            }
            !taken
        });
    let password = violations.check(|| path("password"), required(body.password).and_then(check::password));
    let status = body.user_status.value().map(|code| codes.status(&code)).transpose();
    let status = violations.check(|| path("userStatus"), status).flatten();
    let mut said = Residue::default();
    let locale = required(body.locale_code).and_then(|code| codes.locale(code));
    let locale = violations.check(|| path("localeCode"), locale);
    let spoken = locale.as_deref().map(|code| codes.spoken(code));
    if let Some(code) = locale {
        said.set(residue::LOCALE, code);
    }
    let digest = body.password_encryption.value().map(check::digest).transpose();
    if let Some(label) = violations.check(|| path("passwordEncryption"), digest).flatten() {
        said.set(residue::ENCRYPTION, label);
    }
    let person = person(body.client, at, codes, &mut said, violations);
    let groups = group::wanted(body.security_group.unwrap_or_default(), at, known, settings, violations);
    let (password, rule) = password?;
    let mut user = NewUser::named(login?);
    user.password = NewPassword::Given(password, rule);
    (user.given, user.family, user.gender) = (person.given, person.family, person.gender);
    if let Some(spoken) = spoken {
        user.locale = spoken.language;
        user.pins.extend(spoken.wording.map(|wording| pin(PINNED_LOCALE, wording)));
    }
    user.emails = person.email.map(|email| email.into_slot(Slot::Main)).into_iter().collect();
    if let Some(status) = status {
        user.enabled = status.enabled;
        user.pins.extend(status.wording.map(|wording| pin(PINNED, wording)));
    }
    user.groups = groups.into_iter().map(|wanted| wanted.join).collect();
    user.residue = Some((Dialect::Oipa, said));
    Some(user)
}

/// Who is behind a user.
struct Person {
    given: Option<String>,
    family: Option<String>,
    gender: Option<String>,
    email: Option<Email>,
}

fn person(
    client: ClientBody,
    at: &str,
    codes: &Codes,
    said: &mut Residue,
    violations: &mut Violations,
) -> Person {
    let path = |leaf: &str| format!("{at}.client.{leaf}");
    let company = required(client.primary_company).and_then(|name| codes.company(name));
    if let Some(name) = violations.check(|| path("primaryCompany"), company) {
        said.set(residue::COMPANY, name);
    }
    let given = required(client.first_name).and_then(check::name);
    let given = violations.check(|| path("firstName"), given);
    let family = required(client.last_name).and_then(check::name);
    let family = violations.check(|| path("lastName"), family);
    let (word, sex) = sex(client.gender, client.sex);
    let gender = violations.check(|| path(word), sex.value().map(check::plain).transpose()).flatten();
    let email = client.email.value().map(Email::new).transpose();
    let email = violations.check(|| path("email"), email).flatten();
    Person { given, family, gender, email }
}

/// `gender` is looked at first, and `sex` then, with the name of the one that counts.
pub(super) fn sex(gender: Sent<String>, sex: Sent<String>) -> (&'static str, Sent<String>) {
    if gender == Sent::Absent { ("sex", sex) } else { ("gender", gender) }
}

fn pin(field: &str, wording: String) -> Pin {
    Pin { field: field.to_owned(), entry: String::new(), dialect: Dialect::Oipa, wording }
}
