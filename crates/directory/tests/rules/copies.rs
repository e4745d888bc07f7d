//! What a copied store is given besides its rows.

use db::{Conn, Outcome, text_index};
use directory::copies::{MOVED, RESTORED};
use directory::users::NewUser;
use model::Email;
use testkit::{World, on_both_engines};

use crate::kit::*;

const INDEX: &str = "user_search";
/// More users than are read at once.
const OTHERS: usize = 1_050;

/// Forgets the index and makes it anew, as in a store whose rows were copied.
fn anew(c: &mut dyn Conn) -> db::Result<Outcome<(), ()>> {
    let keys: Vec<i64> = c.all("SELECT user_key FROM users", &[], |row| row.get(0))?;
    keys.iter().try_for_each(|key| text_index::remove(c, INDEX, *key))?;
    (MOVED.finish)(c)?;
    Ok(Outcome::Done(()))
}

async fn found(world: &World, needle: &'static str) -> Vec<i64> {
    let read = move |c: &mut dyn Conn| text_index::candidates(c, INDEX, needle, 0, 5_000);
    world.directory.store().read(read).await.unwrap()
}

on_both_engines! {
    async fn every_user_is_found_by_login_name_and_address_after_the_index_was_made_anew(world: World) {
        let admin = admin(&world).await;
        let emails = vec![Email::new("Main@example.com".into()).unwrap(), Email::new("second@example.org".into()).unwrap()];
        let ada = NewUser { given: Some("Äda".into()), family: Some("Lovelace".into()), emails, ..named("ADA.L") };
        let others = (0..OTHERS).map(|number| named(&format!("other-{number}")));
        create(&world, &admin, others.chain([ada]).collect()).await.unwrap();
        let needles = ["ada.l", "äda", "lovelace", "main@example", "second@example.org", "other-", "admin"];
        let mut before = Vec::new();
        for needle in needles {
            before.push(found(&world, needle).await);
        }
        assert_eq!(before[5].len(), OTHERS);
        world.directory.store().write(anew).await.unwrap().unwrap();
        for (needle, before) in needles.into_iter().zip(before) {
            assert!(!before.is_empty());
            assert_eq!(found(&world, needle).await, before, "{needle}");
        }
    }

    async fn only_a_store_that_is_brought_back_passes_over_numbers(world: World) {
        let next = "SELECT next FROM numbers WHERE series = 'user' AND org_key = 1";
        let before = one(&world, next).await;
        let finish = |finish: fn(&mut dyn Conn) -> db::Result<()>| {
            world.directory.store().write(move |c| finish(c).map(Outcome::<_, ()>::Done))
        };
        finish(MOVED.finish).await.unwrap().unwrap();
        assert_eq!(one(&world, next).await, before);
        finish(RESTORED.finish).await.unwrap().unwrap();
        assert_eq!(one(&world, next).await, before + 1_000_000);
    }
}
