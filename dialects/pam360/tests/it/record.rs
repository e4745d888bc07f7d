//! What stands in the record after the vendor's samples, as the core tells it.

use directory::users::{self, Parts, UserRef};
use directory::{Credential, TokenDigest};
use model::{Dialect, Kind, TokenKind, UserView};
use serde_json::json;
use testkit::{World, on_both_engines};

use crate::calls::create;

async fn view(world: &World, login: &str) -> UserView {
    let admin = world.token("admin", TokenKind::Native).await;
    let credential = Credential::Token { kind: TokenKind::Native, digest: TokenDigest::of(&admin) };
    let user = Ok(UserRef::Login(login.to_owned()));
    users::get(&world.directory, &world.request(Dialect::Native), &credential, user, Parts::ALL)
        .await
        .unwrap()
}

on_both_engines! {
    async fn a_program_stands_as_sent(world: World) {
        create(&world, "Jason", json!({
            "ROLE": "administator", "ROLEID": 301, "USERGROUPNAME": "Demo", "ISAPIUSER": true, "HOSTNAME": "john-1234",
            "TOKENVALIDITYDAYS": 100, "SECONDARYEMAILID": "jade@opmanager.com",
        }))
        .await;
        let view = view(&world, "jason").await;
        assert_eq!((view.user.login.as_str(), view.user.kind, view.user.has_password), ("Jason", Kind::Api, false));
        assert_eq!(view.grants.iter().map(|grant| grant.role_number).collect::<Vec<_>>(), [301]);
        assert_eq!(view.memberships.iter().map(|m| m.group_name.as_str()).collect::<Vec<_>>(), ["Demo"]);
        assert_eq!(view.emails.len(), 2);
        assert_eq!(
            view.residue[&Dialect::Pam360].to_json(),
            r#"{"HOSTNAME":"john-1234","ROLE":"administator","ROLEID":301,"TOKENVALIDITYDAYS":100,"USERGROUPNAME":"Demo"}"#
        );
        assert!(view.pins.is_empty());
    }

    async fn a_person_has_a_password_that_nobody_was_told(world: World) {
        let answer = create(&world, "rob", json!({ "MOBILE": "98765 43210", "MOBILE_COUNTRYCODE": "91" })).await;
        assert!(!answer.text().contains("PASSWORD"));
        let view = view(&world, "rob").await;
        assert!(view.user.has_password && view.user.password_generated && view.user.kind == Kind::Person);
        assert_eq!(view.phones[0].text(), "+91-9876543210");
        assert_eq!(view.grants[0].role_number, 305);
    }
}

on_both_engines! {
    async fn of_many_parallel_creates_of_one_name_one_succeeds(world: World) {
        let admin = world.token("admin", TokenKind::Pam360).await;
        let calls = ["jason", "Jason", "JASON", "jaSON"].map(|login| {
            let details = crate::calls::details(login, json!({ "ISAPIUSER": true }));
            world.post(crate::calls::USERS).authtoken(&admin).input_data(&details).send()
        });
        let [a, b, c, d] = calls;
        let (a, b, c, d) = tokio::join!(a, b, c, d);
        let made = [a, b, c, d].iter().filter(|answer| answer.text().contains("has been added")).count();
        assert_eq!(made, 1);
    }
}
