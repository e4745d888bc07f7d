//! Codes of locales that a site gives languages (`one-record` 1.4).

use std::sync::Arc;

use directory::Credential;
use directory::users::{self, Change, Edit, Parts, TextField, UserRef};
use model::Dialect;
use serde_json::{Value, json};
use testkit::{Dialects, World, on_both_engines};

use crate::{create, get, put, read, user, version};

/// A world where `01` is English, `07` and `08` are German.
async fn mapped(engine: testkit::Engine) -> World {
    let map = [("01", "en-US"), ("07", "de"), ("08", "DE")];
    let map = map.into_iter().map(|(code, tag)| (code.to_owned(), tag.to_owned())).collect();
    let oipa = oipa::Settings { locale_map: Arc::new(map), ..oipa::Settings::default() };
    World::with(engine, Dialects { oipa, ..Dialects::default() }).await
}

async fn language(world: &World) -> Option<String> {
    let draft = Ok(UserRef::Login("x".to_owned()));
    let request = world.request(Dialect::Native);
    let view = users::get(&world.directory, &request, &Credential::System, draft, Parts::NONE).await;
    view.unwrap().user.locale
}

/// Another dialect says a language.
async fn speak(world: &World, tag: Option<&str>) {
    let edit = Edit::Said(vec![Change::Text(TextField::Locale, tag.map(str::to_owned))]);
    let draft = Ok((UserRef::Login("x".to_owned()), edit));
    let request = world.request(Dialect::Native);
    users::update(&world.directory, &request, &Credential::System, draft, None).await.unwrap();
}

async fn code(world: &World) -> Value {
    read(world, "x").await["localeCode"].clone()
}

async fn put_code(world: &World, code: &str) {
    assert_eq!(put(world, "x", &json!({"password": "x", "localeCode": code})).await.status, 204);
}

on_both_engines! {
    async fn without_a_map_codes_and_languages_stand_side_by_side(world: World) {
        create(&world, &user("x")).await;
        assert_eq!((code(&world).await, language(&world).await), (json!("01"), None));
        speak(&world, Some("de")).await;
        assert_eq!(code(&world).await, json!("01"));
        put_code(&world, "07").await;
        assert_eq!((code(&world).await, language(&world).await), (json!("07"), Some("de".to_owned())));
    }
}

on_both_engines! {
    async fn codes_and_languages_move_each_other(engine: Engine) {
        let world = mapped(engine).await;
        create(&world, &user("x")).await;
        assert_eq!(language(&world).await.as_deref(), Some("en-US"));
        speak(&world, Some("De")).await;
        assert_eq!(code(&world).await, json!("07"), "the first that stands for it");
        assert_eq!(get(&world, "?q=localeCode%20eq%20%2207%22").await.json()["count"], json!(1));
        let before = version(&world, "x").await;
        put_code(&world, "07").await;
        assert_eq!((version(&world, "x").await, language(&world).await.as_deref()), (before, Some("De")), "as it is shown");
        put_code(&world, "01").await;
        assert_eq!(language(&world).await.as_deref(), Some("en-US"));
        speak(&world, Some("fr")).await;
        assert_eq!(code(&world).await, json!("01"), "no code stands for it");
    }

    async fn what_was_said_here_is_shown_until_another_says_a_language(engine: Engine) {
        let world = mapped(engine).await;
        let mut sent = user("x");
        sent["localeCode"] = json!("08");
        create(&world, &sent).await;
        assert_eq!((code(&world).await, language(&world).await.as_deref()), (json!("08"), Some("DE")));
        put_code(&world, "03").await;
        assert_eq!((code(&world).await, language(&world).await.as_deref()), (json!("03"), Some("DE")), "it has no language");
        speak(&world, Some("en-us")).await;
        assert_eq!(code(&world).await, json!("01"));
        put_code(&world, "08").await;
        assert_eq!(code(&world).await, json!("08"));
    }
}
