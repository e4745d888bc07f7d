//! Auth sources whose servers are there: certificates before trust, tests, searches.

use directory::sources::{
    self, Accepted, AuthSource, Certificate, NewSource, Proposed, Search, Secret, SourceChange, Trial,
};
use directory::{Credential, Draft};
use model::refusal::{Forbidden, Rule};
use model::{Noun, Privilege, Refusal, SourceId};
use testkit::slapd::{BASE, Slapd};
use testkit::{World, on_both_engines};

use crate::kit::*;

#[derive(Clone, Copy)]
enum Over {
    Clear,
    StartTls,
    Ldaps,
}

fn settings(slapd: &Slapd, over: Over) -> Vec<(String, String)> {
    let port = if matches!(over, Over::Ldaps) { slapd.tls_port } else { slapd.port };
    let flag = |is: bool| is.to_string();
    [
        ("display-name", "corp".to_owned()),
        ("host", slapd.address.clone()),
        ("port", port.to_string()),
        ("use-ssl", flag(matches!(over, Over::Ldaps))),
        ("start-tls", flag(matches!(over, Over::StartTls))),
        ("base-domain", BASE.to_owned()),
        ("user-name", format!("cn=reader,{BASE}")),
        ("common-name", "uid".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

fn new(slapd: &Slapd, over: Over) -> NewSource {
    NewSource {
        name: "corp".to_owned(),
        source_type: "OPEN_LDAP".to_owned(),
        properties: settings(slapd, over),
        certificates: vec![],
        secret: Some(Secret::new("reader-secret".to_owned())),
    }
}

fn with(new: NewSource, name: &str, value: &str) -> NewSource {
    let mut properties: Vec<_> = new.properties.into_iter().filter(|(known, _)| known != name).collect();
    properties.push((name.to_owned(), value.to_owned()));
    NewSource { properties, ..new }
}

fn accept(shown: &[Certificate]) -> Vec<Accepted> {
    let accepted = |one: &Certificate| Accepted {
        thumbprint: one.thumbprint.to_string(),
        details: String::new(),
        issued_to: one.subject.clone(),
        issued_by: one.issuer.clone(),
        expires: one.valid_until.to_string(),
        pem: String::new(),
    };
    shown.iter().map(accepted).collect()
}

async fn propose(world: &World, draft: Draft<NewSource>) -> Result<Proposed, Refusal> {
    sources::propose(&world.directory, &ask(world), &Credential::System, draft).await
}

async fn edit(world: &World, id: SourceId, change: SourceChange) -> Result<Proposed, Refusal> {
    sources::propose_update(&world.directory, &ask(world), &Credential::System, Ok((id, change))).await
}

async fn test(world: &World, trial: Trial) -> Result<Proposed, Refusal> {
    sources::test(&world.directory, &ask(world), &Credential::System, Ok(trial)).await
}

async fn users(world: &World, source: SourceId, name: &str) -> Result<Vec<String>, Refusal> {
    let search = Search { source, name: name.to_owned() };
    let found = sources::search_users(&world.directory, &ask(world), &Credential::System, Ok(search)).await?;
    Ok(found.all.into_iter().map(|person| person.name).collect())
}

#[track_caller]
fn to_accept(proposed: Proposed) -> Vec<Certificate> {
    match proposed {
        Proposed::ToAccept(_, shown) => shown,
        Proposed::Done(source) => panic!("nothing to accept: {source:?}"),
    }
}

#[track_caller]
fn done(proposed: Proposed) -> AuthSource {
    match proposed {
        Proposed::Done(source) => source,
        Proposed::ToAccept(_, shown) => panic!("to accept: {shown:?}"),
    }
}

#[track_caller]
fn failed(refusal: Refusal, drafted: bool) -> String {
    match refusal {
        Refusal::SourceFailed { draft, why } if draft == drafted => why,
        other => panic!("{other:?}"),
    }
}

on_both_engines! {
    async fn tls_is_kept_when_its_certificate_was_accepted(world: World) {
        let slapd = Slapd::start();
        for (over, name) in [(Over::Ldaps, "one"), (Over::StartTls, "two")] {
            let new = NewSource { name: name.to_owned(), ..with(new(&slapd, over), "display-name", name) };
            let shown = to_accept(propose(&world, Ok(new.clone())).await.unwrap());
            assert_eq!(shown[0].der, slapd.certificate);
            assert_eq!(one(&world, &format!("SELECT count(*) FROM sources WHERE name = '{name}'")).await, 0);
            let accepted = NewSource { certificates: accept(&shown), ..new };
            let made = done(propose(&world, Ok(accepted)).await.unwrap());
            assert_eq!(users(&world, made.id, "u0042").await.unwrap(), ["u0042"]);
        }
        let made = done(propose(&world, Ok(new(&slapd, Over::Clear))).await.unwrap());
        assert_eq!(users(&world, made.id, "u004*").await.unwrap().len(), 10);
    }

    async fn a_source_that_leads_elsewhere_is_accepted_anew(world: World) {
        let (first, second) = (Slapd::start(), Slapd::start());
        let shown = to_accept(propose(&world, Ok(new(&first, Over::Ldaps))).await.unwrap());
        let accepted = NewSource { certificates: accept(&shown), ..new(&first, Over::Ldaps) };
        let made = done(propose(&world, Ok(accepted)).await.unwrap());
        let secret = || Some(Secret::new("reader-secret".to_owned()));
        let moved = |slapd: &Slapd, certificates| SourceChange {
            properties: Some(settings(slapd, Over::Ldaps)),
            certificates,
            secret: secret(),
            ..SourceChange::default()
        };
        let silent = SourceChange { secret: None, ..moved(&second, None) };
        let required = Refusal::invalid("properties.password", Rule::Required);
        assert_eq!(edit(&world, made.id, silent).await.unwrap_err(), required);
        for same in [None, Some(vec![]), Some(made.certificates.clone())] {
            let shown = to_accept(edit(&world, made.id, moved(&second, same)).await.unwrap());
            assert_eq!(shown[0].der, second.certificate);
        }
        let kept = sources::get(&world.directory, &ask(&world), &Credential::System, Ok(made.id)).await.unwrap();
        assert_eq!(kept, made, "nothing was stored");
        let accepted = Some(accept(&to_accept(edit(&world, made.id, moved(&second, None)).await.unwrap())));
        let after = done(edit(&world, made.id, moved(&second, accepted)).await.unwrap());
        assert_eq!(after.version, 2);
        assert_eq!(users(&world, made.id, "u0042").await.unwrap(), ["u0042"]);
        // The same server by another name shows what was accepted already.
        let renamed = SourceChange {
            properties: Some(with(new(&second, Over::Ldaps), "host", "localhost 127.0.0.1").properties),
            secret: secret(),
            ..SourceChange::default()
        };
        done(edit(&world, made.id, renamed).await.unwrap());
        let named = SourceChange { name: Some("renamed".to_owned()), ..SourceChange::default() };
        assert_eq!(done(edit(&world, made.id, named).await.unwrap()).shown_name(), "renamed");
    }

    async fn one_host_that_is_gone_hides_no_certificate(world: World) {
        let slapd = Slapd::on("127.0.0.2");
        let new = with(new(&slapd, Over::Ldaps), "host", "127.0.0.1, 127.0.0.2");
        let shown = to_accept(propose(&world, Ok(new)).await.unwrap());
        assert_eq!(shown[0].der, slapd.certificate);
    }

    async fn a_name_that_is_taken_is_told_before_a_server_is_asked(world: World) {
        let mut slapd = Slapd::start();
        done(propose(&world, Ok(new(&slapd, Over::Clear))).await.unwrap());
        slapd.stop();
        let taken = Refusal::Exists { what: Noun::Source, name: "corp".to_owned() };
        assert_eq!(propose(&world, Ok(new(&slapd, Over::Ldaps))).await.unwrap_err(), taken);
        let other = NewSource { name: "other".to_owned(), ..with(new(&slapd, Over::Ldaps), "display-name", "other") };
        let why = failed(propose(&world, Ok(other)).await.unwrap_err(), true);
        assert!(why.contains("cannot be reached"), "{why}");
    }

    async fn a_test_says_what_is_wrong_and_stores_nothing(world: World) {
        let slapd = Slapd::start();
        done(test(&world, Trial::New(new(&slapd, Over::Clear))).await.unwrap());
        let shown = to_accept(test(&world, Trial::New(new(&slapd, Over::StartTls))).await.unwrap());
        let accepted = NewSource { certificates: accept(&shown), ..new(&slapd, Over::StartTls) };
        done(test(&world, Trial::New(accepted)).await.unwrap());
        let wrong = NewSource { secret: Some(Secret::new("wrong".to_owned())), ..new(&slapd, Over::Clear) };
        let why = failed(test(&world, Trial::New(wrong)).await.unwrap_err(), true);
        assert!(why.contains("refused the login") && !why.contains("wrong"), "{why}");
        let nowhere = with(new(&slapd, Over::Clear), "base-domain", "dc=nowhere");
        failed(test(&world, Trial::New(nowhere)).await.unwrap_err(), true);
        let absent = NewSource { source_type: "VIDB".to_owned(), ..new(&slapd, Over::Clear) };
        let why = failed(test(&world, Trial::New(absent)).await.unwrap_err(), true);
        assert!(why.contains("not here"), "{why}");
        assert_eq!(count(&world, "sources").await, 0);
    }

    async fn a_kept_password_is_sent_only_where_it_was_sent_before(world: World) {
        let (slapd, other) = (Slapd::start(), Slapd::start());
        let made = done(propose(&world, Ok(new(&slapd, Over::Clear))).await.unwrap());
        let trial = |slapd: &Slapd| {
            Trial::Kept(made.id, SourceChange { properties: Some(settings(slapd, Over::Clear)), ..SourceChange::default() })
        };
        done(test(&world, trial(&slapd)).await.unwrap());
        let required = Refusal::invalid("properties.password", Rule::Required);
        assert_eq!(test(&world, trial(&other)).await.unwrap_err(), required);
    }

    async fn a_kept_password_is_not_sent_to_whoever_shows_a_certificate_of_his_own(world: World) {
        let (slapd, other) = (Slapd::start(), Slapd::start());
        let new = new(&slapd, Over::Ldaps);
        let certificates = accept(&to_accept(propose(&world, Ok(new.clone())).await.unwrap()));
        let made = done(propose(&world, Ok(NewSource { certificates, ..new })).await.unwrap());
        let trial = |certificates| {
            Trial::Kept(made.id, SourceChange { certificates: Some(certificates), ..SourceChange::default() })
        };
        done(test(&world, trial(made.certificates.clone())).await.unwrap());
        let his = to_accept(test(&world, Trial::New(self::new(&other, Over::Ldaps))).await.unwrap());
        let required = Refusal::invalid("properties.password", Rule::Required);
        assert_eq!(test(&world, trial(accept(&his))).await.unwrap_err(), required);
    }

    async fn a_search_finds_what_was_typed_and_nothing_that_was_slipped_in(world: World) {
        let slapd = Slapd::start();
        let made = done(propose(&world, Ok(new(&slapd, Over::Clear))).await.unwrap());
        for injected in ["*)(uid=*", "u0042)(objectClass=*", "\\2a", "u0042\0"] {
            assert_eq!(users(&world, made.id, injected).await.unwrap(), [""; 0], "{injected}");
        }
        assert_eq!(users(&world, made.id, "u*").await.unwrap().len(), sources::MOST_FOUND);
        let required = Refusal::invalid("name", Rule::Required);
        assert_eq!(users(&world, made.id, " ").await.unwrap_err(), required);
        let search = Search { source: made.id, name: "out*".to_owned() };
        let groups = sources::search_groups(&world.directory, &ask(&world), &Credential::System, Ok(search)).await;
        assert_eq!(groups.unwrap().all.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["outer"]);
    }

    async fn who_asks_a_source_that_cannot_be_reached_is_told_why(world: World) {
        let mut slapd = Slapd::start();
        let made = done(propose(&world, Ok(new(&slapd, Over::Clear))).await.unwrap());
        slapd.stop();
        let why = failed(users(&world, made.id, "u*").await.unwrap_err(), false);
        assert!(why.starts_with("The directory server") && why.contains("cannot be reached"), "{why}");
        let vc = NewSource { source_type: "VC".to_owned(), properties: vec![], name: "vc".to_owned(), ..new(&slapd, Over::Clear) };
        let made = done(propose(&world, Ok(vc)).await.unwrap());
        failed(users(&world, made.id, "u*").await.unwrap_err(), false);
    }

    async fn only_who_manages_sources_asks_them(world: World) {
        let slapd = Slapd::start();
        let made = done(propose(&world, Ok(new(&slapd, Over::Clear))).await.unwrap());
        let reader = holder(&world, "reader", [Privilege::DirectoryRead].into_iter().collect()).await;
        let lacks = Refusal::Forbidden(Forbidden::Lacks(Privilege::SourcesManage));
        let (d, r) = (&world.directory, ask(&world));
        let search = || Ok(Search { source: made.id, name: "u*".to_owned() });
        assert_eq!(sources::search_users(d, &r, &reader, search()).await.unwrap_err(), lacks);
        assert_eq!(sources::search_groups(d, &r, &reader, search()).await.unwrap_err(), lacks);
        let other = || Ok(NewSource { name: "other".to_owned(), ..new(&slapd, Over::Ldaps) });
        assert_eq!(sources::propose(d, &r, &reader, other()).await.unwrap_err(), lacks);
        let nothing = Ok((made.id, SourceChange::default()));
        assert_eq!(sources::propose_update(d, &r, &reader, nothing).await.unwrap_err(), lacks);
        let trial = other().map(Trial::New);
        assert_eq!(sources::test(d, &r, &reader, trial).await.unwrap_err(), lacks);
    }
}
