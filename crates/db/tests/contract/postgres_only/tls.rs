//! TLS, as `sslmode` asks for it.

use super::certificates::Authority;
use super::cluster::Cluster;
use super::{open, refused, url};
use db::{Config, Store};

#[tokio::test]
async fn every_mode_opens_where_its_demands_are_met_and_all_but_one_use_tls() {
    let cluster = Cluster::shared();
    let root = cluster.authority.certificate.display();
    for query in [
        "sslmode=disable".to_owned(),
        String::new(),
        "sslmode=require".to_owned(),
        format!("sslmode=require&sslrootcert={root}"),
        format!("sslmode=verify-ca&sslrootcert={root}"),
        format!("sslmode=verify-full&sslrootcert={root}"),
    ] {
        let config = Config::postgres(url(&cluster, "localhost", &query));
        let store = Store::open(config, &[]).unwrap_or_else(|error| panic!("{query}: {error}"));
        let tls = "SELECT 1 FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
        let uses_tls = store.read(|c| c.exists(tls, &[])).await.unwrap();
        assert_eq!(uses_tls, query != "sslmode=disable", "{query}");
    }
}

#[test]
fn a_server_whose_authority_is_another_is_refused_by_all_that_check_it() {
    let cluster = Cluster::shared();
    let folder = tempfile::tempdir().unwrap();
    let other = Authority::new(folder.path(), "other");
    let root = other.certificate.display();
    for mode in ["require", "verify-ca", "verify-full"] {
        let url = url(&cluster, "localhost", &format!("sslmode={mode}&sslrootcert={root}"));
        refused(&cluster, &url, &["TLS certificate", "localhost", "sslrootcert"]);
    }
}

#[test]
fn the_name_of_the_host_counts_for_verify_full_only() {
    let cluster = Cluster::shared();
    let root = cluster.authority.certificate.display();
    let full = url(&cluster, "127.0.0.1", &format!("sslmode=verify-full&sslrootcert={root}"));
    refused(&cluster, &full, &["TLS certificate", "127.0.0.1"]);
    open(&url(&cluster, "127.0.0.1", &format!("sslmode=verify-ca&sslrootcert={root}")), &[]).unwrap();
    let named = format!("sslmode=verify-full&sslrootcert={root}&hostaddr=127.0.0.1");
    open(&url(&cluster, "localhost", &named), &[]).unwrap();
}

#[test]
fn the_authority_at_home_is_believed() {
    let cluster = Cluster::shared();
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".postgresql")).unwrap();
    std::fs::copy(&cluster.authority.certificate, home.path().join(".postgresql/root.crt")).unwrap();
    let home = home.path().to_str().unwrap();
    let full = url(&cluster, "localhost", "");
    open(&full, &[("HOME", home), ("PGSSLMODE", "verify-full")]).unwrap();
    let error = open(&full, &[("HOME", "/nowhere"), ("PGSSLMODE", "verify-full")]).unwrap_err();
    assert!(error.to_string().contains("sslrootcert"), "{error}");
}

#[test]
fn a_certificate_of_our_own_signs_us_in() {
    let cluster = Cluster::shared();
    let (cert, key) = (cluster.file("certified.crt"), cluster.file("certified.key"));
    let certified = format!("postgres://certified@localhost:{}/postgres?sslmode=require", cluster.port);
    open(&format!("{certified}&sslcert={cert}&sslkey={key}"), &[]).unwrap();
    refused(&cluster, &certified, &["certified", "PostgreSQL at localhost"]);
}

#[test]
fn the_password_can_be_bound_to_the_channel() {
    let cluster = Cluster::shared();
    open(&url(&cluster, "localhost", "sslmode=require&channel_binding=require"), &[]).unwrap();
    let clear = url(&cluster, "localhost", "sslmode=disable&channel_binding=require");
    refused(&cluster, &clear, &["channel binding"]);
}

#[test]
fn a_server_without_tls_is_refused_by_require_and_taken_by_prefer() {
    let cluster = Cluster::shared();
    let plain = crate::world::admin_url();
    let join = if plain.contains('?') { '&' } else { '?' };
    refused(&cluster, &format!("{plain}{join}sslmode=require"), &["has no TLS", "sslmode=disable"]);
    open(&format!("{plain}{join}sslmode=prefer"), &[]).unwrap();
}
