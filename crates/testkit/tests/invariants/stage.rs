//! One case in a world: its people, `admin` at every door, and a look at the record itself.

use std::collections::BTreeMap;
use std::sync::Mutex;

use directory::users::{self, Change, Edit, NewUser, Parts, UserRef};
use directory::{Credential, Request};
use model::{Dialect, TokenKind, UserView};
use testkit::{ADMIN_PASSWORD, Answer, World};

use crate::doors::{Ask, Badge, Body, DOORS, Door, Facts, Field, Groups, Kron, Person, Someone, readers};
use crate::draw::Step;
use crate::rows;

/// How long a badge of `admin` is taken for good: shorter than any of them lives.
const GOOD_FOR: i64 = 20 * 60;

/// Another organisation than the first, and the host that leads there.
#[derive(Clone)]
pub struct Home {
    pub name: String,
    pub host: String,
    /// The key of its rows.
    pub key: i64,
}

pub struct Stage<'w> {
    pub world: &'w World,
    home: Option<Home>,
    pub groups: Groups,
    number: usize,
    admin: Mutex<BTreeMap<Dialect, (Badge, i64)>>,
}

impl<'w> Stage<'w> {
    pub async fn set(world: &'w World, number: usize) -> Self {
        let groups = rows::groups(world, 1).await;
        Self { world, home: None, groups, number, admin: Mutex::default() }
    }

    /// In an organisation of its own, which is made for it.
    pub async fn set_in(world: &'w World, number: usize, name: &str) -> Self {
        let (name, host) = (format!("{name} {number}"), format!("{name}-{number}.example"));
        world.organisation(&name, &[&host]).await;
        let key = rows::org_key(world, &name).await;
        rows::more_codes(world, key).await;
        let groups = rows::groups(world, key).await;
        Self { world, home: Some(Home { name, host, key }), groups, number, admin: Mutex::default() }
    }

    /// The key of the organisation's rows.
    pub fn org_key(&self) -> i64 {
        self.home.as_ref().map_or(1, |home| home.key)
    }

    /// The host that leads there; empty for the first.
    pub fn host(&self) -> &str {
        self.home.as_ref().map_or("", |home| &home.host)
    }

    /// A request of the operator's to the core, about this organisation.
    fn request(&self) -> Request {
        let mut request = self.world.request(Dialect::Native);
        request.org = self.home.as_ref().map(|home| home.name.clone());
        request
    }

    /// The number of the case.
    pub fn number(&self) -> usize {
        self.number
    }

    /// A login that no other case has. The same base gives the same login.
    pub fn unique(&self, base: &str) -> String {
        format!("{base}{:05}", self.number)
    }

    /// The same person under a login that no other case has.
    pub fn alone(&self, person: &Person) -> Person {
        Person { login: self.unique(&person.login), ..person.clone() }
    }

    /// Makes a call.
    pub async fn send(&self, badge: Option<&Badge>, ask: &Ask) -> Answer {
        self.send_from(badge, ask, "192.0.2.1").await
    }

    /// Makes a call from some address.
    pub async fn send_from(&self, badge: Option<&Badge>, ask: &Ask, address: &str) -> Answer {
        let mut call = self.world.call(ask.method.clone(), &ask.target).from(address);
        if let Some(home) = &self.home {
            call = call.at(&home.host);
        }
        let badge = badge.map_or(&[][..], |badge| &badge.0);
        for (name, value) in ask.headers.iter().chain(badge) {
            call = call.header(name, value);
        }
        let call = match &ask.body {
            Body::None => call,
            Body::Json(body) => call.json(body),
            Body::Details(details) => call.input_data(details),
        };
        call.send().await
    }

    /// Makes a call as `admin`.
    pub async fn ask(&self, door: &dyn Door, ask: &Ask) -> Answer {
        let badge = self.admin(door).await;
        self.send(Some(&badge), ask).await
    }

    /// Makes a call as `admin` that must be accepted.
    pub async fn done(&self, door: &dyn Door, ask: &Ask) -> Answer {
        let answer = self.ask(door, ask).await;
        assert!(door.is_accepted(&answer), "{door:?} refuses {ask:?}: {} {}", answer.status, answer.text());
        answer
    }

    /// What proves `admin` at a door.
    pub async fn admin(&self, door: &dyn Door) -> Badge {
        let now = self.world.directory.now().seconds();
        let known = self.admin.lock().unwrap().get(&door.dialect()).cloned();
        if let Some((badge, entered)) = known
            && (entered..entered + GOOD_FOR).contains(&now)
        {
            return badge;
        }
        let badge = self.credential(door, "admin", Some(ADMIN_PASSWORD)).await.unwrap();
        self.admin.lock().unwrap().insert(door.dialect(), (badge.clone(), now));
        badge
    }

