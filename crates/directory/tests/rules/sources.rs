//! Auth sources: kept as they were said, their passwords sealed.

use directory::groups::{self, Contents, NewGroup};
use directory::roles::NewGrant;
use directory::sources::{self, Accepted, AuthSource, Deletion, NewSource, Opened, Secret, SourceChange};
use directory::users::{self, Import, Parts};
use directory::{Credential, Draft};
use model::refusal::{Forbidden, Rule};
use model::{Conflict, GroupName, Login, Noun, Origin, Privilege, Refusal, SourceId, TokenKind};
use testkit::{Engine, World, on_both_engines};

use crate::kit::*;

const FIRST: &str = "4F01020304050607080910111213141516171819202122232425262728293031";
const SECOND: &str = "5F01020304050607080910111213141516171819202122232425262728293031";

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn accepted(thumbprint: &str) -> Accepted {
    Accepted {
        thumbprint: thumbprint.to_owned(),
        details: "CN=dc1.corp.test".to_owned(),
        issued_to: "dc1.corp.test".to_owned(),
        issued_by: "Corp CA".to_owned(),
        expires: "2027-01-01".to_owned(),
        pem: String::new(),
    }
}

/// All that a source must have.
fn settings(shown: &str, host: &str) -> Vec<(String, String)> {
    pairs(&[
        ("display-name", shown),
        ("host", host),
        ("port", "636"),
        ("use-ssl", "true"),
        ("base-domain", "dc=corp,dc=test"),
        ("user-name", "cn=reader"),
        ("common-name", "uid"),
    ])
}

fn new(name: &str) -> NewSource {
    NewSource {
        name: name.to_owned(),
        source_type: "OPEN_LDAP".to_owned(),
        properties: settings(name, "dc1.corp.test"),
        certificates: vec![accepted(FIRST)],
        secret: Some(Secret::new("bind-secret".to_owned())),
    }
}

/// One whose name is not the one that is shown.
fn named_only(name: &str) -> NewSource {
    NewSource { name: name.to_owned(), ..new("corp") }
}

async fn create(
    world: &World,
    credential: &Credential,
    draft: Draft<NewSource>,
) -> Result<AuthSource, Refusal> {
    sources::create(&world.directory, &ask(world), credential, draft).await
}

async fn change(world: &World, id: SourceId, change: SourceChange) -> Result<AuthSource, Refusal> {
    sources::update(&world.directory, &ask(world), &Credential::System, id, Ok(change)).await
}

async fn delete(world: &World, credential: &Credential, deletion: Deletion) -> Result<(), Refusal> {
    sources::delete(&world.directory, &ask(world), credential, Ok(deletion)).await
}

fn deletion(id: SourceId) -> Deletion {
    Deletion { id, login: None, secret: None, force: false }
}

async fn opened(world: &World, id: SourceId) -> Result<Opened, Refusal> {
    sources::open(&world.directory, &ask(world), &Credential::System, Ok(id)).await
}

async fn secret_of(world: &World, id: SourceId) -> Option<String> {
    opened(world, id).await.unwrap().secret.map(|secret| secret.expose().to_owned())
}

/// The one cell that a query answers.
async fn cell(world: &World, query: &str) -> String {
    rows(world, query, 1).await.remove(0).remove(0)
}

/// So many more users who are like this one.
async fn multiply(world: &World, login: &str, count: i64) {
    let id = match world.directory.store().engine() {
        Engine::Sqlite => "CAST(printf('%016d', n) AS BLOB)",
        Engine::Postgres => "convert_to(lpad(n::text, 16, '0'), 'UTF8')",
    };
    let (columns, mut values) = (columns(world, "users").await.join(", "), Vec::new());
    for column in columns.split(", ") {
        values.push(match column {
            "user_key" | "number" => "n",
            "user_id" => id,
            "login" | "login_key" => "'u' || n",
            other => other,
        });
    }
    let values = values.join(", ");
    let statement = format!(
        "WITH RECURSIVE many (n) AS (SELECT 1000001 UNION ALL SELECT n + 1 FROM many WHERE n < 1000000 + {count})
         INSERT INTO users ({columns}) SELECT {values} FROM many, users WHERE login = '{login}'"
    );
    assert_eq!(sql(world, &statement).await, u64::try_from(count).unwrap());
}

