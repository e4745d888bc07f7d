//! What is read and sent back changes nothing (invariant 3).

use directory::users::{Change, TextField};
use testkit::{Dialects, World, on_both_engines};

use crate::doors::{Someone, readers};
use crate::draw::{made, steps};
use crate::odd::odd;
use crate::runner::for_all;
use crate::stage::Stage;

/// Sends what each door prints of a user back through that door, later; no view and nothing of the record differs.
pub async fn assert_neutral(stage: &Stage<'_>, who: &Someone) {
    for door in readers() {
        for shape in 0..door.send_back(who, &stage.view(door, who).await).len() {
            // What is printed may have an end: it is read at the instant at which it is sent.
            stage.world.clock.turn(1);
            let (before, views) = (stage.record(&who.login).await, stage.views(who).await);
            let view = stage.view(door, who).await;
            stage.done(door, &door.send_back(who, &view)[shape]).await;
            assert_eq!(stage.record(&who.login).await, before, "sent back through {door:?}: {view}");
            assert_eq!(stage.views(who).await, views, "sent back through {door:?}");
        }
    }
}

on_both_engines! {
    /// 3: Sending back `read(d, u)` through `d`'s whole-object update leaves `version`, `updated` and all six views
    /// byte-identical, for every `u` (oipa: with the current password).
    async fn what_is_read_and_sent_back_changes_nothing(world: World) {
        for_all(&world, 8, &(made(), steps()), async |stage, ((door, person), steps)| {
            let (mut who, _) = stage.make(door, &stage.alone(&person)).await;
            stage.walk(&mut who, steps).await;
            assert_neutral(stage, &who).await;
        });
    }

    /// 3, of a `u` that `d` could not have created (oipa: with the current password, or `put_password_optional`).
    async fn nor_does_it_of_somebody_whom_no_dialect_could_have_made(world: World) {
        let mut dialects = Dialects::default();
        dialects.oipa.put_password_optional = true;
        let world = World::with(world.directory.store().engine(), dialects).await;
        for_all(&world, 12, &odd(), async |stage, odd| {
            let who = odd.made(stage).await;
            assert_neutral(stage, &who).await;
        });
    }

    /// The test above sees what changes a record without changing a view.
    async fn a_change_that_no_door_shows_is_seen_in_the_record(world: World) {
        let stage = Stage::set(&world, 0).await;
        let before = stage.record("admin").await;
        let who = stage.someone("admin", None).await;
        stage.change(&who, vec![Change::Text(TextField::Locale, Some("de".to_owned()))]).await;
        assert_ne!(stage.record("admin").await, before);
    }
}
