//! An OpenLDAP server of one test: its own folder, its own ports, gone with the test.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::TempDir;

mod content;

use content::content;
pub use content::{ADMIN, BASE, USERS, group_dn, user_dn};

/// Where systems keep programs for administrators, besides the path.
const PLACES: [&str; 4] = ["/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/local/libexec"];

/// A running server.
pub struct Slapd {
    /// Where it listens.
    pub address: String,
    /// For connections in clear, and for those that change to TLS.
    pub port: u16,
    /// For TLS from the first byte.
    pub tls_port: u16,
    /// What it shows, in DER.
    pub certificate: Vec<u8>,
    child: Child,
    folder: TempDir,
}

impl Slapd {
    /// A server on 127.0.0.1 with the content of the test world.
    pub fn start() -> Self {
        Self::on("127.0.0.1")
    }

    /// The same on another address.
    pub fn on(address: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        fs::write(folder.path().join("data/data.mdb"), template()).unwrap();
        let certificate = new_certificate(folder.path());
        write_config(folder.path());
        loop {
            let (port, tls_port) = (free_port(address), free_port(address));
            if let Some(child) = start(folder.path(), address, port, tls_port) {
                return Self { address: address.into(), port, tls_port, certificate, child, folder };
            }
        }
    }

    /// Shows another certificate from now on: the server starts anew on its ports.
    pub fn change_certificate(&mut self) {
        self.stop();
        self.certificate = new_certificate(self.folder.path());
        self.start_again();
    }

    /// Changes the content as an LDIF of changes says; the server starts anew on its ports.
    pub fn change(&mut self, ldif: &str) {
        self.stop();
        let file = self.folder.path().join("changes.ldif");
        fs::write(&file, ldif).unwrap();
        let changed = Command::new(program("slapmodify"))
            .arg("-f")
            .arg(self.folder.path().join("slapd.conf"))
            .arg("-l")
            .arg(&file)
            .output()
            .unwrap();
        assert!(changed.status.success(), "{}", String::from_utf8_lossy(&changed.stderr));
        self.start_again();
    }

    /// Starts it anew on its ports.
    pub fn start_again(&mut self) {
        self.child = start(self.folder.path(), &self.address, self.port, self.tls_port)
            .expect("its ports were taken meanwhile");
    }

    /// Ends it at once.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts the server and waits until it says so; none if it ends instead, as it does when a port is taken.
fn start(folder: &Path, address: &str, port: u16, tls_port: u16) -> Option<Child> {
    let mut child = Command::new(program("slapd"))
        .arg("-f")
        .arg(folder.join("slapd.conf"))
        .args(["-d", "none", "-h"])
        .arg(format!("ldap://{address}:{port} ldaps://{address}:{tls_port}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    while let Some(Ok(line)) = lines.next() {
        if line.contains("slapd starting") {
            std::thread::spawn(move || lines.for_each(drop));
            // Its ports are taken, and listened to some instants later.
            while TcpStream::connect((address, port)).is_err()
                || TcpStream::connect((address, tls_port)).is_err()
            {
                std::thread::yield_now();
            }
            return Some(child);
        }
        said.push(line);
    }
    let _ = child.wait();
    assert!(said.iter().any(|line| line.contains("bind(")), "slapd does not start: {said:#?}");
    None
}

fn program(name: &str) -> PathBuf {
    let found = PLACES.iter().map(|place| Path::new(place).join(name)).find(|path| path.exists());
    found.unwrap_or_else(|| name.into())
}

fn free_port(address: &str) -> u16 {
    TcpListener::bind((address, 0)).unwrap().local_addr().unwrap().port()
}

fn new_certificate(folder: &Path) -> Vec<u8> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["ldap.example.org".to_owned()]).unwrap();
    fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    cert.der().to_vec()
}

/// The database with the content, loaded once.
fn template() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        new_certificate(folder.path());
        write_config(folder.path());
        let ldif = folder.path().join("content.ldif");
        fs::write(&ldif, content()).unwrap();
        let loaded = Command::new(program("slapadd"))
            .args(["-q", "-f"])
            .arg(folder.path().join("slapd.conf"))
            .arg("-l")
            .arg(&ldif)
            .output()
            .expect("slapd is missing; ./test installs it");
        assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
        fs::read(folder.path().join("data/data.mdb")).unwrap()
    })
}

fn write_config(folder: &Path) {
    let at = folder.display();
    let config = format!(
        r#"
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile {at}/slapd.pid
argsfile {at}/slapd.args
TLSCertificateFile {at}/cert.pem
TLSCertificateKeyFile {at}/key.pem
# As a careless server is set up: a login without a password succeeds, as nobody.
allow bind_anon_cred bind_anon_dn
# What is not here is elsewhere.
referral ldap://127.0.0.1:9
database mdb
suffix "{BASE}"
rootdn "{ADMIN}"
rootpw admin-secret
directory {at}/data
maxsize 67108864
dbnosync
index objectClass,uid,cn eq
limits dn.exact="cn=reader,{BASE}" size=unlimited
limits dn.exact="cn=limited,{BASE}" size.soft=100 size.hard=100 size.prtotal=100
access to attrs=userPassword by anonymous auth by * none
access to * by * read
overlay ppolicy
"#
    );
    fs::write(folder.join("slapd.conf"), config).unwrap();
}
