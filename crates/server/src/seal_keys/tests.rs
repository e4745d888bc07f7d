use std::os::unix::fs::PermissionsExt;

use super::*;

#[test]
fn a_data_folder_gets_one_key_and_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    of_folder(folder.path(), &SystemEntropy).unwrap();
    let path = folder.path().join(KEY_FILE);
    let made = fs::read_to_string(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    of_folder(folder.path(), &SystemEntropy).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), made);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let other = tempfile::tempdir().unwrap();
    of_folder(other.path(), &SystemEntropy).unwrap();
    assert_ne!(fs::read_to_string(other.path().join(KEY_FILE)).unwrap(), made);
}

#[test]
fn a_damaged_key_file_is_refused_and_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(KEY_FILE), "1 damaged").unwrap();
    let refused = format!("{:#}", of_folder(folder.path(), &SystemEntropy).unwrap_err());
    assert!(refused.contains(KEY_FILE) && refused.contains("line 1"), "{refused}");
    assert_eq!(fs::read_to_string(folder.path().join(KEY_FILE)).unwrap(), "1 damaged");
}
