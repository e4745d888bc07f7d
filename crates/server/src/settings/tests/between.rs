use super::{
    super::{TlsFiles, Transport},
    Operator,
};

fn transport(operator: &Operator) -> Transport {
    operator.loaded().settings.listener.transport
}

#[test]
fn plain_http_is_refused_beyond_this_machine_with_what_to_do() {
    assert_eq!(
        Operator::new().flag("listen", "0.0.0.0:8440").refusal(),
        "listen (command line --listen): plain http on 0.0.0.0:8440 could be read by others on the network; give tls_cert \
         and tls_key, or set behind_proxy when a proxy in front of it ends TLS, or listen on 127.0.0.1"
    );
    for address in ["192.0.2.1:80", "[::]:8440", "[2001:db8::1]:0", "[::ffff:192.0.2.1]:80"] {
        assert!(Operator::new().flag("listen", address).refusal().contains("plain http"), "{address}");
    }
}

#[test]
fn plain_http_is_allowed_on_every_loopback_address() {
    for address in ["127.0.0.1:0", "127.8.9.10:80", "[::1]:8440", "[::ffff:127.0.0.1]:80"] {
        assert_eq!(transport(&Operator::new().flag("listen", address)), Transport::Loopback, "{address}");
    }
}

#[test]
fn behind_a_proxy_plain_http_is_allowed_anywhere() {
    let operator = Operator::new().flag("listen", "0.0.0.0:8440").file("behind_proxy = true");
    assert_eq!(transport(&operator), Transport::BehindProxy);
}

#[test]
fn with_both_files_tls_is_spoken_even_behind_a_proxy() {
    let operator = Operator::new()
        .flag("listen", "0.0.0.0:8440")
        .flag("tls_cert", "c.pem")
        .flag("behind_proxy", "true")
        .env("PROVISOR_TLS_KEY", "k.pem");
    assert_eq!(transport(&operator), Transport::Tls(TlsFiles { cert: "c.pem".into(), key: "k.pem".into() }));
}

#[test]
fn half_of_tls_is_refused() {
    assert_eq!(
        Operator::new().flag("tls_cert", "c.pem").refusal(),
        "tls_cert (command line --tls-cert): needs tls_key beside it; give both files, or neither"
    );
    let refusal = Operator::new().env("PROVISOR_TLS_KEY", "k.pem").refusal();
    assert!(refusal.starts_with("tls_key (environment PROVISOR_TLS_KEY): needs tls_cert"), "{refusal}");
}

#[test]
fn the_store_lies_in_the_data_folder_unless_told_otherwise() {
    let database = |operator: Operator| operator.loaded().settings.database.to_string();
    assert_eq!(database(Operator::new().flag("data_dir", "/srv/p")), "/srv/p/provisor.db");
    assert_eq!(
        database(Operator::new().flag("data_dir", "/srv/p").flag("database", "/fast/p.db")),
        "/fast/p.db"
    );
}
