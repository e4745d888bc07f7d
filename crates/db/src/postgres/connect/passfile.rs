//! The password file of libpq: lines of `host:port:database:user:password`.

use super::super::url::Sentence;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Permission bits that let others than the owner use a file.
const OTHERS: u32 = 0o077;

/// A password file, read.
pub(super) struct Passfile(String);

impl Passfile {
    /// The file that was `said`, or `.pgpass` at home if it is there.
    ///
    /// Refuses a file that others may read, one that cannot be read, and one that was said and is not there.
    pub fn find(said: Option<&str>, home: Option<&Path>) -> Result<Option<Self>, Sentence> {
        let path = match (said, home) {
            (Some(path), _) => Path::new(path).to_owned(),
            (None, Some(home)) => home.join(".pgpass"),
            (None, None) => return Ok(None),
        };
        match read(&path) {
            Ok(text) => Ok(Some(Self(text))),
            Err(Unread::Io(error)) if said.is_none() && error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(Unread::Io(error)) => {
                Err(format!("the password file {} cannot be read: {error}", path.display()))
            }
            Err(Unread::Loose) => {
                Err(format!("others may read the password file {}; set its mode to 600", path.display()))
            }
        }
    }

    /// The password of the first line that fits; in a line `*` fits everything and `\` makes the next character plain.
    pub fn password(&self, host: &str, port: u16, database: &str, user: &str) -> Option<String> {
        let port = port.to_string();
        let lines = self.0.lines().filter(|line| !line.starts_with('#'));
        lines.map(fields).find_map(|(wanted, password)| {
            let fits = wanted.iter().zip([host, &port, database, user]).all(|(wanted, is)| wanted.fits(is));
            (fits && wanted.len() == 4 && !password.is_empty()).then_some(password)
        })
    }
}

enum Unread {
    Io(io::Error),
    Loose,
}

fn read(path: &Path) -> Result<String, Unread> {
    let mut file = File::open(path).map_err(Unread::Io)?;
    let about = file.metadata().map_err(Unread::Io)?;
    if about.permissions().mode() & OTHERS != 0 {
        return Err(Unread::Loose);
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(Unread::Io)?;
    Ok(text)
}

/// A field of a line, as text; `any` for a lone `*`.
#[derive(Default)]
struct Field {
    text: String,
    any: bool,
}

impl Field {
    fn fits(&self, is: &str) -> bool {
        self.any || self.text == is
    }
}

/// The first four fields of a line, and the rest as the password.
fn fields(line: &str) -> (Vec<Field>, String) {
    let mut done = Vec::new();
    let mut text = String::new();
    let mut plain = true;
    let mut rest = line.chars();
    while let Some(char) = rest.next() {
        match char {
            '\\' => {
                plain = false;
                text.extend(rest.next());
            }
            ':' if done.len() < 4 => {
                let any = plain && text == "*";
                done.push(Field { text: std::mem::take(&mut text), any });
                plain = true;
            }
            char => text.push(char),
        }
    }
    (done, text)
}
