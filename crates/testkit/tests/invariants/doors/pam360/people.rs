//! Whom this dialect can make, and how it prints them.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use crate::doors::{Person, Someone, draw};

/// Switches and what each is while nothing is said of it; none: what the kind makes it.
const SWITCHES: [(&str, Option<bool>); 11] = [
    ("ISSUPERADMIN", Some(false)),
    ("WEBACCESS", None),
    ("RESTAPIACCESS", None),
    ("SDKACCESS", Some(false)),
    ("ENABLEMOBILEACCESS", Some(true)),
    ("ENABLEADDONACCESS", Some(true)),
    ("REMOTECONNECTACCESS", Some(false)),
    ("REMOTECONNECTVIASSHPROXY", Some(false)),
    ("ENABLETWOFACTOR", Some(false)),
    ("OWNERNAMEOPTION", Some(false)),
    ("HOSTCHECK", Some(false)),
];

/// Texts that are printed as they were sent, and what stands where there is none.
const TEXTS: [(&str, &str); 20] = [
    ("FIRSTNAME", ""),
    ("LASTNAME", ""),
    ("EMAIL", ""),
    ("SECONDARYEMAILID", ""),
    ("DEPARTMENT", ""),
    ("LOCATION", ""),
    ("RSAUSERNAME", ""),
    ("RADIUSUSERNAME", ""),
    ("PHONEFACTOR_USERNAME", ""),
    ("DUOUSERNAME", ""),
    ("PRIMARYCONTACT", ""),
    ("MOBILE_COUNTRYCODE", ""),
    ("MOBILE", ""),
    ("LANDLINE_COUNTRYCODE", ""),
    ("LANDLINE", ""),
    ("LANDLINE_EXT", ""),
    ("HOSTNAME", ""),
    ("EXPIRYDATE", "N/A"),
    ("TOKENVALIDITYDAYS", ""),
    ("POLICY", "Strong"),
];

/// Roles as they may be said, by name or number, and what is printed.
const ROLES: [(&str, i64, &str, &str); 5] = [
    ("administator", 301, "Administrator", "301"),
    ("Password  Auditor", 304, "Password Auditor", "304"),
    ("connectionuser", 306, "Connection User", "306"),
    ("POWERUSER", 308, "PowerUser", "308"),
    ("Password User", 305, "Password User", "305"),
];

/// Whoever this dialect can say, but nobody whose token ends soon or is bound to a host.
pub fn anybody() -> BoxedStrategy<Person> {
    let login = r"[a-zж][a-zA-Zéж0-9._@+$'\\ -]{0,6}[a-z0-9]";
    let name = || option::of(draw::name());
    let words = (name(), name(), name(), name(), option::of(select(draw::GROUPS.to_vec())));
    let code = || option::of(r"\+?[0-9]{1,4}");
    let phones = (
        (code(), option::of("[0-9]{3,5}[ -]?[0-9]{3,5}")),
        (code(), option::of("[0-9]{6,10}"), option::of("[0-9]{1,10}")),
        option::of(select(&["Mobile", "landline", "MOBILE"][..])),
    );
    let token = (
        option::of(select(&["NeverExpires", "neverexpires", "2999-12-31"][..])),
        option::of(select(&["3650", "2000"][..])),
        option::of(select(&["john-1234", "10.0.0.7"][..])),
        option::of(select(&["Strong", "Medium", "Low"][..])),
    );
    let switches = proptest::collection::vec(option::of(any::<bool>()), SWITCHES.len());
    let role = option::of((select(ROLES.to_vec()), any::<bool>(), any::<bool>()));
    let names = (login, draw::password(), draw::name(), draw::name(), draw::email());
    let second = option::of("[a-z]{1,8}@second\\.test");
    (names, second, words, phones, token, (any::<bool>(), switches), role)
        .prop_map(|((login, password, first, last, email), second, words, phones, token, switches, role)| {
            let (department, location, full, label, group) = words;
            let ((country, mobile), (work_country, landline, extension), primary) = phones;
            let (date, days, host, policy) = token;
            let own = |text: Option<&str>| text.map(str::to_owned);
            let texts = [
                ("FIRSTNAME", Some(first)),
                ("LASTNAME", Some(last)),
                ("EMAIL", Some(email)),
                ("SECONDARYEMAILID", second),
                ("DEPARTMENT", department),
                ("LOCATION", location),
                ("FULLNAME", full),
                ("DUOUSERNAME", label.clone()),
                ("RSAUSERNAME", label),
                ("MOBILE_COUNTRYCODE", country),
                ("MOBILE", mobile),
                ("LANDLINE_COUNTRYCODE", work_country),
                ("LANDLINE", landline),
                ("LANDLINE_EXT", extension),
                ("PRIMARYCONTACT", own(primary)),
                ("EXPIRYDATE", own(date)),
                ("TOKENVALIDITYDAYS", own(days)),
                ("HOSTNAME", own(host)),
                ("POLICY", own(policy)),
            ];
            let (is_api, switches) = switches;
            let mut said = Map::from_iter([("ISAPIUSER".to_owned(), json!(is_api))]);
            said.extend(texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text?)))));
            let flags = SWITCHES.into_iter().zip(switches);
            let flags = flags.filter(|((name, _), _)| *name != "HOSTCHECK");
            said.extend(flags.filter_map(|((name, _), flag)| Some((name.to_owned(), json!(flag?)))));
            if let Some(((name, number, ..), by_name, by_number)) = role {
                said.extend(by_name.then(|| ("ROLE".to_owned(), json!(name))));
                said.extend(by_number.then(|| ("ROLEID".to_owned(), json!(number))));
            }
            let groups = group.into_iter().map(|name| (name.to_owned(), None)).collect();
            Person { login, password: Some(password), said, groups }
        })
        .boxed()
}

