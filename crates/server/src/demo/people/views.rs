//! Each dialect's answer, field by field.

use crate::scenario::Json;

use super::Shown::{NoWord, Nothing, Value};
use super::{Shown, View};

/// `GET /user/{userId}`.
pub fn kron(user: &Json) -> View {
    let groups = user.member("groups").map_or(&[][..], Json::items).iter().filter_map(Json::scalar);
    [
        id(user, "/id"),
        one(user, "/eid"),
        joined(user, &["/name", "/surname"]),
        one(user, "/email"),
        match one(user, "/phoneNumber") {
            Value(phones) => Value(phones.replace(';', "\n")),
            other => other,
        },
        lines(groups.map(|group| if is_uuid(&group) { shortened(&group) } else { group })),
        NoWord,
        window(user),
        Value(
            if user.member("locked") == Some(&Json::Truth(true)) { "locked" } else { "not locked" }
                .to_owned(),
        ),
    ]
}

fn window(user: &Json) -> Shown {
    let time = |name| {
        let millis = user.member(name).and_then(Json::scalar)?.parse().ok()?;
        Some(jiff::Timestamp::from_millisecond(millis).ok()?.to_string())
    };
    let (from, until) = (time("tempUserStartTime"), time("tempUserEndTime"));
    if from.is_none() && until.is_none() {
        return Nothing;
    }
    Value(format!("{}\nto {}", from.unwrap_or_default(), until.unwrap_or_default()))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// `GET /users/{loginName}` and its `securityGroups`.
pub fn oipa(user: &Json, groups: &Json) -> View {
    let names = groups.member("securityGroups").map_or(&[][..], Json::items).iter().map(|group| {
        let text = |name| group.member(name).and_then(Json::scalar).unwrap_or_default();
        let from = text("roleEffectiveFrom");
        format!("{} from {}", text("securityGroupName"), from.get(..10).unwrap_or(&from))
    });
    [
        id(user, "/user/clientGuid"),
        one(user, "/user/loginName"),
        joined(user, &["/user/client/firstName", "/user/client/lastName"]),
        one(user, "/user/client/email"),
        NoWord,
        lines(names),
        NoWord,
        NoWord,
        match one(user, "/user/userStatus") {
            Value(code) => Value(format!("userStatus {code}")),
            other => other,
        },
    ]
}

/// `GET /user/username/{USERNAME}`.
pub fn pam360(answer: &Json) -> View {
    let shown = |name: &str| one(answer, &format!("/operation/Details/{name}"));
    let phone = |names: &[&str]| {
        let said = names.iter().copied().map(shown).filter_map(|part| match part {
            Value(text) => Some(text),
            Nothing | NoWord => None,
        });
        Some(said.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let phones =
        [&["MOBILE_COUNTRYCODE", "MOBILE"][..], &["LANDLINE_COUNTRYCODE", "LANDLINE", "LANDLINE_EXT"]];
    [
        shown("USERID"),
        shown("USERNAME"),
        shown("FULLNAME"),
        shown("EMAIL"),
        lines(phones.into_iter().filter_map(phone)),
        shown("USERGROUPNAME"),
        shown("ROLE"),
        NoWord,
        shown("STATUS"),
    ]
}

/// A user in the list of `GET /api/auth/users`.
pub fn aria(user: &Json) -> View {
    let all = |name| user.member(name).map_or(&[][..], Json::items).iter().filter_map(Json::scalar);
    [
        id(user, "/id"),
        one(user, "/username"),
        joined(user, &["/firstName", "/lastName"]),
        one(user, "/emailAddress"),
        NoWord,
        lines(all("groupIds").map(|id| shortened(&id))),
        lines(all("roleNames")),
        NoWord,
        match user.member("enabled") {
            Some(Json::Truth(true)) => Value("enabled".to_owned()),
            Some(Json::Truth(false)) => Value("disabled".to_owned()),
            _ => Nothing,
        },
    ]
}

fn one(answer: &Json, pointer: &str) -> Shown {
    match answer.pointer(pointer).and_then(Json::scalar) {
        Some(text) if !text.is_empty() => Value(text),
        _ => Nothing,
    }
}

fn joined(answer: &Json, pointers: &[&str]) -> Shown {
    let parts: Vec<_> = pointers.iter().filter_map(|p| answer.pointer(p)?.scalar()).collect();
    if parts.is_empty() { Nothing } else { Value(parts.join(" ")) }
}

fn lines(values: impl Iterator<Item = String>) -> Shown {
    let values: Vec<_> = values.collect();
    if values.is_empty() { Nothing } else { Value(values.join("\n")) }
}

fn id(answer: &Json, pointer: &str) -> Shown {
    match one(answer, pointer) {
        Value(id) => Value(shortened(&id)),
        other => other,
    }
}

/// The end of an id, which is where those made in one second differ.
fn shortened(id: &str) -> String {
    id.rsplit_once('-').map_or_else(|| id.to_owned(), |(_, end)| format!("…{end}"))
}
