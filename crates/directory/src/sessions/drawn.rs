//! A session that was drawn and is not kept yet.

use model::{Refusal, Timestamp, TokenId, TokenKind, User};

use super::Life;
use crate::audit::{Actor, Changes, Event, Target};
use crate::run::{Step, Work};
use crate::second_factor::CodeState;
use crate::tokens::repo::{self as tokens, TokenRow};
use crate::tokens::shape;
use crate::tokens::uses::stored_end;
use crate::{Directory, TokenDigest, TokenSecret};

/// What a session is continued with, and what will be kept of it.
pub(super) struct Drawn {
    pub secret: TokenSecret,
    pub companion: Option<TokenSecret>,
    pub kept: Digests,
}

/// What is kept of a session that was drawn.
#[derive(Clone, Copy)]
pub(super) struct Digests {
    kind: TokenKind,
    id: TokenId,
    digest: TokenDigest,
    companion: Option<TokenDigest>,
}

impl Drawn {
    /// A session of `kind`, with a companion where its browser sends it by itself.
    pub fn new(directory: &Directory, kind: TokenKind, with_companion: bool) -> Result<Self, Refusal> {
        let outside = directory.outside();
        let secret = shape::draw(kind, outside);
        let companion = with_companion.then(|| shape::draw_companion(outside));
        let kept = Digests {
            kind,
            id: TokenId(outside.id()),
            digest: shape::digest(kind, secret.reveal()).ok_or(Refusal::Internal)?,
            companion: companion.as_ref().map(|companion| TokenDigest::of(companion.reveal())),
        };
        Ok(Self { secret, companion, kept })
    }
}

impl Digests {
    /// Keeps the session of `user`; the first instant it is over, if it is not used. It ends with the user's window.
    pub fn keep(&self, work: &mut Work<'_>, user: &User, life: Life, code: CodeState) -> Step<Timestamp> {
        let latest = life.longest_seconds.map(|seconds| work.now.plus_seconds(seconds));
        let latest = [latest, user.window.until()].into_iter().flatten().min();
        let slides_by = life.idle_seconds.saturating_mul(1_000_000);
        let promised = work.now.plus_seconds(life.idle_seconds);
        let row = TokenRow {
            kind: self.kind,
            digest: self.digest,
            id: self.id,
            expires: Some(stored_end(work.now, slides_by, latest)),
            slides_by: Some(slides_by),
            ends_at_latest: latest,
            host: None,
            companion: self.companion,
            opened_from: work.request.address,
            code,
        };
        tokens::delete_ended_sessions(work.c, user.key, work.now)?;
        tokens::insert(work.c, user.org, user.key, &row, work.now)?;
        Ok(latest.map_or(promised, |latest| promised.min(latest)))
    }

    /// Records what happened to `user` with this session.
    pub fn record(&self, work: &mut Work<'_>, user: &User, names: &[&'static str]) -> Step<()> {
        let credential = Some((self.kind.name(), self.id));
        let actor = Actor { id: Some(user.id), login: user.login.to_string(), credential };
        let target = Target { kind: "user", id: user.id.0, name: user.login.to_string() };
        for name in names {
            let mut changes = Changes::default();
            changes.set("kind", self.kind.name());
            work.record_for(user.org, &actor, &Event { name, target: target.clone(), changes })?;
        }
        Ok(())
    }
}
