//! What callers send in the four dialects, and what they make of the answer.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use testkit::process::{Ask, Client};
use testkit::{ADMIN_PASSWORD, Answer};

use crate::Cluster;

/// The password of everybody who is made here: every dialect's policy takes it.
pub const PASSWORD: &str = "Some-Passw0rd";

const KRON: &str = "/aioc-rest-web/rest";
const OIPA: &str = "/PASService/rest/services/v1";
const PAM360: &str = "/restapi/json/v1";
const ARIA: &str = "/suite-api/api/auth";

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Kron,
    Oipa,
    Pam360,
    Aria,
}

/// All of them.
pub const DOORS: [Door; 4] = [Door::Kron, Door::Oipa, Door::Pam360, Door::Aria];

/// Everything that lets somebody in.
pub struct Keys {
    session: String,
    companion: String,
    bearer: String,
    basic: String,
    authtoken: String,
    ops_token: String,
}

/// What a credential opens: five kinds behind four doors.
pub const KINDS: usize = 5;

impl Keys {
    /// Signs in at every door, each at another node, with an API token that was given before.
    pub fn of(cluster: &Cluster, login: &str, password: &str, authtoken: String) -> Self {
        let kron = done(&mut cluster.connect(0), &kron_login(login, password));
        let cookies = kron.headers.get_all("set-cookie");
        let session = cookies
            .iter()
            .find_map(|cookie| cookie.to_str().unwrap().split(';').next()?.strip_prefix("JSESSIONID="));
        let bearer = done(&mut cluster.connect(1), &pair(&format!("{KRON}/jwt/login"), login, password));
        let aria = done(&mut cluster.connect(2), &acquire(login, password));
        Self {
            session: session.unwrap().to_owned(),
            companion: kron.header("xsrf-token").to_owned(),
            bearer: bearer.json()["access_token"].as_str().unwrap().to_owned(),
            basic: basic(login, password),
            authtoken,
            ops_token: aria.json()["token"].as_str().unwrap().to_owned(),
        }
    }

    /// Those of `admin`.
    pub fn of_admin(cluster: &Cluster) -> Self {
        Self::of(cluster, "admin", ADMIN_PASSWORD, cluster.pam360_token("admin"))
    }

    /// Adds what opens a door; a Kron session with its companion, as a browser's script sends it.
    pub fn with(&self, door: Door, ask: Ask) -> Ask {
        match door {
            Door::Kron => ask
                .header("cookie", &format!("JSESSIONID={}", self.session))
                .header("x-xsrf-token", &self.companion),
            Door::Oipa => ask.header("authorization", &self.basic),
            Door::Pam360 => ask.authtoken(&self.authtoken),
            Door::Aria => ask.ops_token(&self.ops_token),
        }
    }

    /// A read by credential number `kind` of [`KINDS`], of `login` with this id.
    pub fn read(&self, kind: usize, login: &str, id: &str) -> Ask {
        match DOORS.get(kind) {
            Some(door) => self.with(*door, read(*door, login, id)),
            None => read(Door::Kron, login, id).header("authorization", &format!("Bearer {}", self.bearer)),
        }
    }

    /// A session of Kron without its companion, as another site's page would have a browser send it.
    pub fn without_companion(&self, ask: Ask) -> Ask {
        ask.header("cookie", &format!("JSESSIONID={}", self.session))
    }
}

/// Basic, as a header.
pub fn basic(login: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{login}:{password}")))
}

fn pair(target: &str, login: &str, password: &str) -> Ask {
    Ask::post(target).json(&json!({ "username": login, "password": password }))
}

/// Kron: signing in with cookies.
pub fn kron_login(login: &str, password: &str) -> Ask {
    pair(&format!("{KRON}/login"), login, password)
}

/// Aria: signing in.
pub fn acquire(login: &str, password: &str) -> Ask {
    pair(&format!("{ARIA}/token/acquire"), login, password)
}

/// Creating a user with the password [`PASSWORD`]; through PAM360 one without a password, which nothing delays.
pub fn create(door: Door, login: &str) -> Ask {
    let email = format!("{login}@example.com");
    match door {
        Door::Kron => Ask::post(&format!("{KRON}/user/saveUser")).json(&json!({
            "eid": login, "name": "Given", "surname": "Family", "email": email, "password": PASSWORD,
        })),
        Door::Oipa => Ask::post(&format!("{OIPA}/users")).json(&json!({ "users": [{
            "loginName": login, "password": PASSWORD, "userStatus": "01", "localeCode": "01",
            "client": { "primaryCompany": "Prototype", "firstName": "Given", "lastName": "Family", "email": email },
        }] })),
        Door::Pam360 => Ask::post(&format!("{PAM360}/user")).input_data(&json!({
            "FIRSTNAME": "Given", "LASTNAME": "Family", "USERNAME": login, "EMAIL": email, "ISAPIUSER": "true",
            "USERGROUPNAME": "Programs",
        })),
        Door::Aria => Ask::post(&format!("{ARIA}/users")).json(&json!({
            "username": login, "password": PASSWORD, "firstName": "Given", "lastName": "Family",
            "emailAddress": email, "enabled": true,
        })),
    }
}

