//! Whom this dialect can make.

use proptest::collection::btree_map;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, json};

use crate::doors::{Person, draw};

/// Whoever this dialect can say and may be let in.
pub fn anybody() -> BoxedStrategy<Person> {
    let login = "[a-zéж][a-zA-Z0-9 .,;:&'_@$é-]{0,6}";
    let texts = (draw::text(), draw::text(), draw::email(), option::of("[A-Za-z0-9]{1,12}"));
    let free = btree_map("[a-z][a-zA-Z]{0,6}[0-9]", draw::text(), 0..3);
    let map = option::of((free, option::of("[0-9]{1,3}")));
    let phones = option::of(r"(\+[0-9]{1,3}-)?[0-9]{5,9}(;[0-9]{3,9})?");
    let more =
        (option::of(select(vec!["MD5", "sha-256", "SHA-512"])), option::of(any::<bool>()), any::<bool>());
    ((login, draw::password()), texts, map, phones, more, draw::groups())
        .prop_map(|((login, password), (name, surname, email, personnel), map, phones, more, groups)| {
            let (algorithm, rap_only, in_map) = more;
            let mut said = Map::from_iter([
                ("name".to_owned(), json!(name)),
                ("surname".to_owned(), json!(surname)),
                ("email".to_owned(), json!(email)),
            ]);
            said.extend(personnel.map(|number| ("personelId".to_owned(), json!(number))));
            said.extend(algorithm.map(|label| ("passwordAlgorithm".to_owned(), json!(label))));
            said.extend(rap_only.map(|flag| ("rapOnlyUser".to_owned(), json!(flag))));
            if let Some((free, threshold)) = map {
                let mut map = json!(free);
                if let Some(threshold) = threshold {
                    map["ubaThreshold"] = json!(threshold);
                }
                if let (Some(phones), true) = (&phones, in_map) {
                    map["phoneNumber"] = json!(phones);
                }
                said.insert("properties".to_owned(), map);
            }
            said.extend(phones.map(|phones| ("phoneNumber".to_owned(), json!(phones))));
            let groups = groups.into_iter().map(|name| (name, None)).collect();
            Person { login, password: Some(password), said, groups }
        })
        .boxed()
}

/// People in every state that this dialect can say, most of whom nobody lets in.
pub fn in_states() -> BoxedStrategy<Person> {
    let truth = || option::of(select(vec!["true", "false"]));
    let times = option::of((0_i64..2_000_000_000_000, 1_i64..2_000_000_000));
    let keys = (
        truth(),
        option::of(draw::text()),
        option::of(1_900_000_000_000_i64..4_000_000_000_000),
        truth(),
        truth(),
        times,
    );
    (anybody(), keys)
        .prop_map(|(mut person, (locked, reason, until, must_change, unlocks, times))| {
            let mut map = person.said.remove("properties").unwrap_or_else(|| json!({}));
            let texts = [
                ("isLocked", locked.map(str::to_owned)),
                ("lockReason", reason),
                ("unlockTime", until.map(|until| until.to_string())),
                ("forcePasswordChangeOnNextLogin", must_change.map(str::to_owned)),
                ("unlockOnPasswordChanged", unlocks.map(str::to_owned)),
            ];
            for (key, text) in texts {
                if let Some(text) = text {
                    map[key] = json!(text);
                }
            }
            if let Some((from, length)) = times {
                map["isTemporaryUser"] = json!("true");
                map["temporaryUserStartTime"] = json!(from.to_string());
                map["temporaryUserEndTime"] = json!((from + length).to_string());
                person.said.insert("tempUser".to_owned(), json!(true));
                person.said.insert("tempUserStartTime".to_owned(), json!(from));
                person.said.insert("tempUserEndTime".to_owned(), json!(from + length));
            }
            person.said.insert("properties".to_owned(), map);
            person
        })
        .boxed()
}
