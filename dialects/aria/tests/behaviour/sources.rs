//! Auth sources whose servers are there (section 6.8): certificates before trust, tests, searches, imports.

use http::Method;
use serde_json::{Value, json};
use testkit::slapd::{BASE, Slapd, group_dn, user_dn};
use testkit::{Answer, World, on_both_engines};

use crate::{ACQUIRE, USERS};

const SOURCES: &str = "/suite-api/api/auth/sources";
const TEST: &str = "/suite-api/api/auth/sources/test";
const SECRET: &str = "reader-secret";

#[derive(Clone, Copy, PartialEq)]
enum Over {
    Clear,
    StartTls,
    Ldaps,
}

/// A source as clients send it.
fn source(slapd: &Slapd, over: Over) -> Value {
    let port = if over == Over::Ldaps { slapd.tls_port } else { slapd.port };
    let properties = [
        ("display-name", "corp".to_owned()),
        ("host", slapd.address.clone()),
        ("port", port.to_string()),
        ("use-ssl", (over == Over::Ldaps).to_string()),
        ("start-tls", (over == Over::StartTls).to_string()),
        ("base-domain", BASE.to_owned()),
        ("user-name", format!("cn=reader,{BASE}")),
        ("password", SECRET.to_owned()),
        ("common-name", "uid".to_owned()),
    ];
    let property: Vec<Value> =
        properties.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"name": "corp", "sourceType": {"id": "OPEN_LDAP", "name": "OPEN_LDAP"}, "property": property, "certificates": []})
}

struct Caller<'a> {
    world: &'a World,
    token: String,
}

impl<'a> Caller<'a> {
    async fn admin(world: &'a World) -> Self {
        Self { world, token: world.aria_token().await }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        let answer = self.world.call(method, path).ops_token(&self.token).json(body).send().await;
        assert!(!answer.text().contains(SECRET), "{}", answer.text());
        answer
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.world.get(path).ops_token(&self.token).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(!answer.text().contains(SECRET), "{}", answer.text());
        answer.json()
    }

