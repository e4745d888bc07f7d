//! Requests as bytes, with places where each of them differs.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// Stands in a request where its own login or id belongs: as long as what is put there, so that lengths hold.
pub const LOGIN: &str = "bench-LOGIN-00000";

/// As long as an id in a path.
pub const ID: &str = "00000000-0000-0000-0000-00000000000I";

/// A login of the length of [`LOGIN`], of its own for each worker and turn.
pub fn login(worker: usize, turn: u64, into: &mut String) {
    into.clear();
    // Writing to a string cannot fail.
    let _ = write!(into, "bench-{:02x}-{:08x}", worker & 0xff, turn & 0xffff_ffff);
}

/// A request with a place that is filled anew each time.
pub struct Form(Vec<String>);

impl Form {
    /// Cuts `request` at every `place`.
    pub fn new(request: &[u8], place: &str) -> Self {
        Self(String::from_utf8_lossy(request).split(place).map(str::to_owned).collect())
    }

    /// Writes the request with `value` in every place.
    pub fn fill(&self, value: &str, into: &mut Vec<u8>) {
        into.clear();
        let mut parts = self.0.iter();
        into.extend(parts.next().into_iter().flat_map(|part| part.bytes()));
        for part in parts {
            into.extend_from_slice(value.as_bytes());
            into.extend_from_slice(part.as_bytes());
        }
    }
}

/// A GET without a body.
pub fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{}\r\n", lines(headers)).into_bytes()
}

/// A POST of `body`.
pub fn post(path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    of("POST", path, headers, body)
}

/// Any request with `body`.
pub fn of(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let (lines, length) = (lines(headers), body.len());
    format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{lines}content-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn lines(headers: &[(&str, &str)]) -> String {
    headers.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = write!(text, "{name}: {value}\r\n");
        text
    })
}

/// `POST /restapi/json/v1/user` of an API user, as the vendor's sample has it, with [`LOGIN`] as login.
pub fn pam360_create(token: &str) -> Vec<u8> {
    let details = json!({ "operation": { "Details": {
        "USERNAME": LOGIN, "FIRSTNAME": "Jason", "LASTNAME": "Thomas", "EMAIL": format!("{LOGIN}@example.com"),
        "POLICY": "Strong", "ROLE": "Password User", "DEPARTMENT": "NOC", "LOCATION": "Level 10 - South Wing",
        "ISAPIUSER": "true", "HOSTNAME": "admin-2100", "EXPIRYDATE": "2099-12-30",
    } } });
    let body = format!("INPUT_DATA={}", encoded(&details.to_string()));
    let headers = [("AUTHTOKEN", token), ("content-type", "application/x-www-form-urlencoded")];
    post("/restapi/json/v1/user", &headers, &body)
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b' ' => out.push('+'),
            byte if byte.is_ascii_alphanumeric() || byte == b'-' => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}

/// `POST /suite-api/api/auth/token/acquire`.
pub fn aria_acquire(login: &str, password: &str) -> Vec<u8> {
    let body = json!({ "username": login, "authSource": "LOCAL", "password": password });
    let headers = [("content-type", "application/json"), ("accept", "application/json")];
    post("/suite-api/api/auth/token/acquire", &headers, &body.to_string())
}

/// `POST /suite-api/api/auth/users` with a password, with [`LOGIN`] as login.
pub fn aria_create(token: &str) -> Vec<u8> {
    let body = json!({
        "username": LOGIN, "firstName": "Mira", "lastName": "Holt", "password": "Tr4in-delay",
        "emailAddress": format!("{LOGIN}@example.test"), "enabled": true,
        "role-permissions": [{ "roleName": "PowerUser", "allowAllObjects": true }],
    });
    let authorization = format!("OpsToken {token}");
    let headers = [
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("authorization", &authorization),
    ];
    post("/suite-api/api/auth/users", &headers, &body.to_string())
}

/// `GET /suite-api/api/auth/users/{id}`, with [`ID`] as id.
pub fn aria_get(token: &str) -> Vec<u8> {
    let authorization = format!("OpsToken {token}");
    get(
        &format!("/suite-api/api/auth/users/{ID}"),
        &[("accept", "application/json"), ("authorization", &authorization)],
    )
}

/// `POST /PASService/rest/services/v1/users` of users with these logins, a password each.
pub fn oipa_create<'a>(basic: &str, logins: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let users: Vec<Value> = logins.into_iter().map(oipa_user).collect();
    let headers = [("content-type", "application/json"), ("authorization", basic)];
    post(OIPA_USERS, &headers, &json!({ "users": users }).to_string())
}

fn oipa_user(login: &str) -> Value {
    json!({
        "loginName": login, "password": "Tr4in-delay", "userStatus": "01", "localeCode": "01",
        "passwordEncryption": "SHA-512",
        "client": {
            "primaryCompany": "Prototype", "firstName": "Mira", "lastName": "Holt", "sex": "01",
            "email": format!("{login}@example.test"),
        },
    })
}

/// `GET /PASService/rest/services/v1/users/{loginName}`, with [`LOGIN`] as login.
pub fn oipa_get(basic: &str) -> Vec<u8> {
    get(&format!("{OIPA_USERS}/{LOGIN}"), &[("authorization", basic)])
}

/// `GET /PASService/rest/services/v1/users`: a hundred users behind so many others.
pub fn oipa_list(basic: &str, offset: usize) -> Vec<u8> {
    get(&format!("{OIPA_USERS}?limit=100&offset={offset}"), &[("authorization", basic)])
}

const OIPA_USERS: &str = "/PASService/rest/services/v1/users";

/// The value of `Authorization` for OIPA.
pub fn basic(login: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{login}:{password}")))
}

/// `POST /aioc-rest-web/rest/jwt/login`.
pub fn kron_login(login: &str, password: &str) -> Vec<u8> {
    let body = json!({ "username": login, "password": password });
    post("/aioc-rest-web/rest/jwt/login", &[("content-type", "application/json")], &body.to_string())
}

/// `GET /aioc-rest-web/rest/user/detail/{userId}`, with [`ID`] as id.
pub fn kron_get(token: &str) -> Vec<u8> {
    get(&format!("/aioc-rest-web/rest/user/detail/{ID}"), &[("authorization", &format!("Bearer {token}"))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_request_is_as_long_as_its_form_says() {
        let request = pam360_create("TOKEN");
        let (mut filled, mut login) = (Vec::new(), String::new());
        super::login(31, 7, &mut login);
        Form::new(&request, LOGIN).fill(&login, &mut filled);
        assert_eq!(filled.len(), request.len());
        let text = String::from_utf8(filled).unwrap();
        assert_eq!(text.matches("bench-1f-00000007").count(), 2, "login and address");
    }

    #[test]
    fn a_form_is_encoded_as_browsers_do() {
        assert_eq!(encoded("a b-{\"é\"}"), "a+b-%7B%22%C3%A9%22%7D");
    }
}
