use directory::Draft;
use directory::users::UserRef;
use model::{Login, Noun, Refusal, Rule};

use crate::input::{BadValue, Details, Query};

const USERNAME: &str = "USERNAME";
const USERID: &str = "USERID";

/// The user that the query names by `USERNAME`; none when the name is missing or blank.
pub fn named(query: &Query<'_>) -> Draft<Option<String>> {
    query.text(USERNAME).map_err(wrong_type)?.map(|sent| login(&sent)).transpose()
}

/// The user that `INPUT_DATA` addresses, by `USERNAME` or by `USERID` (contract section 6). Refuses both at once: they may
/// mean two people, and neither is guessed.
pub fn addressed(details: &Details) -> Draft<UserRef> {
    let name = details.text(USERNAME).map_err(wrong_type)?;
    let number = details.integer(USERID).map_err(wrong_type)?;
    match (name, number) {
        (Some(sent), None) => login(sent).map(UserRef::Login),
        (None, Some(number)) => Ok(UserRef::Number(number)),
        (Some(_), Some(_)) => Err(Refusal::invalid(USERID, Rule::NotAllowed)),
        (None, None) => Err(nobody_named()),
    }
}

/// The user whose number stands in a path: digits only (contract section 6). More of them than a number has are nobody's.
pub fn numbered(sent: &str) -> Draft<UserRef> {
    if sent.is_empty() || !sent.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::invalid(USERID, Rule::Type("a whole number")));
    }
    sent.parse().map(UserRef::Number).map_err(|_| Refusal::no_such(Noun::User, sent))
}

/// The user whose name stands in a path.
pub fn called(sent: &str) -> Draft<UserRef> {
    login(sent).map(UserRef::Login)
}

/// The refusal of a request that says of nobody whom it is about.
pub fn nobody_named() -> Refusal {
    Refusal::invalid(USERNAME, Rule::Required)
}

/// A name that nobody can have is nobody's; the store is not asked for what it cannot hold.
fn login(sent: &str) -> Draft<String> {
    match Login::new(sent) {
        Ok(login) => Ok(login.as_str().to_owned()),
        Err(_) => Err(Refusal::no_such(Noun::User, sent)),
    }
}

fn wrong_type(bad: BadValue) -> Refusal {
    let wanted = if bad.parameter == USERID { "a whole number" } else { "a text" };
    Refusal::invalid(bad.parameter, Rule::Type(wanted))
}
