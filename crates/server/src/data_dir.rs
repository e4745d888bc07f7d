//! The data folder: one server at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A data folder that this process has locked. The lock ends with the process, also when it is killed.
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the folder, closed to others, if it is not there, and locks it; none when another process has.
    pub fn lock(path: &Path) -> Result<Option<Self>> {
        let shown = path.display();
        if !path.exists() {
            let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
            made.with_context(|| format!("the data folder {shown} could not be made"))?;
        }
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path.join("provisor.lock"));
        let lock = lock.with_context(|| format!("the data folder {shown} cannot be written to"))?;
        match lock.try_lock() {
            Ok(()) => {
                warn_if_open(path);
                Ok(Some(Self { path: path.to_owned(), _lock: lock }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("the data folder {shown} cannot be locked"))
            }
        }
    }

    /// Where the server listens for the command line.
    pub fn socket(&self) -> PathBuf {
        socket(&self.path)
    }
}

/// Where the server of this data folder listens for the command line.
pub fn socket(path: &Path) -> PathBuf {
    path.join("provisor.sock")
}

fn warn_if_open(path: &Path) {
    if let Ok(metadata) = fs::metadata(path)
        && metadata.permissions().mode() & 0o077 != 0
    {
        tracing::warn!(path = %path.display(), "the data folder is open to other users; chmod 700 closes it");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_does_not_get_the_folder_until_the_first_has_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let first = DataDir::lock(&path).unwrap().unwrap();
        assert!(DataDir::lock(&path).unwrap().is_none());
        drop(first);
        assert!(DataDir::lock(&path).unwrap().is_some());
    }

    #[test]
    fn a_new_folder_is_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let _lock = DataDir::lock(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
