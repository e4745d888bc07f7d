//! Who we are, and what is said when the server does not like it.

use super::cluster::Cluster;
use super::{open, refused, url};
use std::os::unix::fs::PermissionsExt;

#[test]
fn the_password_comes_from_the_url_the_environment_or_a_file() {
    let cluster = Cluster::shared();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("passwords");
    let line = format!("localhost:{}:*:postgres:{}\n", cluster.port, cluster.password);
    std::fs::write(&file, line).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let without = format!("postgres://postgres@localhost:{}/postgres", cluster.port);
    open(&url(&cluster, "localhost", ""), &[]).unwrap();
    open(&without, &[("PGPASSWORD", &cluster.password)]).unwrap();
    open(&without, &[("PGPASSFILE", file.to_str().unwrap())]).unwrap();
    open(&format!("{without}?passfile={}", file.display()), &[]).unwrap();
    let error = open(&without, &[("PGPASSWORD", "wr0ng-s3cret")]).unwrap_err().to_string();
    assert!(!error.contains("wr0ng-s3cret"), "{error}");
}

#[test]
fn everything_can_come_from_the_environment() {
    let cluster = Cluster::shared();
    let port = cluster.port.to_string();
    let environment = [
        ("PGHOST", "localhost"),
        ("PGPORT", &port),
        ("PGUSER", "postgres"),
        ("PGPASSWORD", &cluster.password),
        ("PGDATABASE", "postgres"),
        ("PGSSLMODE", "require"),
        ("PGCONNECT_TIMEOUT", "9"),
        ("PGTARGETSESSIONATTRS", "any"),
        ("PGAPPNAME", "roll"),
    ];
    open("postgres://", &environment).unwrap();
}

#[test]
fn a_socket_in_a_folder_is_a_host() {
    let cluster = Cluster::shared();
    let host = cluster.socket();
    open(&url(&cluster, &host, "sslmode=verify-full&sslrootcert=system"), &[]).unwrap();
    let word = format!(
        "postgres://postgres:{}@/postgres?host={}&port={}",
        cluster.password,
        cluster.folder.path().display(),
        cluster.port
    );
    open(&word, &[]).unwrap();
    refused(
        &cluster,
        "postgres://u@%2Fnowhere/d",
        &["there is no PostgreSQL at the socket /nowhere/.s.PGSQL.5432"],
    );
}

#[test]
fn a_refused_login_is_one_sentence_without_the_password() {
    let cluster = Cluster::shared();
    let at = format!("localhost:{}", cluster.port);
    let words = ["PostgreSQL at localhost", "refuses the login of outsider", "pg_hba.conf"];
    refused(&cluster, &format!("postgres://outsider:{}@{at}/postgres", cluster.password), &words);
    refused(&cluster, &format!("postgres://nobody:x@{at}/postgres"), &["refuses the login of nobody"]);
    refused(&cluster, &format!("postgres://outsider@{at}/postgres"), &["wants a password", "PGPASSWORD"]);
}

#[test]
fn a_database_that_is_missing_or_closed_is_named() {
    let cluster = Cluster::shared();
    let at = format!("localhost:{}", cluster.port);
    refused(&cluster, &url(&cluster, "localhost", "dbname=none"), &["no database none", "CREATE DATABASE"]);
    let outsider = format!("postgres://outsider:S3cret-of-outsider@{at}/closed");
    refused(&cluster, &outsider, &["outsider", "closed", "grant CONNECT"]);
}
