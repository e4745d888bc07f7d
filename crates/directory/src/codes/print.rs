//! Tables as the text of a file.

use std::fmt;

use super::{Code, CodeTables, TABLES, USER_STATUS};

/// As a file that [`super::CodeFile::parse`] reads: what is read back is what was printed.
impl fmt::Display for CodeTables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, table) in TABLES.iter().enumerate() {
            let blank = if index == 0 { "" } else { "\n" };
            let codes = self.rows(table);
            if codes.is_empty() {
                writeln!(f, "{blank}{table} = []")?;
                continue;
            }
            writeln!(f, "{blank}{table} = [")?;
            for code in codes {
                write_code(f, code, *table == USER_STATUS)?;
            }
            writeln!(f, "]")?;
        }
        Ok(())
    }
}

fn write_code(f: &mut fmt::Formatter<'_>, code: &Code, of_states: bool) -> fmt::Result {
    let text = quoted(&code.code);
    let description = quoted(&code.description);
    if of_states {
        writeln!(f, "    {{ code = {text}, description = {description}, enabled = {} }},", code.flag)
    } else if code.description == code.code {
        writeln!(f, "    {text},")
    } else {
        writeln!(f, "    {{ code = {text}, description = {description} }},")
    }
}

fn quoted(text: &str) -> toml::Value {
    toml::Value::String(text.to_owned())
}
