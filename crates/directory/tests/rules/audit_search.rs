//! The audit as it is read: the newest first, bounded, and nobody else's.

use directory::audit::{self, AuditSearch, Entry, Found, What};
use directory::users::{self, Change, Edit, NewUser, Stretch};
use directory::{Credential, Request};
use model::refusal::Forbidden;
use model::{Login, Privilege, PrivilegeSet, Refusal, Timestamp, TokenKind};
use testkit::{World, on_both_engines};

use crate::kit::*;

fn everything() -> AuditSearch {
    let stretch = Stretch { offset: 0, limit: 100 };
    AuditSearch { stretch, of_users: false, login: None, from: None, until: None }
}

fn of(login: &str) -> AuditSearch {
    AuditSearch { login: Some(Login::new(login).unwrap()), ..everything() }
}

async fn search_as(world: &World, request: &Request, by: &Credential, wanted: AuditSearch) -> Found {
    audit::search(&world.directory, request, by, Ok(wanted)).await.unwrap()
}

async fn search(world: &World, wanted: AuditSearch) -> Found {
    search_as(world, &ask(world), &Credential::System, wanted).await
}

fn word(entry: &Entry) -> String {
    let target = entry.target.as_ref().map_or("", |target| &target.name);
    match &entry.what {
        What::Event { name, .. } => format!("{name} {target}"),
        What::Failed { reason, times } => format!("failed {target} {reason} {times}"),
        What::Refused { times } => format!("refused {times}"),
    }
}

async fn words(world: &World, wanted: AuditSearch) -> Vec<String> {
    search(world, wanted).await.entries.iter().map(word).collect()
}

/// A user made a second after what was before.
async fn made(world: &World, login: &str) {
    world.clock.turn(1);
    make(world, named(login)).await;
}

async fn rename(world: &World, from: &str, to: &str) {
    world.clock.turn(1);
    let draft = Ok((login(from), Edit::Said(vec![Change::Login(Login::new(to).unwrap())])));
    users::update(&world.directory, &ask(world), &Credential::System, draft, None).await.unwrap();
}

async fn delete(world: &World, who: &str) {
    world.clock.turn(1);
    users::delete(&world.directory, &ask(world), &Credential::System, Ok(login(who))).await.unwrap();
}

