//! How this dialect prints a user (contract section 6.1, `one-record` section 1).

use std::borrow::Cow;

use directory::policies::Policy;
use directory::tokens::API_ACCESS;
use directory::users::{Parts, Residues};
use jiff::tz::TimeZone;
use model::{Dialect, Kind, Residue, SignIn, Slot, Timestamp, UserView};

use super::{group, phones, role};
use crate::wire::{Key, User};

/// What is read of a user to print it.
pub const PARTS: Parts = Parts {
    emails: true,
    phones: true,
    memberships: true,
    grants: true,
    inherited: true,
    residue: Residues::Of(Dialect::Pam360),
    pins: true,
    ..Parts::NONE
};

/// Printed where there is no time and no date.
const NO_TIME: &str = "N/A";

/// A user at an instant, as it is seen where days begin in this zone.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub view: &'a UserView,
    pub now: Timestamp,
    pub zone: &'a TimeZone,
}

impl<'a> Shown<'a> {
    /// Every member.
    pub fn user(self) -> User<'a> {
        User(Key::ALL.iter().map(|key| (*key, self.text(*key))).collect())
    }

    /// One member.
    pub fn text(self, key: Key) -> Cow<'a, str> {
        let (view, user) = (self.view, &self.view.user);
        match key {
            Key::UserId => user.number.to_string().into(),
            Key::Username => user.login.as_str().into(),
            Key::FirstName => plain(user.given.as_deref()),
            Key::LastName => plain(user.family.as_deref()),
            Key::FullName => full_name(view),
            Key::Email => email(view, Slot::Main),
            Key::SecondaryEmail => email(view, Slot::Second),
            Key::Role => role::shown(view, self.now).1.into(),
            Key::RoleId => role::shown(view, self.now).0.to_string().into(),
            Key::Department => plain(user.department.as_deref()),
            Key::Location => plain(user.location.as_deref()),
            Key::UserGroup => plain(group::shown(view, self.now)),
            Key::IsApiUser => flag(user.kind == Kind::Api),
            Key::RestApiAccess => flag(has_access(view)),
            Key::WebAccess => switch(view, key, user.kind != Kind::Api),
            Key::MobileAccess | Key::AddonAccess => switch(view, key, true),
            Key::IsSuperAdmin
            | Key::SdkAccess
            | Key::RemoteConnect
            | Key::ViaSshProxy
            | Key::TwoFactor
            | Key::OwnerName
            | Key::HostCheck => switch(view, key, false),
            Key::RsaUsername
            | Key::RadiusUsername
            | Key::PhoneFactorUsername
            | Key::DuoUsername
            | Key::HostName => plain(text(view, key)),
            Key::PrimaryContact => phones::primary_contact(view),
            Key::MobileCountry | Key::Mobile => phones::shown(view, Slot::Mobile, key),
            Key::LandlineCountry | Key::Landline | Key::LandlineExt => {
                phones::shown(view, Slot::Landline, key)
            }
            Key::ExpiryDate => text(view, key).unwrap_or(NO_TIME).into(),
            Key::ValidityDays => validity_days(view).map(|days| days.to_string()).unwrap_or_default().into(),
            Key::Policy => text(view, key).unwrap_or(Policy::STRONG).into(),
            Key::Status => status(view, self.now).into(),
            Key::Created => self.time(user.created).into(),
            Key::Modified => self.time(user.updated).into(),
        }
    }

    /// `Jan 9, 2026 05:16 AM`, cut to the minute.
    fn time(self, at: Timestamp) -> String {
        let Ok(instant) = jiff::Timestamp::from_microsecond(at.micros()) else { return NO_TIME.to_owned() };
        instant.to_zoned(self.zone.clone()).strftime("%b %-d, %Y %I:%M %p").to_string()
    }
}

/// What was said of a user here.
pub fn said(view: &UserView) -> Option<&Residue> {
    view.residue.get(&Dialect::Pam360)
}

/// A text that was said of a user here.
pub fn text(view: &UserView, key: Key) -> Option<&str> {
    said(view)?.text(key.name())
}

/// `TOKENVALIDITYDAYS`, where they were said.
pub fn validity_days(view: &UserView) -> Option<i64> {
    said(view)?.get(Key::ValidityDays.name())?.as_i64()
}

/// Whether a user may use this API: as said, else programs may.
pub fn has_access(view: &UserView) -> bool {
    said(view).and_then(|said| said.flag(API_ACCESS)).unwrap_or(view.user.kind == Kind::Api)
}

/// A switch that was said of a user here, else what it is without a word.
fn switch(view: &UserView, key: Key, unsaid: bool) -> Cow<'static, str> {
    flag(said(view).and_then(|said| said.flag(key.name())).unwrap_or(unsaid))
}

fn plain(text: Option<&str>) -> Cow<'_, str> {
    text.unwrap_or_default().into()
}

fn flag(value: bool) -> Cow<'static, str> {
    if value { "true" } else { "false" }.into()
}

fn full_name(view: &UserView) -> Cow<'_, str> {
    if let Some(display) = &view.user.display {
        return display.into();
    }
    let names = [view.user.given.as_deref(), view.user.family.as_deref()];
    names.into_iter().flatten().collect::<Vec<_>>().join(" ").into()
}

fn email(view: &UserView, slot: Slot) -> Cow<'_, str> {
    plain(view.emails.iter().find(|email| email.slot == Some(slot)).map(model::Email::value))
}

fn status(view: &UserView, now: Timestamp) -> &'static str {
    match view.user.sign_in(now) {
        SignIn::Disabled => "DISABLED",
        SignIn::Locked => "LOCKED",
        SignIn::Allowed | SignIn::NotYet | SignIn::Over => "ACTIVE",
    }
}
