//! The second factor (section 3.3).

use std::sync::Arc;

use directory::groups::{self, GroupChange, GroupEdit, GroupRef};
use model::GroupName;
use testkit::{on_both_engines, one_time_code};

use crate::*;

const WRONG_CODE: &str = "Invalid one-time password.";

/// Has the members of a group asked for a code.
async fn ask(world: &World, group: &str) {
    let (request, group) = (world.request(Dialect::Native), GroupRef::Name(GroupName::new(group).unwrap()));
    let edit: GroupEdit = Arc::new(|_| Ok(vec![GroupChange::AsksCode(true)]));
    groups::update(&world.directory, &request, &Credential::System, Ok((group, edit))).await.unwrap();
}

/// A user of whom a code is asked; his id.
async fn asked(world: &World, login: &str) -> String {
    ask(world, "Super").await;
    id(&create(world, &user_with(login, &json!({ "groups": ["Super"] }))).await)
}

async fn give(world: &World, session: &Session, code: &str) -> Answer {
    session.on(post(world, "/login/otp", &json!({ "otp": code }))).send().await
}

/// The secret and URI that are drawn for a session.
async fn draw(world: &World, session: &Session) -> (String, String) {
    let answer = session.on(post(world, "/login/otp/enroll", &json!({}))).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    assert_eq!(answer.json().as_object().unwrap().len(), 2);
    (text("secret"), text("uri"))
}

fn code(world: &World, secret: &str) -> String {
    one_time_code(secret, world.directory.now())
}

/// Enrols somebody; his secret, half a minute later.
async fn enrolled(world: &World, who: &str) -> String {
    let session = login(world, who, PASSWORD).await;
    let (secret, _) = draw(world, &session).await;
    assert_eq!(give(world, &session, &code(world, &secret)).await.status, 200);
    world.clock.turn(30);
    secret
}

/// All of an answer but the id of its request.
fn whole(answer: &Answer) -> (u16, String, String) {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    (answer.status, format!("{headers:?}"), answer.text().to_owned())
}

