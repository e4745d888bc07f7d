//! AUTHTOKENs: shown once, kept as a digest, good as long as and from where it was said, and dead at once.

use directory::tokens::{self, NewToken};
use directory::users::{self, Parts, UserRef};
use directory::{Credential, Via};
use http::Method;
use jiff::tz::TimeZone;
use model::{Timestamp, TokenKind};
use pam360::Settings;
use serde_json::{Value, json};
use testkit::{Answer, World, on_both_engines};

use crate::calls::{self, FETCHED, USERS, ask, create, message, token};

const UNKNOWN: &str = "API key received is not associated to any user. Authentication failed.";
const EXPIRED: &str = "API key received has expired. Authentication failed.";
const ELSEWHERE: &str = "User is not allowed to access from this host";
const HERE: &str = "192.0.2.1";

async fn put(world: &World, token: &str, below: &str, details: Option<Value>) -> Answer {
    let call = world.call(Method::PUT, &format!("{USERS}/{below}")).authtoken(token).from(HERE);
    match details {
        Some(details) => call.input_data(&details).send().await,
        None => call.send().await,
    }
}

async fn number(world: &World, login: &str) -> i64 {
    let request = world.directory.own_request(Via::CommandLine, "number");
    let login = Ok(login.to_owned());
    users::number_of(&world.directory, &request, &Credential::System, login).await.unwrap()
}

/// Changes a user as `admin`, whose older token this ends.
async fn edit(world: &World, login: &str, details: Value) {
    let admin = world.token("admin", TokenKind::Pam360).await;
    let below = number(world, login).await.to_string();
    let answer = put(world, &admin, &below, Some(details)).await;
    assert!(message(&answer).ends_with(" modified successfully"), "{}", answer.text());
}

/// Renews a token of one's own.
async fn renewed(world: &World, old: &str) -> String {
    token(&put(world, old, "regenerateAuthtoken", None).await)
}

/// A token as the command line issues it.
async fn issued(world: &World, login: &str, expires: Option<Timestamp>, host: Option<&str>) -> String {
    let request = world.directory.own_request(Via::CommandLine, "token create");
    let new = NewToken { kind: TokenKind::Pam360, expires, host: host.map(str::to_owned) };
    let issued = tokens::issue(&world.directory, &request, &Credential::System, login, new).await.unwrap();
    issued.secret.reveal().to_owned()
}

async fn count(world: &World, sql: &'static str) -> i64 {
    world.directory.store().read(move |c| c.one(sql, &[], |row| row.get(0))).await.unwrap()
}

