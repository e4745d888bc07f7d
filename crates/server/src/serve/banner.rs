//! What the operator sees first.

use std::fmt::Write;
use std::net::SocketAddr;

use directory::orgs::FirstAdministrator;

use crate::settings::{Settings, Transport};

/// Tells where the server is and, in a fresh store, who may enter, with calls ready to paste. On standard error: the
/// log on standard output stays one event a line.
#[expect(clippy::print_stderr, reason = "this is what the operator reads")]
pub(super) fn show(settings: &Settings, address: SocketAddr, first: Option<&FirstAdministrator>) {
    eprint!("{}", text(settings, address, first));
}

fn text(settings: &Settings, address: SocketAddr, first: Option<&FirstAdministrator>) -> String {
    let scheme = match settings.listener.transport {
        Transport::Tls(_) => "https",
        Transport::Loopback | Transport::BehindProxy => "http",
    };
    let base = format!("{scheme}://{address}");
    let mut text = format!("Provisor listens on {base}\n");
    if let Some(first) = first {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}", first_steps(settings, &base, first));
    }
    text
}

fn first_steps(settings: &Settings, base: &str, first: &FirstAdministrator) -> String {
    let login = &first.login;
    let shown =
        first.password.as_ref().map_or("the one in PROVISOR_ADMIN_PASSWORD", |password| password.as_str());
    let data_dir = settings.data_dir.display();
    format!(
        r#"
The store is fresh. Its first administrator, shown this once:
    login     {login}
    password  {shown}

Aria Operations: sign in, then list the users with the token of the answer.
    curl -s {base}/suite-api/api/auth/token/acquire -H 'Content-Type: application/json' \
        -d '{{"username":"{login}","password":"PASSWORD"}}'
    curl -s {base}/suite-api/api/auth/users -H 'Authorization: OpsToken TOKEN'

PAM360: make a token for the administrator, then create a user with it.
    provisor token create --data-dir {data_dir} --user {login} --kind pam360
    curl -s {base}/restapi/json/v1/user -H 'AUTHTOKEN: TOKEN' --data-urlencode \
        'INPUT_DATA={{"operation":{{"Details":{{"FIRSTNAME":"Jason","LASTNAME":"Thomas","USERNAME":"jason",
        "EMAIL":"jason@example.com","ISAPIUSER":"true"}}}}}}'

Kron PAM: sign in, then create a user with the token of the answer.
    curl -s {base}/aioc-rest-web/rest/jwt/login -H 'Content-Type: application/json' \
        -d '{{"username":"{login}","password":"PASSWORD"}}'
    curl -s {base}/aioc-rest-web/rest/user/saveUser -H 'Authorization: Bearer TOKEN' \
        -H 'Content-Type: application/json' \
        -d '{{"eid":"robert","name":"Robert","surname":"Lee","email":"robert@example.com","password":"changeme"}}'

"#
    )
}
