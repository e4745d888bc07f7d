//! The codes that a site edits: a file put in force, and those in force as a file.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use directory::codes::{self, Code, CodeFile, Loaded, TableChange};
use directory::{Credential, Directory};
use model::Refusal;

use super::Order;
use super::order::request;

/// The most codes that the answer names one by one.
const MOST_NAMED: usize = 20;

/// The order to load a file for an organisation, when it is one that can be loaded. Refuses it with all that is wrong, a line each.
pub fn read(path: &Path, org: Option<String>) -> Result<Order> {
    let shown = path.display();
    let cannot = || format!("{shown} cannot be read");
    let mut text = String::new();
    let most = u64::try_from(codes::LONGEST_FILE)?;
    File::open(path).with_context(cannot)?.take(most + 1).read_to_string(&mut text).with_context(cannot)?;
    match CodeFile::parse(&text) {
        Ok(_) => Ok(Order::LoadCodes { org, text }),
        Err(refusal) => bail!("{shown} was not loaded, and nothing was changed: {}", in_lines(&refusal)),
    }
}

fn in_lines(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Invalid(all) => {
            let lines = all.iter().map(|invalid| format!("\n  {} {}", invalid.field, invalid.rule));
            format!("{} to mend{}", counted(all.len(), "place"), lines.collect::<String>())
        }
        Refusal::TooLarge { limit } => format!("it has more than {limit} bytes"),
        other => other.to_string(),
    }
}

/// Loads the text of a file, and says what is different now.
pub(super) async fn load(directory: &Directory, org: Option<String>, text: &str) -> Result<String, Refusal> {
    let request = request(directory, "codes load", org);
    let loaded = codes::load(directory, &request, &Credential::System, CodeFile::parse(text)).await?;
    Ok(told(&loaded))
}

/// The codes in force, as the text of a file.
pub(super) async fn print(directory: &Directory, org: Option<String>) -> Result<String, Refusal> {
    let request = request(directory, "codes print", org);
    let tables = codes::tables(directory, &request, &Credential::System).await?;
    Ok(tables.to_string().trim_end().to_owned())
}

/// What was changed, a line for each table.
fn told(loaded: &Loaded) -> String {
    if loaded.tables.is_empty() {
        return "nothing differs, nothing was changed".to_owned();
    }
    let mut text: String = loaded.tables.iter().map(table).collect();
    if !loaded.new_groups.is_empty() {
        let _ = writeln!(text, "new groups: {}", named(loaded.new_groups.iter()));
    }
    if loaded.tables.iter().any(|change| !change.removed.is_empty()) {
        text.push_str("whoever has a code that is gone keeps it, until it is changed\n");
    }
    text.trim_end().to_owned()
}

fn table(change: &TableChange) -> String {
    let texts = |codes: &[Code]| named(codes.iter().map(|code| &code.code));
    let changed = named(change.changed.iter().map(|(_, is)| &is.code));
    let kinds = [("new", texts(&change.added)), ("changed", changed), ("gone", texts(&change.removed))];
    let parts = kinds.into_iter().filter(|(_, codes)| !codes.is_empty());
    let mut parts: Vec<_> = parts.map(|(kind, codes)| format!("{kind} {codes}")).collect();
    if change.reordered {
        parts.push("in another order".to_owned());
    }
    format!("{}: {}\n", change.table, parts.join("; "))
}

fn named<'a>(texts: impl ExactSizeIterator<Item = &'a String>) -> String {
    let more = texts.len().saturating_sub(MOST_NAMED);
    let mut list = texts.take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more > 0 {
        let _ = write!(list, " and {more} more");
    }
    list
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