    /// Adds a source in clear; its id.
    async fn add(&self, slapd: &Slapd) -> String {
        let answer = self.send(Method::POST, SOURCES, &source(slapd, Over::Clear)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    async fn found(&self, id: &str, name: &str) -> Vec<Value> {
        let answer =
            self.send(Method::POST, &format!("{SOURCES}/{id}/users/search"), &json!({"name": name})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["user-search-response"].as_array().unwrap().clone()
    }
}

/// The answer with the password that the client still knows.
fn with_password(mut source: Value) -> Value {
    source["property"].as_array_mut().unwrap().push(json!({"name": "password", "value": SECRET}));
    source
}

on_both_engines! {
    async fn a_certificate_is_shown_accepted_and_counts(world: World) {
        let slapd = Slapd::start();
        let admin = Caller::admin(&world).await;
        for over in [Over::Ldaps, Over::StartTls] {
            let shown = admin.send(Method::POST, SOURCES, &source(&slapd, over)).await;
            assert_eq!(shown.status, 200, "{}", shown.text());
            let shown = shown.json();
            assert!(shown.get("id").is_none() && shown.get("links").is_none(), "{shown}");
            let certificate = &shown["certificates"][0];
            let thumbprint = certificate["thumbprint"].as_str().unwrap();
            assert_eq!((thumbprint.len(), thumbprint.matches(':').count()), (95, 31));
            assert!(certificate["certificateDetails"].as_str().unwrap().contains(thumbprint));
            assert!(certificate["issuedTo"].as_str().unwrap().contains("rcgen"));
            assert!(certificate["expires"].as_str().unwrap().ends_with('Z'));
            assert_eq!(admin.get(SOURCES).await, json!({"sources": []}), "nothing is stored");

            let kept = admin.send(Method::PATCH, SOURCES, &with_password(shown.clone())).await;
            assert_eq!(kept.status, 201, "{}", kept.text());
            let kept = kept.json();
            assert_eq!(kept["certificates"], shown["certificates"]);
            let id = kept["id"].as_str().unwrap();
            assert_eq!(admin.found(id, "u0042").await.len(), 1);
            let one = format!("{SOURCES}/{id}");
            assert_eq!(admin.send(Method::DELETE, &one, &Value::Null).await.status, 204);
        }
    }

    async fn a_source_that_moves_is_accepted_anew(world: World) {
        let (first, second) = (Slapd::start(), Slapd::start());
        let admin = Caller::admin(&world).await;
        let shown = admin.send(Method::POST, SOURCES, &source(&first, Over::Ldaps)).await.json();
        let kept = admin.send(Method::PATCH, SOURCES, &with_password(shown)).await.json();
        let id = kept["id"].as_str().unwrap();
        let mut moved = source(&second, Over::Ldaps);
        moved["id"] = kept["id"].clone();
        moved["certificates"] = kept["certificates"].clone();
        let shown = admin.send(Method::PUT, SOURCES, &moved).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        let shown = shown.json();
        assert_eq!(shown["id"], kept["id"]);
        assert_ne!(shown["certificates"], kept["certificates"]);
        assert_eq!(admin.get(&format!("{SOURCES}/{id}")).await, kept, "nothing is stored");
        let silent = admin.send(Method::PATCH, SOURCES, &shown).await;
        assert_eq!(silent.status, 400, "{}", silent.text());
        assert_eq!(silent.json()["validationFailures"][0]["violationPath"], "property.password");
        let accepted = admin.send(Method::PATCH, SOURCES, &with_password(shown.clone())).await;
        assert_eq!(accepted.status, 201, "{}", accepted.text());
        assert_eq!(admin.found(id, "u0042").await.len(), 1);
        // What does not lead elsewhere needs no word on certificates.
        let renamed = admin.send(Method::PUT, SOURCES, &json!({"id": id, "name": "other", "certificates": []})).await;
        assert_eq!((renamed.status, &renamed.json()["name"]), (200, &json!("other")));
        assert_eq!(renamed.json()["certificates"], shown["certificates"]);
    }

    async fn a_test_is_passed_or_says_why_not(world: World) {
        let slapd = Slapd::start();
        let admin = Caller::admin(&world).await;
        let passed = admin.send(Method::POST, TEST, &source(&slapd, Over::Clear)).await;
        assert_eq!(passed.status, 200, "{}", passed.text());
        assert_eq!(passed.json()["certificates"], json!([]));
        for over in [Over::Ldaps, Over::StartTls] {
            let shown = admin.send(Method::POST, TEST, &source(&slapd, over)).await.json();
            assert_eq!(shown["certificates"].as_array().unwrap().len(), 1, "{shown}");
            let passed = admin.send(Method::PATCH, TEST, &with_password(shown.clone())).await;
            assert_eq!((passed.status, &passed.json()["certificates"]), (200, &json!([])));
            let unaccepted = admin.send(Method::PATCH, TEST, &source(&slapd, over)).await;
            assert_eq!(unaccepted.status, 400, "{}", unaccepted.text());
            let mut other = with_password(shown);
            other["certificates"][0]["thumbprint"] = json!("AB".repeat(32));
            let refused = admin.send(Method::PATCH, TEST, &other).await;
            assert_eq!(refused.status, 400);
            let message = refused.json()["message"].as_str().unwrap().to_owned();
            assert!(message.contains("not accepted"), "{message}");
        }
        let mut wrong = source(&slapd, Over::Clear);
        wrong["property"][7]["value"] = json!("wrong-secret");
        let refused = admin.send(Method::POST, TEST, &wrong).await;
        assert_eq!((refused.status, &refused.json()["apiErrorCode"]), (400, &json!(400)));
        assert!(refused.text().contains("refused the login") && !refused.text().contains("wrong-secret"));
        wrong["property"][7]["value"] = json!("");
        assert_eq!(admin.send(Method::POST, TEST, &wrong).await.status, 400, "an empty password is none");
        assert_eq!(admin.get(SOURCES).await, json!({"sources": []}));
    }

    async fn a_search_finds_whom_it_names(world: World) {
        let slapd = Slapd::start();
        let admin = Caller::admin(&world).await;
        let id = admin.add(&slapd).await;
        let mira = admin.found(&id, "mi*").await;
        let expected = json!([{
            "name": "mira", "firstName": "Given of mira", "lastName": "Family",
            "distinguishedName": mira[0]["distinguishedName"], "emailAddress": "mira@example.org",
        }]);
        assert_eq!(json!(mira), expected);
        assert_eq!(admin.found(&id, "nobody").await, [Value::Null; 0]);
        assert_eq!(admin.found(&id, "u*").await.len(), 1_000);
        for injected in ["*)(uid=*", "u0042)(|(uid=*)", "\\75\\30", "u0042\u{0}"] {
            assert_eq!(admin.found(&id, injected).await, [Value::Null; 0], "{injected}");
        }
        assert_eq!(admin.found(&id, "a\\*b(c)\\d").await, [Value::Null; 0]);
        let path = format!("{SOURCES}/{id}/usergroups/search");
        let groups = admin.send(Method::POST, &path, &json!({"name": "outer", "domain": null})).await.json();
        let outer = json!({"name": "outer", "distinguishedName": group_dn("outer"), "description": "A group"});
        assert_eq!(groups, json!({"usergroup-search-response": [outer]}));
        let xml = format!(
            r#"<ops:usergroup-search-request xmlns:ops="{}"><ops:name>outer</ops:name></ops:usergroup-search-request>"#,
            "http://webservice.vmware.com/vRealizeOpsMgr/1.0/"
        );
        let call = world.post(&path).ops_token(&admin.token).header("content-type", "application/xml");
        let answer = call.header("accept", "application/xml").body(xml).send().await;
        assert!(answer.text().contains(r#"<ops:usergroup-search-response name="outer">"#), "{}", answer.text());
    }

    async fn a_server_that_is_gone_is_500_with_words(world: World) {
        let mut slapd = Slapd::start();
        let admin = Caller::admin(&world).await;
        let id = admin.add(&slapd).await;
        slapd.stop();
        for path in ["users/search", "usergroups/search"] {
            let gone = admin.send(Method::POST, &format!("{SOURCES}/{id}/{path}"), &json!({"name": "a"})).await;
            assert_eq!((gone.status, &gone.json()["apiErrorCode"]), (500, &json!(500)));
            assert!(gone.text().contains("cannot be reached"), "{}", gone.text());
        }
    }

    async fn who_is_imported_signs_in_with_the_password_of_the_source(world: World) {
        let slapd = Slapd::start();
        let admin = Caller::admin(&world).await;
        let id = admin.add(&slapd).await;
        let users = json!({"users": [{"username": "u0042", "distinguishedName": user_dn(42), "password": null}]});
        let imported = admin.send(Method::POST, &format!("{SOURCES}/{id}/users"), &users).await;
        assert_eq!(imported.status, 201, "{}", imported.text());
        for (password, source, status) in [
            ("pw-u0042", Some("corp"), 200),
            ("pw-u0042", Some("Corp"), 401),
            ("pw-u0042", None, 401),
            ("wrong", Some("corp"), 401),
            ("", Some("corp"), 401),
        ] {
            let body = json!({"username": "u0042", "authSource": source, "password": password});
            let answer = world.post(ACQUIRE).json(&body).send().await;
            assert_eq!(answer.status, status, "{password} {source:?}: {}", answer.text());
        }
    }

    async fn a_group_follows_its_source(world: World) {
        let slapd = Slapd::start();
        let admin = Caller::admin(&world).await;
        let id = admin.add(&slapd).await;
        let group = json!({"authSourceId": id, "name": group_dn("outer"), "displayName": "outer"});
        let group = admin.send(Method::POST, "/suite-api/api/auth/usergroups", &group).await;
        assert_eq!(group.status, 201, "{}", group.text());
        let follow = format!("{SOURCES}/{id}/usergroups/synchronize");
        let call = world.call(Method::PUT, &follow).ops_token(&admin.token);
        let answer = call.header("content-type", "application/json").send().await;
        assert_eq!((answer.status, answer.text()), (200, ""));
        let one = format!("/suite-api/api/auth/usergroups/{}", group.json()["id"].as_str().unwrap());
        let members = admin.get(&one).await["userIds"].as_array().unwrap().len();
        assert_eq!(members, 4, "nested groups are followed, and each member counts once");
        let listed = admin.get(&format!("{USERS}?username=u0001")).await;
        assert_eq!(listed["users"][0]["distinguishedName"], json!(user_dn(1)));
    }

    async fn the_types_are_those_of_the_vendor_in_their_order(world: World) {
        let admin = Caller::admin(&world).await;
        let types = admin.get("/suite-api/api/auth/sourcetypes").await;
        let types = types["sourceTypes"].as_array().unwrap();
        let ids: Vec<&str> = types.iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["VC", "OPEN_LDAP", "ACTIVE_DIRECTORY", "SSO_SAML", "VIDM", "CSP", "VIDB"]);
        let ad = types[2]["properties"]["property"].as_array().unwrap();
        let domain = ad.iter().find(|one| one["name"] == "domain").unwrap();
        assert_eq!((&domain["required"], &domain["modifiable"]), (&json!(true), &json!(false)));
        let port = ad.iter().find(|one| one["name"] == "port").unwrap();
        assert_eq!(port["dataType"], "INTEGER");
    }
}
