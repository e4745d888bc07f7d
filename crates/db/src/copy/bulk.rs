//! Many rows at once, the way each engine takes them fastest.

use super::catalog::{Table, quote};
use super::row;
use crate::{Conn, Error, Result, Value, migrate, postgres, sqlite};

/// Rows of one table that wait to be written, in the form of [`row::put`].
#[derive(Default)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Rows {
    /// Adds a row; true when there are enough to be written.
    pub fn add(&mut self, row: &[u8]) -> bool {
        self.bytes.extend(row);
        self.ends.push(self.bytes.len());
        self.bytes.len() >= 1 << 20 || self.ends.len() >= 2_000
    }

    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn for_each(&self, table: &Table, mut write: impl FnMut(&[Value<'_>]) -> Result<()>) -> Result<()> {
        let (kinds, mut start) = (table.kinds(), 0);
        for end in &self.ends {
            let row = self.bytes.get(start..*end).unwrap_or_default();
            write(&row::values(row, &kinds).map_err(|damage| Error::schema(damage.0))?)?;
            start = *end;
        }
        Ok(())
    }
}

/// A session that rows can be poured into.
pub(super) trait Loads: migrate::Session {
    /// Writes rows into `table`.
    fn load(&mut self, table: &Table, rows: &Rows) -> Result<()>;

    /// Has the engine go on behind the highest number in columns that it numbers by itself.
    fn renumber(&mut self, table: &Table) -> Result<()>;
}

impl Loads for sqlite::Session<'_> {
    fn load(&mut self, table: &Table, rows: &Rows) -> Result<()> {
        let places: Vec<_> = (1..=table.columns.len()).map(|number| format!("${number}")).collect();
        let sql =
            format!("INSERT INTO {} ({}) VALUES ({})", quote(&table.name), table.names(), places.join(", "));
        let kinds = table.kinds();
        rows.for_each(table, |values| {
            let params: Vec<_> =
                values.iter().zip(&kinds).map(|(value, kind)| row::param(*value, *kind)).collect();
            self.execute(&sql, &params).map(drop)
        })
    }

    fn renumber(&mut self, _: &Table) -> Result<()> {
        // It looks at the highest number itself.
        Ok(())
    }
}

/// What a stream of `COPY .. (FORMAT binary)` begins and ends with (PostgreSQL's manual, COPY, "Binary Format").
const COPY_HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const COPY_END: [u8; 2] = (-1_i16).to_be_bytes();

impl Loads for postgres::Session {
    fn load(&mut self, table: &Table, rows: &Rows) -> Result<()> {
        let too_long = |_| Error::schema("a row is too long");
        let columns = i16::try_from(table.columns.len()).map_err(too_long)?.to_be_bytes();
        let mut stream = COPY_HEAD.to_vec();
        rows.for_each(table, |values| {
            stream.extend(columns);
            for value in values {
                let bytes: &[u8] = match value {
                    Value::Null => {
                        stream.extend((-1_i32).to_be_bytes());
                        continue;
                    }
                    Value::Int(value) => &value.to_be_bytes(),
                    Value::Text(text) => text.as_bytes(),
                    Value::Bytes(bytes) => bytes,
                };
                stream.extend(i32::try_from(bytes.len()).map_err(too_long)?.to_be_bytes());
                stream.extend(bytes);
            }
            Ok(())
        })?;
        stream.extend(COPY_END);
        let (name, names) = (quote(&table.name), table.names());
        self.copy_in(&format!("COPY {name} ({names}) FROM STDIN (FORMAT binary)"), stream)
    }

    fn renumber(&mut self, table: &Table) -> Result<()> {
        let conn: &mut dyn Conn = self;
        let numbered: Vec<String> = conn.all(
            "SELECT column_name::text FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name::text = $1 AND is_identity = 'YES'",
            &[(&table.name).into()],
            |row| row.get(0),
        )?;
        for column in numbered {
            let (name, quoted) = (quote(&table.name), quote(&column));
            conn.one(
                &format!(
                    "SELECT setval(pg_get_serial_sequence($1, $2), (SELECT coalesce(max({quoted}), 0) + 1 FROM {name}), false)"
                ),
                &[(&name).into(), (&column).into()],
                |_| Ok(()),
            )?;
        }
        Ok(())
    }
}
