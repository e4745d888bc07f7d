//! The file of a backup, the same for both engines.
//!
//! | part | what stands in it |
//! |---|---|
//! | head | `provisor backup` and a line feed, the form's number (4 bytes), how many migrations (4), each with number (8), name, digest |
//! | `T` | a table: name; how many columns, each with name and kind; how many of its key, each with name |
//! | `R` | a row: length (4), values (1 byte kind; 8 bytes of an integer; or length (4) and bytes) |
//! | `E` | the end of a table: rows (8), SHA-256 over its rows |
//! | `Z` | the end of the file: SHA-256 over everything before |
//!
//! Numbers have their highest byte first; names and digests have their length (4) in front. What comes after a change of
//! this form gets another number.

mod reader;
mod writer;

pub(super) use reader::FileReader;
pub(super) use writer::FileWriter;

const MAGIC: &[u8; 16] = b"provisor backup\n";
const FORM: u32 = 1;

const TABLE: u8 = b'T';
const ROW: u8 = b'R';
const END: u8 = b'E';
const CLOSE: u8 = b'Z';
