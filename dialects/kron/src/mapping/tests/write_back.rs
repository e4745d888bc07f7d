//! Whatever a user is like: what is printed of it, sent back, changes nothing (`one-record` 13, 3).

use std::collections::BTreeMap;

use directory::users::{Change, Edit, PinField};
use model::projection::Projection;
use model::{
    AccessWindow, Dialect, Email, Lock, Login, Origin, Phone, Pin, Residue, Slot, Timestamp, UserView,
};
use proptest::prelude::*;
use serde_json::Value;

use super::people::{at, bare, managed, member};
use crate::Settings;
use crate::mapping::edit;
use crate::mapping::user::{detail, legacy_user, user};
use crate::wire::{Key, UserBody};

const NOW: i64 = 1_000;

/// Instants around now, also between milliseconds.
fn instant() -> impl Strategy<Value = Timestamp> {
    (-2_000_000_i64..4_000_000).prop_map(|micros| Timestamp::from_micros(micros).unwrap())
}

fn text() -> impl Strategy<Value = Option<String>> {
    let some = prop::sample::select(vec!["", " ", "x", "Account is disabled", "a;b", "true", "5", "LDAP"]);
    prop::option::of(some.prop_map(str::to_owned))
}

fn lock() -> impl Strategy<Value = Option<Lock>> {
    let lock = (text(), prop::option::of(instant()));
    prop::option::of(lock.prop_map(|(reason, until)| Lock { reason, since: at(0), until }))
}

fn window() -> impl Strategy<Value = AccessWindow> {
    (prop::option::of(instant()), prop::option::of(instant()))
        .prop_map(|(from, until)| AccessWindow::new(from, until).unwrap_or(AccessWindow::ALWAYS))
}

fn phones() -> impl Strategy<Value = Vec<Phone>> {
    let texts = prop::sample::select(vec!["1", "2;3", "+1-555000", ";", " "]);
    prop::collection::vec(texts.prop_map(|text| Phone::stored(text.to_owned(), None)), 0..4)
}

fn attributes() -> impl Strategy<Value = BTreeMap<String, String>> {
    let names = prop::sample::select(vec!["hey", "HEY", "isLocked", "ubaThreshold", "UBATHRESHOLD", ""]);
    prop::collection::btree_map(names.prop_map(str::to_owned), "[ -~]{0,4}", 0..4)
}

fn pins() -> impl Strategy<Value = Vec<Pin>> {
    let fields =
        prop::sample::select(vec![PinField::Phones, PinField::Lock, PinField::Window, PinField::MustChange]);
    let mut entries: Vec<_> = Key::ALL.iter().map(|key| key.name()).collect();
    entries.extend(["", "mobile"]);
    let wording = prop::sample::select(vec!["true", "FALSE", "False", "01", "1000", "", "1;;2", "hidden"]);
    let dialect = prop::sample::select(vec![Dialect::Kron, Dialect::Kron, Dialect::Pam360]);
    let pin = (fields, prop::sample::select(entries), dialect, wording).prop_map(
        |(field, entry, dialect, wording)| Pin {
            field: field.name().to_owned(),
            entry: entry.to_owned(),
            dialect,
            wording: wording.to_owned(),
        },
    );
    prop::collection::vec(pin, 0..5)
}

prop_compose! {
    fn states()(
        (enabled, external, must_change, unlock) in any::<(bool, bool, bool, bool)>(),
        lock in lock(),
        window in window(),
        [given, family, number, source] in [text(), text(), text(), text()],
    ) -> UserView {
        let mut view = bare("o'neil:x y");
        view.user.enabled = enabled;
        view.user.origin = if external { Origin::External(None) } else { Origin::Local };
        (view.user.must_change, view.user.unlock_on_password) = (must_change, unlock);
        (view.user.lock, view.user.window) = (lock, window);
        (view.user.given, view.user.family, view.user.personnel_number) = (given, family, number);
        let mut said = Residue::default();
        said.set("rapOnlyUser", must_change);
        said.set("passwordAlgorithm", "MD5");
        if let Some(source) = source {
            said.set("externalDirectorySource", source);
        }
        view.residue.insert(Dialect::Kron, said);
        view
    }
}

prop_compose! {
    fn users()(
        mut view in states(),
        phones in phones(),
        attributes in attributes(),
        pins in pins(),
        groups in prop::collection::btree_set(1_i64..6, 0..4),
        manages in prop::collection::btree_set(1_i64..6, 0..3),
        (from, until) in (instant(), prop::option::of(instant())),
        email in prop::option::of(any::<bool>()),
        login in "[a-zA-Z;,]{1,8}",
    ) -> UserView {
        view.user.login = Login::new(&login).unwrap();
        (view.phones, view.attributes, view.pins) = (phones, attributes, pins);
        view.memberships = groups.into_iter().map(|number| member(number, from, until)).collect();
        view.manages = manages.into_iter().map(managed).collect();
        view.emails = email.into_iter().map(|main| {
            let email = Email::new("no address".to_owned()).unwrap();
            if main { email.into_slot(Slot::Main) } else { email }
        }).collect();
        view
    }
}

/// What the core would do with `body`.
fn asked(body: &Value, view: &UserView, settings: Settings) -> Vec<Change> {
    let body = UserBody::read(body).unwrap_or_else(|refusal| panic!("{body}: {refusal}"));
    let (_, edit) = edit(body, settings).unwrap_or_else(|refusal| panic!("{refusal}"));
    let Edit::Sent { projection, fields, .. } = edit else { panic!("fields") };
    fields.iter().flat_map(|(field, sent)| of_field(&*projection, field, sent, view)).collect()
}

fn of_field(
    projection: &dyn Projection<Change = Change>,
    field: &str,
    sent: &Value,
    view: &UserView,
) -> Vec<Change> {
    let printed = projection.print(field, view, at(NOW));
    if projection.is_printed(field, sent, printed.as_ref()) {
        return Vec::new();
    }
    let asked = projection.parse(field, sent, view, at(NOW));
    asked.unwrap_or_else(|refusal| panic!("{field}: {refusal}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_user_sent_back_as_it_is_printed_is_no_change(view in users(), merge in any::<bool>()) {
        let settings = Settings { merge_convenience_fields: merge, ..Settings::default() };
        for shape in [
            serde_json::to_value(user(&view, at(NOW))).unwrap(),
            serde_json::to_value(legacy_user(&view, at(NOW), None)).unwrap(),
            serde_json::to_value(detail(&view, at(NOW))).unwrap(),
        ] {
            let changes = asked(&shape, &view, settings);
            prop_assert!(changes.is_empty(), "{shape}: {changes:?}");
        }
    }

    #[test]
    fn nor_is_it_without_the_map(view in users()) {
        let mut shape = serde_json::to_value(user(&view, at(NOW))).unwrap();
        shape.as_object_mut().unwrap().remove("properties");
        let changes = asked(&shape, &view, Settings::default());
        prop_assert!(changes.is_empty(), "{shape}: {changes:?}");
    }
}