on_both_engines! {
    async fn events_and_refusals_stand_together_the_newest_first(world: World) {
        made(&world, "a").await;
        world.clock.turn(60);
        sign_in(&world, "a", "wrong one").await.unwrap_err();
        sign_in(&world, "a", "wrong one").await.unwrap_err();
        world.clock.turn(60);
        make_group(&world, "Night").await;
        world.directory.tidy().await.unwrap();
        let found = search(&world, everything()).await;
        let all: Vec<_> = found.entries.iter().map(word).collect();
        assert_eq!(all[0], "group.created Night");
        assert!(all[1].starts_with("failed a ") && all[1].ends_with(" 2"), "{all:?}");
        assert_eq!(all[2..], ["user.created a", "user.created admin"]);
        assert_eq!(found.total, 4);
        assert_eq!(found.entries[1].at.micros() % 60_000_000, 0, "a count stands at the beginning of its minute");
        let pages = async |offset| {
            let stretch = Stretch { offset, limit: 1 };
            words(&world, AuditSearch { stretch, ..everything() }).await
        };
        for (offset, expected) in (0..).zip(&all) {
            assert_eq!(pages(offset).await, std::slice::from_ref(expected));
        }
        assert!(pages(4).await.is_empty());
    }

    async fn an_entry_tells_who_did_what_from_where(world: World) {
        let admin = admin(&world).await;
        world.clock.turn(1);
        let user = NewUser { given: Some("Ann".to_owned()), family: Some("Ng".to_owned()), ..named("ann") };
        users::create(&world.directory, &ask(&world), &admin, Ok(vec![user]), None).await.unwrap();
        let entry = search(&world, of("ann")).await.entries.remove(0);
        assert_eq!((entry.actor.as_deref(), entry.address.as_deref()), (Some("admin"), Some("192.0.2.1")));
        assert_eq!(entry.at, world.directory.now());
        let target = entry.target.unwrap();
        assert_eq!((target.kind.as_str(), target.full_name.as_deref()), ("user", Some("Ann Ng")));
        let What::Event { changes, .. } = entry.what else { panic!("an event") };
        assert!(changes.iter().any(|change| change.field == "given" && change.after == "Ann"), "{changes:?}");
        let again = search(&world, of("ann")).await.entries.remove(0);
        assert_eq!(again.id, entry.id, "its id stays");
    }

    async fn a_user_is_found_by_his_login_also_under_the_one_he_had_before(world: World) {
        made(&world, "Ann").await;
        made(&world, "ben").await;
        rename(&world, "ann", "Anna").await;
        assert_eq!(words(&world, of("ANNA")).await, ["user.renamed Anna", "user.created Ann"]);
        assert!(words(&world, of("Ann")).await.is_empty(), "nobody has it now, and who had it was not deleted");
        delete(&world, "Anna").await;
        made(&world, "anna").await;
        let expected = ["user.created anna", "user.deleted Anna", "user.renamed Anna", "user.created Ann"];
        assert_eq!(words(&world, of("Anna")).await, expected, "he who has it, and who had it when he was deleted");
        assert_eq!(words(&world, of("anna")).await, ["user.created anna"], "deleted ones are found as they were spelled");
    }

    async fn what_was_typed_is_found_with_the_user(world: World) {
        made(&world, "Ann").await;
        sign_in(&world, "Ann", "wrong one").await.unwrap_err();
        sign_in(&world, "ANN", "wrong one").await.unwrap_err();
        sign_in(&world, "nobody", "wrong one").await.unwrap_err();
        world.directory.tidy().await.unwrap();
        let found = words(&world, of("ANN")).await;
        let failed = |typed: &str| found.iter().filter(|word| word.starts_with(&format!("failed {typed} "))).count();
        assert_eq!((found.len(), failed("Ann"), failed("ANN")), (3, 1, 1), "{found:?}");
        assert_eq!(words(&world, of("nobody")).await.len(), 1);
    }

    async fn of_users_means_what_happened_to_users_and_who_was_not_let_in(world: World) {
        make_group(&world, "Night").await;
        let nobody = holder(&world, "nobody", PrivilegeSet::NONE).await;
        users::create(&world.directory, &ask(&world), &nobody, Ok(vec![named("x")]), None).await.unwrap_err();
        sign_in(&world, "admin", "wrong one").await.unwrap_err();
        world.directory.tidy().await.unwrap();
        let users_only = words(&world, AuditSearch { of_users: true, ..everything() }).await;
        assert!(users_only.iter().any(|word| word.starts_with("failed admin")), "{users_only:?}");
        assert!(!users_only.iter().any(|word| word.contains("Night") || word.starts_with("refused")), "{users_only:?}");
        let all = words(&world, everything()).await;
        assert!(all.contains(&"group.created Night".to_owned()) && all.contains(&"refused 1".to_owned()), "{all:?}");
    }

    async fn an_instant_counts_from_its_beginning_to_before_its_end(world: World) {
        made(&world, "a").await;
        let at = world.directory.now();
        made(&world, "b").await;
        let between = |from: Timestamp, until: Timestamp| AuditSearch { from: Some(from), until: Some(until), ..everything() };
        assert_eq!(words(&world, between(at, at.plus_seconds(1))).await, ["user.created a"]);
        assert_eq!(words(&world, between(at, at.plus_seconds(2))).await, ["user.created b", "user.created a"]);
        assert!(words(&world, between(at, at)).await.is_empty());
        sign_in(&world, "a", "wrong one").await.unwrap_err();
        world.directory.tidy().await.unwrap();
        let minute = Timestamp::from_seconds(at.seconds().div_euclid(60) * 60).unwrap();
        let failed = |found: Vec<String>| found.iter().filter(|word| word.starts_with("failed")).count();
        assert_eq!(failed(words(&world, between(minute, minute.plus_seconds(1))).await), 1);
        assert_eq!(failed(words(&world, between(minute.plus_seconds(1), minute.plus_seconds(999))).await), 0);
    }

    async fn no_search_finds_more_than_the_newest_ten_thousand(world: World) {
        let id = blob(&world, &hex(&[7; 16]));
        let at = world.directory.now().micros();
        let many = format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10050)
             INSERT INTO audit_events (request_id, place, org_key, at, event, outcome, via, operation)
             SELECT {id}, i, 1, {at} + i, 'x', 'done', 'system', 'x' FROM n"
        );
        sql(&world, &many).await;
        let last = AuditSearch { stretch: Stretch { offset: 9_999, limit: 1_000 }, ..everything() };
        let found = search(&world, last).await;
        assert_eq!((found.total, found.entries.len()), (10_000, 1));
        assert_eq!(found.entries[0].at.micros(), at + 51);
        let older = AuditSearch { until: Timestamp::from_micros(at + 51), ..everything() };
        assert_eq!(search(&world, older).await.total, 51, "older ones are found by dates");
    }

    async fn nobody_reads_another_organisation_s(world: World) {
        made(&world, "ann").await;
        let id = blob(&world, &hex(&[7; 16]));
        let foreign = format!(
            "INSERT INTO audit_events (request_id, place, org_key, at, event, outcome, via, operation, target_kind,
                 target_id, target_name)
             VALUES ({id}, 0, 2, 1, 'user.deleted', 'done', 'system', 'x', 'user', {id}, 'ann')"
        );
        sql(&world, &foreign).await;
        sql(&world, "INSERT INTO audit_failures (minute, org_key, address, subject, reason, via, times)
                     VALUES (1, 2, '', 'ann', 'password', 'kron', 1)").await;
        assert_eq!(words(&world, of("ann")).await, ["user.created ann"]);
        assert_eq!(words(&world, everything()).await, ["user.created ann", "user.created admin"]);
    }

    async fn only_who_may_read_the_audit_does(world: World) {
        let all_but: PrivilegeSet = PrivilegeSet::ALL - [Privilege::AuditRead].into_iter().collect();
        let by = holder(&world, "most", all_but).await;
        let refused = audit::search(&world.directory, &ask(&world), &by, Ok(everything())).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::Lacks(Privilege::AuditRead)));
        make(&world, NewUser { grants: vec![directory::roles::NewGrant::on_all(role("Password Auditor"))], ..named("auditor") }).await;
        let auditor = token(&world, "auditor", TokenKind::Native).await;
        assert!(search_as(&world, &ask(&world), &auditor, everything()).await.total > 0);
    }
}
