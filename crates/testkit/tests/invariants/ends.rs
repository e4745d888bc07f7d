//! What the end of a user leaves (invariant 11).

use testkit::on_both_engines;

use crate::doors::{DOORS, Door, Field, Oipa, Person, Someone, readers};
use crate::draw::{door, made};
use crate::rows;
use crate::runner::for_all;

on_both_engines! {
    /// 11: OIPA DELETE leaves login taken, memberships and grants unchanged, and the user disabled in all views.
    async fn oipas_delete_is_the_end_of_nothing_but_his_admission(world: World) {
        for_all(&world, 10, &(made(), made()), async |stage, ((door, person), (again, other))| {
            let person = stage.alone(&person);
            let (who, _) = stage.make(door, &person).await;
            let before = stage.record(&who.login).await.unwrap();
            stage.done(&Oipa, &Oipa.disable(&who).unwrap()).await;
            let after = stage.record(&who.login).await.unwrap();
            assert_eq!((&after.memberships, &after.grants), (&before.memberships, &before.grants));
            assert_eq!(after.user.version - before.user.version, i64::from(before.user.enabled), "one real change");
            for reader in readers() {
                let facts = reader.facts(&stage.view(reader, &who).await, &stage.groups);
                if let Some(enabled) = facts.get(&Field::Enabled) {
                    // A code that says so already stays.
                    assert!(*enabled == false || (!before.user.enabled && enabled.is_string()), "{reader:?}: {enabled}");
                }
            }
            let taken = Person { login: plain(&who.login, again), ..other };
            if taken.login == who.login {
                let answer = stage.ask(again, &again.create(&taken, &stage.groups)).await;
                assert!(again.is_taken(&answer), "{again:?}: {}", answer.text());
            }
        });
    }

    /// 11: delete through another dialect leaves no row but audit and a free login.
    async fn another_delete_leaves_nothing_but_the_audit(world: World) {
        let deleters = door(|door| door.dialect() != Oipa.dialect() && door.delete(&Someone::nobody()).is_some());
        for_all(&world, 8, &(made(), deleters), async |stage, ((door, person), deleter)| {
            let person = stage.alone(&person);
            // A token gives `admin` a word of his own.
            stage.all_of_admin().await;
            let rows_before = counts(stage.world).await;
            let (who, _) = stage.make(door, &person).await;
            stage.all_credentials_or_none(&who).await;
            assert_ne!(counts(stage.world).await, rows_before);
            stage.done(deleter, &deleter.delete(&who).unwrap()).await;
            assert_eq!(counts(stage.world).await, rows_before, "as before he was made");
            let (anew, _) = stage.make(door, &person).await;
            assert!(anew.id != who.id && anew.number != who.number);
            assert_eq!(stage.record(&who.login).await.unwrap().user.version, 1, "another user");
        });
    }
}

/// The name, where that door could take it at all.
fn plain(login: &str, door: &dyn Door) -> String {
    let fits = login.chars().all(|c| c.is_ascii_alphanumeric());
    if fits || door.dialect() == Oipa.dialect() { login.to_owned() } else { String::new() }
}

/// How many rows each table has that speaks of users; the audit, the change record, the counters of wrong passwords and
/// of numbers, and `admin`'s own tokens are not his.
async fn counts(world: &testkit::World) -> Vec<(String, usize)> {
    const OF_OTHERS: [&str; 9] = [
        "audit_events",
        "audit_failures",
        "changes",
        "numbers",
        "totals",
        "leases",
        "password_failures",
        "password_successes",
        "groups",
    ];
    let mut all = Vec::new();
    for (table, lines) in rows::everything(world).await {
        if !OF_OTHERS.contains(&table.as_str()) && table != "tokens" {
            all.push((table, lines.len()));
        }
    }
    let tokens = rows::rows(world, "SELECT count(*) FROM tokens WHERE user_key <> 1", 1).await;
    all.push(("tokens".to_owned(), tokens[0][0].parse().unwrap()));
    assert!(DOORS.len() > 1 && all.len() > 10);
    all
}
