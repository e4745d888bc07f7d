//! Looking a code up.

use serde_json::json;
use testkit::{Answer, World, on_both_engines};

use crate::{admin, basic, create, must_change, problems, user};

const CODES: &str = "/PASService/rest/services/v1/codes";

async fn ask(world: &World, query: &str) -> Answer {
    admin(world.get(&format!("{CODES}{query}"))).send().await
}

async fn values(world: &World, query: &str) -> Vec<String> {
    let answer = ask(world, query).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.json();
    let codes = page["codes"].as_array().unwrap();
    assert_eq!(page["count"], json!(codes.len()));
    codes.iter().map(|code| code["codeValue"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn a_table_is_told_whole_or_by_stretches_when_no_code_is_named(world: World) {
        assert_eq!(values(&world, "?codeName=ClientSex").await, ["M", "F", "01", "02"]);
        assert_eq!(values(&world, "?codeName=ClientSex&offset=1&limit=2").await, ["F", "01"]);
        assert_eq!(values(&world, "?codeName=ClientSex&codeValue=").await, Vec::<String>::new());
        assert_eq!(values(&world, "?codeName=ClientSex&codeValue=m").await, Vec::<String>::new(), "letter for letter");
    }

    async fn companies_and_groups_are_no_codes(world: World) {
        for table in ["Company", "SecurityGroup", "Nothing"] {
            assert_eq!(values(&world, &format!("?codeName={table}")).await, Vec::<String>::new());
        }
    }

    async fn a_question_without_a_table_is_refused(world: World) {
        for (query, field, code) in
            [("", "codeName", "REQUIRED"), ("?codeName=", "codeName", "REQUIRED"), ("?codeName=Locale&limit=x", "limit", "BAD_FORMAT")]
        {
            let answer = ask(&world, query).await;
            assert_eq!((answer.status, problems(&answer)), (400, vec![(json!(field), json!(code))]), "{query}");
        }
    }

    async fn whoever_may_sign_in_may_ask_but_not_before_changing_a_password_that_must_be_changed(world: World) {
        create(&world, &user("plain")).await;
        let path = format!("{CODES}?codeName=UserStatus&codeValue=01");
        let plain = || world.get(&path).header("authorization", &basic("plain", "plain"));
        assert_eq!(plain().send().await.status, 200);
        must_change(&world, "plain").await;
        assert_eq!(plain().send().await.status, 403);
    }
}
