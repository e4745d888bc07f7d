//! Organisations deleted with all that is theirs (`one-record` section 11).

use std::collections::BTreeMap;

use directory::groups::{self, NewGroup};
use directory::orgs;
use directory::passwords::Password;
use directory::scopes::{self, NewScope};
use directory::sessions;
use directory::tokens::{self, NewToken};
use directory::users::{self, Parts};
use directory::{Credential, Request};
use model::refusal::{BadCredential, Forbidden};
use model::{Conflict, GroupName, Noun, OrgName, Refusal, ScopeName, TokenKind};
use serde_json::json;
use testkit::{ADMIN_PASSWORD, Engine, World, on_both_engines};

use crate::kit::*;

const UNKNOWN: Refusal = Refusal::Unauthenticated(BadCredential::Unknown);

/// Tables of which no organisation has rows: what the store keeps of itself, and of the work of its servers.
const OF_NOBODY: [&str; 2] = ["store_migrations", "leases"];
/// Tables in which the first organisation is told of what became of others.
const TOLD: [&str; 2] = ["audit_events", "changes"];

/// Rows of each table that organisations have rows in.
async fn all_rows(world: &World) -> BTreeMap<String, i64> {
    let mut counts = counts(world).await;
    counts.retain(|table, _| !OF_NOBODY.contains(&table.as_str()) && !table.starts_with("sqlite_"));
    let index = match world.directory.store().engine() {
        Engine::Sqlite => "user_search_docsize",
        Engine::Postgres => "user_search",
    };
    counts.insert("the index of logins".to_owned(), count(world, index).await);
    counts
}

/// The tables that have rows with the key of the second organisation.
async fn holding(world: &World) -> Vec<String> {
    let mut holding = Vec::new();
    for table in tables(world).await {
        let has_orgs = columns(world, &table).await.iter().any(|column| column == "org_key");
        if has_orgs && one(world, &format!("SELECT count(*) FROM {table} WHERE org_key = 2")).await > 0 {
            holding.push(table);
        }
    }
    holding
}

async fn open(world: &World, host: &str, text: &str) -> Result<(), Refusal> {
    let typed = Password::new(text.to_owned());
    sessions::open(&world.directory, &at(world, host), TokenKind::Aria, "admin", typed, SIX_HOURS)
        .await
        .map(drop)
}

/// Fills every table there is with rows of `Second`.
async fn fill(world: &World) {
    let (node, by) = (&world.directory, &Credential::System);
    let users = (0..130).map(|n| rich(&format!("user {n}"))).collect();
    users::create(node, &to(world, "Second"), by, Ok(users), None).await.unwrap();
    let new = NewGroup { name: GroupName::new("Own").unwrap(), description: None };
    groups::create(node, &to(world, "Second"), by, Ok(new)).await.unwrap();
    let scope = NewScope { name: ScopeName::new("Lab").unwrap(), description: None, specs: json!([]) };
    scopes::create(node, &to(world, "Second"), by, Ok(scope)).await.unwrap();
    open(world, "b.example", "wrong").await.unwrap_err();
    open(world, "b.example", ADMIN_PASSWORD).await.unwrap();
    // The success ends the row of failures.
    open(world, "b.example", "wrong").await.unwrap_err();
    node.tidy().await.unwrap();
    let (user, group) = (
        one(world, "SELECT max(user_key) FROM users WHERE org_key = 2").await,
        one(world, "SELECT max(group_key) FROM groups WHERE org_key = 2").await,
    );
    let id = blob(world, &"ab".repeat(16));
    for row in [
        format!("group_managers (group_key, user_key) VALUES ({group}, {user})"),
        format!("group_residue (group_key, dialect, body) VALUES ({group}, 1, '{{}}')"),
        format!("group_external_ids (group_key, domain, org_key, value) VALUES ({group}, 'idp', 2, 'x')"),
        format!(
            "sources (source_key, org_key, source_id, name, source_type, settings, created, updated, version)
                 VALUES (900, 2, {id}, 'there', 'VIDB', '{{}}', 0, 0, 1)"
        ),
        format!(
            "group_syncs (group_key, org_key, run, touched, actor_login) VALUES ({group}, 2, {id}, 0, 'x')"
        ),
        format!("staged_members (run, user_key, change, place, since) VALUES ({id}, {user}, 1, 1, 0)"),
        format!("second_factors (user_key, sealed, drawn, last_step) VALUES ({user}, {id}, 0, 0)"),
        format!("user_blocks (org_key, last_id, users) VALUES (2, {id}, 131)"),
        "user_number_blocks (org_key, last_number, users) VALUES (2, 131, 131)".to_owned(),
        // One call of eleven thousand events.
        format!(
            "audit_events (request_id, place, org_key, at, event, outcome, via, operation)
                 WITH RECURSIVE places(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM places WHERE n < 11000)
                 SELECT {id}, n, 2, 0, 'x', 'done', 'x', 'x' FROM places"
        ),
    ] {
        sql(world, &format!("INSERT INTO {row}")).await;
    }
}

async fn delete(world: &World, by: &Credential, name: &str) -> Result<(), Refusal> {
    orgs::delete(&world.directory, &ask(world), by, Ok(OrgName::new(name).unwrap())).await
}

