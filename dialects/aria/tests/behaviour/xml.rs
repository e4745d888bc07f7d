//! What may come in a body of XML, through the server: it goes on whatever is sent.

use testkit::{Answer, World, on_both_engines};

use crate::{CURRENT, USERS};

const OPS: &str = "http://webservice.vmware.com/vRealizeOpsMgr/1.0/";

async fn post(world: &World, token: &str, body: impl Into<Vec<u8>>) -> Answer {
    let call = world.post(USERS).ops_token(token).header("content-type", "application/xml");
    call.body(body.into()).send().await
}

fn user(inside: &str) -> String {
    format!(r#"<ops:user xmlns:ops="{OPS}">{inside}</ops:user>"#)
}

on_both_engines! {
    async fn no_hostile_body_is_more_than_refused(world: World) {
        let token = world.aria_token().await;
        let laughs = (1..10).map(|n| format!(r#"<!ENTITY l{n} "&l{p};&l{p};&l{p};">"#, p = n - 1));
        let laughs = laughs.collect::<Vec<_>>().concat();
        let bodies = [
            format!(r#"<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]>{}"#, user("<ops:username>&l9;</ops:username>")),
            user("<ops:username>&l9;</ops:username>"),
            "<a>".repeat((1 << 20) / 3),
            user(&"<ops:a>".repeat(100_000)),
            user(&"<ops:a/>".repeat(120_000)),
            user("<?php echo 1 ?>"),
            user("<username>a</username>"),
            "\u{feff}".to_owned(),
            String::new(),
        ];
        for body in bodies {
            let answer = post(&world, &token, body).await;
            assert_eq!(answer.status, 400, "{}", answer.text());
            assert_eq!(answer.json()["message"], "Invalid input format.");
        }
        let utf_16: Vec<u8> = user("").encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(post(&world, &token, utf_16).await.status, 400);
        assert_eq!(post(&world, &token, vec![b' '; (1 << 20) + 1]).await.status, 413);
        assert_eq!(world.get(CURRENT).ops_token(&token).send().await.status, 200);
    }

    async fn nobody_in_particular_has_no_xml_read(world: World) {
        let call = world.post(USERS).header("content-type", "application/xml").body("<!DOCTYPE a>");
        assert_eq!(call.send().await.status, 401);
    }

    async fn a_password_in_xml_is_in_no_answer(world: World) {
        let token = world.aria_token().await;
        let secret = "S3cret-of-mine";
        for inside in [
            format!("<ops:username>a</ops:username><ops:password>{secret}</ops:password>"),
            format!("<ops:username>a b</ops:username><ops:password>{secret}</ops:password>"),
            format!("<ops:password>{secret}</ops:password><ops:password>{secret}</ops:password>"),
            format!("<ops:password>{secret}</password>"),
            format!("<ops:password>{secret}<ops:a/></ops:password>"),
        ] {
            let answer = post(&world, &token, user(&inside)).await;
            assert!(!answer.text().contains(secret), "{}", answer.text());
        }
    }

    async fn a_sign_in_in_xml_is_held_to_the_same_rules(world: World) {
        let body = |password: &str| {
            let inside = format!("<ops:username>admin</ops:username><ops:password>{password}</ops:password>");
            format!(r#"<ops:username-password xmlns:ops="{OPS}">{inside}</ops:username-password>"#)
        };
        let sign_in = async |password: &str| {
            let call = world.post(crate::ACQUIRE).header("content-type", "application/xml");
            call.body(body(password)).send().await.status
        };
        assert_eq!(sign_in(testkit::ADMIN_PASSWORD).await, 200);
        for _ in 0..5 {
            assert_eq!(sign_in("wrong").await, 401);
        }
        assert_eq!(sign_in(testkit::ADMIN_PASSWORD).await, 401, "the throttle counts them");
    }
}
