//! Whom this dialect can make.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, json};

use crate::doors::{Person, draw};

/// Whoever this dialect can say and may be let in.
pub fn anybody() -> BoxedStrategy<Person> {
    let date = option::of(select(&["2001-01-01T00:00:00Z", "2021-08-19T10:24:56", "2020-02-29"][..]));
    let more = (
        option::of(select(&["01", "02", "03", "11"][..])),
        select(&["00", "01", "09"][..]),
        option::of(draw::text()),
        option::of(draw::email()),
        select(&["Prototype", "Alamere Insurance"][..]),
        option::of(select(&["SHA-512", "sha-256", "SHA-1"][..])),
    );
    let names = (draw::login(), draw::password(), draw::text(), draw::text());
    (names, more, draw::groups(), date)
        .prop_map(
            |(
                (login, password, first, last),
                (status, locale, sex, email, company, digest),
                groups,
                date,
            )| {
                let mut client = json!({"firstName": first, "lastName": last, "primaryCompany": company});
                let mut said = Map::from_iter([("localeCode".to_owned(), json!(locale))]);
                said.extend(status.map(|code| ("userStatus".to_owned(), json!(code))));
                said.extend(digest.map(|digest| ("passwordEncryption".to_owned(), json!(digest))));
                let client_says = [("sex", sex), ("email", email)];
                for (name, text) in client_says {
                    if let Some(text) = text {
                        client[name] = json!(text);
                    }
                }
                said.insert("client".to_owned(), client);
                let groups = groups.into_iter().map(|name| (name, date)).collect();
                Person { login, password: Some(password), said, groups }
            },
        )
        .boxed()
}

/// Users whose status is worded otherwise than its first code.
pub fn worded() -> BoxedStrategy<Person> {
    let worded = (anybody(), select(&["03", "11"][..]));
    worded
        .prop_map(|(mut person, code)| {
            person.said.insert("userStatus".to_owned(), json!(code));
            person
        })
        .boxed()
}
