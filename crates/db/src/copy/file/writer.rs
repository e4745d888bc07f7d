//! Writing a backup.

use super::{CLOSE, END, FORM, MAGIC, ROW, TABLE};
use crate::copy::catalog::Table;
use crate::copy::read::Sink;
use crate::copy::schema::{Schema, digest_of};
use crate::copy::{Failure, Result, Total};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// As much is written at once.
const BUFFER: usize = 1 << 18;

/// A backup that is being written.
pub(in crate::copy) struct FileWriter {
    path: PathBuf,
    out: Hashed<BufWriter<File>>,
}

impl FileWriter {
    /// Writes the head into `file`, which is shown as `path`.
    pub fn begin((path, file): (PathBuf, File), schema: &Schema) -> Result<Self> {
        let out = Hashed { inner: BufWriter::with_capacity(BUFFER, file), hash: Sha256::new() };
        let mut writer = Self { path, out };
        let head = writer.head(schema);
        writer.told(head)?;
        Ok(writer)
    }

    fn head(&mut self, schema: &Schema) -> io::Result<()> {
        self.out.write_all(MAGIC)?;
        self.out.write_all(&FORM.to_be_bytes())?;
        self.length(schema.0.len())?;
        for migration in &schema.0 {
            self.out.write_all(&i64::from(migration.number).to_be_bytes())?;
            self.text(migration.name.as_bytes())?;
            self.text(&digest_of(migration))?;
        }
        Ok(())
    }

    /// Ends the file and waits until it is on the disk.
    pub fn finish(mut self) -> Result<()> {
        let end = self.close();
        self.told(end)
    }

    fn close(&mut self) -> io::Result<()> {
        self.out.write_all(&[CLOSE])?;
        let digest = self.out.hash.clone().finalize();
        self.out.inner.write_all(&digest)?;
        self.out.inner.flush()?;
        self.out.inner.get_ref().sync_all()
    }

    fn told(&self, end: io::Result<()>) -> Result<()> {
        end.map_err(|error| Failure::File(self.path.clone(), error))
    }

    fn length(&mut self, length: usize) -> io::Result<()> {
        let length = u32::try_from(length).map_err(io::Error::other)?;
        self.out.write_all(&length.to_be_bytes())
    }

    fn text(&mut self, text: &[u8]) -> io::Result<()> {
        self.length(text.len())?;
        self.out.write_all(text)
    }

    fn write_table(&mut self, table: &Table) -> io::Result<()> {
        self.out.write_all(&[TABLE])?;
        self.text(table.name.as_bytes())?;
        self.length(table.columns.len())?;
        for column in &table.columns {
            self.text(column.name.as_bytes())?;
            self.out.write_all(&[column.kind.number()])?;
        }
        self.length(table.key.len())?;
        table.key.iter().try_for_each(|name| self.text(name.as_bytes()))
    }

    fn write_row(&mut self, row: &[u8]) -> io::Result<()> {
        self.out.write_all(&[ROW])?;
        self.text(row)
    }

    fn write_end(&mut self, total: &Total) -> io::Result<()> {
        self.out.write_all(&[END])?;
        self.out.write_all(&total.rows.to_be_bytes())?;
        self.text(&total.digest)
    }
}

impl Sink for FileWriter {
    fn table(&mut self, table: &Table) -> Result<()> {
        let end = self.write_table(table);
        self.told(end)
    }

    fn row(&mut self, row: &[u8]) -> Result<()> {
        let end = self.write_row(row);
        self.told(end)
    }

    fn end(&mut self, _: &Table, total: &Total) -> Result<()> {
        let end = self.write_end(total);
        self.told(end)
    }
}

/// Digests what is written through it.
struct Hashed<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.inner.write_all(bytes)
    }
}
