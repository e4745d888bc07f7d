//! Passwords of new users: the rule of the door, the floor under it, the one rule in place of all.

use directory::passwords::PolicyRules;
use directory::users::{self, NewPassword, NewUser, PasswordRule};
use directory::{Credential, Directory};
use model::{Origin, Refusal, Rule};
use testkit::{World, on_both_engines};

use crate::kit::*;

fn oipa(login: &str, text: &str) -> NewUser {
    let rule = PasswordRule::Own { policy: "oipa", rules: PolicyRules::OIPA };
    NewUser { password: NewPassword::Given(password(text), rule), ..named(login) }
}

async fn make_at(node: &Directory, world: &World, user: NewUser) -> Result<(), Refusal> {
    users::create(node, &ask(world), &Credential::System, Ok(vec![user]), None).await.map(drop)
}

/// The policies that were broken.
fn broken(refused: &Refusal) -> Vec<&str> {
    let Refusal::Invalid(all) = refused else { panic!("{refused:?}") };
    let policies = all.iter().map(|invalid| match &invalid.rule {
        Rule::Policy { policy, .. } => policy.as_str(),
        other => panic!("{other:?}"),
    });
    policies.collect()
}

on_both_engines! {
    async fn a_password_must_meet_the_rule_of_its_door(world: World) {
        let users = vec![with_password("a", "long enough"), with_password("b", "short"), with_password("c", "brief")];
        let refused = create(&world, &Credential::System, users).await.unwrap_err();
        assert_eq!(broken(&refused), ["native", "native"], "all that break it are told");
        assert_eq!(hashes(&world), 1, "nothing was hashed but the first start's");
        make(&world, oipa("User100", "User100")).await;
        sign_in(&world, "user100", "User100").await.unwrap();
    }

    async fn no_password_goes_below_the_shortest_length_of_this_server(world: World) {
        let node = another_node(&world, |config| config.password_min_length = 6).await;
        let refused = make_at(&node, &world, oipa("a", "12345")).await.unwrap_err();
        assert_eq!(broken(&refused), ["oipa"]);
        make_at(&node, &world, oipa("a", "123456")).await.unwrap();
    }

    async fn a_uniform_policy_takes_the_place_of_the_door_s_own(world: World) {
        make_policy(&world, "House", PolicyRules::at_least(12)).await;
        let node = another_node(&world, |config| config.uniform_policy = Some("house".to_owned())).await;
        let refused = make_at(&node, &world, with_password("a", "11 letters.")).await.unwrap_err();
        assert_eq!(broken(&refused), ["House"]);
        make_at(&node, &world, with_password("a", "twelve chars")).await.unwrap();
    }

    async fn a_drawn_password_is_stored_and_shown_to_nobody(world: World) {
        let drawn = NewUser { password: NewPassword::Drawn(eight()), ..named("a") };
        make(&world, drawn).await;
        let row = rows(&world, "SELECT password_generated, password_version FROM users WHERE login = 'a'", 2).await;
        assert_eq!(row, [["1", "1"]]);
        let given = make(&world, with_password("b", "long enough")).await;
        assert!(given.token.is_none() && given.view.is_none());
    }

    async fn an_external_user_has_no_password_here(world: World) {
        let external = NewUser { origin: Origin::External(None), ..with_password("a", "long enough") };
        let refused = create(&world, &Credential::System, vec![external]).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("password", Rule::NotAllowed));
        assert_eq!(count(&world, "users").await, 1);
    }

    async fn a_taken_login_is_told_before_anything_is_hashed(world: World) {
        let before = hashes(&world);
        create(&world, &Credential::System, vec![with_password("ADMIN", "long enough")]).await.unwrap_err();
        assert_eq!(hashes(&world), before);
    }
}
