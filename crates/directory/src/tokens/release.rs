//! Ending the token one uses.

use model::refusal::BadCredential;
use model::{Refusal, UserId};

use super::repo;
use crate::audit::{Actor, Changes, Event, Target};
use crate::caller::Stage;
use crate::run::Step;
use crate::{Credential, Directory, Request};

/// Ends the token that this request was made with, also a session that awaits a code. Refuses as any use of a token that opens nothing.
pub async fn release(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
) -> Result<(), Refusal> {
    directory
        .write_at(Stage::Any, request, credential, move |work, caller| -> Step<()> {
            let token = caller.token().ok_or(Refusal::Unauthenticated(BadCredential::Missing))?;
            repo::delete(work.c, token.kind, &token.digest)?;
            let mut changes = Changes::default();
            changes.set("kind", token.kind.name());
            changes.set("reason", "logout");
            let id = caller.id().map_or([0; 16], |UserId(id)| id);
            let target = Target { kind: "user", id, name: caller.login().to_owned() };
            work.record_for(
                caller.home(),
                &Actor::of(caller),
                &Event { name: "session.closed", target, changes },
            )
        })
        .await
}
