//! The filter `q` over users and security groups (section 5.2): it compares with what is printed.

use std::borrow::Cow;
use std::cell::Cell;

use ::filter::{Attribute, Filter, Held, Kind, Subject, parse};
use ::wire::Form;
use directory::Draft;
use directory::groups::GroupChoice;
use directory::users::{Among, Choice, Indexed, Parts};
use model::{Group, Refusal, Rule, UserView};

use super::user::{PARTS, company, email, guid};
use super::{Codes, group_guid};

/// A member of a user that can be filtered by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    LoginName,
    UserStatus,
    LocaleCode,
    ClientGuid,
    FirstName,
    LastName,
    Gender,
    Email,
    PrimaryCompany,
}

/// By their names; those of `client` also without it.
const FIELDS: [(&str, Field); 14] = [
    ("loginName", Field::LoginName),
    ("userStatus", Field::UserStatus),
    ("localeCode", Field::LocaleCode),
    ("clientGuid", Field::ClientGuid),
    ("client.firstName", Field::FirstName),
    ("client.lastName", Field::LastName),
    ("client.gender", Field::Gender),
    ("client.email", Field::Email),
    ("client.primaryCompany", Field::PrimaryCompany),
    ("firstName", Field::FirstName),
    ("lastName", Field::LastName),
    ("gender", Field::Gender),
    ("email", Field::Email),
    ("primaryCompany", Field::PrimaryCompany),
];

impl Field {
    fn of(attribute: &Attribute) -> Option<Self> {
        FIELDS.iter().find(|(name, _)| attribute.is(name)).map(|(_, field)| *field)
    }

    const fn indexed(self) -> Option<Indexed> {
        match self {
            Self::LoginName => Some(Indexed::Login),
            Self::ClientGuid => Some(Indexed::Id),
            Self::FirstName | Self::LastName | Self::Email => Some(Indexed::Text),
            Self::UserStatus | Self::LocaleCode | Self::Gender | Self::PrimaryCompany => None,
        }
    }

    /// Whether it stands in a list beside the columns.
    const fn in_lists(self) -> bool {
        match self {
            Self::UserStatus | Self::LocaleCode | Self::Email | Self::PrimaryCompany => true,
            Self::LoginName | Self::ClientGuid | Self::FirstName | Self::LastName | Self::Gender => false,
        }
    }
}

/// The users that `q` wants; none without it. Refuses what is no filter, and one over what users do not have.
pub(crate) fn users(query: &Form, codes: &Codes) -> Draft<Option<Choice>> {
    let in_lists = Cell::new(false);
    let kind = |attribute: &Attribute| {
        let field = Field::of(attribute)?;
        in_lists.set(in_lists.get() || field.in_lists());
        Some(Kind::Text)
    };
    let Some(filter) = checked(query, &kind)? else { return Ok(None) };
    let among = Among::of(&filter, &|attribute| Field::of(attribute).and_then(Field::indexed));
    let looks_at = if in_lists.get() { PARTS } else { Parts::NONE };
    let codes = codes.clone();
    Ok(Some(Choice::new(among, looks_at, move |view| filter.meets(&Shown { view, codes: &codes }))))
}

/// The security groups that `q` wants, all without it. Refuses what is no filter, and one over what groups do not have.
pub(crate) fn groups(query: &Form) -> Draft<GroupChoice> {
    let kind = |attribute: &Attribute| GroupField::of(attribute).map(|_| Kind::Text);
    let filter = checked(query, &kind)?;
    Ok(filter.map_or_else(GroupChoice::all, |filter| {
        GroupChoice::of(move |group| filter.meets(&ShownGroup(group)))
    }))
}

fn checked(query: &Form, kind: &dyn Fn(&Attribute) -> Option<Kind>) -> Draft<Option<Filter>> {
    let Some(text) = query.first("q") else { return Ok(None) };
    let filter = parse(text).map_err(|wrong| refused(wrong.to_string()))?;
    let outside = |inside: Option<&Attribute>, attribute: &Attribute| match inside {
        None => kind(attribute),
        Some(_) => None,
    };
    filter.check(&outside).map_err(|wrong| refused(format!("cannot be answered: {wrong}")))?;
    Ok(Some(filter))
}

fn refused(words: String) -> Refusal {
    Refusal::invalid("q", Rule::Filter(words))
}

/// A user as it is printed.
struct Shown<'a> {
    view: &'a UserView,
    codes: &'a Codes,
}

impl Subject for Shown<'_> {
    fn values(&self, attribute: &Attribute) -> Vec<Held<'_>> {
        let user = &self.view.user;
        let Some(field) = Field::of(attribute) else { return Vec::new() };
        let text = match field {
            Field::LoginName => Some(user.login.as_str()),
            Field::UserStatus => Some(self.codes.status_of(self.view)),
            Field::LocaleCode => Some(self.codes.locale_of(self.view)),
            Field::ClientGuid => return vec![Held::Text(Cow::Owned(guid(user.id)))],
            Field::FirstName => user.given.as_deref(),
            Field::LastName => user.family.as_deref(),
            Field::Gender => user.gender.as_deref(),
            Field::Email => email(self.view),
            Field::PrimaryCompany => company(self.view),
        };
        text.map(Held::text).into_iter().collect()
    }
}

/// A member of a security group that can be filtered by.
#[derive(Clone, Copy)]
enum GroupField {
    Name,
    Guid,
}

impl GroupField {
    fn of(attribute: &Attribute) -> Option<Self> {
        if attribute.is("securityGroupName") {
            Some(Self::Name)
        } else {
            attribute.is("securityGroupGuid").then_some(Self::Guid)
        }
    }
}

/// A group as it is printed.
struct ShownGroup<'a>(&'a Group);

impl Subject for ShownGroup<'_> {
    fn values(&self, attribute: &Attribute) -> Vec<Held<'_>> {
        match GroupField::of(attribute) {
            Some(GroupField::Name) => vec![Held::text(self.0.name.as_str())],
            Some(GroupField::Guid) => vec![Held::Text(Cow::Owned(group_guid(self.0)))],
            None => Vec::new(),
        }
    }
}
