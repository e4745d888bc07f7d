//! Who is in a group.

use ldap::{Error, Kind, Names, Source};
use ldap3_proto::proto::LdapSearchScope;

use crate::fake::{self, Answer, Question};
use crate::world::{at, source};
use testkit::slapd::{BASE, Slapd, USERS, group_dn, user_dn};

fn names(members: &ldap::Members) -> Vec<&str> {
    let mut names: Vec<&str> = members.people.iter().map(|person| person.name.as_str()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn groups_in_groups_are_followed_and_those_in_each_other_once() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    let outer = source.members_of(&group_dn("outer"), 100).await.unwrap().unwrap();
    assert_eq!(names(&outer), ["locked", "u0001", "u0002", "u0003"]);
    assert_eq!((outer.groups, outer.elsewhere), (3, 0));
    let disabled: Vec<bool> = outer.people.iter().map(|person| person.disabled_at(0)).collect();
    assert_eq!(disabled.iter().filter(|disabled| **disabled).count(), 1);
    let innermost = source.members_of(&group_dn("innermost"), 100).await.unwrap().unwrap();
    assert_eq!(names(&innermost), ["locked", "u0002", "u0003"]);
}

#[tokio::test]
async fn a_group_of_thousands_is_read_whole_or_not_at_all() {
    let slapd = Slapd::start();
    let source = source(&slapd);
    let everyone = source.members_of(&group_dn("everyone"), USERS).await.unwrap().unwrap();
    assert_eq!((everyone.people.len(), everyone.elsewhere), (USERS, 0));
    let refused = source.members_of(&group_dn("everyone"), USERS - 1).await;
    assert_eq!(refused, Err(Error::TooMany(format!("{} members of the group", USERS - 1))));
}

#[tokio::test]
async fn members_outside_of_the_base_and_members_that_are_gone_are_counted() {
    let slapd = Slapd::start();
    let whole = source(&slapd);
    let odd = whole.members_of(&group_dn("odd"), 100).await.unwrap().unwrap();
    assert_eq!((names(&odd), odd.elsewhere), (vec!["far", "mira"], 1));
    let people = Source { base_dn: format!("ou=people,{BASE}"), ..whole };
    let odd = people.members_of(&group_dn("odd"), 100).await.unwrap().unwrap();
    assert_eq!((names(&odd), odd.elsewhere), (vec!["mira"], 2));
}

#[tokio::test]
async fn a_group_that_is_not_there_is_told_from_an_empty_one() {
    let slapd = Slapd::start();
    assert_eq!(source(&slapd).members_of(&group_dn("nowhere"), 10).await, Ok(None));
}

#[tokio::test]
async fn members_may_be_listed_by_another_attribute() {
    let slapd = Slapd::start();
    let names_of_unix = Names {
        member: "memberUid".into(),
        member_match: Some("uid".into()),
        ..Names::usual(Kind::OpenLdap)
    };
    let source = Source { names: names_of_unix, ..source(&slapd) };
    let unix = source.members_of(&group_dn("unix"), 10).await.unwrap().unwrap();
    assert_eq!((names(&unix), unix.elsewhere), (vec!["u0001", "u0005"], 1));
}

/// As Active Directory sends a long list: in ranges, the attribute itself empty.
fn in_ranges(question: Question) -> Vec<Answer> {
    let search = match question {
        Question::Bind => return vec![Answer::bound()],
        Question::WhoAmI => return vec![Answer::you_are(b"u:CORP\\reader")],
        Question::Other => return vec![],
        Question::Search(search) => search,
    };
    let member = |number: usize| user_dn(number).into_bytes();
    let entry = match search.attrs.first().map(String::as_str) {
        Some("member") => Answer::entry(
            &search.base,
            &[("member", vec![]), ("member;range=0-1", vec![member(1), member(2)])],
        ),
        Some("member;range=2-*") => {
            Answer::entry(&search.base, &[("member;range=2-3", vec![member(3), member(4)])])
        }
        Some("member;range=4-*") => Answer::entry(&search.base, &[("member;range=4-*", vec![member(5)])]),
        _ => {
            assert_eq!(search.scope, LdapSearchScope::Subtree, "{:?}", search.attrs);
            let people = (1..=5).map(|number| {
                let uid = format!("u{number}").into_bytes();
                Answer::entry(
                    &user_dn(number),
                    &[("objectClass", vec![b"user".to_vec()]), ("userPrincipalName", vec![uid])],
                )
            });
            return people.chain([Answer::done()]).collect();
        }
    };
    vec![entry, Answer::done()]
}

#[tokio::test]
async fn a_list_that_comes_in_ranges_is_put_together() {
    let server = fake::start(in_ranges).await;
    let kind = Kind::ActiveDirectory;
    let source = Source { kind, names: Names::usual(kind), ..at("127.0.0.1", server.port) };
    let members = source.members_of("cn=staff,dc=example,dc=org", 10).await.unwrap().unwrap();
    assert_eq!(names(&members), ["u1", "u2", "u3", "u4", "u5"]);
    assert_eq!(members.elsewhere, 0);
}
