//! Password policies: those that every organisation has, and its own.

use directory::Credential;
use directory::passwords::PolicyRules;
use directory::policies::{self, NewPolicy, Policy, PolicyEdit, RulesEdit};
use directory::users::{self, Change, Edit, NewPassword, NewUser, PasswordRule};
use model::refusal::Forbidden;
use model::{Conflict, Dialect, Noun, PolicyName, Privilege, PrivilegeSet, Refusal, Rule};
use testkit::{World, on_both_engines};

use crate::kit::*;

async fn list(world: &World) -> Vec<Policy> {
    policies::list(&world.directory, &ask(world), &Credential::System).await.unwrap()
}

async fn create_policy(
    world: &World,
    by: &Credential,
    name: &str,
    rules: PolicyRules,
) -> Result<Policy, Refusal> {
    let new = NewPolicy { name: PolicyName::new(name).unwrap(), description: None, rules };
    policies::create(&world.directory, &ask(world), by, Ok(new)).await
}

async fn change(world: &World, by: &Credential, name: &str, edit: PolicyEdit) -> Result<Policy, Refusal> {
    policies::update(&world.directory, &ask(world), by, Ok((name.to_owned(), edit))).await
}

async fn delete(world: &World, by: &Credential, name: &str) -> Result<(), Refusal> {
    policies::delete(&world.directory, &ask(world), by, Ok(name.to_owned())).await
}

fn kept(login: &str, text: &str, policy: &str) -> NewUser {
    let rule = PasswordRule::Kept(policy.to_owned());
    NewUser { password: NewPassword::Given(password(text), rule), ..named(login) }
}

fn digits(count: usize) -> PolicyEdit {
    let rules = RulesEdit { digits: Some(count), ..RulesEdit::default() };
    PolicyEdit { description: None, rules }
}

