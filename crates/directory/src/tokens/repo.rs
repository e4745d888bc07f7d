//! The rows of tokens.

use std::net::IpAddr;

use db::Conn;
use model::{OrgKey, Timestamp, TokenId, TokenKind, UserKey};

use super::uses::Used;
use crate::TokenDigest;
use crate::second_factor::CodeState;

/// A token about to be kept.
#[derive(Clone, Debug)]
pub(crate) struct TokenRow {
    pub kind: TokenKind,
    pub digest: TokenDigest,
    pub id: TokenId,
    pub expires: Option<Timestamp>,
    /// Microseconds by which a use moves the end.
    pub slides_by: Option<i64>,
    pub ends_at_latest: Option<Timestamp>,
    pub host: Option<String>,
    /// What a call that changes something must bring too.
    pub companion: Option<TokenDigest>,
    /// From where a session is opened: until a use is written, that is where it was last used from.
    pub opened_from: Option<IpAddr>,
    pub code: CodeState,
}

/// Inserts a token of `user`.
pub(crate) fn insert(
    c: &mut dyn Conn,
    org: OrgKey,
    user: UserKey,
    token: &TokenRow,
    now: Timestamp,
) -> db::Result<()> {
    let opened_from = token.opened_from.map(|address| address.to_string());
    c.send(
        "INSERT INTO tokens (kind, digest, token_id, org_key, user_key, created, expires, slides_by,
             ends_at_latest, host, companion, last_used_from, code)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            token.kind.number().into(),
            token.digest.as_bytes().into(),
            token.id.0.into(),
            org.0.into(),
            user.0.into(),
            now.micros().into(),
            token.expires.map(Timestamp::micros).into(),
            token.slides_by.into(),
            token.ends_at_latest.map(Timestamp::micros).into(),
            token.host.as_deref().into(),
            token.companion.as_ref().map(TokenDigest::as_bytes).into(),
            opened_from.as_deref().into(),
            token.code.number().into(),
        ],
    )
}

/// A token that stands, ended or not.
pub(crate) struct Live {
    pub created: Timestamp,
    pub expires: Option<Timestamp>,
    pub host: Option<String>,
}

/// The one token that a user has of a kind of which there is one for each.
pub(crate) fn live(c: &mut dyn Conn, user: UserKey, kind: TokenKind) -> db::Result<Option<Live>> {
    c.optional(
        "SELECT created, expires, host FROM tokens WHERE user_key = $1 AND kind = $2 LIMIT 1",
        &[user.0.into(), kind.number().into()],
        |row| {
            Ok(Live {
                created: Timestamp::from_micros(row.get(0)?).unwrap_or_default(),
                expires: row.get::<Option<i64>>(1)?.and_then(Timestamp::from_micros),
                host: row.get(2)?,
            })
        },
    )
}

/// Gives the tokens of one kind of a user a host and an end, or none.
pub(crate) fn bind(
    c: &mut dyn Conn,
    user: UserKey,
    kind: TokenKind,
    host: Option<&str>,
    expires: Option<Timestamp>,
) -> db::Result<()> {
    c.send(
        "UPDATE tokens SET host = $3, expires = $4 WHERE user_key = $1 AND kind = $2",
        &[user.0.into(), kind.number().into(), host.into(), expires.map(Timestamp::micros).into()],
    )
}

/// Ends one token; false when there is none.
pub(crate) fn delete(c: &mut dyn Conn, kind: TokenKind, digest: &TokenDigest) -> db::Result<bool> {
    let gone = c.execute(
        "DELETE FROM tokens WHERE kind = $1 AND digest = $2",
        &[kind.number().into(), digest.as_bytes().into()],
    )?;
    Ok(gone > 0)
}

/// Counts a wrong code for the session that awaits it, which ends with the last of `most`.
pub(crate) fn code_was_wrong(
    c: &mut dyn Conn,
    kind: TokenKind,
    digest: &TokenDigest,
    most: i64,
) -> db::Result<()> {
    let session = [kind.number().into(), digest.as_bytes().into()];
    c.send("UPDATE tokens SET wrong_codes = wrong_codes + 1 WHERE kind = $1 AND digest = $2", &session)?;
    let [kind, digest] = session;
    c.send(
        "DELETE FROM tokens WHERE kind = $1 AND digest = $2 AND wrong_codes >= $3",
        &[kind, digest, most.into()],
    )
}

/// Ends all tokens of one kind of a user.
pub(crate) fn delete_kind(c: &mut dyn Conn, user: UserKey, kind: TokenKind) -> db::Result<()> {
    c.send("DELETE FROM tokens WHERE user_key = $1 AND kind = $2", &[user.0.into(), kind.number().into()])
}

/// Ends all tokens of a user who is about to go.
pub(crate) fn delete_all(c: &mut dyn Conn, user: UserKey) -> db::Result<()> {
    c.send("DELETE FROM tokens WHERE user_key = $1", &[user.0.into()])
}

/// Ends the sign-in sessions of a user, but for the one with the digest `kept`; API tokens stay.
pub(crate) fn delete_sessions_but(
    c: &mut dyn Conn,
    user: UserKey,
    kept: Option<TokenDigest>,
) -> db::Result<()> {
    let kept = kept.as_ref().map_or(&[] as &[u8], TokenDigest::as_bytes);
    for kind in TokenKind::ALL.into_iter().filter(|kind| kind.is_session()) {
        c.send(
            "DELETE FROM tokens WHERE user_key = $1 AND kind = $2 AND digest <> $3",
            &[user.0.into(), kind.number().into(), kept.into()],
        )?;
    }
    Ok(())
}

/// Sign-in sessions of a user end at `until` at the latest, also when the window becomes wider again.
pub(crate) fn cap_sessions(c: &mut dyn Conn, user: UserKey, until: Timestamp) -> db::Result<()> {
    for kind in TokenKind::ALL.into_iter().filter(|kind| kind.is_session()) {
        c.send(
            "UPDATE tokens SET ends_at_latest = $3
             WHERE user_key = $1 AND kind = $2 AND (ends_at_latest IS NULL OR ends_at_latest > $3)",
            &[user.0.into(), kind.number().into(), until.micros().into()],
        )?;
    }
    Ok(())
}

/// Writes a noted use, unless another node has written a later one; a token that has ended meanwhile stays ended.
pub(crate) fn write_use(c: &mut dyn Conn, used: &Used) -> db::Result<()> {
    let address = used.address.map(|address| address.to_string());
    c.send(
        "UPDATE tokens SET last_used = $3, last_used_from = $4, expires = COALESCE($5, expires)
         WHERE kind = $1 AND digest = $2 AND (last_used IS NULL OR last_used < $3)",
        &[
            used.kind.number().into(),
            used.digest.as_bytes().into(),
            used.at.micros().into(),
            address.as_deref().into(),
            used.expires.map(Timestamp::micros).into(),
        ],
    )
}

/// Deletes sessions whose end has come, so that the table does not grow; they were refused before.
pub(crate) fn delete_ended_sessions(c: &mut dyn Conn, user: UserKey, now: Timestamp) -> db::Result<()> {
    c.send(
        "DELETE FROM tokens WHERE user_key = $1 AND slides_by IS NOT NULL AND expires <= $2",
        &[user.0.into(), now.micros().into()],
    )
}