/// The user as it is printed (`one-record` 1.5): texts as sent, what is not said as its default, two words forced.
pub fn norm(person: &Person, who: &Someone) -> Value {
    let said = |name: &str| person.said.get(name);
    let (role, role_id) = role(person);
    let group = person.groups.first().map_or("", |(name, _)| name);
    let full = format!("{} {}", text(said("FIRSTNAME"), ""), text(said("LASTNAME"), ""));
    let mut user = Map::from_iter(TEXTS.map(|(name, none)| (name.to_owned(), json!(text(said(name), none)))));
    let is_api = said("ISAPIUSER") == Some(&json!(true));
    let remote = said("REMOTECONNECTACCESS") == Some(&json!(true));
    let is_administrator = ["301", "302", "303"].contains(&role_id.as_str());
    for (name, unsaid) in SWITCHES {
        let unsaid = unsaid.unwrap_or(if name == "WEBACCESS" { !is_api } else { is_api });
        let flag = said(name).and_then(Value::as_bool).unwrap_or(unsaid);
        let forced_off =
            (name == "ISSUPERADMIN" && !is_administrator) || (name == "REMOTECONNECTVIASSHPROXY" && !remote);
        user.insert(name.to_owned(), json!((flag && !forced_off).to_string()));
    }
    let created = time(who.created);
    let rest = [
        ("USERID", who.number.to_string()),
        ("USERNAME", person.login.clone()),
        ("FULLNAME", text(said("FULLNAME"), &full)),
        ("ROLE", role),
        ("ROLEID", role_id),
        ("USERGROUPNAME", group.to_owned()),
        ("ISAPIUSER", is_api.to_string()),
        ("STATUS", "ACTIVE".to_owned()),
        ("CREATEDTIME", created.clone()),
        ("LASTMODIFIEDTIME", created),
    ];
    user.extend(rest.map(|(name, text)| (name.to_owned(), json!(text))));
    json!([user])
}

/// Name and number of the role that is printed.
fn role(person: &Person) -> (String, String) {
    let is_said = |(name, number, ..): &&(&str, i64, &str, &str)| {
        person.said.get("ROLE") == Some(&json!(name)) || person.said.get("ROLEID") == Some(&json!(number))
    };
    let (.., name, number) = ROLES.iter().find(is_said).unwrap_or(&ROLES[4]);
    ((*name).to_owned(), (*number).to_owned())
}

fn text(said: Option<&Value>, none: &str) -> String {
    said.and_then(Value::as_str).unwrap_or(none).to_owned()
}

/// `Jan 9, 2026 05:16 AM`, on the morning on which these worlds begin.
fn time(millis: i64) -> String {
    let minute = (millis - 1_767_916_800_000).div_euclid(60_000);
    assert!((0..720).contains(&minute), "after noon");
    let hour = if minute < 60 { 12 } else { minute / 60 };
    format!("Jan 9, 2026 {hour:02}:{:02} AM", minute % 60)
}
