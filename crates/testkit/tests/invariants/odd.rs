//! Users whom no dialect could have made as they are: whatever the record can hold.

use directory::groups::{GroupRef, Join};
use directory::passwords::{Password, PolicyRules};
use directory::roles::{NewGrant, RoleRef};
use directory::users::{Change, NewLock, NewPassword, NewUser, PasswordRule};
use model::{
    AccessWindow, Dialect, Email, GrantObjects, GroupName, Kind, Login, Origin, Phone, Residue, Slot,
    Timestamp,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use crate::doors::{Someone, draw};
use crate::stage::Stage;

/// A user and the state he is in, without the part of his login that makes it unique.
#[derive(Clone, Debug)]
pub struct Odd {
    login: String,
    password: Option<String>,
    user: NewUser,
    locked: bool,
    unlocks: Option<i64>,
    dates: Vec<(i64, Option<i64>)>,
}

/// Instants lie finer than any dialect prints them.
const MICROS: i64 = 123_457;

impl Odd {
    /// Makes him past all doors.
    pub async fn made(self, stage: &Stage<'_>) -> Someone {
        let now = stage.world.directory.now();
        let mut user = self.user;
        user.login = Login::new(&stage.unique(&self.login)).unwrap();
        let groups = draw::GROUPS.into_iter().zip(&self.dates);
        user.groups = groups
            .map(|(name, (from, length))| Join {
                from: Some(finer(now, *from)),
                until: length.map(|length| finer(now, from + length)),
                ..Join::now(GroupRef::Name(GroupName::new(name).unwrap()))
            })
            .collect();
        let who = stage.make_in_core(user).await;
        if self.locked {
            let until = self.unlocks.map(|seconds| finer(now, seconds));
            stage
                .change(&who, vec![Change::Lock(Some(NewLock { reason: Some("r".to_owned()), until }))])
                .await;
        }
        Someone { password: self.password, ..who }
    }
}

/// A password that no policy refuses.
pub fn new_password(text: &str) -> NewPassword {
    let rule = PasswordRule::Own { policy: "test", rules: PolicyRules::at_least(1) };
    NewPassword::Given(Password::new(text.to_owned()).unwrap(), rule)
}

fn finer(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_micros(now.plus_seconds(seconds).micros() + MICROS).unwrap()
}

/// Any of them. One who is external or a program may have no password.
pub fn odd() -> BoxedStrategy<Odd> {
    let texts = || option::of(draw::text());
    let names = ("[^\\p{C}\\p{Z}\u{ad}:]{1,12}", texts(), texts(), texts(), texts(), texts());
    let emails = vec((draw::text(), select(vec![None, Some(Slot::Main), Some(Slot::Second)])), 0..3);
    let phones = vec((draw::text(), select(vec![None, Some(Slot::Mobile), Some(Slot::Landline)])), 0..3);
    let attributes = proptest::collection::btree_map(draw::text(), draw::text(), 0..3);
    let lists = (emails, phones, attributes, grants(), residue());
    let dates = vec((-90_i64..90, option::of(1_i64..90)), 0..=4);
    let states =
        (any::<bool>(), (any::<bool>(), option::of(1_i64..90)), any::<bool>(), any::<bool>(), 0..3_u8);
    (names, lists, dates, states, draw::password())
        .prop_map(|(names, (emails, phones, attributes, grants, residue), dates, states, password)| {
            let (login, given, family, display, gender, department) = names;
            let (enabled, (locked, unlocks), unlock_on_password, must_change, origin) = states;
            let mut user = NewUser::named(Login::new("nobody").unwrap());
            (user.given, user.family, user.display) = (given, family, display);
            (user.gender, user.department, user.attributes) = (gender, department, attributes);
            (user.enabled, user.must_change, user.unlock_on_password) =
                (enabled, must_change, unlock_on_password);
            user.emails = in_slots(emails, |text, slot| {
                let mut email = Email::new(text).ok()?;
                (email.slot, email.kind) = (slot, Some("home".to_owned()));
                Some(email)
            });
            user.phones = in_slots(phones, |text, slot| {
                let mut phone = Phone::from_text(text).ok()?;
                phone.slot = slot;
                Some(phone)
            });
            (user.grants, user.residue) = (grants, residue);
            let start = 1_767_935_760_000_000;
            let at = |seconds: i64| Timestamp::from_micros(start + seconds * 1_000_000 + MICROS);
            user.window = AccessWindow::new(at(-100), at(1_000_000)).unwrap();
            user.origin = if origin == 1 { Origin::External(None) } else { Origin::Local };
            user.kind = if origin == 2 { Kind::Api } else { Kind::Person };
            let password = (origin == 0).then_some(password);
            if let Some(text) = &password {
                user.password = new_password(text);
            }
            Odd { login: format!("x{login}x"), password, user, locked, unlocks, dates }
        })
        .boxed()
}

/// At most one entry in each slot.
fn in_slots<T>(
    drawn: Vec<(String, Option<Slot>)>,
    make: impl Fn(String, Option<Slot>) -> Option<T>,
) -> Vec<T> {
    let mut taken = Vec::new();
    let entries = drawn.into_iter().filter_map(|(text, slot)| {
        let slot = slot.filter(|slot| !taken.contains(slot));
        taken.extend(slot);
        make(text, slot)
    });
    entries.collect()
}

fn grants() -> impl Strategy<Value = Vec<NewGrant>> {
    let objects = prop_oneof![
        Just(GrantObjects::All),
        Just(GrantObjects::None),
        Just(GrantObjects::Specs(json!([]))),
        Just(GrantObjects::Specs(json!([{"adapterKind": "a", "name": "n"}]))),
    ];
    let grant = |((objects, all_objects_said), role): ((GrantObjects, bool), &str)| NewGrant {
        role: RoleRef::Name(role.to_owned()),
        objects,
        all_objects_said,
    };
    vec((objects, any::<bool>()), 0..=2)
        .prop_map(move |all| all.into_iter().zip(["ReadOnly", "PowerUser"]).map(grant).collect())
}

/// What a dialect said that is not served here, so that nobody reads it as his own.
fn residue() -> impl Strategy<Value = Option<(Dialect, Residue)>> {
    let said = (select(vec![Dialect::Scim, Dialect::Kron]), draw::text());
    option::of(said.prop_map(|(dialect, text)| {
        let mut residue = Residue::default();
        residue.set("externalId", text);
        (dialect, residue)
    }))
}
