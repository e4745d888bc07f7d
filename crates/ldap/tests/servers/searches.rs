//! Looking for users and groups.

use ldap::{Error, Secret, Source};

use crate::world::source;
use testkit::slapd::{BASE, Slapd, USERS, user_dn};

fn names(found: ldap::Found<ldap::Person>) -> Vec<String> {
    found.all.into_iter().map(|person| person.name).collect()
}

#[tokio::test]
async fn a_source_that_is_right_passes_its_test_and_a_wrong_one_says_why() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    assert_eq!(source.test().await.unwrap().host, "127.0.0.1");

    let wrong = Source { bind_secret: Secret::new("wrong".into()), ..source.clone() };
    let refused = wrong.test().await.unwrap_err();
    assert!(matches!(refused, Error::LoginRefused(_)), "{refused}");
    assert!(!refused.to_string().contains("wrong"), "{refused}");

    let none = Source { bind_secret: Secret::new(String::new()), ..source.clone() };
    assert_eq!(none.test().await, Err(Error::NoPassword));
    let nameless = Source { bind_dn: String::new(), ..source.clone() };
    assert_eq!(nameless.test().await, Err(Error::NoPassword));

    let missing = Source { base_dn: format!("ou=nowhere,{BASE}"), ..source };
    let refused = missing.test().await.unwrap_err();
    assert_eq!(refused, Error::Refused(format!("there is no ou=nowhere,{BASE}")));
}

#[tokio::test]
async fn users_are_found_by_their_name_and_by_parts_of_it() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    assert_eq!(names(source.search_users("u0042", 10).await.unwrap()), ["u0042"]);
    let mut some = names(source.search_users("u004*", 100).await.unwrap());
    some.sort();
    let expected: Vec<String> = (40..50).map(|number| format!("u{number:04}")).collect();
    assert_eq!(some, expected);
    assert_eq!(names(source.search_users("*0*4*2", 1000).await.unwrap()).len(), 21);
    assert_eq!(names(source.search_users("nobody", 10).await.unwrap()), [""; 0]);
}

#[tokio::test]
async fn what_is_known_of_a_user_is_told() {
    let slapd = Slapd::start();
    let mira = source(&slapd).user("mira").await.unwrap().unwrap();
    assert_eq!(mira.dn.to_lowercase(), format!("cn=holt\\2c mira,ou=people,{BASE}"));
    assert_eq!((mira.name.as_str(), mira.display.as_deref()), ("mira", Some("Holt, Mira")));
    assert_eq!((mira.family.as_deref(), mira.email.as_deref()), (Some("Family"), Some("mira@example.org")));
    assert_eq!(mira.external_id.as_ref().map(String::len), Some(36));
    assert!(!mira.disabled_at(0));
}

#[tokio::test]
async fn accounts_that_are_closed_are_told_as_such() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    assert!(source.user("locked").await.unwrap().unwrap().disabled_at(0));
    let over = source.user("over").await.unwrap().unwrap();
    assert_eq!(over.expires, Some(20_000 * 86_400));
    assert!(!over.disabled_at(20_000 * 86_400 - 1) && over.disabled_at(20_000 * 86_400));
}

#[tokio::test]
async fn groups_are_found_by_their_name() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    let mut found = source.search_groups("inner*", 10).await.unwrap().all;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(found.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["inner", "innermost"]);
    assert_eq!(found[0].description.as_deref(), Some("A group"));
    assert_eq!(source.search_groups("u0042", 10).await.unwrap().all, [], "a user is no group");
    assert_eq!(source.search_users("inner", 10).await.unwrap().all, [], "a group is no user");
}

#[tokio::test]
async fn a_long_list_comes_in_pages_and_ends_at_the_limit() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    let all = source.search_users("u*", 10_000).await.unwrap();
    assert_eq!((all.all.len(), all.more), (USERS, false));
    for limit in [1, 499, 500, 501, USERS - 1] {
        let part = source.search_users("u*", limit).await.unwrap();
        assert_eq!((part.all.len(), part.more), (limit, true), "{limit}");
    }
    let exact = source.search_users("u*", USERS).await.unwrap();
    assert_eq!((exact.all.len(), exact.more), (USERS, false));
    assert_eq!(source.search_users("u*", 0).await.unwrap().all, []);
}

#[tokio::test]
async fn what_a_server_is_not_willing_to_send_is_told_as_more() {
    let slapd = Slapd::start();
    let limited = Source {
        bind_dn: format!("cn=limited,{BASE}"),
        bind_secret: Secret::new("limited-secret".into()),
        ..source(&slapd)
    };
    let part = limited.search_users("u*", 10_000).await.unwrap();
    assert!(part.more, "{} were sent", part.all.len());
    assert!(part.all.len() <= 100);
}

#[tokio::test]
async fn signs_of_filters_mean_nothing_in_what_is_typed() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    for text in
        ["*)(uid=*", "*)(|(uid=*", "u0001)(uid=*", "\\2a", "*\\2a*)", ")", "(", "u0001\0", "&", "*)(&"]
    {
        assert_eq!(names(source.search_users(text, 10).await.unwrap()), [""; 0], "{text}");
        assert_eq!(source.search_groups(text, 10).await.unwrap().all, [], "{text}");
        assert_eq!(source.user(text).await.unwrap(), None, "{text}");
    }
    assert_eq!(source.user("*").await.unwrap(), None, "a star is a sign of searches only");
    assert_eq!(source.user("a*b(c)\\d").await.unwrap().unwrap().dn, format!("uid=star,ou=people,{BASE}"));
    assert_eq!(source.search_users("*b(c)*", 10).await.unwrap().all.len(), 1);
}

#[tokio::test]
async fn the_filters_of_a_source_bound_what_is_seen() {
    let slapd = Slapd::start();
    let source = Source { users: Some("(|(uid=u0001)(uid=u0002))".parse().unwrap()), ..source(&slapd) };
    assert_eq!(names(source.search_users("*", 10).await.unwrap()).len(), 2);
    assert_eq!(source.user("u0003").await.unwrap(), None);
    let source = Source { base_dn: format!("ou=outside,{BASE}"), users: None, ..source };
    assert_eq!(source.user("u0001").await.unwrap(), None);
    assert!(source.user("far").await.unwrap().is_some());
}

#[tokio::test]
async fn one_of_several_is_not_chosen() {
    let slapd = Slapd::start();
    assert_eq!(source(&slapd).user("twin").await, Err(Error::Ambiguous));
    assert_eq!(source(&slapd).search_users("twin", 10).await.unwrap().all.len(), 2);
}

#[tokio::test]
async fn no_referral_is_followed() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    let elsewhere = Source { base_dn: "dc=elsewhere,dc=net".into(), ..source.clone() };
    assert_eq!(elsewhere.search_users("*", 10).await, Err(Error::Referral));
    assert_eq!(elsewhere.test().await, Err(Error::Referral));
    let at_a_referral = Source { base_dn: format!("cn=elsewhere,ou=people,{BASE}"), ..source.clone() };
    assert_eq!(at_a_referral.search_users("*", 10).await, Err(Error::Referral));
    let password = Secret::new("x".into());
    let login = source.check_password(&format!("cn=elsewhere,ou=people,{BASE}"), &password).await;
    assert!(matches!(login, Ok(false) | Err(Error::Referral)), "{login:?}");
    assert!(
        source.user(&user_dn(1)).await.unwrap().is_none(),
        "a reference among the entries is passed over"
    );
}
