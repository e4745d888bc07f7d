//! Texts of a shared commit are written together, just before it.

use super::batch::{MIDDLE, assert_all_but_the_middle, batch, patient_store, two_rows};
use crate::world::World;
use db::{Conn, Kind, Outcome};

#[tokio::test]
async fn a_text_that_its_index_refuses_costs_only_its_writer() {
    let world = World::sqlite();
    let store = patient_store(&world);
    let ends = batch(&store, |c, turn| {
        two_rows(c, turn)?;
        let index = if turn == MIDDLE { "nowhere" } else { "thing_text" };
        db::text_index::put(c, index, turn.into(), &format!("text {turn}"))?;
        Ok(Outcome::Done(turn))
    })
    .await;
    assert_all_but_the_middle(&store, &ends, Kind::Schema).await;
    let texts = |c: &mut dyn Conn| db::text_index::candidates(c, "thing_text", "text", -1, 100);
    assert_eq!(store.read(texts).await.unwrap().len(), 19);
}

#[tokio::test]
async fn a_search_in_a_write_sees_the_texts_of_those_before_it_in_the_same_commit() {
    let world = World::sqlite();
    let store = patient_store(&world);
    let ends = batch(&store, |c, turn| {
        db::text_index::put(c, "thing_text", turn.into(), &format!("text {turn}"))?;
        if turn == MIDDLE {
            let found = db::text_index::candidates(c, "thing_text", "text", -1, 100)?;
            assert_eq!(found, (0..=i64::from(MIDDLE)).collect::<Vec<_>>());
            return Ok(Outcome::Refused("undone with what the search had settled"));
        }
        Ok(Outcome::Done(turn))
    })
    .await;
    assert_eq!(ends[MIDDLE as usize].as_ref().unwrap(), &Err("undone with what the search had settled"));
    assert_eq!(ends.iter().filter(|end| matches!(end, Ok(Ok(_)))).count(), 19);
    let texts = |c: &mut dyn Conn| db::text_index::candidates(c, "thing_text", "text", -1, 100);
    assert_eq!(store.read(texts).await.unwrap().len(), 19);
}