    /// A fresh credential of somebody at a door: by his password, else a token that the operator issues. None where he
    /// is not let in.
    pub async fn credential(&self, door: &dyn Door, login: &str, password: Option<&str>) -> Option<Badge> {
        let Some(ask) = door.sign_in(login, password.unwrap_or_default()) else {
            let org = self.home.as_ref().map(|home| home.name.as_str());
            let token = self.world.token_in(org, login, TokenKind::Pam360).await;
            return Some(Badge(vec![("authtoken", token)]));
        };
        let answer = self.send(None, &ask).await;
        door.badge(login, password?, &answer)
    }

    /// Whether a credential opens anything.
    pub async fn opens(&self, door: &dyn Door, badge: &Badge, who: &Someone) -> bool {
        door.lets_in(&self.send(Some(badge), &door.own(who)).await)
    }

    /// Makes a user through a door as `admin`, under his own login.
    pub async fn make(&self, door: &dyn Door, person: &Person) -> (Someone, Answer) {
        let answer = self.done(door, &door.create(person, &self.groups)).await;
        (self.someone(&person.login, person.password.clone()).await, answer)
    }

    /// Makes a user past all doors.
    pub async fn make_in_core(&self, user: NewUser) -> Someone {
        let login = user.login.as_str().to_owned();
        let (directory, request) = (&self.world.directory, self.request());
        users::create(directory, &request, &Credential::System, Ok(vec![user]), None).await.unwrap();
        self.someone(&login, None).await
    }

    /// Changes a user past all doors.
    pub async fn change(&self, who: &Someone, changes: Vec<Change>) {
        let (directory, request) = (&self.world.directory, self.request());
        let draft = Ok((UserRef::Login(who.login.clone()), Edit::Said(changes)));
        users::update(directory, &request, &Credential::System, draft, None).await.unwrap();
    }

    pub async fn someone(&self, login: &str, password: Option<String>) -> Someone {
        let user = self.record(login).await.unwrap_or_else(|| panic!("nobody is {login}")).user;
        let (id, created) = (user.id.to_string(), user.created.millis());
        Someone { id, number: user.number, created, login: login.to_owned(), password }
    }

    /// The whole record, out of which every door prints.
    pub async fn record(&self, login: &str) -> Option<UserView> {
        let (directory, request) = (&self.world.directory, self.request());
        let user = Ok(UserRef::Login(login.to_owned()));
        users::get(directory, &request, &Credential::System, user, Parts::ALL).await.ok()
    }

    /// What a door prints of a user.
    pub async fn view(&self, door: &dyn Door, who: &Someone) -> serde_json::Value {
        let mut answers = Vec::new();
        for ask in door.read(who) {
            answers.push(self.done(door, &ask).await);
        }
        door.view(&answers)
    }

    /// What every door prints of a user, byte by byte.
    pub async fn views(&self, who: &Someone) -> BTreeMap<Dialect, Vec<String>> {
        let mut all = BTreeMap::new();
        for door in readers() {
            for ask in door.read(who) {
                let answer = self.done(door, &ask).await;
                all.entry(door.dialect()).or_insert_with(Vec::new).push(answer.text().to_owned());
            }
        }
        all
    }

    /// Changes some fields through a door, and notes a new login.
    pub async fn edit(&self, door: &dyn Door, who: &mut Someone, facts: &Facts) {
        let ask = door.edit(who, facts, &self.groups).expect("a word of this door");
        self.done(door, &ask).await;
        if let Some(login) = facts.get(&Field::Login) {
            login.as_str().unwrap().clone_into(&mut who.login);
        }
    }

    /// Makes one change after another, each login among them made unique; what was changed.
    pub async fn walk(&self, who: &mut Someone, steps: Vec<Step>) -> Facts {
        let mut changed = Facts::new();
        for (place, (through, mut edit)) in steps.into_iter().enumerate() {
            if let Some(login) = edit.get_mut(&Field::Login) {
                *login = self.unique(&format!("{}{place}.", login.as_str().unwrap())).into();
            }
            self.edit(through, who, &edit).await;
            changed.extend(edit);
        }
        changed
    }

    /// Signs `admin` in at every door.
    pub async fn all_of_admin(&self) {
        for door in DOORS {
            self.admin(door).await;
        }
    }

    /// Credentials of one user at every door: of Kron, both.
    pub async fn all_credentials(&self, who: &Someone) -> Vec<(&'static dyn Door, Badge)> {
        let mut all = Vec::new();
        for door in DOORS {
            if door.dialect() == Dialect::Oipa && who.login.contains(':') {
                // Basic cannot carry such a name (3.1).
                continue;
            }
            let badge = self.credential(door, &who.login, who.password.as_deref()).await;
            all.push((door, badge.unwrap_or_else(|| panic!("{door:?} lets {who:?} in"))));
        }
        if let Some(password) = &who.password {
            let session = self.send(None, &Kron::session(&who.login, password)).await;
            all.push((&Kron, Kron::cookies(&session)));
        }
        all
    }

    /// As [`Self::all_credentials`], of one who may not be let in.
    pub async fn all_credentials_or_none(&self, who: &Someone) {
        for door in DOORS {
            drop(self.credential(door, &who.login, who.password.as_deref()).await);
        }
    }
}
