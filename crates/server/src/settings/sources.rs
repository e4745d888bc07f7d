//! Where values come from, and which of them holds.

use std::{collections::BTreeMap, ffi::OsString, fmt, fs, io, path::PathBuf};

use super::{Allowed, Declared, Problem, TABLE, error::nearest, file, print::Line, value::Value};

/// Variables that belong to the test command, not to the server.
const TEST_VARIABLES: &str = "PROVISOR_TEST_";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Default,
    /// A line, counted from 1, of the file; 0 for the file as a whole.
    File {
        path: PathBuf,
        line: usize,
    },
    Environment(String),
    /// The flag's long name without dashes.
    CommandLine(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line: 0 } => write!(f, "{}", path.display()),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::CommandLine(flag) => write!(f, "command line --{flag}"),
        }
    }
}

/// All that the operator may have said, not yet looked at.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// From the command line: a setting's key and what was said.
    pub flags: Vec<(&'static str, String)>,
    /// `--config`: this file must be there.
    pub config: Option<PathBuf>,
    /// Folder in which `provisor.toml` is read, if it is there and `config` names no other file.
    pub folder: PathBuf,
    pub environment: Vec<(OsString, OsString)>,
}

impl Inputs {
    /// The inputs of this process: its environment and its working folder.
    pub fn of_this_process(flags: Vec<(&'static str, String)>, config: Option<PathBuf>) -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
        let environment = std::env::vars_os().collect();
        Self { flags, config, folder: ".".into(), environment }
    }
}

/// What was said for each setting, the strongest source last, and what turned out wrong.
pub struct Said {
    values: BTreeMap<&'static str, (String, Origin)>,
    pub problems: Vec<Problem>,
    /// The values in force, in the order in which they were taken.
    pub lines: Vec<Line>,
}

impl Said {
    pub fn collect(inputs: &Inputs) -> Self {
        let mut said = Self { values: BTreeMap::new(), problems: Vec::new(), lines: Vec::new() };
        said.add_file(inputs);
        said.add_environment(&inputs.environment);
        for (key, value) in &inputs.flags {
            if let Some(declared) = declared(key) {
                let flag = declared.flag().unwrap_or_default();
                said.values.insert(declared.key, (value.clone(), Origin::CommandLine(flag)));
            }
        }
        said
    }

    /// The value in force for `key`, checked; a value that breaks its rule becomes a problem.
    pub fn take<T: Value>(
        &mut self,
        key: &'static str,
        default: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let (text, origin) = self.values.remove(key).unwrap_or_else(|| (default.to_owned(), Origin::Default));
        match parse(&text) {
            Ok(value) => {
                self.lines.push(Line { key, value: value.shown(), origin });
                Some(value)
            }
            Err(rule) => {
                let value = (!T::SECRET).then_some(text);
                self.problems.push(Problem { key: key.into(), origin, value, text: rule });
                None
            }
        }
    }

    pub fn origin(&self, key: &str) -> Origin {
        self.lines.iter().find(|line| line.key == key).map_or(Origin::Default, |line| line.origin.clone())
    }

    /// Notes that something is wrong whose value is not to be repeated.
    pub fn problem(&mut self, key: impl Into<String>, origin: Origin, text: impl Into<String>) {
        self.problems.push(Problem { key: key.into(), origin, value: None, text: text.into() });
    }

    fn add_file(&mut self, inputs: &Inputs) {
        let path = inputs.config.clone().unwrap_or_else(|| inputs.folder.join("provisor.toml"));
        let whole = Origin::File { path: path.clone(), line: 0 };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && inputs.config.is_none() => return,
            Err(error) => return self.problem("", whole, format!("cannot be read: {error}")),
        };
        match file::entries(&text) {
            Ok(entries) => entries.into_iter().for_each(|entry| self.add_entry(entry, &path)),
            Err((line, why)) => {
                self.problem("", Origin::File { path, line }, format!("is not TOML: {why}"));
            }
        }
    }

    fn add_entry(&mut self, entry: file::Entry, path: &std::path::Path) {
        let origin = Origin::File { path: path.into(), line: entry.line };
        match (declared(&entry.key), entry.text) {
            (None, _) => {
                let near = nearest(&entry.key, TABLE.iter().map(|known| known.key));
                self.problem(entry.key, origin, format!("is no setting; did you mean {near}?"));
            }
            (Some(known), _) if known.allowed == Allowed::EnvironmentOnly => {
                let text = format!(
                    "may only be given in the environment; remove it here and set {}",
                    known.env_name()
                );
                self.problem(known.key, origin, text);
            }
            (Some(known), Err(wrong)) => self.problem(known.key, origin, wrong),
            (Some(known), Ok(text)) => {
                self.values.insert(known.key, (text, origin));
            }
        }
    }

    fn add_environment(&mut self, variables: &[(OsString, OsString)]) {
        let names: Vec<(String, &Declared)> = TABLE.iter().map(|known| (known.env_name(), known)).collect();
        for (name, value) in variables {
            let name = name.to_string_lossy().into_owned();
            if !name.starts_with("PROVISOR_") || name.starts_with(TEST_VARIABLES) {
                continue;
            }
            let origin = Origin::Environment(name.clone());
            match (names.iter().find(|(known, _)| *known == name), value.to_str()) {
                (None, _) => {
                    let near = nearest(&name, names.iter().map(|(known, _)| known.as_str())).to_owned();
                    self.problem(name, origin, format!("is no setting; did you mean {near}?"));
                }
                (Some((_, known)), None) => self.problem(known.key, origin, "must be text in UTF-8"),
                (Some((_, known)), Some(value)) => {
                    self.values.insert(known.key, (value.to_owned(), origin));
                }
            }
        }
    }
}

pub(super) fn declared(key: &str) -> Option<&'static Declared> {
    TABLE.iter().find(|known| known.key == key)
}