/// An administrator with the password [`PASSWORD`] and an API token.
pub fn create_administrator(login: &str) -> Ask {
    Ask::post(&format!("{PAM360}/user")).input_data(&json!({
        "FIRSTNAME": "Given", "LASTNAME": "Family", "USERNAME": login, "EMAIL": "a@example.com",
        "ISAPIUSER": "true", "PASSWORD": PASSWORD, "POLICY": "Strong", "ROLE": "Administrator",
    }))
}

/// Reading a user: by id where the dialect has ids, else by login.
pub fn read(door: Door, login: &str, id: &str) -> Ask {
    Ask::get(&match door {
        Door::Kron => format!("{KRON}/user/{id}"),
        Door::Oipa => format!("{OIPA}/users/{login}"),
        Door::Pam360 => format!("{PAM360}/user/getUserId?USERNAME={login}"),
        Door::Aria => format!("{ARIA}/users/{id}"),
    })
}

/// OIPA: all users.
pub fn list() -> Ask {
    Ask::get(&format!("{OIPA}/users"))
}

/// Giving a user another first name; PAM360 cannot.
pub fn rename(door: Door, login: &str, id: &str, given: &str) -> Ask {
    match door {
        Door::Kron => Ask::post(&format!("{KRON}/user/updateUser")).json(&json!({ "id": id, "name": given })),
        Door::Oipa => put(login, &json!({ "password": PASSWORD, "client": { "firstName": given } })),
        Door::Aria => modify(&json!({ "id": id, "firstName": given })),
        Door::Pam360 => panic!("PAM360 changes nobody yet"),
    }
}

/// OIPA: changing a user.
pub fn put(login: &str, user: &Value) -> Ask {
    Ask::new("PUT", &format!("{OIPA}/users/{login}")).json(&json!({ "user": user }))
}

/// Aria: changing a user.
pub fn modify(user: &Value) -> Ask {
    Ask::new("PUT", &format!("{ARIA}/users")).json(user)
}

/// A way in which somebody is shut out.
#[derive(Clone, Copy, Debug)]
pub enum Exit {
    LockedByPam360,
    LockedByKron,
    DisabledByOipa,
    DisabledByAria,
    DeletedByAria,
}

/// All of them.
pub const EXITS: [Exit; 5] = [
    Exit::LockedByPam360,
    Exit::LockedByKron,
    Exit::DisabledByOipa,
    Exit::DisabledByAria,
    Exit::DeletedByAria,
];

impl Exit {
    /// The call of an administrator that does it.
    pub fn ask(self, keys: &Keys, login: &str, id: &str) -> Ask {
        let (door, ask) = match self {
            Self::LockedByPam360 => {
                (Door::Pam360, Ask::new("PUT", &format!("{PAM360}/user/lock?USERNAME={login}")))
            }
            Self::LockedByKron => {
                let body = json!({ "id": id, "properties": { "isLocked": "true" } });
                (Door::Kron, Ask::post(&format!("{KRON}/user/updateUser")).json(&body))
            }
            Self::DisabledByOipa => (Door::Oipa, Ask::new("DELETE", &format!("{OIPA}/users/{login}"))),
            Self::DisabledByAria => (Door::Aria, modify(&json!({ "id": id, "enabled": false }))),
            Self::DeletedByAria => (Door::Aria, Ask::new("DELETE", &format!("{ARIA}/users/{id}"))),
        };
        keys.with(door, ask)
    }
}

/// Whether a call was taken.
pub fn is_done(answer: &Answer) -> bool {
    let pam360 = || answer.json()["operation"]["result"]["status"].clone();
    match answer.status {
        200 if answer.text().starts_with("{\"operation\"") => pam360() == "true" || pam360() == "Success",
        200 | 201 | 204 => true,
        400..=499 => false,
        status => panic!("{status}: {}", answer.text()),
    }
}

/// Whether a create was refused because the login is taken.
pub fn is_taken(door: Door, answer: &Answer) -> bool {
    match door {
        Door::Kron => answer.status == 409,
        Door::Oipa => answer.status == 400 && answer.text().contains("DUPLICATE"),
        Door::Pam360 => !is_done(answer) && answer.text().contains("already exists"),
        Door::Aria => answer.status == 422,
    }
}

/// A call that must be taken.
pub fn done(client: &mut Client, ask: &Ask) -> Answer {
    let answer = client.send(ask).unwrap();
    assert!(is_done(&answer), "{ask:?}: {} {}", answer.status, answer.text());
    answer
}

/// The id of a user, as lower case text.
pub fn id_of(client: &mut Client, keys: &Keys, login: &str) -> String {
    let answer = done(client, &keys.with(Door::Oipa, read(Door::Oipa, login, "")));
    answer.json()["user"]["clientGuid"].as_str().unwrap().to_lowercase()
}

/// `Details` of a PAM360 answer.
pub fn details(answer: &Answer) -> Value {
    answer.json()["operation"]["Details"].clone()
}