async fn token_there(world: &World) -> Credential {
    let new = NewToken { kind: TokenKind::Native, expires: None, host: None };
    let issued =
        tokens::issue(&world.directory, &to(world, "Second"), &Credential::System, "admin", new).await;
    bearer(TokenKind::Native, issued.unwrap().secret.reveal())
}

async fn current(world: &World, request: &Request, by: &Credential) -> Result<(), Refusal> {
    users::current(&world.directory, request, by, Parts::NONE).await.map(drop)
}

on_both_engines! {
    /// Each table of the schema is looked at: a new one that organisations have rows in must be filled here, and cleared.
    async fn no_row_of_it_is_left_in_any_table(world: World) {
        make(&world, rich("here")).await;
        open(&world, "a.example", "wrong").await.unwrap_err();
        world.directory.tidy().await.unwrap();
        let before = all_rows(&world).await;
        world.organisation("Second", &["b.example"]).await;
        fill(&world).await;
        let filled = all_rows(&world).await;
        let empty: Vec<_> = filled.iter().filter(|(table, rows)| before[*table] >= **rows).collect();
        assert!(empty.is_empty(), "fill them with rows of another organisation: {empty:?}");
        delete(&world, &admin(&world).await, "second").await.unwrap();
        assert_eq!(holding(&world).await, Vec::<String>::new());
        let mut after = all_rows(&world).await;
        // The token of whoever deleted it.
        *after.get_mut("tokens").unwrap() -= 1;
        // Numbers of keys are all organisations' together.
        let shared = "SELECT count(*) FROM numbers WHERE org_key = 0";
        let (numbers, shared) = (after["numbers"], one(&world, shared).await);
        assert!(numbers - shared <= before["numbers"]);
        for table in before.keys().filter(|table| !TOLD.contains(&table.as_str()) && *table != "numbers") {
            assert_eq!(after[table], before[table], "{table}");
        }
        current(&world, &ask(&world), &admin(&world).await).await.unwrap();
    }

    async fn its_name_and_hosts_are_free_and_its_credentials_nothing(world: World) {
        world.organisation("Second", &["b.example"]).await;
        let there = token_there(&world).await;
        current(&world, &at(&world, "b.example"), &there).await.unwrap();
        delete(&world, &Credential::System, "Second").await.unwrap();
        assert_eq!(current(&world, &ask(&world), &there).await, Err(UNKNOWN));
        assert_eq!(delete(&world, &Credential::System, "Second").await, Err(Refusal::no_such(Noun::Org, "Second")));
        world.organisation("second", &["b.example"]).await;
        assert_eq!(current(&world, &ask(&world), &there).await, Err(UNKNOWN), "another one of that name");
        assert_eq!(rows(&world, "SELECT org_key FROM orgs ORDER BY org_key", 1).await, [["1"], ["3"]], "keys never come again");
    }

    /// The rows of one whose server died are cleared away by the next round, and nobody comes in meanwhile.
    async fn from_the_first_instant_nobody_of_it_is_let_in(world: World) {
        world.organisation("Second", &["b.example"]).await;
        let there = token_there(&world).await;
        let typed = Password::new(ADMIN_PASSWORD.to_owned());
        let basic = sessions::by_password(&world.directory, &at(&world, "b.example"), "admin", typed).await.unwrap();
        sql(&world, "UPDATE orgs SET leaving = 1, name_key = '-' WHERE org_key = 2").await;
        for by in [&there, &basic] {
            assert_eq!(current(&world, &at(&world, "b.example"), by).await, Err(UNKNOWN));
        }
        assert_eq!(open(&world, "b.example", ADMIN_PASSWORD).await, Err(UNKNOWN));
        let foreign = current(&world, &to(&world, "Second"), &admin(&world).await).await;
        assert_eq!(foreign, Err(Refusal::Forbidden(Forbidden::Org("Second".to_owned()))));
        assert_eq!(orgs::list(&world.directory, &ask(&world), &Credential::System).await.unwrap().len(), 1);
        drop(open(&world, "b.example", "wrong").await);
        // They go in the commit of the mark.
        sql(&world, "DELETE FROM org_hosts WHERE org_key = 2").await;
        world.directory.tidy().await.unwrap();
        world.directory.clear_away().await.unwrap();
        assert_eq!(holding(&world).await, Vec::<String>::new());
    }

    async fn the_first_stays(world: World) {
        let before = counts(&world).await;
        assert_eq!(delete(&world, &Credential::System, "Default").await, Err(Refusal::Conflict(Conflict::BuiltIn)));
        assert_eq!(counts(&world).await, before);
    }

    async fn totals_and_followers_go_on_behind_it(world: World) {
        use directory::totals::{self, Counted};
        world.organisation("Second", &[]).await;
        world.directory.keep_order().await.unwrap();
        delete(&world, &Credential::System, "Second").await.unwrap();
        world.directory.keep_order().await.unwrap();
        make(&world, named("next")).await;
        world.directory.keep_order().await.unwrap();
        let users = totals::of(&world.directory, &ask(&world), &Credential::System, Counted::User).await;
        assert_eq!(users.unwrap(), 2);
        let places = rows(&world, "SELECT object_kind, change FROM changes ORDER BY seq", 2).await;
        assert_eq!(places.last().unwrap(), &["user", "created"]);
        assert_eq!(one(&world, "SELECT count(*) - count(DISTINCT seq) FROM changes").await, 0);
    }
}
