use super::*;
use directory::passwords::{Cost, Peppers};
use directory::second_factor::OtherDoors;
use directory::users::NewUser;
use directory::{Config, Credential, Directory, MIGRATIONS, ThrottleLimits, Via, users};
use model::{Login, TokenKind};

/// The tables whose rows are counted, and how many a create adds.
const ADDED: [(&str, i64); 5] =
    [("users", 1), ("tokens", 1), ("audit_events", 2), ("changes", 1), ("user_search", 1)];

async fn store_with_template(folder: &Path) {
    let store = db::Store::open(db::Config::sqlite(folder.join(STORE)), MIGRATIONS).unwrap();
    let config = Config {
        cost: Cost::default(),
        peppers: Peppers::none(),
        seals: directory::seals::Seals::none(),
        hash_threads: 1,
        hash_queue: 8,
        throttle: ThrottleLimits::default(),
        other_doors: OtherDoors::default(),
        password_min_length: 1,
        uniform_policy: None,
        org_name: "Default".to_owned(),
        admin_password: None,
    };
    let (directory, _) = Directory::open(config, store.clone(), crate::outside::outside()).await.unwrap();
    let mut user = NewUser::named(Login::new(request::LOGIN).unwrap());
    user.token = Some(directory::tokens::NewToken { kind: TokenKind::Pam360, expires: None, host: None });
    let request = directory.own_request(Via::CommandLine, "template");
    users::create(&directory, &request, &Credential::System, Ok(vec![user]), None).await.unwrap();
    store.close();
}

fn rows(store: &Connection) -> Vec<i64> {
    let count = |table: &str| {
        store.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    ADDED.iter().map(|(table, _)| count(table)).collect()
}

#[tokio::test]
async fn the_loop_writes_what_a_create_has_written() {
    let folder = TempDir::new().unwrap();
    store_with_template(folder.path()).await;
    let base = Base::of(folder.path()).unwrap();
    assert_eq!(base.rows(), 5);

    let store = open(&base.store).unwrap();
    let before = rows(&store);
    let mut writer = base.writer(store);
    writer.commit(3).unwrap();

    let expected: Vec<_> = before.iter().zip(ADDED).map(|(before, (_, added))| before + 3 * added).collect();
    assert_eq!(rows(&writer.store), expected);
    let find = "SELECT count(*) FROM users WHERE login_key = 'bench-02-00000000'";
    assert_eq!(writer.store.query_row(find, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}
