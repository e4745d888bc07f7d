//! Loading a file of codes: whole or not at all, recorded, and in force on every node at once.

use directory::codes::{self, CodeFile, CodeTables, Loaded};
use directory::{Credential, Directory, groups};
use model::refusal::Forbidden;
use model::{Privilege, PrivilegeSet, Refusal, RequestId};
use testkit::{World, on_both_engines};

use crate::kit::*;

/// The file of a fresh store with some text in place of another.
fn file(changes: &[(&str, &str)]) -> CodeFile {
    let text = changes.iter().fold(CodeFile::shipped().unwrap().tables().to_string(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    });
    CodeFile::parse(&text).unwrap()
}

async fn load(world: &World, file: CodeFile) -> Loaded {
    load_as(world, &Credential::System, Ok(file)).await.unwrap()
}

async fn load_as(world: &World, by: &Credential, file: Result<CodeFile, Refusal>) -> Result<Loaded, Refusal> {
    codes::load(&world.directory, &ask(world), by, file).await
}

async fn in_force(world: &World, node: &Directory) -> CodeTables {
    (*codes::tables(node, &ask(world), &Credential::System).await.unwrap()).clone()
}

fn texts(tables: &CodeTables, table: &str) -> Vec<String> {
    tables.rows(table).iter().map(|code| code.code.clone()).collect()
}

async fn group_names(world: &World) -> Vec<String> {
    rows(world, "SELECT name FROM groups ORDER BY number", 1).await.concat()
}

/// The first three groups of the roll and the two that are built in, with more behind them.
fn and(more: &[&str]) -> Vec<String> {
    let first = ["System.users", "System.admins", "Prototype Super", "International Super", "Super"];
    first.iter().chain(more).map(ToString::to_string).collect()
}

/// A roll of these names.
fn roll(names: &[&str]) -> CodeFile {
    let rows = CodeFile::shipped().unwrap().tables().to_string();
    let (others, _) = rows.split_once("SecurityGroup").unwrap();
    CodeFile::parse(&format!("{others}SecurityGroup = {names:?}\n")).unwrap()
}

