//! One place for many addresses (`one-record` R6 and 1.3).

use directory::Credential;
use directory::users::{Change, NewUser};
use model::{Email, Phone, PhoneParts, Slot, UserView};

use crate::kit::*;

fn email(value: &str, kind: &str, primary: bool) -> Email {
    let mut email = Email::new(value.into()).unwrap();
    (email.kind, email.primary) = (Some(kind.into()), primary);
    email
}

fn in_slot(view: &UserView, slot: Slot) -> Option<&str> {
    view.emails.iter().find(|email| email.slot == Some(slot)).map(Email::value)
}

/// Texts of phones, shown as they are.
fn said(texts: &[&str]) -> Change {
    Change::PhoneTexts {
        texts: texts.iter().map(|&text| text.to_owned()).collect(),
        shown: |phone| phone.text().to_owned(),
    }
}

fn phones(view: &UserView) -> Vec<(&str, Option<&str>, Option<Slot>)> {
    view.phones.iter().map(|phone| (phone.text(), phone.kind.as_deref(), phone.slot)).collect()
}

testkit::on_both_engines! {
    async fn an_emptied_slot_stays_empty(world: World) {
        let mut user: NewUser = person("jason");
        user.emails = vec![
            Email::new("main@example.com".into()).unwrap().into_slot(Slot::Main),
            Email::new("second@example.com".into()).unwrap().into_slot(Slot::Second),
        ];
        let id = create(&world, user).await;
        let system = Credential::System;
        let view = change(&world, &system, id, vec![Change::EmailIn(Slot::Main, None)]).await.unwrap().view;
        assert_eq!((in_slot(&view, Slot::Main), in_slot(&view, Slot::Second)), (None, Some("second@example.com")));
        let new = Change::EmailIn(Slot::Main, Some("new@example.com".into()));
        let view = change(&world, &system, id, vec![new]).await.unwrap().view;
        let first = &view.emails[0];
        assert_eq!((first.value(), first.kind.as_deref(), first.primary), ("new@example.com", Some("work"), true));
    }

    async fn changing_the_address_in_a_slot_keeps_its_type(world: World) {
        let id = create(&world, person("jason")).await;
        let system = Credential::System;
        let list = vec![email("a@example.com", "home", true), email("b@example.com", "work", false)];
        let view = change(&world, &system, id, vec![Change::Emails(list)]).await.unwrap().view;
        assert_eq!((in_slot(&view, Slot::Main), in_slot(&view, Slot::Second)), (Some("a@example.com"), Some("b@example.com")));
        let new = Change::EmailIn(Slot::Main, Some("c@example.com".into()));
        let view = change(&world, &system, id, vec![new]).await.unwrap().view;
        let first = &view.emails[0];
        assert_eq!((first.value(), first.kind.as_deref(), first.primary), ("c@example.com", Some("home"), true));
    }

    async fn joined_texts_keep_the_entries_they_are_equal_to(world: World) {
        let mut user: NewUser = person("jason");
        let mut mobile = Phone::from_parts(PhoneParts { country: Some("91".into()), number: "9876543210".into(), extension: None });
        (mobile.kind, mobile.slot, mobile.primary) = (Some("mobile".into()), Some(Slot::Mobile), true);
        let mut landline = Phone::from_text("12312311x907".into()).unwrap();
        (landline.kind, landline.slot) = (Some("work".into()), Some(Slot::Landline));
        user.phones = vec![mobile, landline];
        let id = create(&world, user).await;
        let system = Credential::System;
        let texts = |texts: &[&str]| vec![said(texts)];
        let same = change(&world, &system, id, texts(&["+91-9876543210", "12312311x907"])).await.unwrap();
        assert!(!same.changed);
        let view = change(&world, &system, id, texts(&["5550000", "12312311x907"])).await.unwrap().view;
        assert_eq!(
            phones(&view),
            [("5550000", Some("mobile"), Some(Slot::Mobile)), ("12312311x907", Some("work"), Some(Slot::Landline))]
        );
        let view = change(&world, &system, id, texts(&["12312311x907"])).await.unwrap().view;
        assert_eq!(phones(&view), [("12312311x907", Some("work"), Some(Slot::Landline))]);
        let view = change(&world, &system, id, texts(&["12312311x907", "777000"])).await.unwrap().view;
        assert_eq!(phones(&view)[1], ("777000", Some("mobile"), Some(Slot::Mobile)));
    }
}
