//! The second step of signing in: the code.

use model::Refusal;
use model::refusal::BadCredential;

use super::drawn::Drawn;
use super::{Life, Opened};
use crate::caller::Stage;
use crate::run::Stop;
use crate::second_factor::{CodeState, Taken, take};
use crate::tokens::repo as tokens;
use crate::users::repo as users;
use crate::{Credential, Directory, Draft, Request};

/// So many wrong codes end the session that awaits one.
const MOST_WRONG: i64 = 5;

/// Opens a session in place of one that awaits a code, for the code that was typed: with another secret, and another
/// companion where it has one, since the old ones were there before anybody had shown who he is. The first right code
/// confirms a secret that was drawn.
///
/// A wrong code, one that was taken before, and a door that the throttle has closed are one refusal, `Unauthenticated`; so
/// is a session that awaits none. After five the session is over.
pub async fn complete(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    typed: Draft<String>,
    life: Life,
) -> Result<Opened, Refusal> {
    let kind = credential.kind().ok_or(Refusal::Unauthenticated(BadCredential::Missing))?;
    let guarded = matches!(credential, Credential::Guarded { .. });
    let Drawn { secret, companion, kept } = Drawn::new(directory, kind, guarded)?;
    let (seals, limits) = (directory.seals(), directory.throttle());
    let done = directory
        .write_at(Stage::AwaitsCode, request, credential, move |work, caller| {
            let nobody = Refusal::Unauthenticated(BadCredential::Unknown);
            let (Some(key), Some(token)) = (caller.key(), caller.token()) else { return Err(nobody.into()) };
            let typed = typed.as_ref().map_err(Clone::clone)?;
            let user = users::find_by_key(work.c, key)?.ok_or(nobody)?;
            let Taken::Right { first } = take(work, &user, typed, &seals, limits)? else {
                work.request.is_from(user.login.as_str());
                tokens::code_was_wrong(work.c, token.kind, &token.digest, MOST_WRONG)?;
                return Err(Stop::Kept(Refusal::Unauthenticated(BadCredential::WrongCode)));
            };
            tokens::delete(work.c, token.kind, &token.digest)?;
            let address = work.request.address_text().unwrap_or_default();
            users::signed_in(work.c, user.key, work.now, &address)?;
            let expires = kept.keep(work, &user, life, CodeState::Given)?;
            let enrolled: &[_] = if first { &["second_factor.enrolled"] } else { &[] };
            kept.record(work, &user, enrolled)?;
            kept.record(work, &user, &["auth.succeeded", "session.opened"])?;
            Ok((user, expires))
        })
        .await;
    let (user, expires) = done.inspect_err(|refusal| {
        if *refusal == Refusal::Unauthenticated(BadCredential::WrongCode) {
            directory.count_failure(request, request.who().unwrap_or_default().to_owned(), "wrong code");
        }
    })?;
    Ok(Opened { secret, companion, expires, user, awaits_code: None })
}