on_both_engines! {
    async fn a_code_follows_the_password_where_a_group_asks_for_it(world: World) {
        let id = asked(&world, "ada").await;
        let answer = try_login(&world, "ada", PASSWORD).await;
        assert_eq!(answer.text(), format!(r#"{{"userId":"{id}","eid":"ada","otpRequired":true,"otpEnrolled":false}}"#));
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 3);
        let awaiting = session(&answer);
        let (secret, uri) = draw(&world, &awaiting).await;
        assert!(secret.len() == 32 && secret.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')), "{secret}");
        assert_eq!(uri, format!("otpauth://totp/Provisor:ada?secret={secret}&issuer=Provisor&algorithm=SHA1&digits=6&period=30"));
        let answer = give(&world, &awaiting, &code(&world, &secret)).await;
        assert_eq!(answer.text(), format!(r#"{{"userId":"{id}","eid":"ada"}}"#));
        let whole = session(&answer);
        assert_ne!((&whole.cookie, &whole.companion), (&awaiting.cookie, &awaiting.companion));
        assert_eq!(whole.on(get(&world, &format!("/user/{id}"))).send().await.status, 200);
        assert_eq!(said(&awaiting.on(get(&world, &format!("/user/{id}"))).send().await), refusal(401, STRANGER));
        world.clock.turn(30);
        let again = try_login(&world, "ada", PASSWORD).await;
        assert_eq!(again.text(), format!(r#"{{"userId":"{id}","eid":"ada","otpRequired":true}}"#));
        assert_eq!(give(&world, &session(&again), &code(&world, &secret)).await.status, 200);
    }

    async fn a_code_follows_the_token_flow_too(world: World) {
        let id = asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let answer = post(&world, "/jwt/login", &pair("ada", PASSWORD)).send().await.json();
        assert_eq!((&answer["expires_in"], &answer["otpRequired"]), (&json!(300), &json!(true)));
        let awaiting = format!("Bearer {}", answer["access_token"].as_str().unwrap());
        let own = format!("/user/{id}");
        let refused = get(&world, &own).header("authorization", &awaiting).send().await;
        assert_eq!(said(&refused), refusal(401, STRANGER));
        let call = post(&world, "/login/otp", &json!({ "otp": code(&world, &secret) }));
        let answer = call.header("authorization", &awaiting).send().await;
        let body = answer.json();
        assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["access_token", "expires_in", "token_type"]);
        assert_eq!((&body["expires_in"], answer.headers.get("set-cookie")), (&json!(3_600), None));
        let whole = format!("Bearer {}", body["access_token"].as_str().unwrap());
        assert_ne!(whole, awaiting);
        assert_eq!(get(&world, &own).header("authorization", &whole).send().await.status, 200);
    }

    async fn a_session_that_awaits_a_code_is_none_to_everything_else(world: World) {
        let id = asked(&world, "ada").await;
        let awaiting = login(&world, "ada", PASSWORD).await;
        for (path, body) in [
            (format!("/user/{id}"), None),
            (format!("/user/detail/{id}"), None),
            ("/user/saveUser".to_owned(), Some(user("b"))),
            ("/user/updateUser".to_owned(), Some(json!({ "id": id, "password": "another", "passwordDirty": true }))),
            ("/user/resetOtp".to_owned(), Some(json!({ "id": id }))),
        ] {
            let call = || body.as_ref().map_or_else(|| get(&world, &path), |body| post(&world, &path, body));
            let (none, refused) = (call().send().await, awaiting.on(call()).send().await);
            assert_eq!(whole(&refused), whole(&none), "{path}");
            assert_eq!(said(&refused), refusal(401, STRANGER));
        }
        assert_eq!(awaiting.on(post(&world, "/logout", &json!({}))).send().await.status, 200);
        assert_eq!(said(&give(&world, &awaiting, "000000").await), refusal(401, STRANGER));
    }

    async fn both_steps_of_a_session_need_its_companion(world: World) {
        asked(&world, "ada").await;
        let awaiting = login(&world, "ada", PASSWORD).await;
        for (path, body) in [("/login/otp", json!({ "otp": "000000" })), ("/login/otp/enroll", json!({}))] {
            let cookie = format!("JSESSIONID={}", awaiting.cookie);
            let answer = post(&world, path, &body).header("cookie", &cookie).send().await;
            assert_eq!(said(&answer), refusal(403, "Invalid CSRF token."), "{path}");
        }
    }

    async fn who_is_not_asked_has_no_second_step(world: World) {
        create(&world, &user("ada")).await;
        let session = login(&world, "ada", PASSWORD).await;
        assert_eq!(said(&give(&world, &session, "000000").await), refusal(401, STRANGER));
        let answer = session.on(post(&world, "/login/otp/enroll", &json!({}))).send().await;
        assert_eq!(said(&answer), refusal(401, STRANGER));
    }

    async fn a_code_that_is_not_taken_has_one_answer(world: World) {
        asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        let used = code(&world, &secret);
        let session = login(&world, "ada", PASSWORD).await;
        assert_eq!(give(&world, &session, &used).await.status, 200);
        let awaiting = login(&world, "ada", PASSWORD).await;
        let mut answers = Vec::new();
        for odd in [used.as_str(), "", "1234567", "１２３４５６"] {
            answers.push(whole(&give(&world, &awaiting, odd).await));
        }
        let fifth = login(&world, "ada", PASSWORD).await;
        answers.push(whole(&give(&world, &fifth, "12 456").await));
        world.clock.turn(30);
        answers.push(whole(&give(&world, &fifth, &code(&world, &secret)).await));
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!((answers[0].0, answers[0].2.as_str()), (401, r#""Invalid one-time password.""#));
    }

    async fn a_code_is_a_text(world: World) {
        asked(&world, "ada").await;
        let awaiting = login(&world, "ada", PASSWORD).await;
        for (body, text) in [
            (json!({ "otp": 123_456 }), "otp: must be a text"),
            (json!({ "otp": ["123456"] }), "otp: must be a text"),
            (json!({}), "otp: must not be blank"),
            (json!(["123456"]), "body: must be an object"),
        ] {
            for _ in 0..5 {
                let answer = awaiting.on(post(&world, "/login/otp", &body)).send().await;
                assert_eq!(said(&answer), refusal(400, text), "{body}");
            }
        }
        assert_eq!(said(&give(&world, &awaiting, "000000").await), refusal(401, WRONG_CODE), "none of them counted");
    }

    async fn who_is_enrolled_draws_no_other_secret(world: World) {
        asked(&world, "ada").await;
        enrolled(&world, "ada").await;
        let awaiting = login(&world, "ada", PASSWORD).await;
        let answer = awaiting.on(post(&world, "/login/otp/enroll", &json!({}))).send().await;
        assert_eq!(said(&answer), refusal(409, "A second factor is enrolled already."));
    }

    async fn an_administrator_takes_a_second_factor_away(world: World) {
        let id = asked(&world, "ada").await;
        for key in [id.as_str(), "ADA"] {
            enrolled(&world, "ada").await;
            let admin = admin(&world).await;
            let answer = admin.on(post(&world, "/user/resetOtp", &json!({ "id": key }))).send().await;
            assert_eq!((answer.status, answer.json()), (200, read(&world, &id).await));
            assert_eq!(try_login(&world, "ada", PASSWORD).await.json()["otpEnrolled"], json!(false));
        }
        let admin = admin(&world).await;
        let none = "019b8c1e-7a60-7cc3-9f0e-3d1f2b7a9c55";
        for (body, status, text) in [
            (json!({ "id": none }), 404, "User not found."),
            (json!({}), 400, "id: must not be blank"),
            (json!({ "id": 7 }), 400, "id: must be a text"),
        ] {
            let answer = admin.on(post(&world, "/user/resetOtp", &body)).send().await;
            assert_eq!(said(&answer), refusal(status, text));
        }
        create(&world, &user("plain")).await;
        let plain = login(&world, "plain", PASSWORD).await;
        let answer = plain.on(post(&world, "/user/resetOtp", &json!({ "id": id }))).send().await;
        assert_eq!(said(&answer), refusal(403, FORBIDDEN));
    }

    async fn other_doors_refuse_the_right_password_as_a_wrong_one(world: World) {
        asked(&world, "ada").await;
        let acquire = |password: &str| {
            let body = json!({ "username": "ada", "password": password });
            world.post("/suite-api/api/auth/token/acquire").json(&body)
        };
        let basic = |pair: &str| {
            world.get("/PASService/rest/services/v1/users/ada").header("authorization", &format!("Basic {pair}"))
        };
        let (wrong, right) = (acquire("wrong").send().await, acquire(PASSWORD).send().await);
        assert_eq!((right.status, whole(&right)), (401, whole(&wrong)));
        let (wrong, right) = (basic("YWRhOndyb25n").send().await, basic("YWRhOmFkbWlu").send().await);
        assert_eq!((right.status, whole(&right)), (401, whole(&wrong)));
    }

    async fn who_must_change_the_password_gives_the_code_first(world: World) {
        let id = asked(&world, "ada").await;
        let secret = enrolled(&world, "ada").await;
        change(&world, "ada", vec![Change::MustChange(true)]).await;
        let awaiting = login(&world, "ada", PASSWORD).await;
        let own = json!({ "id": id, "password": "another", "passwordDirty": true });
        let answer = awaiting.on(post(&world, "/user/updateUser", &own)).send().await;
        assert_eq!(said(&answer), refusal(401, STRANGER));
        let whole = session(&give(&world, &awaiting, &code(&world, &secret)).await);
        let answer = whole.on(post(&world, "/user/saveUser", &user("b"))).send().await;
        assert_eq!(said(&answer), refusal(403, MUST_CHANGE));
        assert_eq!(whole.on(post(&world, "/user/updateUser", &own)).send().await.status, 200);
    }

    async fn a_group_asks_by_its_property_and_shows_it_while_it_does(world: World) {
        let admin = admin(&world).await;
        let save = |body: Value| { let call = admin.on(post(&world, "/user/saveUserGroup", &body)); async move { call.send().await } };
        let made = save(json!({ "eid": "Asking", "properties": { "otpEnabled": "TRUE", "key": "value" } })).await.json();
        assert_eq!(made["properties"], json!({ "key": "value", "otpEnabled": "true" }));
        create(&world, &user_with("ada", &json!({ "groups": ["Asking"] }))).await;
        let asks = || async { try_login(&world, "ada", PASSWORD).await.json()["otpRequired"] == json!(true) };
        assert!(asks().await);
        let group = id(&made);
        let stands = save(json!({ "id": group })).await.json();
        assert_eq!(save(stands.clone()).await.json(), stands, "read and sent back it stays");
        let kept = save(json!({ "id": group, "properties": { "key": "other" } })).await.json();
        assert_eq!(kept["properties"], json!({ "key": "other", "otpEnabled": "true" }), "a map that does not speak of it");
        assert!(asks().await);
        let off = save(json!({ "id": group, "properties": { "key": "other", "otpEnabled": "false" } })).await.json();
        assert_eq!(off["properties"], json!({ "key": "other" }));
        assert!(!asks().await);
        save(json!({ "id": group, "properties": { "otpEnabled": "true" } })).await;
        let odd = save(json!({ "id": group, "properties": { "otpEnabled": "yes" } })).await;
        assert_eq!(said(&odd), refusal(400, "properties.otpEnabled: must be true or false"));
        assert!(asks().await);
    }

    async fn a_session_that_lacks_a_code_is_not_listed(world: World) {
        create(&world, &user_with("eve", &json!({ "groups": ["Super"] }))).await;
        login(&world, "eve", PASSWORD).await;
        asked(&world, "ada").await;
        login(&world, "ada", PASSWORD).await;
        let listed = || async { admin(&world).await.on(get(&world, "/user/getActiveSessionsOfUsers")).send().await.text().to_owned() };
        assert!(!listed().await.contains("ada") && !listed().await.contains("eve"));
        enrolled(&world, "ada").await;
        assert!(listed().await.contains("ada"));
    }
}
