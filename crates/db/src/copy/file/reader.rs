//! Reading a backup. Nothing in it is believed: lengths are bounded, every digest is compared.

use super::{CLOSE, END, FORM, MAGIC, ROW, TABLE};
use crate::Migration;
use crate::copy::catalog::{Column, Table};
use crate::copy::read::Sink;
use crate::copy::row::{Kind, LONGEST, Tally};
use crate::copy::schema::{Applied, Schema};
use crate::copy::watch::{Moved, Step, Watch};
use crate::copy::{Failure, Result, Total};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The longest name, and the most columns or migrations.
const MOST: u32 = 10_000;
/// A watcher is told every so many rows.
const TELL: u64 = 2_000;
/// As much is read at once.
const BUFFER: usize = 1 << 18;

/// A backup that is being read.
pub(in crate::copy) struct FileReader {
    path: PathBuf,
    file: BufReader<File>,
    hash: Sha256,
    read: u64,
    all: Option<u64>,
}

impl FileReader {
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |error| Failure::File(path.to_owned(), error);
        let file = File::open(path).map_err(failed)?;
        let all = file.metadata().map_err(failed)?;
        if all.is_dir() {
            return Err(Failure::NoBackup);
        }
        let file = BufReader::with_capacity(BUFFER, file);
        Ok(Self { path: path.to_owned(), file, hash: Sha256::new(), read: 0, all: Some(all.len()) })
    }

    /// Reads the head.
    pub fn schema(&mut self, known: &[Migration]) -> Result<Schema> {
        match self.array() {
            Ok(magic) if magic == *MAGIC => {}
            Ok(_) | Err(Failure::CutOff) => return Err(Failure::NoBackup),
            Err(failure) => return Err(failure),
        }
        let form = self.number()?;
        if form != FORM {
            return Err(Failure::NewerForm(form));
        }
        let mut applied = Vec::new();
        for _ in 0..self.few()? {
            let number = i64::from_be_bytes(self.array()?);
            applied.push(Applied { number, name: self.name()?, digest: self.short()? });
        }
        Schema::known(applied, known)
    }

    /// Reads all that follows the head, to the end of the file.
    pub fn pour(&mut self, sink: &mut dyn Sink, watch: &mut dyn Watch) -> Result<()> {
        loop {
            match self.tag()? {
                TABLE => {
                    let table = self.table()?;
                    sink.table(&table)?;
                    let total = self.rows(&table, sink, watch)?;
                    sink.end(&table, &total)?;
                }
                CLOSE => return self.close(),
                _ => return Err(Failure::Damaged("an unknown part")),
            }
        }
    }

    fn rows(&mut self, table: &Table, sink: &mut dyn Sink, watch: &mut dyn Watch) -> Result<Total> {
        let mut tally = Tally::default();
        let mut row = Vec::new();
        loop {
            if tally.rows().is_multiple_of(TELL) {
                if watch.stopped() {
                    return Err(Failure::Stopped);
                }
                watch.moved(Moved { step: Step::Copy, table: &table.name, done: self.read, all: self.all });
            }
            match self.tag()? {
                ROW => {
                    let length = self.number()?;
                    self.bytes(length, LONGEST, &mut row)?;
                    tally.add(&row);
                    sink.row(&row)?;
                }
                END => {
                    let (rows, digest) = (u64::from_be_bytes(self.array()?), self.short()?);
                    let total = tally.total();
                    let right = total.rows == rows && total.digest == *digest;
                    return if right { Ok(total) } else { Err(Failure::Damaged("the digest of a table")) };
                }
                _ => return Err(Failure::Damaged("an unknown part")),
            }
        }
    }

    fn table(&mut self) -> Result<Table> {
        let name = self.name()?;
        let mut columns = Vec::new();
        for _ in 0..self.few()? {
            let name = self.name()?;
            let kind = Kind::of_number(self.tag()?).ok_or(Failure::Damaged("the kind of a column"))?;
            columns.push(Column { name, kind });
        }
        let mut key = Vec::new();
        for _ in 0..self.few()? {
            key.push(self.name()?);
        }
        Ok(Table { name, columns, key })
    }

    fn close(&mut self) -> Result<()> {
        let digest = self.hash.clone().finalize();
        if self.array::<32>()? != *digest {
            return Err(Failure::Damaged("the digest of the file"));
        }
        match self.array::<1>() {
            Err(Failure::CutOff) => Ok(()),
            Ok(_) => Err(Failure::Damaged("something follows its end")),
            Err(failure) => Err(failure),
        }
    }

    fn tag(&mut self) -> Result<u8> {
        self.array::<1>().map(|[tag]| tag)
    }

    fn number(&mut self) -> Result<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn few(&mut self) -> Result<u32> {
        let number = self.number()?;
        if number <= MOST { Ok(number) } else { Err(Failure::Damaged("a number")) }
    }

    fn short(&mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let length = self.number()?;
        self.bytes(length, MOST, &mut bytes)?;
        Ok(bytes)
    }

    fn name(&mut self) -> Result<String> {
        String::from_utf8(self.short()?).map_err(|_| Failure::Damaged("a name"))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut array = [0; N];
        self.file.read_exact(&mut array).map_err(|error| self.failed(error))?;
        self.took(&array);
        Ok(array)
    }

    /// Reads `length` bytes. Memory is taken as they come, so that a wrong length costs nothing.
    fn bytes(&mut self, length: u32, most: u32, out: &mut Vec<u8>) -> Result<()> {
        out.clear();
        if length > most {
            return Err(Failure::Damaged("a length"));
        }
        let wanted = u64::from(length);
        let read = (&mut self.file).take(wanted).read_to_end(out).map_err(|error| self.failed(error))?;
        if read as u64 != wanted {
            return Err(Failure::CutOff);
        }
        self.took(out);
        Ok(())
    }

    fn took(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.read += bytes.len() as u64;
    }

    fn failed(&self, error: std::io::Error) -> Failure {
        if error.kind() == ErrorKind::UnexpectedEof {
            Failure::CutOff
        } else {
            Failure::File(self.path.clone(), error)
        }
    }
}
