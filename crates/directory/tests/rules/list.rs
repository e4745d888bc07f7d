//! Which users a list shows: filters by id, role and text.

use directory::Credential;
use directory::roles::NewGrant;
use directory::users::{self, Filter, NewUser, Parts};
use model::{GrantObjects, UserId};
use testkit::{World, on_both_engines};

use crate::kit::*;

/// The logins that meet a filter, in the order of the list.
async fn logins(world: &World, filter: Filter) -> Vec<String> {
    let page =
        users::list(&world.directory, &ask(world), &Credential::System, Ok(filter), Parts::NONE, None).await;
    let page = page.unwrap();
    assert!(page.next.is_none());
    page.users.into_iter().map(|view| view.user.login.to_string()).collect()
}

fn containing(texts: &[&str]) -> Filter {
    Filter { login_contains: texts.iter().map(ToString::to_string).collect(), ..Filter::default() }
}

fn holding(roles: &[&str]) -> Filter {
    Filter { roles: roles.iter().map(ToString::to_string).collect(), ..Filter::default() }
}

async fn make_all(world: &World, logins: &[&str]) -> Vec<UserId> {
    let made =
        create(world, &Credential::System, logins.iter().map(|login| named(login)).collect()).await.unwrap();
    made.iter().map(|user| user.id).collect()
}

on_both_engines! {
    async fn a_list_is_in_the_order_of_login_keys_and_hides_nobody(world: World) {
        make_all(&world, &["b", "C", "Á", "a"]).await;
        make(&world, NewUser { enabled: false, ..named("disabled") }).await;
        assert_eq!(logins(&world, Filter::default()).await, ["a", "admin", "b", "C", "disabled", "Á"]);
    }

    async fn ids_are_alternatives_and_unknown_or_repeated_ones_are_passed_over(world: World) {
        let ids = make_all(&world, &["c", "b", "a"]).await;
        let filter = |ids: &[UserId]| Filter { ids: ids.to_vec(), ..Filter::default() };
        assert_eq!(logins(&world, filter(&[ids[0], ids[2], UserId([9; 16]), ids[0]])).await, ["a", "c"]);
        assert_eq!(logins(&world, filter(&[UserId([9; 16])])).await, Vec::<String>::new());
    }

    async fn roles_are_those_given_directly_on_whatever_objects(world: World) {
        let with = |login: &str, role_name: &str, objects| NewUser {
            grants: vec![NewGrant { objects, ..NewGrant::on_all(role(role_name)) }],
            ..named(login)
        };
        make(&world, with("a", "PowerUser", GrantObjects::All)).await;
        make(&world, with("b", "PowerUser", GrantObjects::None)).await;
        make(&world, with("c", "ReadOnly", GrantObjects::All)).await;
        assert_eq!(logins(&world, holding(&["poweruser"])).await, ["a", "b"]);
        assert_eq!(logins(&world, holding(&["ReadOnly", "PowerUser", "no role"])).await, ["a", "b", "c"]);
        assert_eq!(logins(&world, holding(&["no role"])).await, Vec::<String>::new());
        assert_eq!(logins(&world, holding(&["Administrator"])).await, ["admin"]);
    }

    async fn three_letters_and_more_are_found_anywhere_without_case(world: World) {
        make_all(&world, &["anna.mueller", "Joanna", "müller", "MÜLLERIN", "bob"]).await;
        assert_eq!(logins(&world, containing(&["ANN"])).await, ["anna.mueller", "Joanna"]);
        assert_eq!(logins(&world, containing(&["Müller"])).await, ["müller", "MÜLLERIN"]);
        assert_eq!(logins(&world, containing(&["mu\u{308}ll"])).await, ["müller", "MÜLLERIN"]);
        assert_eq!(logins(&world, containing(&["ｊｏａｎｎａ"])).await, ["Joanna"]);
        assert_eq!(logins(&world, containing(&["nobody"])).await, Vec::<String>::new());
    }

    async fn one_and_two_letters_are_found_anywhere_too(world: World) {
        make_all(&world, &["anna", "Öl", "böb", "bob"]).await;
        assert_eq!(logins(&world, containing(&["ö"])).await, ["böb", "Öl"]);
        assert_eq!(logins(&world, containing(&["NN"])).await, ["anna"]);
        assert_eq!(logins(&world, containing(&["ob"])).await, ["bob"]);
    }

    async fn a_text_is_text_and_no_pattern(world: World) {
        let odd = ["100%sure", "100 sure", "under_score", "underXscore", "o'neil", "say \"yes\"", "back\\slash", "a*b*c", "NEAR(x y)"];
        make_all(&world, &odd).await;
        for (text, found) in [
            ("%", vec!["100%sure"]), ("0%s", vec!["100%sure"]), ("_", vec!["under_score"]),
            ("r_s", vec!["under_score"]), ("o'n", vec!["o'neil"]), ("'", vec!["o'neil"]),
            ("\"yes\"", vec!["say \"yes\""]), ("\"", vec!["say \"yes\""]), ("k\\s", vec!["back\\slash"]),
            ("*b*", vec!["a*b*c"]), ("r(x y", vec!["NEAR(x y)"]), ("' OR '1'='1", vec![]), (" or ", vec![]),
        ] {
            assert_eq!(logins(&world, containing(&[text])).await, found, "{text}");
        }
    }

    async fn names_and_addresses_do_not_count_as_login(world: World) {
        make(&world, NewUser { given: Some("Annabel".into()), ..named("x") }).await;
        assert_eq!(logins(&world, containing(&["annabel"])).await, Vec::<String>::new());
    }

    async fn texts_of_one_filter_are_alternatives(world: World) {
        make_all(&world, &["anna", "bob", "carl"]).await;
        assert_eq!(logins(&world, containing(&["ann", "carl", "arl"])).await, ["anna", "carl"]);
        assert_eq!(logins(&world, containing(&["ann", "b"])).await, ["anna", "bob"]);
    }

    async fn different_filters_are_all_to_be_met(world: World) {
        let power = |login: &str| NewUser { grants: vec![NewGrant::on_all(role("PowerUser"))], ..named(login) };
        let (anna, bob) = (make(&world, power("anna")).await.id, make(&world, power("bob")).await.id);
        let carl = make(&world, named("carl")).await.id;
        let filter = |ids: &[UserId], roles: &[&str], texts: &[&str]| Filter {
            ids: ids.to_vec(), ..Filter { roles: holding(roles).roles, ..containing(texts) }
        };
        assert_eq!(logins(&world, filter(&[anna, carl], &["PowerUser"], &[])).await, ["anna"]);
        assert_eq!(logins(&world, filter(&[anna, bob], &[], &["bob"])).await, ["bob"]);
        assert_eq!(logins(&world, filter(&[], &["PowerUser"], &["b", "carl"])).await, ["bob"]);
        assert_eq!(logins(&world, filter(&[carl], &["PowerUser"], &["carl"])).await, Vec::<String>::new());
    }

    async fn the_last_create_and_the_last_delete_are_seen(world: World) {
        make_all(&world, &["fresh.one", "fresh.two"]).await;
        assert_eq!(logins(&world, containing(&["fresh"])).await, ["fresh.one", "fresh.two"]);
        users::delete(&world.directory, &ask(&world), &Credential::System, Ok(login("fresh.one"))).await.unwrap();
        assert_eq!(logins(&world, containing(&["fresh"])).await, ["fresh.two"]);
    }
}
