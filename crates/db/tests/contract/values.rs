//! Every type goes in and comes out as it is.

use crate::world::done;
use db::{Kind, Param};

const INSERT: &str = "INSERT INTO thing (id, name, data, amount) VALUES ($1, $2, $3, $4)";

type Thing = (Option<[u8; 16]>, Option<String>, Option<Vec<u8>>, Option<i64>);

on_both! {
    async fn every_value_comes_back_as_it_was_sent(world: &World) {
        let things: Vec<Thing> = vec![
            (Some([0; 16]), Some(String::new()), Some(vec![]), Some(i64::MIN)),
            (Some([255; 16]), Some("\u{10FFFF}\u{1}ÄÖÜ漢字 '\"%_\\".to_owned()), Some((0..=255).collect()), Some(i64::MAX)),
            (None, Some("no id".to_owned()), Some(vec![1]), Some(0)),
            (Some([1; 16]), None, Some(vec![2]), Some(1)),
            (Some([2; 16]), Some("no data".to_owned()), None, Some(-1)),
            (Some([3; 16]), Some("no amount".to_owned()), Some(vec![3]), None),
            (None, None, None, None),
        ];
        let sent = things.clone();
        world.store().write(move |c| {
            for (id, name, data, amount) in &sent {
                c.execute(INSERT, &[id.into(), name.into(), data.into(), amount.into()])?;
            }
            done(())
        }).await.unwrap().unwrap();

        let found = world.store().read(|c| {
            c.all("SELECT id, name, data, amount FROM thing ORDER BY key", &[], |row| {
                let mut row = row.columns();
                Ok((row.next()?, row.next()?, row.next()?, row.next()?))
            })
        }).await.unwrap();
        assert_eq!(found, things);
    }

    async fn a_null_keeps_its_type_where_nothing_else_tells_it(world: &World) {
        let nulls = world.store().read(|c| {
            let params = [Param::Int(None), Param::Text(None), Param::Bytes(None), Param::Id(None)];
            c.one("SELECT $1, $2, $3, $4", &params, |row| {
                let mut row = row.columns();
                Ok((row.next::<Option<i64>>()?, row.next::<Option<String>>()?, row.next::<Option<Vec<u8>>>()?,
                    row.next::<Option<[u8; 16]>>()?))
            })
        }).await.unwrap();
        assert_eq!(nulls, (None, None, None, None));
    }

    async fn parameters_are_bound_by_number_and_not_by_place(world: &World) {
        let found = world.store().read(|c| {
            let params = [Param::from(1), Param::from("two"), Param::from(3)];
            c.one("SELECT $3, $1, $2, $1", &params, |row| {
                Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?, row.get::<i64>(3)?))
            })
        }).await.unwrap();
        assert_eq!(found, (3, 1, "two".to_owned(), 1));
    }

    async fn the_same_text_takes_values_of_another_type(world: &World) {
        let found = world.store().read(|c| {
            let text = c.one("SELECT $1", &["a".into()], |row| row.get::<String>(0))?;
            let int = c.one("SELECT $1", &[7.into()], |row| row.get::<i64>(0))?;
            Ok((text, int))
        }).await.unwrap();
        assert_eq!(found, ("a".to_owned(), 7));
    }

    async fn truth_values_are_zero_and_one(world: &World) {
        let found = world.store().read(|c| {
            c.one("SELECT $1, $2, 1 = 1, 3", &[true.into(), false.into()], |row| {
                Ok((row.get::<bool>(0)?, row.get::<bool>(1)?, row.get::<bool>(2)?, row.get::<bool>(3).is_err()))
            })
        }).await.unwrap();
        assert_eq!(found, (true, false, true, true));
    }

    async fn a_column_of_another_type_is_refused(world: &World) {
        let error = world.store().read(|c| {
            c.one("SELECT $1", &["seven".into()], |row| row.get::<i64>(0))
        }).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Schema);
        let error = world.store().read(|c| {
            c.one("SELECT $1", &[Param::Int(None)], |row| row.get::<i64>(0))
        }).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Schema);
        let error = world.store().read(|c| c.one("SELECT $1", &[1.into()], |row| row.get::<i64>(1))).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Schema);
    }

    async fn a_wrong_number_of_parameters_is_refused(world: &World) {
        for params in [&[][..], &[Param::Int(Some(1)), Param::Int(Some(2))][..]] {
            let count = params.len();
            let error = world.store().read(move |c| {
                let params = [Param::from(1), Param::from(2)];
                c.exists("SELECT 1 WHERE $1 = 1", params.get(..count).unwrap_or_default())
            }).await.unwrap_err();
            assert_eq!(error.kind(), Kind::Schema, "{count} parameters");
        }
    }

    async fn text_is_ordered_by_its_bytes(world: &World) {
        let names = ["Z", "a", "b", "Ä", "\u{FFFD}", "\u{10000}"];
        let ordered = world.store().write(move |c| {
            for name in names.iter().rev() {
                c.execute("INSERT INTO thing (name) VALUES ($1)", &[(*name).into()])?;
            }
            done(c.all("SELECT name FROM thing ORDER BY name", &[], |row| row.get::<String>(0))?)
        }).await.unwrap().unwrap();
        assert_eq!(ordered, names);
    }

    async fn execute_answers_how_many_rows_it_changed(world: &World) {
        let counts = world.store().write(|c| {
            let made = c.execute("INSERT INTO thing (amount) VALUES (1), (1), (2)", &[])?;
            let changed = c.execute("UPDATE thing SET amount = 5 WHERE amount = $1", &[1.into()])?;
            let gone = c.execute("DELETE FROM thing WHERE amount = $1", &[9.into()])?;
            done((made, changed, gone))
        }).await.unwrap().unwrap();
        assert_eq!(counts, (3, 2, 0));
    }

    async fn execute_refuses_a_statement_that_answers_rows(world: &World) {
        let error = world.store().write(|c| {
            done(c.execute("INSERT INTO thing (amount) VALUES (1) RETURNING key", &[])?)
        }).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Schema);
    }

    async fn one_row_is_told_from_none_and_from_many(world: &World) {
        let found = world.store().write(|c| {
            c.execute("INSERT INTO thing (amount) VALUES (1), (2), (2)", &[])?;
            let sql = "SELECT amount FROM thing WHERE amount = $1";
            let none = c.optional(sql, &[0.into()], |row| row.get::<i64>(0))?;
            let one = c.optional(sql, &[1.into()], |row| row.get::<i64>(0))?;
            let many = c.optional(sql, &[2.into()], |row| row.get::<i64>(0)).map_err(|error| error.kind());
            let missing = c.one(sql, &[0.into()], |row| row.get::<i64>(0)).map_err(|error| error.kind());
            done((none, one, many, missing, c.exists(sql, &[2.into()])?, c.exists(sql, &[3.into()])?))
        }).await.unwrap().unwrap();
        assert_eq!(found, (None, Some(1), Err(Kind::Schema), Err(Kind::Schema), true, false));
    }

    async fn a_key_that_is_left_out_is_numbered(world: &World) {
        let keys = world.store().write(|c| {
            let sql = "INSERT INTO thing (amount) VALUES (1) RETURNING key";
            let first = c.one(sql, &[], |row| row.get::<i64>(0))?;
            done((first, c.one(sql, &[], |row| row.get::<i64>(0))?))
        }).await.unwrap().unwrap();
        assert_ne!(keys.0, keys.1);
    }

    async fn no_error_shows_a_value(world: &World) {
        let secret = "hunter2-hunter2";
        let mut told = Vec::new();
        for sql in [
            "INSERT INTO thing (name) VALUES ($1), ($1)",
            "INSERT INTO thing (id, name) VALUES ($1, $1)",
            "SELECT 1 WHERE CAST($1 AS @nonsense) = 1",
            "SELECT CAST($1 AS BIGINT) / 0",
        ] {
            let end = world.store().write(move |c| {
                done(c.for_each(sql, &[secret.into()], &mut |row| row.get::<i64>(0).map(drop))?)
            }).await;
            told.push(format!("{end:?} {:?} {:?}", end.as_ref().map_err(ToString::to_string), Param::from(secret)));
        }
        let told = told.join("\n");
        assert!(!told.contains("hunter2"), "{told}");
    }
}
