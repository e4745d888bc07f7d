//! The order of commits, for records that others follow.

use crate::world::done;
use db::{Conn, Migration, Result, Store, order};

const RECORD: &[Migration] = &[Migration {
    number: 1,
    name: "record",
    sql: "CREATE TABLE record (request_id @id NOT NULL, place @int NOT NULL, seq @int,
              PRIMARY KEY (request_id, place)) @clustered;
          CREATE UNIQUE INDEX record_by_seq ON record (seq) WHERE seq IS NOT NULL;",
}];

fn insert(c: &mut dyn Conn, id: u8, place: i64) -> Result<()> {
    let sql = format!(
        "INSERT INTO record (request_id, place, seq) VALUES ($1, $2, {})",
        order::next(c.engine(), "record")
    );
    c.execute(&sql, &[[id; 16].into(), place.into()]).map(drop)
}

async fn write(store: &Store, id: u8, places: &'static [i64]) {
    let rows = move |c: &mut dyn Conn| done(places.iter().try_for_each(|place| insert(c, id, *place))?);
    store.write(rows).await.unwrap().unwrap();
}

async fn stamp(store: &Store, most: i64) -> u64 {
    let stamped = store.write(move |c| {
        order::begin(c)?;
        done(order::stamp(c, "record", most)?)
    });
    stamped.await.unwrap().unwrap()
}

/// Ids and places of the rows that have a place in the order, in this order, which has no gap.
async fn in_order(store: &Store) -> Vec<(u8, i64)> {
    let rows = store.read(|c| {
        c.all("SELECT request_id, place, seq FROM record WHERE seq IS NOT NULL ORDER BY seq", &[], |row| {
            Ok((row.get::<[u8; 16]>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?))
        })
    });
    let rows = rows.await.unwrap();
    assert!(rows.iter().map(|(_, _, seq)| *seq).eq(1..=i64::try_from(rows.len()).unwrap()), "{rows:?}");
    rows.into_iter().map(|(id, place, _)| (id[0], place)).collect()
}

on_both! {
    async fn rows_get_the_order_of_their_commits_whatever_their_ids_say(world: &World) {
        let store = &world.open(RECORD).unwrap();
        for id in [9, 3, 7] {
            write(store, id, &[0, 1]).await;
        }
        while stamp(store, 100).await > 0 {}
        write(store, 1, &[0]).await;
        write(store, 0, &[0]).await;
        while stamp(store, 100).await > 0 {}
        let all = [(9, 0), (9, 1), (3, 0), (3, 1), (7, 0), (7, 1), (1, 0), (0, 0)];
        assert_eq!(in_order(store).await, all);
        store.close();
    }

    async fn a_batch_has_an_end_and_begins_with_the_oldest(world: &World) {
        let store = &world.open(RECORD).unwrap();
        for id in [9, 3, 7, 5] {
            write(store, id, &[0]).await;
        }
        // On SQLite nothing waits but what came from elsewhere.
        while stamp(store, 3).await == 3 {}
        assert_eq!(in_order(store).await, [(9, 0), (3, 0), (7, 0), (5, 0)]);
        store.close();
    }

    async fn what_came_without_a_place_gets_one_too(world: &World) {
        let store = &world.open(RECORD).unwrap();
        let sql = "INSERT INTO record (request_id, place) VALUES ($1, 0), ($2, 0)";
        store.write(move |c| done(c.execute(sql, &[[4; 16].into(), [2; 16].into()])?)).await.unwrap().unwrap();
        assert_eq!(stamp(store, 100).await, 2);
        assert_eq!(in_order(store).await, [(2, 0), (4, 0)]);
        assert_eq!(stamp(store, 100).await, 0);
        store.close();
    }
}
