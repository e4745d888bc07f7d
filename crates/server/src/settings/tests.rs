//! The settings as an operator meets them: inputs in, values or sentences out.

mod between;
mod precedence;
mod printing;
mod refusals;
mod values;

use std::fs;

use super::{Inputs, Loaded, SettingsError, load};

/// An operator who has said nothing yet, with a folder of their own.
struct Operator {
    folder: tempfile::TempDir,
    inputs: Inputs,
}

impl Operator {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inputs =
            Inputs { flags: vec![], config: None, folder: folder.path().into(), environment: vec![] };
        Self { folder, inputs }
    }

    fn file(self, text: &str) -> Self {
        fs::write(self.folder.path().join("provisor.toml"), text).unwrap();
        self
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.inputs.environment.push((name.into(), value.into()));
        self
    }

    fn flag(mut self, key: &'static str, value: &str) -> Self {
        self.inputs.flags.push((key, value.into()));
        self
    }

    fn load(&self) -> Result<Loaded, SettingsError> {
        load(&self.inputs)
    }

    fn loaded(&self) -> Loaded {
        self.load().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The one sentence of refusal, with the folder's name taken out.
    fn refusal(&self) -> String {
        let error = self.load().map(|_| "loaded").unwrap_err();
        assert_eq!(error.problems.len(), 1, "{error}");
        error.to_string().replace(&format!("{}/", self.folder.path().display()), "")
    }
}