on_both_engines! {
    async fn a_token_is_shown_once_and_its_digest_is_kept(world: World) {
        let first = token(&create(&world, "robot", json!({ "ISAPIUSER": true })).await);
        let second = renewed(&world, &first).await;
        assert_eq!(ask(&world, &first, HERE).await, UNKNOWN);
        assert_eq!(ask(&world, &second.to_lowercase(), HERE).await, FETCHED, "compared without case");
        assert_eq!(count(&world, "SELECT count(*) FROM tokens t JOIN users u ON u.user_key = t.user_key WHERE u.login = 'robot'").await, 1);
        let stored = world.directory.store().read(|c| {
            c.all("SELECT digest FROM tokens", &[], |row| row.get::<Vec<u8>>(0))
        });
        let stored = stored.await.unwrap();
        for (place, text) in [&first, &second].into_iter().enumerate() {
            let hex = text.replace('-', "");
            let digits = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
            let bytes: Vec<u8> = digits.collect();
            let holds = |digest: &[u8], part: &[u8]| digest.windows(part.len()).any(|window| window == part);
            let is_in = |digest: &Vec<u8>| holds(digest, &bytes) || holds(digest, text.as_bytes());
            assert!(!stored.iter().any(is_in), "token {place}");
        }
        let admin = world.token("admin", TokenKind::Pam360).await;
        for target in [USERS.to_owned(), format!("{USERS}/username/robot")] {
            let shown = world.get(&target).authtoken(&admin).send().await;
            assert!(shown.text().contains("robot") && !shown.text().contains(&second), "{}", shown.text());
            assert!(!shown.text().contains("AUTHTOKEN") && !shown.text().contains("PASSWORD"));
        }
    }

    async fn of_many_renewals_at_once_one_token_is_left(world: World) {
        create(&world, "robot", json!({ "ISAPIUSER": true })).await;
        let admin = world.token("admin", TokenKind::Pam360).await;
        let below = format!("{}/regenerateAuthtoken", number(&world, "robot").await);
        let renew = || put(&world, &admin, &below, None);
        let (a, b, c, d) = tokio::join!(renew(), renew(), renew(), renew());
        let mut good = 0;
        for answer in [a, b, c, d] {
            good += i32::from(ask(&world, &token(&answer), HERE).await == FETCHED);
        }
        assert_eq!(good, 1);
    }

    async fn the_live_token_follows_an_edit_of_its_day_and_its_days(world: World) {
        let robot = token(&create(&world, "robot", json!({ "ISAPIUSER": true })).await);
        edit(&world, "robot", json!({ "TOKENVALIDITYDAYS": 2 })).await;
        let issue = world.directory.now();
        world.clock.set(issue.plus_seconds(2 * 86_400).plus_micros(-1));
        assert_eq!(ask(&world, &robot, HERE).await, FETCHED);
        world.clock.set(issue.plus_seconds(2 * 86_400));
        assert_eq!(ask(&world, &robot, HERE).await, EXPIRED, "counted from its issue");
        edit(&world, "robot", json!({ "TOKENVALIDITYDAYS": "", "EXPIRYDATE": "2026-01-11" })).await;
        assert_eq!(ask(&world, &robot, HERE).await, FETCHED, "whoever may lend it again has done so");
        edit(&world, "robot", json!({ "TOKENVALIDITYDAYS": 1 })).await;
        assert_eq!(ask(&world, &robot, HERE).await, EXPIRED, "the earlier of both");
        edit(&world, "robot", json!({ "TOKENVALIDITYDAYS": 30, "DEPARTMENT": "NOC" })).await;
        assert_eq!(ask(&world, &robot, HERE).await, FETCHED);
        world.clock.set(Timestamp::from_seconds(1_768_176_000).unwrap());
        assert_eq!(ask(&world, &robot, HERE).await, EXPIRED, "the day is over");
    }

    async fn the_live_token_follows_an_edit_of_its_host(world: World) {
        let robot = token(&create(&world, "robot", json!({ "ISAPIUSER": true, "HOSTNAME": "192.0.2.7" })).await);
        assert_eq!(ask(&world, &robot, "192.0.2.8").await, FETCHED);
        edit(&world, "robot", json!({ "HOSTCHECK": true })).await;
        assert_eq!(ask(&world, &robot, "192.0.2.8").await, ELSEWHERE);
        assert_eq!(ask(&world, &robot, "192.0.2.7").await, FETCHED);
        edit(&world, "robot", json!({ "HOSTNAME": "192.0.2.8" })).await;
        assert_eq!(ask(&world, &robot, "192.0.2.8").await, FETCHED);
        assert_eq!(ask(&world, &robot, "192.0.2.7").await, ELSEWHERE);
        edit(&world, "robot", json!({ "HOSTCHECK": "", "HOSTNAME": "" })).await;
        assert_eq!(ask(&world, &robot, "192.0.2.7").await, FETCHED);
    }

    async fn access_that_is_taken_ends_the_token_for_good(world: World) {
        let robot = token(&create(&world, "robot", json!({ "ISAPIUSER": true })).await);
        edit(&world, "robot", json!({ "RESTAPIACCESS": false })).await;
        assert_eq!(ask(&world, &robot, HERE).await, UNKNOWN);
        edit(&world, "robot", json!({ "RESTAPIACCESS": true })).await;
        assert_eq!(ask(&world, &robot, HERE).await, UNKNOWN);
        assert_eq!(count(&world, "SELECT count(*) FROM audit_events WHERE event = 'token.revoked'").await, 1);
        let admin = world.token("admin", TokenKind::Pam360).await;
        let below = format!("{}/regenerateAuthtoken", number(&world, "robot").await);
        let robot = token(&put(&world, &admin, &below, None).await);
        assert_eq!(ask(&world, &robot, HERE).await, FETCHED);
        assert_eq!(count(&world, "SELECT count(*) FROM audit_events WHERE event = 'token.regenerated'").await, 1);
    }

    async fn who_renews_his_own_keeps_the_bounds_that_another_set(world: World) {
        create(&world, "robot", json!({ "ISAPIUSER": true })).await;
        let end = world.directory.now().plus_seconds(60);
        let bound = issued(&world, "robot", Some(end), Some("192.0.2.1")).await;
        let own = renewed(&world, &bound).await;
        assert_eq!(ask(&world, &own, "192.0.2.9").await, ELSEWHERE);
        assert_eq!(ask(&world, &own, HERE).await, FETCHED);
        world.clock.set(end);
        assert_eq!(ask(&world, &own, HERE).await, EXPIRED);
        let admin = world.token("admin", TokenKind::Pam360).await;
        let below = format!("{}/regenerateAuthtoken", number(&world, "robot").await);
        let free = token(&put(&world, &admin, &below, None).await);
        assert_eq!(ask(&world, &free, "192.0.2.9").await, FETCHED, "an administrator issues by the words alone");
    }

    async fn who_renews_his_own_does_not_get_longer_or_elsewhere_by_the_words(world: World) {
        let sent = json!({ "ISAPIUSER": true, "HOSTCHECK": true, "HOSTNAME": "192.0.2.9", "EXPIRYDATE": "2030-01-10" });
        create(&world, "robot", sent).await;
        let end = world.directory.now().plus_seconds(2 * 3_600);
        let bound = issued(&world, "robot", Some(end), Some(HERE)).await;
        let second = renewed(&world, &bound).await;
        let third = renewed(&world, &second).await;
        assert_eq!(ask(&world, &third, "192.0.2.9").await, ELSEWHERE);
        assert_eq!(ask(&world, &third, HERE).await, FETCHED);
        world.clock.set(end);
        assert_eq!(ask(&world, &third, HERE).await, EXPIRED);
    }

    async fn days_begin_anew_with_a_new_token_and_a_date_stays(world: World) {
        let sent = json!({ "ISAPIUSER": true, "TOKENVALIDITYDAYS": 1, "EXPIRYDATE": "2026-01-10" });
        let first = token(&create(&world, "robot", sent).await);
        world.clock.turn(86_400 - 60);
        let second = renewed(&world, &first).await;
        world.clock.turn(120);
        assert_eq!(ask(&world, &second, HERE).await, FETCHED, "the first would be over");
        world.clock.set(Timestamp::from_seconds(1_768_089_600).unwrap());
        assert_eq!(ask(&world, &second, HERE).await, EXPIRED, "the day is over");
    }

    async fn a_rename_and_another_password_leave_the_token(world: World) {
        let robot = token(&create(&world, "robot", json!({ "ISAPIUSER": true })).await);
        edit(&world, "robot", json!({ "USERNAME": "Robert", "PASSWORD": "Test@123" })).await;
        assert_eq!(ask(&world, &robot, HERE).await, FETCHED);
    }

    async fn an_edit_that_changes_nothing_leaves_no_trace(world: World) {
        let more = json!({ "ISAPIUSER": true, "HOSTCHECK": true, "HOSTNAME": "192.0.2.1", "TOKENVALIDITYDAYS": 9 });
        create(&world, "robot", more.clone()).await;
        let record = async || {
            let (user, request) = (Ok(UserRef::Login("robot".to_owned())), world.directory.own_request(Via::CommandLine, "get"));
            users::get(&world.directory, &request, &Credential::System, user, Parts::ALL).await.unwrap()
        };
        let before = record().await;
        world.clock.turn(60);
        edit(&world, "robot", calls::details("robot", more)).await;
        assert_eq!(record().await, before);
    }
}

/// The last second of a day, wherever it is one of 23 or 25 hours.
#[tokio::test]
async fn a_date_is_good_through_its_last_second_where_the_server_stands() {
    let time_zone = TimeZone::get("Europe/Berlin").unwrap();
    for (date, end) in
        [("2026-03-29", 1_774_821_600), ("2026-10-25", 1_792_969_200), ("2026-06-01", 1_780_351_200)]
    {
        let world = calls::world(Settings { time_zone: time_zone.clone(), ..Settings::default() }).await;
        let robot = token(&create(&world, "robot", json!({ "ISAPIUSER": true, "EXPIRYDATE": date })).await);
        let end = Timestamp::from_seconds(end).unwrap();
        world.clock.set(end.plus_micros(-1));
        assert_eq!(ask(&world, &robot, HERE).await, FETCHED, "{date}");
        world.clock.set(end);
        assert_eq!(ask(&world, &robot, HERE).await, EXPIRED, "{date}");
    }
}
