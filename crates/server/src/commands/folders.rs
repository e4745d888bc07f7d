//! Folders that are made for a store, and are gone again when there is none in the end.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders that were not there before, the innermost first. Dropped before [`Self::keep`], it removes those that are empty.
#[derive(Default)]
pub(super) struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    /// Makes the folders above `file`, for their owner alone.
    pub fn above(file: &Path) -> Result<Self> {
        let missing = file.ancestors().skip(1);
        let missing = missing.take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let made = Self(missing.map(Path::to_owned).collect());
        if let Some(innermost) = made.0.first() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(innermost)
                .with_context(|| format!("the folder {} could not be made", innermost.display()))?;
        }
        Ok(made)
    }

    /// There is a store in them.
    pub fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for folder in &self.0 {
            // One that is not empty stays.
            drop(fs::remove_dir(folder));
        }
    }
}