on_both_engines! {
    async fn a_source_is_read_as_it_was_made(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        assert_eq!((made.name.as_str(), made.source_type.as_str(), made.version), ("corp", "OPEN_LDAP", 1));
        assert_eq!(made.properties, new("corp").properties);
        assert_eq!(made.certificates, [accepted(FIRST)]);
        assert_eq!(made.property("port"), Some("636"));
        let read = sources::get(&world.directory, &ask(&world), &Credential::System, Ok(made.id)).await.unwrap();
        assert_eq!(read, made);
        let plain = NewSource { source_type: "VC".to_owned(), properties: vec![], secret: None, ..new("Able") };
        create(&world, &Credential::System, Ok(plain)).await.unwrap();
        let all = sources::list(&world.directory, &ask(&world), &Credential::System).await.unwrap();
        let shown: Vec<_> = all.iter().map(|source| (source.name.as_str(), source.has_secret)).collect();
        assert_eq!(shown, [("Able", false), ("corp", true)]);
        let names = sources::names(&world.directory, &ask(&world)).await.unwrap();
        assert_eq!(names.iter().map(|source| source.name.as_str()).collect::<Vec<_>>(), ["Able", "corp"]);
    }

    async fn a_password_of_a_source_is_kept_sealed_and_in_no_event(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        assert_eq!(secret_of(&world, made.id).await.as_deref(), Some("bind-secret"));
        let change_it = SourceChange { secret: Some(Secret::new("bind-second".to_owned())), ..SourceChange::default() };
        change(&world, made.id, change_it).await.unwrap();
        let kept = cell(&world, "SELECT sealed FROM sources").await;
        assert!(!kept.is_empty());
        for four in [b"bind", b"seco"] {
            assert!(!kept.contains(&hex(four)), "{kept}");
        }
        let events = cell(&world, "SELECT changes FROM audit_events WHERE event = 'source.updated'").await;
        assert!(events.contains("password") && !events.contains("bind-"), "{events}");
    }

    async fn what_is_not_said_of_a_source_stays(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let renamed = SourceChange { name: Some("corp-ad".to_owned()), ..SourceChange::default() };
        let after = change(&world, made.id, renamed.clone()).await.unwrap();
        assert_eq!((after.name.as_str(), after.version), ("corp-ad", 2));
        assert_eq!((after.properties, after.certificates), (settings("corp-ad", "dc1.corp.test"), made.certificates));
        assert_eq!(secret_of(&world, made.id).await.as_deref(), Some("bind-secret"));
        assert_eq!(change(&world, made.id, renamed).await.unwrap().version, 2, "nothing to change");
        let same = SourceChange { secret: Some(Secret::new("bind-secret".to_owned())), ..SourceChange::default() };
        assert_eq!(change(&world, made.id, same).await.unwrap().version, 2, "the same password");
        let moved = SourceChange {
            properties: Some(settings("second", "dc2.corp.test")),
            certificates: Some(vec![accepted(SECOND)]),
            secret: Some(Secret::new("bind-second".to_owned())),
            ..SourceChange::default()
        };
        let after = change(&world, made.id, moved).await.unwrap();
        assert_eq!((after.property("host"), after.shown_name(), after.version), (Some("dc2.corp.test"), "second", 3));
        assert_eq!(secret_of(&world, made.id).await.as_deref(), Some("bind-second"));
    }

    async fn a_name_is_given_to_one_source_in_its_case(world: World) {
        let taken = Refusal::Exists { what: Noun::Source, name: "corp".to_owned() };
        create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        assert_eq!(create(&world, &Credential::System, Ok(new("corp"))).await.unwrap_err(), taken);
        let other = create(&world, &Credential::System, Ok(new("Corp"))).await.unwrap();
        let renamed = SourceChange { name: Some("corp".to_owned()), ..SourceChange::default() };
        assert_eq!(change(&world, other.id, renamed).await.unwrap_err(), taken);
    }

    async fn no_two_sources_are_known_by_one_name(world: World) {
        create(&world, &Credential::System, Ok(named_only("first"))).await.unwrap();
        for name in ["first", "corp"] {
            let taken = Refusal::Exists { what: Noun::Source, name: name.to_owned() };
            let other = NewSource { name: "other".to_owned(), ..new(name) };
            assert_eq!(create(&world, &Credential::System, Ok(other)).await.unwrap_err(), taken);
            let other = NewSource { name: name.to_owned(), ..new("other") };
            assert_eq!(create(&world, &Credential::System, Ok(other)).await.unwrap_err(), taken);
        }
    }

    async fn the_shown_name_is_the_one_that_is_changed(world: World) {
        let made = create(&world, &Credential::System, Ok(named_only("first"))).await.unwrap();
        assert!(made.is_named("first") && made.is_named("corp") && !made.is_named("Corp"));
        let named = |name: &str| SourceChange { name: Some(name.to_owned()), ..SourceChange::default() };
        let same = change(&world, made.id, named("corp")).await.unwrap();
        assert_eq!((same.name.as_str(), same.version), ("first", 1), "as it was shown");
        let after = change(&world, made.id, named("second")).await.unwrap();
        assert_eq!((after.name.as_str(), after.shown_name()), ("second", "second"));
        let other = SourceChange { properties: Some(settings("third", "dc1.corp.test")), ..named("fourth") };
        let after = change(&world, made.id, other).await.unwrap();
        assert_eq!((after.name.as_str(), after.shown_name()), ("fourth", "third"));
    }

    async fn no_source_is_called_as_the_users_that_are_kept_here(world: World) {
        let rule = || Rule::Format("must not be LOCAL, which means the users that are kept here");
        for name in ["local", "LOCAL", " Local"] {
            let refused = create(&world, &Credential::System, Ok(named_only(name))).await.unwrap_err();
            assert_eq!(refused, Refusal::invalid("name", rule()), "{name}");
            let shown = NewSource { name: "first".to_owned(), ..new(name) };
            let refused = create(&world, &Credential::System, Ok(shown)).await.unwrap_err();
            assert_eq!(refused, Refusal::invalid("properties.display-name", rule()), "{name}");
        }
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let shown = SourceChange { properties: Some(settings("Local", "dc1.corp.test")), ..SourceChange::default() };
        let refused = change(&world, made.id, shown).await.unwrap_err();
        assert_eq!(refused, Refusal::invalid("properties.display-name", rule()));
    }

    async fn a_label_means_a_source_by_either_name_and_the_shown_one_is_told(world: World) {
        let first = create(&world, &Credential::System, Ok(named_only("first"))).await.unwrap();
        let upper = NewSource { name: "second".to_owned(), ..new("CORP") };
        let second = create(&world, &Credential::System, Ok(upper)).await.unwrap();
        let labels = [
            ("first", &first, "corp"),
            ("FIRST", &first, "corp"),
            ("corp", &first, "corp"),
            ("CORP", &second, "CORP"),
            ("Second", &second, "CORP"),
        ];
        for (n, (label, source, shown)) in labels.into_iter().enumerate() {
            let login = format!("user-{n}");
            let user = users::NewUser {
                origin: Origin::External(None),
                source: Some(label.to_owned()),
                ..named(&login)
            };
            make(&world, user).await;
            let view =
                users::get(&world.directory, &ask(&world), &Credential::System, Ok(crate::kit::login(&login)), Parts::ALL)
                    .await
                    .unwrap();
            assert_eq!(view.user.origin, Origin::External(Some(source.key)), "{label}");
            assert_eq!(view.source.as_deref(), Some(shown), "{label}");
        }
    }

    async fn a_source_is_what_its_type_asks_for(world: World) {
        let refused = async |new| create(&world, &Credential::System, Ok(new)).await.unwrap_err();
        let unknown = NewSource { source_type: "OTHER".to_owned(), ..new("corp") };
        assert_eq!(refused(unknown).await, Refusal::invalid("source_type", Rule::UnknownValue));
        for secret in [None, Some(Secret::new(String::new()))] {
            let nameless = NewSource { secret, ..new("corp") };
            assert_eq!(refused(nameless).await, Refusal::invalid("properties.password", Rule::Required));
        }
        let short = NewSource { certificates: vec![accepted("4F:01")], ..new("corp") };
        let words = "must be a SHA-256 in hexadecimal, as it was shown";
        assert_eq!(refused(short).await, Refusal::invalid("certificates.thumbprint", Rule::Format(words)));

        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let other = SourceChange { source_type: Some("VC".to_owned()), ..SourceChange::default() };
        let stays = Refusal::invalid("source_type", Rule::Format("must stay as it is"));
        assert_eq!(change(&world, made.id, other).await.unwrap_err(), stays);
        let port: Vec<_> = made.properties.iter().filter(|(name, _)| name != "port").cloned().collect();
        let lost = SourceChange { properties: Some(port), ..SourceChange::default() };
        let required = Refusal::invalid("properties.port", Rule::Required);
        assert_eq!(change(&world, made.id, lost).await.unwrap_err(), required);
        let kept = SourceChange { secret: Some(Secret::new(String::new())), ..SourceChange::default() };
        change(&world, made.id, kept).await.unwrap();
        assert_eq!(secret_of(&world, made.id).await.as_deref(), Some("bind-secret"));
    }

    async fn what_cannot_be_kept_is_refused(world: World) {
        let refused = async |new| create(&world, &Credential::System, Ok(new)).await.unwrap_err();
        assert_eq!(refused(named_only(" ")).await, Refusal::invalid("name", Rule::Required));
        assert_eq!(refused(named_only(&"n".repeat(256))).await, Refusal::invalid("name", Rule::TooLong { max: 255 }));
        let clear = NewSource { properties: pairs(&[("Password", "bind-secret")]), ..new("corp") };
        assert_eq!(refused(clear).await, Refusal::invalid("properties.password", Rule::NotAllowed));
        let nul = NewSource { properties: pairs(&[("host", "a\0b")]), ..new("corp") };
        assert_eq!(refused(nul).await, Refusal::invalid("properties", Rule::ControlCharacter));
        let many = NewSource { properties: vec![(String::from("a"), String::from("b")); 101], ..new("corp") };
        assert_eq!(refused(many).await, Refusal::invalid("properties", Rule::TooMany { max: 100 }));
        assert_eq!(count(&world, "sources").await, 0);
    }

    async fn a_source_that_is_gone_leaves_its_users_external(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let origin = Origin::External(Some(made.key));
        make(&world, users::NewUser { origin, ..named("mira") }).await;
        delete(&world, &Credential::System, deletion(made.id)).await.unwrap();
        assert_eq!(one(&world, "SELECT external FROM users WHERE login = 'mira'").await, 1);
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE source_key IS NOT NULL").await, 0);
        let none = Refusal::no_such(Noun::Source, made.id.to_string());
        assert_eq!(opened(&world, made.id).await.unwrap_err(), none);
        let again = delete(&world, &Credential::System, deletion(made.id)).await;
        assert_eq!(again.unwrap_err(), none);
    }

    async fn who_was_imported_goes_with_the_source_and_all_others_stay(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let imports = ["mira", "nora"].map(|login| Import::New(Box::new(named(login))));
        users::import(&world.directory, &ask(&world), &Credential::System, Ok((made.id, imports.to_vec()))).await.unwrap();
        let linked = Origin::External(Some(made.key));
        make(&world, users::NewUser { origin: linked, ..named("lena") }).await;
        sql(&world, "UPDATE groups SET source_key = (SELECT source_key FROM sources) WHERE builtin = 0").await;
        delete(&world, &Credential::System, deletion(made.id)).await.unwrap();
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE login IN ('mira', 'nora')").await, 0);
        assert_eq!(one(&world, "SELECT external FROM users WHERE login = 'lena'").await, 1);
        assert_eq!(one(&world, "SELECT count(*) FROM audit_events WHERE event = 'user.deleted'").await, 2);
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE source_key IS NOT NULL").await, 0);
    }

    async fn nobody_deletes_the_source_he_comes_from(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let manager = holder(&world, "manager", [Privilege::SourcesManage].into_iter().collect()).await;
        make(&world, named("other")).await;
        sql(&world, "UPDATE users SET source_key = (SELECT source_key FROM sources), external = 2 WHERE login IN ('manager', 'other')").await;
        let refused = delete(&world, &manager, deletion(made.id)).await.unwrap_err();
        assert_eq!(refused, Refusal::Conflict(Conflict::Protected));
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE external = 2").await, 2);
        assert_eq!(count(&world, "sources").await, 1);
    }

    async fn who_was_linked_is_signed_out_and_it_is_told(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let linked = Origin::External(Some(made.key));
        make(&world, users::NewUser { origin: linked, ..named("lena") }).await;
        let session = token(&world, "lena", TokenKind::Aria).await;
        used(&world, &session).await.unwrap();
        delete(&world, &Credential::System, deletion(made.id)).await.unwrap();
        used(&world, &session).await.unwrap_err();
        assert_eq!(one(&world, "SELECT version FROM users WHERE login = 'lena'").await, 2);
        let told = cell(&world, "SELECT changes FROM audit_events WHERE event = 'user.updated'").await;
        assert_eq!(told, r#"[{"field":"origin","before":"external (corp)","after":"external"}]"#);
        let changes = "SELECT count(*) FROM changes WHERE object_kind = 'user' AND change = 'updated' AND version = 2";
        assert_eq!(one(&world, changes).await, 1);
    }

    async fn who_alone_administers_does_not_lose_his_source(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let linked = || users::NewUser {
            origin: Origin::External(Some(made.key)),
            grants: vec![NewGrant::on_all(role("Administrator"))],
            ..named("first")
        };
        make(&world, linked()).await;
        make(&world, users::NewUser { login: Login::new("second").unwrap(), ..linked() }).await;
        sql(&world, "UPDATE users SET enabled = 0 WHERE login = 'admin'").await;
        let protected = Refusal::Conflict(Conflict::Protected);
        let refused = delete(&world, &Credential::System, deletion(made.id)).await.unwrap_err();
        assert_eq!(refused, protected, "both would be shut out");
        sql(&world, "UPDATE users SET enabled = 1 WHERE login = 'admin'").await;
        let own = token(&world, "first", TokenKind::Native).await;
        assert_eq!(delete(&world, &own, deletion(made.id)).await.unwrap_err(), protected);
        delete(&world, &Credential::System, deletion(made.id)).await.unwrap();
        assert_eq!(one(&world, "SELECT count(*) FROM users WHERE external = 1 AND source_key IS NULL").await, 2);
    }

    async fn no_more_than_ten_thousand_go_or_lose_their_source_at_once(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let linked = Origin::External(Some(made.key));
        make(&world, users::NewUser { origin: linked, ..named("lena") }).await;
        multiply(&world, "lena", 10_000).await;
        let refused = delete(&world, &Credential::System, deletion(made.id)).await.unwrap_err();
        assert!(matches!(refused, Refusal::Conflict(Conflict::State(words)) if words.contains("10,000")), "{refused:?}");
    }

    async fn nobody_decides_who_is_believed_to_hold_more_than_he_does(world: World) {
        let manager = holder(&world, "manager", [Privilege::SourcesManage].into_iter().collect()).await;
        holder(&world, "strong", [Privilege::UsersManage].into_iter().collect()).await;
        let made = create(&world, &manager, Ok(new("corp"))).await.unwrap();
        let edit = async |change| {
            sources::update(&world.directory, &ask(&world), &manager, made.id, Ok(change)).await
        };
        let elsewhere = |host: &str| SourceChange {
            properties: Some(settings("corp", host)),
            certificates: Some(vec![accepted(SECOND)]),
            secret: Some(Secret::new("bind-secret".to_owned())),
            ..SourceChange::default()
        };
        edit(elsewhere("dc2.corp.test")).await.unwrap();
        sql(&world, "UPDATE users SET source_key = (SELECT source_key FROM sources), external = 2 WHERE login = 'strong'").await;
        let more = Refusal::Forbidden(Forbidden::GivesMoreThanHeld(Privilege::UsersManage));
        assert_eq!(edit(elsewhere("evil.test")).await.unwrap_err(), more);
        let secret = SourceChange { secret: Some(Secret::new("other".to_owned())), ..SourceChange::default() };
        assert_eq!(edit(secret).await.unwrap_err(), more);
        let renamed = SourceChange { name: Some("renamed".to_owned()), ..SourceChange::default() };
        assert_eq!(edit(renamed).await.unwrap().shown_name(), "renamed");
        change(&world, made.id, elsewhere("dc3.corp.test")).await.unwrap();
    }

    async fn nobody_decides_who_is_to_join_a_group_that_gives_more_than_he_holds(world: World) {
        let manager = holder(&world, "manager", [Privilege::SourcesManage].into_iter().collect()).await;
        let made = create(&world, &manager, Ok(new("corp"))).await.unwrap();
        let role = make_role(&world, "strong", [Privilege::UsersManage].into_iter().collect()).await;
        let group = NewGroup { name: GroupName::new("cn=strong").unwrap(), description: None };
        let contents =
            Contents { source: Some(made.id), grants: vec![NewGrant::on_all(role)], ..Contents::default() };
        groups::create_with(&world.directory, &ask(&world), &Credential::System, Ok((group, contents))).await.unwrap();
        let elsewhere = SourceChange {
            properties: Some(settings("corp", "evil.test")),
            certificates: Some(vec![accepted(SECOND)]),
            secret: Some(Secret::new("his-own".to_owned())),
            ..SourceChange::default()
        };
        let draft = Ok(elsewhere.clone());
        let refused = sources::update(&world.directory, &ask(&world), &manager, made.id, draft).await.unwrap_err();
        assert_eq!(refused, Refusal::Forbidden(Forbidden::GivesMoreThanHeld(Privilege::UsersManage)));
        change(&world, made.id, elsewhere).await.unwrap();
    }

    async fn some_types_ask_who_deletes_them(world: World) {
        let saml = NewSource {
            source_type: "SSO_SAML".to_owned(),
            properties: pairs(&[("user-name", "admin@sso")]),
            ..new("sso")
        };
        let made = create(&world, &Credential::System, Ok(saml)).await.unwrap();
        let with = |login: Option<&str>, secret: Option<&str>, force| Deletion {
            login: login.map(str::to_owned),
            secret: secret.map(|text| Secret::new(text.to_owned())),
            force,
            ..deletion(made.id)
        };
        let wrong = Rule::Format("must be the user-name and password the source was made with");
        for (login, secret, field, rule) in [
            (None, Some("bind-secret"), "nameValuePairs.user-name", Rule::Required),
            (Some("admin@sso"), None, "nameValuePairs.password", Rule::Required),
            (Some("admin@sso"), Some("wrong"), "nameValuePairs", wrong.clone()),
            (Some("other"), Some("bind-secret"), "nameValuePairs", wrong),
        ] {
            let refused = delete(&world, &Credential::System, with(login, secret, true)).await.unwrap_err();
            assert_eq!(refused, Refusal::invalid(field, rule));
        }
        delete(&world, &Credential::System, with(Some("admin@sso"), Some("bind-secret"), false)).await.unwrap();
        let vidb = NewSource { source_type: "VIDB".to_owned(), properties: vec![], ..new("vidb") };
        let made = create(&world, &Credential::System, Ok(vidb)).await.unwrap();
        delete(&world, &Credential::System, deletion(made.id)).await.unwrap_err();
        delete(&world, &Credential::System, Deletion { force: true, ..deletion(made.id) }).await.unwrap();
    }

    async fn tls_goes_nowhere_without_a_certificate_that_was_accepted(world: World) {
        let none = NewSource { certificates: vec![], ..new("corp") };
        let required = Refusal::invalid("certificates", Rule::Required);
        assert_eq!(create(&world, &Credential::System, Ok(none.clone())).await.unwrap_err(), required);
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let elsewhere = |certificates| SourceChange {
            properties: Some(settings("corp", "dc2.corp.test")),
            certificates,
            secret: Some(Secret::new("bind-secret".to_owned())),
            ..SourceChange::default()
        };
        assert_eq!(change(&world, made.id, elsewhere(None)).await.unwrap_err(), required);
        assert_eq!(change(&world, made.id, elsewhere(Some(vec![]))).await.unwrap_err(), required);
        let cleared = SourceChange { certificates: Some(vec![]), ..SourceChange::default() };
        assert_eq!(change(&world, made.id, cleared).await.unwrap().certificates, [accepted(FIRST)]);
        change(&world, made.id, elsewhere(Some(vec![accepted(SECOND)]))).await.unwrap();
    }

    async fn a_kept_password_does_not_go_along_to_somebody_else(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let with = |name: &str, value: &str| {
            let mut properties: Vec<_> =
                made.properties.iter().filter(|(known, _)| known != name).cloned().collect();
            properties.push((name.to_owned(), value.to_owned()));
            properties
        };
        let elsewhere = [
            (with("host", "evil.test"), vec![accepted(SECOND)]),
            (with("host", "dc1.corp.test evil.test"), vec![accepted(FIRST)]),
            (with("port", "637"), vec![accepted(FIRST)]),
            (with("use-ssl", "false"), vec![]),
            (made.properties.clone(), vec![accepted(SECOND)]),
            (made.properties.clone(), vec![accepted(FIRST), accepted(SECOND)]),
        ];
        let required = Refusal::invalid("properties.password", Rule::Required);
        for (properties, certificates) in elsewhere {
            let moved = |secret: Option<&str>| SourceChange {
                properties: Some(properties.clone()),
                certificates: Some(certificates.clone()),
                secret: secret.map(|text| Secret::new(text.to_owned())),
                ..SourceChange::default()
            };
            for none in [None, Some("")] {
                assert_eq!(change(&world, made.id, moved(none)).await.unwrap_err(), required, "{properties:?}");
            }
            change(&world, made.id, moved(Some("bind-secret"))).await.unwrap();
            let back = SourceChange {
                properties: Some(made.properties.clone()),
                certificates: Some(made.certificates.clone()),
                secret: Some(Secret::new("bind-secret".to_owned())),
                ..SourceChange::default()
            };
            change(&world, made.id, back).await.unwrap();
        }
        let stays = SourceChange {
            properties: Some(with("base-domain", "dc=test")),
            certificates: Some(vec![Accepted { details: String::new(), ..accepted(FIRST) }]),
            ..SourceChange::default()
        };
        change(&world, made.id, stays).await.unwrap();
        assert_eq!(secret_of(&world, made.id).await.as_deref(), Some("bind-secret"));
    }

    async fn only_who_manages_sources_changes_and_asks_them(world: World) {
        let manager = holder(&world, "manager", [Privilege::SourcesManage].into_iter().collect()).await;
        let reader = holder(&world, "reader", [Privilege::DirectoryRead].into_iter().collect()).await;
        let made = create(&world, &manager, Ok(new("corp"))).await.unwrap();
        let lacks = Refusal::Forbidden(Forbidden::Lacks(Privilege::SourcesManage));
        assert_eq!(create(&world, &reader, Ok(new("other"))).await.unwrap_err(), lacks);
        let nothing = Ok(SourceChange::default());
        let (d, r) = (&world.directory, ask(&world));
        assert_eq!(sources::update(d, &r, &reader, made.id, nothing).await.unwrap_err(), lacks);
        assert_eq!(delete(&world, &reader, deletion(made.id)).await.unwrap_err(), lacks);
        assert_eq!(sources::open(d, &r, &reader, Ok(made.id)).await.unwrap_err(), lacks);
        assert_eq!(sources::list(d, &r, &reader).await.unwrap(), std::slice::from_ref(&made));
        delete(&world, &manager, deletion(made.id)).await.unwrap();
    }

    async fn a_password_whose_key_is_lost_is_said_to_be(world: World) {
        let made = create(&world, &Credential::System, Ok(new("corp"))).await.unwrap();
        let other = create(&world, &Credential::System, Ok(new("other"))).await.unwrap();
        // As somebody who may write to the store would try to have a password sent elsewhere.
        sql(&world, "UPDATE sources SET sealed = (SELECT sealed FROM sources WHERE name = 'corp') WHERE name = 'other'").await;
        let refused = opened(&world, other.id).await.unwrap_err();
        assert!(matches!(refused, Refusal::Conflict(Conflict::State(words)) if words.contains("key")), "{refused:?}");
        assert_eq!(secret_of(&world, made.id).await.as_deref(), Some("bind-secret"));
        let anew = SourceChange { secret: Some(Secret::new("anew".to_owned())), ..SourceChange::default() };
        change(&world, other.id, anew).await.unwrap();
        assert_eq!(secret_of(&world, other.id).await.as_deref(), Some("anew"));
    }
}