/// The policy that a password broke, and how.
fn broken(refused: &Refusal) -> (&str, &str) {
    match refused {
        Refusal::Invalid(all) => match &all[0].rule {
            Rule::Policy { policy, violation } => (policy, violation),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

const BUILT_IN: Refusal = Refusal::Conflict(Conflict::BuiltIn);
const TWELVE: PolicyRules = PolicyRules::at_least(12);

on_both_engines! {
    async fn an_organisation_has_the_four_predefined_ones_first(world: World) {
        let admin = admin(&world).await;
        let own = create_policy(&world, &admin, "House", TWELVE).await.unwrap();
        assert_eq!((own.number, own.predefined, own.version), (5, false, 1));
        let all: Vec<_> = list(&world).await.iter().map(|policy| (policy.number, policy.name.to_string(), policy.predefined)).collect();
        let predefined = ["Low", "Medium", "Strong", "Offline Password File"];
        let mut expected: Vec<_> = (1..).zip(predefined).map(|(number, name)| (number, name.to_owned(), true)).collect();
        expected.push((5, "House".to_owned(), false));
        assert_eq!(all, expected);
    }

    async fn a_number_does_not_come_again_and_a_name_is_taken_without_case(world: World) {
        let admin = admin(&world).await;
        create_policy(&world, &admin, "House", TWELVE).await.unwrap();
        let taken = create_policy(&world, &admin, "HOUSE", TWELVE).await.unwrap_err();
        assert_eq!(taken, Refusal::Exists { what: Noun::Policy, name: "HOUSE".to_owned() });
        delete(&world, &admin, "house").await.unwrap();
        assert_eq!(delete(&world, &admin, "house").await, Err(Refusal::no_such(Noun::Policy, "house")));
        assert_eq!(create_policy(&world, &admin, "House", TWELVE).await.unwrap().number, 6);
    }

    async fn what_is_said_changes_and_the_same_again_does_not(world: World) {
        let admin = admin(&world).await;
        create_policy(&world, &admin, "House", TWELVE).await.unwrap();
        let edit = || PolicyEdit { description: Some(Some("ours".to_owned())), ..digits(2) };
        let changed = change(&world, &admin, "house", edit()).await.unwrap();
        assert_eq!((changed.rules, changed.version), (PolicyRules { digits: 2, ..TWELVE }, 2));
        assert_eq!(changed.description.as_deref(), Some("ours"));
        let before = counts(&world).await;
        assert_eq!(change(&world, &admin, "house", edit()).await.unwrap().version, 2);
        assert_eq!(counts(&world).await, before);
        let described = list(&world).await.pop().unwrap();
        assert_eq!((described.rules, described.version), (changed.rules, 2));
    }

    async fn the_predefined_ones_stay_as_they_are(world: World) {
        let admin = admin(&world).await;
        for name in ["Low", "medium", "STRONG", "Offline Password File"] {
            assert_eq!(change(&world, &admin, name, digits(9)).await.unwrap_err(), BUILT_IN);
            assert_eq!(delete(&world, &admin, name).await.unwrap_err(), BUILT_IN);
            change(&world, &admin, name, PolicyEdit::default()).await.unwrap();
        }
    }

    async fn rules_that_no_password_can_meet_are_refused(world: World) {
        let admin = admin(&world).await;
        let never = PolicyRules { min: 300, ..TWELVE };
        assert!(matches!(create_policy(&world, &admin, "House", never).await, Err(Refusal::Invalid(_))));
        create_policy(&world, &admin, "House", TWELVE).await.unwrap();
        assert!(matches!(change(&world, &admin, "House", digits(300)).await, Err(Refusal::Invalid(_))));
        assert_eq!(list(&world).await.pop().unwrap().rules, TWELVE);
    }

    async fn an_organisation_has_a_hundred_at_most(world: World) {
        let admin = admin(&world).await;
        for number in 5..=100 {
            create_policy(&world, &admin, &number.to_string(), TWELVE).await.unwrap();
        }
        let refused = create_policy(&world, &admin, "101", TWELVE).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("policies", Rule::TooMany { max: 100 }));
    }

    async fn only_who_manages_policies_changes_them_and_only_readers_read_them(world: World) {
        let without: PrivilegeSet = PrivilegeSet::ALL - [Privilege::PoliciesManage].into_iter().collect();
        let by = holder(&world, "most", without).await;
        let lacks = |privilege| Err(Refusal::Forbidden(Forbidden::Lacks(privilege)));
        assert_eq!(create_policy(&world, &by, "Low", TWELVE).await.map(drop), lacks(Privilege::PoliciesManage));
        assert_eq!(change(&world, &by, "nobody's", digits(1)).await.map(drop), lacks(Privilege::PoliciesManage));
        assert_eq!(delete(&world, &by, "nobody's").await, lacks(Privilege::PoliciesManage));
        policies::list(&world.directory, &ask(&world), &by).await.unwrap();
        let writer = holder(&world, "writer", [Privilege::PoliciesManage].into_iter().collect()).await;
        create_policy(&world, &writer, "House", TWELVE).await.unwrap();
        let refused = policies::list(&world.directory, &ask(&world), &writer).await;
        assert_eq!(refused.map(drop), lacks(Privilege::DirectoryRead));
    }

    async fn a_kept_policy_is_asked_by_name_without_case(world: World) {
        create_policy(&world, &admin(&world).await, "House", PolicyRules { refuse_common: true, ..TWELVE }).await.unwrap();
        let short = create(&world, &Credential::System, vec![kept("a", "11 letters.", "house")]).await.unwrap_err();
        assert_eq!(broken(&short), ("House", "Minimum length must be 12"));
        let common = create(&world, &Credential::System, vec![kept("a", "Passwordpassword", "house")]).await.unwrap_err();
        assert_eq!(broken(&common), ("House", "Must not be a commonly used password"));
        make(&world, kept("a", "twelve chars", "HOUSE")).await;
        let again = kept("a", "another short", "House");
        let NewPassword::Given(text, rule) = again.password else { panic!("given") };
        users::set_password(&world.directory, &ask(&world), &Credential::System, Ok((login("a"), text, rule))).await.unwrap();
        sign_in(&world, "a", "another short").await.unwrap();
    }

    async fn an_unknown_policy_is_refused_whatever_the_password_is(world: World) {
        let rule = || PasswordRule::Kept("Nobody's".to_owned());
        let unknown = Err(Refusal::refers_to_no(Noun::Policy, "Nobody's"));
        for password in [NewPassword::Given(password("Test@123"), rule()), NewPassword::Drawn(rule()), NewPassword::Later(rule())] {
            let user = NewUser { password, ..named("a") };
            assert_eq!(create(&world, &Credential::System, vec![user]).await.map(drop), unknown);
        }
        let later = NewPassword::Later(PasswordRule::Kept("Low".to_owned()));
        make(&world, NewUser { password: later, ..named("a") }).await;
        let draft = Ok((login("a"), password("Test@123"), rule()));
        assert_eq!(users::set_password(&world.directory, &ask(&world), &Credential::System, draft).await, unknown);
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE password IS NOT NULL").await, 1, "but admin's");
    }

    async fn a_user_is_held_to_a_policy_that_there_is_and_to_strong_when_it_is_gone(world: World) {
        make(&world, named("a")).await;
        let admin = admin(&world).await;
        let hold = async |policy: &str| {
            let change = Change::PasswordPolicy(Dialect::Pam360, "POLICY", Some(policy.to_owned()));
            let draft = Ok((login("a"), Edit::Said(vec![change])));
            users::update(&world.directory, &ask(&world), &admin, draft, None).await.map(drop)
        };
        assert_eq!(hold("House").await, Err(Refusal::refers_to_no(Noun::Policy, "House")));
        create_policy(&world, &admin, "House", TWELVE).await.unwrap();
        hold("House").await.unwrap();
        let set = async |text: &str| {
            let rule = PasswordRule::KeptOrStrong("House".to_owned());
            let draft = Ok((login("a"), password(text), rule));
            users::set_password(&world.directory, &ask(&world), &admin, draft).await
        };
        assert_eq!(broken(&set("Test@123").await.unwrap_err()), ("House", "Minimum length must be 12"));
        delete(&world, &admin, "House").await.unwrap();
        assert_eq!(broken(&set("twelve chars").await.unwrap_err()).0, "Strong");
        set("Test@123").await.unwrap();
    }

    async fn a_uniform_policy_that_an_organisation_lacks_is_strong_in_its_place(world: World) {
        let node = another_node(&world, |config| config.uniform_policy = Some("House".to_owned())).await;
        let create_at = async |text: &str| {
            users::create(&node, &ask(&world), &Credential::System, Ok(vec![with_password("a", text)]), None).await
        };
        assert_eq!(broken(&create_at("long enough").await.unwrap_err()), ("Strong", "Must contain both upper and lower case letters"));
        make_policy(&world, "house", PolicyRules::at_least(20)).await;
        assert_eq!(broken(&create_at("Test@123").await.unwrap_err()), ("house", "Minimum length must be 20"));
        let named = Err(Refusal::Conflict(Conflict::State("it is the policy of all passwords")));
        assert_eq!(policies::delete(&node, &ask(&world), &Credential::System, Ok("House".to_owned())).await, named);
    }

    async fn each_change_is_an_event_with_what_differs(world: World) {
        let admin = admin(&world).await;
        create_policy(&world, &admin, "House", TWELVE).await.unwrap();
        change(&world, &admin, "House", digits(2)).await.unwrap();
        delete(&world, &admin, "House").await.unwrap();
        let query = "SELECT event, target_name, changes FROM audit_events WHERE target_kind = 'policy' ORDER BY seq";
        world.directory.keep_order().await.unwrap();
        let events = rows(&world, query, 3).await;
        let names: Vec<_> = events.iter().map(|event| (event[0].as_str(), event[1].as_str())).collect();
        assert_eq!(names, [("policy.created", "House"), ("policy.updated", "House"), ("policy.deleted", "House")]);
        assert_eq!(events[1][2], r#"[{"field":"digits","before":0,"after":2}]"#);
        let changes = rows(&world, "SELECT change, version FROM changes WHERE object_kind = 'policy' ORDER BY seq", 2).await;
        assert_eq!(changes, [["created", "1"], ["updated", "2"], ["deleted", "3"]]);
    }
}
