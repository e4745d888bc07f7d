//! A file that has its name only when it is whole.

use super::{Failure, Result};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file `NAME.partial`, closed to other users, on its way to being `NAME`; it is removed with this value. What a killed
/// process has left of one is used anew.
pub(super) struct Partial {
    path: PathBuf,
    target: PathBuf,
    /// Holds the lock that keeps others away.
    file: File,
}

impl Partial {
    /// Refuses a target that exists, and one that another process is making.
    pub fn begin(target: &Path) -> Result<Self> {
        if target.symlink_metadata().is_ok() {
            return Err(Failure::Exists(target.to_owned()));
        }
        let path = beside(target, ".partial");
        let failed = |error| Failure::File(path.clone(), error);
        let file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(&path);
        let file = file.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Failure::InTheMaking(target.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).map_err(failed)?;
        Ok(Self { path, target: target.to_owned(), file })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The open file, and what it is called.
    pub fn file(&self) -> Result<(PathBuf, File)> {
        let file = self.file.try_clone().map_err(|error| Failure::File(self.path.clone(), error))?;
        Ok((self.path.clone(), file))
    }

    /// Gives it its name; refuses when the target has come to exist.
    pub fn keep(self) -> Result<()> {
        let failed = |error| Failure::File(self.target.clone(), error);
        self.file.sync_all().map_err(failed)?;
        match fs::hard_link(&self.path, &self.target) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(Failure::Exists(self.target.clone()));
            }
            // A file system without links: the look and the renaming are two steps there.
            Err(_) if self.target.exists() => return Err(Failure::Exists(self.target.clone())),
            Err(_) => fs::rename(&self.path, &self.target).map_err(failed)?,
        }
        // The name is on the disk when its folder is.
        let folder = self.target.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all()).map_err(failed)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Gone already when it was renamed.
        drop(fs::remove_file(&self.path));
    }
}

/// The path with something behind its name.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
