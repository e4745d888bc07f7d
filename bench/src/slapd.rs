//! A private OpenLDAP server with one large group, ended and removed with this value.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

/// Everything is below this.
pub const BASE: &str = "dc=example,dc=org";
/// Who reads, and the password.
pub const READER: [&str; 2] = ["cn=reader,dc=example,dc=org", "reader-secret"];
/// Where systems keep it, besides the path.
const PLACES: [&str; 3] = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/// A server that runs.
pub struct Slapd {
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    child: Child,
    _folder: TempDir,
}

/// The group that everybody is in, under its number: there are two of the same members.
pub fn group(number: usize) -> String {
    format!("cn=everyone-{number},{BASE}")
}

impl Slapd {
    /// Fills one with so many people and starts it. Refuses a machine without `slapd`.
    pub fn start(people: usize) -> Result<Self> {
        let folder = TempDir::new()?;
        fs::create_dir(folder.path().join("data"))?;
        let config = folder.path().join("slapd.conf");
        fs::write(&config, configuration(folder.path()))?;
        let ldif = folder.path().join("content.ldif");
        fill(&ldif, people)?;
        let loaded = Command::new(program("slapadd"))
            .args(["-q", "-f"])
            .arg(&config)
            .arg("-l")
            .arg(&ldif)
            .output()
            .context("there is no slapd: `apt-get install slapd`")?;
        ensure!(loaded.status.success(), "slapadd: {}", String::from_utf8_lossy(&loaded.stderr));
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut child = Command::new(program("slapd"))
            .arg("-f")
            .arg(&config)
            .args(["-d", "none", "-h", &format!("ldap://127.0.0.1:{port}")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        loop {
            match lines.next() {
                Some(line) if line.as_ref().is_ok_and(|line| line.contains("slapd starting")) => break,
                Some(line) => drop(line?),
                None => bail!("slapd ended at once"),
            }
        }
        std::thread::spawn(move || lines.for_each(drop));
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Ok(Self { port, child, _folder: folder })
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn program(name: &str) -> PathBuf {
    let found = PLACES.iter().map(|place| Path::new(place).join(name)).find(|path| path.exists());
    found.unwrap_or_else(|| name.into())
}

fn configuration(folder: &Path) -> String {
    let at = folder.display();
    format!(
        "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\n\
         include /etc/ldap/schema/inetorgperson.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n\
         pidfile {at}/slapd.pid\nargsfile {at}/slapd.args\ndatabase mdb\nsuffix \"{BASE}\"\n\
         directory {at}/data\nmaxsize 1073741824\ndbnosync\nindex objectClass,uid,cn eq\n\
         limits * size=unlimited\naccess to attrs=userPassword by anonymous auth\naccess to * by * read\n"
    )
}

fn fill(path: &Path, people: usize) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    let [reader, password] = READER;
    write!(out, "dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n")?;
    write!(out, "dn: {reader}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n")?;
    write!(
        out,
        "cn: reader\nuserPassword: {password}\n\ndn: ou=people,{BASE}\nobjectClass: organizationalUnit\nou: people\n\n"
    )?;
    let mut members = String::new();
    for number in 0..people {
        let dn = format!("uid=person-{number:06},ou=people,{BASE}");
        write!(out, "dn: {dn}\nobjectClass: inetOrgPerson\nuid: person-{number:06}\ncn: Person {number}\n")?;
        write!(out, "sn: Holt\ngivenName: Mira\nmail: person-{number:06}@example.org\n\n")?;
        // Writing to a string cannot fail.
        let _ = writeln!(members, "member: {dn}");
    }
    for number in 0..2 {
        let dn = group(number);
        write!(out, "dn: {dn}\nobjectClass: groupOfNames\ncn: everyone-{number}\n{members}\n")?;
    }
    out.flush()?;
    Ok(())
}