on_both_engines! {
    async fn what_was_loaded_is_in_force_in_the_next_request_of_every_node(world: World) {
        let other = another_node(&world, |_| ()).await;
        assert_eq!(in_force(&world, &other).await, *CodeFile::shipped().unwrap().tables());
        let wanted = file(&[
            (r#""00","#, r#""00", { code = "10", description = "Deutsch" },"#),
            (r#"    "07","#, ""),
            (r#""Prototype","#, r#""Aurora","#),
            (r#"description = "Male""#, r#"description = "m""#),
        ]);
        load(&world, wanted.clone()).await;
        for node in [&world.directory, &other] {
            let tables = in_force(&world, node).await;
            assert_eq!(&tables, wanted.tables());
            assert_eq!(texts(&tables, "Company"), ["Aurora", "Alamere Insurance"]);
            assert_eq!(tables.find("Locale", "10").unwrap().description, "Deutsch");
            assert!(tables.find("Locale", "07").is_none());
        }
        load_as(&world, &Credential::System, CodeFile::shipped()).await.unwrap();
        assert_eq!(in_force(&world, &other).await, *CodeFile::shipped().unwrap().tables());
    }

    async fn what_differs_is_told(world: World) {
        let wanted = file(&[
            (r#""00","#, r#""10","#),
            (r#"description = "Inactive", enabled = false"#, r#"description = "Gone", enabled = false"#),
            ("    \"01\",\n    \"02\",\n]\n\nCompany", "    \"02\",\n    \"01\",\n]\n\nCompany"),
        ]);
        let [states, locales, sexes] = load(&world, wanted).await.tables.try_into().unwrap();
        let (was, is) = &states.changed[0];
        assert_eq!((states.table, was.description.as_str(), is.description.as_str()), ("UserStatus", "Inactive", "Gone"));
        assert!(states.added.is_empty() && states.removed.is_empty() && !states.reordered);
        assert_eq!((locales.table, &*locales.added[0].code, &*locales.removed[0].code), ("Locale", "10", "00"));
        assert!(locales.changed.is_empty() && !locales.reordered);
        assert!(sexes.table == "ClientSex" && sexes.reordered && sexes.added.is_empty() && sexes.changed.is_empty());
    }

    async fn the_same_again_changes_nothing(world: World) {
        let wanted = file(&[(r#""07","#, "")]);
        load(&world, wanted.clone()).await;
        let version = one(&world, "SELECT version FROM orgs").await;
        let before = counts(&world).await;
        assert_eq!(load(&world, wanted).await, Loaded::default());
        assert_eq!((one(&world, "SELECT version FROM orgs").await, counts(&world).await), (version, before));
    }

    async fn one_event_says_who_and_what(world: World) {
        let request = ask(&world);
        let wanted = file(&[(r#""07","#, r#""17","#), (r#""Super","#, r#""Super", "Claims","#)]);
        codes::load(&world.directory, &request, &Credential::System, Ok(wanted)).await.unwrap();
        let found = events_of(&world, request.id).await;
        let events: Vec<_> = found.iter().map(|event| event[..4].to_vec()).collect();
        assert_eq!(events, [["codes.loaded", "system", "org", "Default"], ["group.created", "system", "group", "Claims"]]);
        let changes = &found[0][4];
        for said in ["\"Locale\"", "\"07\"", "\"17\"", "\"SecurityGroup\"", "\"Claims\""] {
            assert!(changes.contains(said), "{said}: {changes}");
        }
        assert!(!changes.contains("Company") && !changes.contains("\"08\""), "{changes}");
    }

    async fn without_its_privilege_nothing_is_loaded(world: World) {
        let all_but = PrivilegeSet::ALL - [Privilege::ControlsManage].into_iter().collect();
        let clerk = holder(&world, "clerk", all_but).await;
        let before = counts(&world).await;
        let refused = Err(Refusal::Forbidden(Forbidden::Lacks(Privilege::ControlsManage)));
        assert_eq!(load_as(&world, &clerk, Ok(roll(&["New"]))).await, refused);
        assert_eq!(load_as(&world, &clerk, CodeFile::parse("")).await, refused, "authority is asked first");
        assert_eq!(counts(&world).await, before);
        let chief = holder(&world, "chief", [Privilege::ControlsManage].into_iter().collect()).await;
        load_as(&world, &chief, Ok(roll(&["New"]))).await.unwrap();
    }

    async fn a_refused_file_leaves_everything_as_it_is(world: World) {
        let before = counts(&world).await;
        let refused = load_as(&world, &Credential::System, CodeFile::parse("Locale = []")).await;
        assert!(matches!(refused, Err(Refusal::Invalid(all)) if all.len() > 2));
        assert_eq!(counts(&world).await, before);
        assert_eq!(in_force(&world, &world.directory).await, *CodeFile::shipped().unwrap().tables());
    }

    async fn a_name_that_is_new_on_the_roll_becomes_a_group_where_there_is_none(world: World) {
        make_group(&world, "Claims").await;
        let loaded = load(&world, roll(&["Super", "CLAIMS", "Underwriting", "Sales"])).await;
        assert_eq!(loaded.new_groups, ["Underwriting", "Sales"]);
        assert_eq!(group_names(&world).await, and(&["Claims", "Underwriting", "Sales"]));
        assert_eq!(texts(&in_force(&world, &world.directory).await, "SecurityGroup"), ["Super", "CLAIMS", "Underwriting", "Sales"]);
    }

    async fn a_group_that_is_taken_off_the_roll_stays(world: World) {
        assert_eq!(load(&world, roll(&[])).await.new_groups, Vec::<String>::new());
        assert_eq!(group_names(&world).await, and(&[]));
    }

    async fn a_group_that_was_deleted_comes_back_only_when_its_name_is_new_on_the_roll(world: World) {
        let admin = admin(&world).await;
        groups::delete(&world.directory, &ask(&world), &admin, Ok(group("Super"))).await.unwrap();
        let loaded = load(&world, roll(&["super", "Prototype Super", "Sales"])).await;
        assert_eq!(loaded.new_groups, ["Sales"], "another spelling is no new name");
        load(&world, roll(&["Sales"])).await;
        assert_eq!(load(&world, roll(&["Super", "Sales"])).await.new_groups, ["Super"]);
    }

    async fn more_groups_than_a_lease_has_numbers_are_made_at_once(world: World) {
        let other = another_node(&world, |_| ()).await;
        codes::load(&other, &ask(&world), &Credential::System, Ok(roll(&["first"]))).await.unwrap();
        make_group(&world, "second").await;
        let names: Vec<_> = (0..600).map(|n| format!("Group {n}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        assert_eq!(load(&world, roll(&names)).await.new_groups.len(), 600);
        assert_eq!(one(&world, "SELECT count(DISTINCT number) FROM groups").await, 607);
    }

    async fn only_the_tables_of_the_own_organisation_change(world: World) {
        world.organisation("Second", &[]).await;
        assert_eq!(one(&world, "SELECT count(*) FROM codes WHERE org_key = 2").await, 21);
        load(&world, roll(&[])).await;
        assert_eq!(one(&world, "SELECT count(*) FROM codes WHERE org_key = 2").await, 21);
        assert_eq!(one(&world, "SELECT count(*) FROM codes WHERE org_key = 1").await, 18);
        codes::load(&world.directory, &to(&world, "Second"), &Credential::System, Ok(roll(&["Own"]))).await.unwrap();
        assert_eq!(rows(&world, "SELECT org_key FROM groups WHERE name = 'Own'", 1).await, [["2"]]);
    }

    async fn two_that_load_at_the_same_moment_leave_one_whole_file(world: World) {
        let other = another_node(&world, |_| ()).await;
        let files: Vec<_> = (0..8).map(|n| file(&[("\"Prototype\"", &format!("\"Prototype {n}\"")), ("\"09\"", &format!("\"1{n}\""))])).collect();
        let tasks: Vec<_> = files.iter().enumerate().map(|(n, file)| {
            let (node, request, file) = ([&world.directory, &other][n % 2].clone(), ask(&world), file.clone());
            tokio::spawn(async move { codes::load(&node, &request, &Credential::System, Ok(file)).await })
        }).collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let left = in_force(&world, &world.directory).await;
        assert_eq!(files.iter().filter(|file| *file.tables() == left).count(), 1);
        assert_eq!(in_force(&world, &other).await, left);
    }
}

/// Events of one request, in their order: event, actor, kind and name of what it happened to, changes.
async fn events_of(world: &World, request: RequestId) -> Vec<Vec<String>> {
    let id = blob(world, &hex(&request.0));
    let query = format!(
        "SELECT event, actor_login, target_kind, target_name, changes FROM audit_events
         WHERE request_id = {id} ORDER BY place"
    );
    rows(world, &query, 5).await
}
