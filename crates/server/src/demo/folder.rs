//! A folder that is gone with the value.

use std::fs::{self, DirBuilder};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use directory::Entropy;

use crate::outside::SystemEntropy;

/// A new folder below the system's temporary one, closed to others. It is removed with this value.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it. A name that is taken is an error: nobody else can have prepared the folder.
    pub fn make() -> Result<Self> {
        let mut bytes = [0; 8];
        SystemEntropy.fill(&mut bytes);
        let name = format!("provisor-demo-{:016x}", u64::from_be_bytes(bytes));
        let path = std::env::temp_dir().join(name);
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.with_context(|| format!("the folder {} could not be made", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            // The demonstration has no log; where standard error is gone too, there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "{} stays behind: {error}", self.0.display());
        }
    }
}
