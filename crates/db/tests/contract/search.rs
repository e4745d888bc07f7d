//! Substring search finds every text that holds the needle.

use crate::world::done;
use db::{Kind, text_index};

const TEXTS: &[(i64, &str)] = &[
    (1, "o'brien@example.com"),
    (2, "100% sure"),
    (3, "snake_case_name"),
    (4, "müller-lüdenscheidt"),
    (5, "漢字かな交じり文"),
    (6, "say \"hello\" twice"),
    (7, "back\\slash"),
    (8, "ab"),
    (9, ""),
    (10, "100 sure, snakeXcase"),
    (11, "NEAR(a b) OR c* AND -d:e"),
    (12, "emoji 😀😃😄 here"),
];

on_both! {
    async fn a_search_misses_no_text_with_the_needle(world: &World) {
        world.store().write(|c| {
            for (key, text) in TEXTS {
                text_index::put(c, "thing_text", *key, text)?;
            }
            done(())
        }).await.unwrap().unwrap();
        for needle in [
            "brien", "o'b", "0% s", "%", "100%", "e_c", "_case_", "mül", "lüden", "漢字か", "交じり", "\"he", "hello\" t",
            "\\sl", "ck\\", "sure", "NEAR(", "* AND -d:", "😀😃😄", "😃😄 ", "nothing like it", "snake_case_name and more",
            "o'brien@example.com", "   ", "'''", "\"\"\"",
        ].into_iter().filter(|needle| needle.chars().count() >= 3) {
            let found = world.store().read(move |c| text_index::candidates(c, "thing_text", needle, 0, 100)).await.unwrap();
            for (key, text) in TEXTS {
                assert!(!text.contains(needle) || found.contains(key), "{needle} was not found in {text}");
            }
            assert!(found.len() <= 2, "{needle} found {found:?}");
            assert!(found.is_sorted());
        }
    }

    async fn candidates_come_in_pages_by_key(world: &World) {
        world.store().write(|c| {
            for key in [5, -3, 9, 7, 1, i64::MAX] {
                text_index::put(c, "thing_text", key, &format!("person {key}"))?;
            }
            done(())
        }).await.unwrap().unwrap();
        let page = |after, limit| world.store().read(move |c| text_index::candidates(c, "thing_text", "person", after, limit));
        assert_eq!(page(i64::MIN, 3).await.unwrap(), [-3, 1, 5]);
        assert_eq!(page(5, 3).await.unwrap(), [7, 9, i64::MAX]);
        assert!(page(i64::MAX, 3).await.unwrap().is_empty());
    }

    async fn a_text_that_was_replaced_or_removed_is_not_found(world: &World) {
        let found = world.store().write(|c| {
            text_index::put(c, "thing_text", 1, "old words")?;
            text_index::put(c, "thing_text", 2, "old words")?;
            text_index::put(c, "thing_text", 3, "old words")?;
            done(())
        });
        found.await.unwrap().unwrap();
        let found = world.store().write(|c| {
            text_index::put(c, "thing_text", 1, "new words")?;
            text_index::remove(c, "thing_text", 2)?;
            text_index::remove(c, "thing_text", 99)?;
            let mut find = |needle| text_index::candidates(c, "thing_text", needle, 0, 10);
            done((find("old")?, find("new")?, find("words")?))
        }).await.unwrap().unwrap();
        assert_eq!(found, (vec![3], vec![1], vec![1, 3]));
    }

    async fn a_search_sees_the_texts_of_its_own_write(world: &World) {
        let found = world.store().write(|c| {
            text_index::put(c, "thing_text", 1, "first words")?;
            let first = text_index::candidates(c, "thing_text", "words", 0, 10)?;
            text_index::put(c, "thing_text", 2, "more words")?;
            text_index::remove(c, "thing_text", 1)?;
            done((first, text_index::candidates(c, "thing_text", "words", 0, 10)?))
        }).await.unwrap().unwrap();
        assert_eq!(found, (vec![1], vec![2]));
        let found = world.store().read(|c| text_index::candidates(c, "thing_text", "words", 0, 10)).await.unwrap();
        assert_eq!(found, [2]);
    }

    async fn an_index_that_does_not_exist_is_an_error_of_its_writer(world: &World) {
        let end = world.store().write(|c| {
            c.execute("INSERT INTO thing (name) VALUES ('ann')", &[])?;
            text_index::put(c, "nowhere", 1, "words")?;
            done(())
        }).await;
        assert_eq!(end.unwrap_err().kind(), Kind::Schema);
        assert!(!world.store().read(|c| c.exists("SELECT 1 FROM thing", &[])).await.unwrap());
        assert!(world.store().read(|c| text_index::put(c, "thing_text", 1, "words")).await.is_err());
    }

    async fn a_text_of_a_refused_write_is_not_found(world: &World) {
        let end = world.store().write(|c| {
            text_index::put(c, "thing_text", 1, "refused words")?;
            Ok(db::Outcome::<(), _>::Refused("no"))
        }).await.unwrap();
        assert_eq!(end, Err("no"));
        let found = world.store().read(|c| text_index::candidates(c, "thing_text", "refused", 0, 10)).await.unwrap();
        assert!(found.is_empty());
    }

    async fn a_needle_of_two_letters_is_refused(world: &World) {
        for needle in ["", "ab", "漢字"] {
            let end = world.store().read(move |c| text_index::candidates(c, "thing_text", needle, 0, 10)).await;
            assert_eq!(end.unwrap_err().kind(), Kind::Schema);
        }
    }

    async fn a_long_needle_is_found(world: &World) {
        let text = "abcdefghij klmnop ".repeat(300);
        let needle = text.get(5..4000).unwrap().to_owned();
        let found = world.store().write(move |c| {
            text_index::put(c, "thing_text", 1, &text)?;
            done(text_index::candidates(c, "thing_text", &needle, 0, 10)?)
        }).await.unwrap().unwrap();
        assert_eq!(found, [1]);
    }
}
