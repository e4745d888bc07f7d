//! The files of a store.

use db::{Config, Store};
use std::os::unix::fs::PermissionsExt;

use crate::world::TABLES;

#[test]
fn the_files_of_a_new_store_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::open(Config::sqlite(folder.path().join("store.db")), TABLES).expect("a store");
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let mode = entry.metadata().expect("its mode").permissions().mode() & 0o777;
            (entry.file_name().into_string().expect("a name"), mode)
        })
        .collect();
    names.sort();
    let expected = ["store.db", "store.db-opening", "store.db-shm", "store.db-wal"];
    assert_eq!(names, expected.map(|name| (name.to_owned(), 0o600)));
    store.close();
}
