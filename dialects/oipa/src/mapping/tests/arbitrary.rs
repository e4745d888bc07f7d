use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::{any_json, any_text};

use super::{bare, codes, known};
use crate::Settings;
use crate::mapping::{edit, names, new_users, stretch};
use crate::wire::{one_user, some_users};

/// Any JSON, with the vendor's names of members among others.
fn value() -> impl Strategy<Value = Value> {
    let known = prop::sample::select(vec!["Prototype Super", "2001-01-01T00:00:00Z"]);
    let texts = prop_oneof![any_text(), known.prop_map(str::to_owned)];
    any_json(texts, member(), 5)
}

fn member() -> impl Strategy<Value = String> + Clone {
    let known = prop::sample::select(vec![
        "users",
        "user",
        "loginName",
        "password",
        "userStatus",
        "localeCode",
        "passwordEncryption",
        "client",
        "primaryCompany",
        "firstName",
        "lastName",
        "sex",
        "gender",
        "email",
        "securityGroup",
        "securityGroupName",
        "securityGroupGuid",
        "roleEffectiveFrom",
        "roleEffectiveTo",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => any_text()]
}

fn try_all(body: &Value) {
    if let Ok(bodies) = some_users(body) {
        let _ = names(&bodies);
        let _ = new_users(bodies, &codes(), &known(), &Settings::default());
    }
    if let Ok(body) = one_user(body)
        && let directory::users::Edit::Sent { projection, fields, .. } =
            edit(body, codes(), &known(), &Settings::default())
    {
        let view = bare("x");
        for (field, sent) in &fields {
            let printed = projection.print(field, &view, view.user.created);
            if !projection.is_printed(field, sent, printed.as_ref()) {
                let _ = projection.parse(field, sent, &view, view.user.created);
            }
        }
    }
}

proptest! {
    #[test]
    fn no_json_can_make_the_mapping_panic(body in value()) {
        try_all(&body);
        try_all(&json!({"users": [body.clone()]}));
        try_all(&json!({"user": body}));
    }

    #[test]
    fn no_query_can_make_the_mapping_panic(query in any::<Vec<u8>>()) {
        if let Ok(form) = ::wire::Form::parse(&query) {
            let _ = crate::mapping::wanted_groups(&form);
        }
    }

    #[test]
    fn no_date_can_make_the_mapping_panic(text in "[0-9TtZz:.+-]{0,32}") {
        let _ = crate::mapping::time::parse(&text);
    }
}

#[test]
fn a_list_is_paged_as_the_contract_says() {
    let page = |query: &str| {
        stretch(&::wire::Form::parse(query.as_bytes()).unwrap()).ok().map(|page| (page.offset, page.limit))
    };
    assert_eq!(page(""), Some((0, 100)));
    assert_eq!(page("offset=5&limit=0"), Some((5, 0)));
    assert_eq!(page("limit=5000&offset=99999999999999999999999"), Some((u64::MAX, 1_000)));
    for wrong in ["limit=-1", "limit=x", "limit=", "offset=1.5"] {
        assert_eq!(page(wrong), None, "{wrong}");
    }
}
