//! No list of a user grows without a limit.

use std::collections::BTreeMap;

use directory::Credential;
use directory::users::{self, Change, NewUser};
use model::{Dialect, Email, Phone, Refusal, Rule};

use crate::kit::*;

fn attributes(count: usize) -> BTreeMap<String, String> {
    (0..count).map(|number| (format!("key {number}"), "value".to_owned())).collect()
}

fn said(attributes: BTreeMap<String, String>) -> Change {
    Change::Attributes(attributes.into_iter().map(|(name, value)| (name, Some(value))).collect())
}

testkit::on_both_engines! {
    async fn what_is_full_takes_no_more_and_the_rest_can_be_changed(world: World) {
        let id = create(&world, NewUser { attributes: attributes(100), ..person("jason") }).await;
        let system = Credential::System;
        let one_more = BTreeMap::from([("one more".to_owned(), "value".to_owned())]);
        let refused = change(&world, &system, id, vec![said(one_more)]).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("attributes", Rule::TooMany { max: 100 }));
        assert!(change(&world, &system, id, vec![Change::Enabled(false)]).await.is_ok());
        let long = BTreeMap::from([("key 1".to_owned(), "é".repeat(1_025))]);
        let refused = change(&world, &system, id, vec![said(long)]).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("attributes", Rule::TooLong { max: 1_024 }));
        let texts = (0..51).map(|number| format!("555{number:04}")).collect();
        assert!(change(&world, &system, id, vec![Change::PhoneTexts { texts, shown: |phone| phone.text().to_owned() }]).await.is_err());
    }

    async fn nobody_is_made_with_more(world: World) {
        let phone = || Phone::from_text("5550000".to_owned()).unwrap();
        let email = || Email::new("a@example.com".to_owned()).unwrap();
        let too_much = [
            NewUser { attributes: attributes(101), ..person("jason") },
            NewUser { phones: std::iter::repeat_with(phone).take(51).collect(), ..person("jason") },
            NewUser { emails: std::iter::repeat_with(email).take(51).collect(), ..person("jason") },
        ];
        for user in too_much {
            let request = world.request(Dialect::Native);
            let made = users::create(&world.directory, &request, &Credential::System, Ok(vec![user]), None).await;
            assert!(matches!(made.unwrap_err(), Refusal::Invalid(_)));
        }
    }
}
