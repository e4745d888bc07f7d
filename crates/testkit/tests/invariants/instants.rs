//! What has an end is over at its first instant (invariant 10).

use directory::tokens::{self, NewToken};
use directory::users::Change;
use directory::{Credential, Via};
use model::{AccessWindow, Timestamp, TokenKind};
use proptest::prelude::*;
use serde_json::json;
use testkit::on_both_engines;

use crate::doors::{Badge, DOORS, Door, Field, Oipa, Pam360, readers};
use crate::draw::{made, made_through};
use crate::runner::for_all;
use crate::stage::Stage;

/// Turns the clock to the last instant before `until`, and gives what is one microsecond later.
fn turn_to_before(stage: &Stage<'_>, until: Timestamp) -> impl Fn() {
    let clock = stage.world.clock.clone();
    clock.turn_micros(until.micros() - stage.world.directory.now().micros() - 1);
    move || clock.turn_micros(1)
}

on_both_engines! {
    /// 10: A window is effective at `until - 1 us` and not at `until`, in every dialect, with no other request in between.
    async fn a_window_is_open_to_its_last_microsecond(world: World) {
        let cases = (made(), 1_i64..1_000_000_000, any::<bool>());
        for_all(&world, 10, &cases, async |stage, ((door, person), micros, is_used)| {
            let (who, _) = stage.make(door, &stage.alone(&person)).await;
            let now = stage.world.directory.now();
            let until = Timestamp::from_micros(now.micros() + micros).unwrap();
            let from = Timestamp::from_micros(now.micros() - micros).unwrap();
            let open = AccessWindow::new(Some(from), Some(until)).unwrap();
            stage.change(&who, vec![Change::Enabled(true), Change::Window(open)]).await;
            let badges = stage.all_credentials(&who).await;
            let one_on = turn_to_before(stage, until);
            if is_used {
                for (entry, badge) in &badges {
                    assert!(stage.opens(*entry, badge, &who).await, "{entry:?} one microsecond before");
                }
                stage.all_credentials(&who).await;
            }
            let badges = if is_used { stage.all_credentials(&who).await } else { badges };
            one_on();
            for (entry, badge) in &badges {
                assert!(!stage.opens(*entry, badge, &who).await, "{entry:?} at the end");
                if entry.sign_in(&who.login, "").is_some() {
                    assert!(stage.credential(*entry, &who.login, who.password.as_deref()).await.is_none(), "{entry:?}");
                }
            }
        });
    }

    /// 10, of the beginning: before `from` nobody is let in, at `from` he is.
    async fn a_window_opens_at_its_first_microsecond(world: World) {
        for_all(&world, 6, &(made(), 1_i64..1_000_000_000), async |stage, ((door, person), micros)| {
            let (who, _) = stage.make(door, &stage.alone(&person)).await;
            let from = Timestamp::from_micros(stage.world.directory.now().micros() + micros).unwrap();
            let window = AccessWindow::new(Some(from), None).unwrap();
            stage.change(&who, vec![Change::Enabled(true), Change::Window(window)]).await;
            let one_on = turn_to_before(stage, from);
            for entry in DOORS {
                if entry.sign_in(&who.login, "").is_some() {
                    assert!(stage.credential(entry, &who.login, who.password.as_deref()).await.is_none(), "{entry:?}");
                }
            }
            one_on();
            for (entry, badge) in stage.all_credentials(&who).await {
                assert!(stage.opens(entry, &badge, &who).await, "{entry:?}");
            }
        });
    }

    /// 10: A token is effective at `until - 1 us` and not at `until`.
    async fn a_token_is_good_to_its_last_microsecond(world: World) {
        for_all(&world, 8, &(made(), 2_i64..1_000_000_000), async |stage, ((door, person), micros)| {
            let (who, _) = stage.make(door, &stage.alone(&person)).await;
            stage.change(&who, vec![Change::Enabled(true)]).await;
            let until = Timestamp::from_micros(stage.world.directory.now().micros() + micros).unwrap();
            let new = NewToken { kind: TokenKind::Pam360, expires: Some(until), host: None };
            let (directory, login) = (&stage.world.directory, &who.login);
            let request = directory.own_request(Via::CommandLine, "token create");
            let issued = tokens::issue(directory, &request, &Credential::System, login, new).await.unwrap();
            let badge = Badge(vec![("authtoken", issued.secret.reveal().to_owned())]);
            let one_on = turn_to_before(stage, until);
            assert!(stage.opens(&Pam360, &badge, &who).await);
            one_on();
            assert!(!stage.opens(&Pam360, &badge, &who).await);
        });
    }

    /// 10, as PAM360 says it: `TOKENVALIDITYDAYS` n ends at issue + n x 86,400 s, and the earlier of two ends wins.
    async fn a_token_of_so_many_days_ends_with_the_last_of_them(world: World) {
        let people = made_through(|door| door.dialect() == Pam360.dialect());
        for_all(&world, 6, &(people, 1_i64..400, any::<bool>()), async |stage, ((door, person), days, dated)| {
            let mut person = stage.alone(&person);
            person.said.extend([
                ("RESTAPIACCESS".to_owned(), json!(true)),
                ("TOKENVALIDITYDAYS".to_owned(), json!(days.to_string())),
            ]);
            let now = stage.world.directory.now();
            let mut until = now.plus_seconds(days * 86_400);
            if dated {
                // The last day of the year before the days are over, at most: ends as the next day begins.
                let day = until.calendar().date().yesterday().unwrap();
                person.said.insert("EXPIRYDATE".to_owned(), json!(day.to_string()));
                let end = Timestamp::from_calendar(day.tomorrow().unwrap().at(0, 0, 0, 0)).unwrap();
                until = until.min(end);
            }
            let (who, answer) = stage.make(door, &person).await;
            let badge = Pam360::token(&answer).expect("a token");
            if until <= now {
                assert!(!stage.opens(door, &badge, &who).await, "born expired");
                return;
            }
            let one_on = turn_to_before(stage, until);
            assert!(stage.opens(door, &badge, &who).await, "one microsecond before");
            one_on();
            assert!(!stage.opens(door, &badge, &who).await, "at the end");
        });
    }

    /// 10: A membership is effective at `until - 1 us` and not at `until`: what it gives, and where it is shown.
    async fn a_membership_gives_to_its_last_microsecond(world: World) {
        for_all(&world, 8, &(crate::doors::oipa::people::anybody(), 1_i64..1_000_000), async |stage, (person, seconds)| {
            let mut person = stage.alone(&person);
            person.groups.clear();
            person.said.remove("userStatus");
            let until = stage.world.directory.now().plus_seconds(seconds);
            let mut ask = Oipa.create(&person, &stage.groups);
            let until_text = until.calendar().to_string();
            if let crate::doors::Body::Json(body) = &mut ask.body {
                body["users"][0]["securityGroup"] =
                    json!([{"securityGroupName": "System.admins", "roleEffectiveTo": until_text}]);
            }
            stage.done(&Oipa, &ask).await;
            let who = stage.someone(&person.login, person.password.clone()).await;
            let in_force = async || {
                let ask = Oipa.sign_in(&who.login, who.password.as_deref().unwrap()).unwrap();
                let may = stage.send(None, &ask).await.status;
                let mut shown = Vec::new();
                for reader in readers().filter(|reader| reader.dialect() != Oipa.dialect()) {
                    let facts = reader.facts(&stage.view(reader, &who).await, &stage.groups);
                    shown.extend(facts.get(&Field::Groups).map(|groups| *groups == json!(["System.admins"])));
                }
                assert!(shown.windows(2).all(|two| two[0] == two[1]), "all doors agree");
                (may, shown.first().copied().unwrap())
            };
            let one_on = turn_to_before(stage, until);
            assert_eq!(in_force().await, (200, true));
            one_on();
            assert_eq!(in_force().await, (403, false));
            let rows = stage.view(&Oipa, &who).await[1]["securityGroups"].clone();
            assert_eq!(rows[0]["roleEffectiveTo"], json!(until_text), "OIPA's list shows what is over");
        });
    }
}
