//! Listing sign-in sessions that are still good, as short reads one after the other.

use std::net::IpAddr;

use db::{Conn, Param, Row};
use model::{OrgKey, Privilege, Refusal, SignIn, Timestamp, TokenKind, UserId, UserKey};

use crate::run::Step;
use crate::second_factor::repo::code_is_asked;
use crate::second_factor::{CodeState, OtherDoors};
use crate::users::Standing;
use crate::{Caller, Credential, Directory, Request, TokenDigest};

/// A sign-in session that is good now.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose it is.
    pub user: UserId,
    /// His login.
    pub login: String,
    /// When he signed in.
    pub opened: Timestamp,
    /// From where it was last used, as far as that is written, else opened.
    pub address: Option<IpAddr>,
}

/// Some sessions, and where to go on; none: that was all.
#[derive(Debug)]
pub struct SessionPage {
    /// The sessions.
    pub sessions: Vec<Session>,
    /// Behind them.
    pub next: Option<SessionsAfter>,
}

/// Where the next page begins; opaque.
#[derive(Clone, Copy, Debug)]
pub struct SessionsAfter {
    kind: TokenKind,
    digest: TokenDigest,
}

/// How many tokens one short read looks at.
const PAGE: usize = 500;

/// The sign-in sessions of all dialects behind `after`: those of the caller's organisation for whoever may read users, his
/// own for anybody else. The session that this request is made with comes first. Ended ones are left out, those that lack a
/// code, and those of users who may not sign in.
///
/// Refuses `Forbidden` to whoever must change his password before anything else.
pub async fn list(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    after: Option<SessionsAfter>,
) -> Result<SessionPage, Refusal> {
    let other_doors = directory.other_doors();
    directory
        .read_as(request, credential, move |c, caller, now| -> Step<_> {
            caller.not_before_a_change()?;
            let own = own(c, caller, now)?;
            let begins = if after.is_none() { own.clone() } else { None };
            let (found, next) = page(c, whose(caller)?, after, now)?;
            let others = found.into_iter().filter(|other| own.as_ref().is_none_or(|own| own.at != other.at));
            let good =
                begins.into_iter().chain(others).filter(|one| one.is_good(caller.org(), other_doors, now));
            Ok(SessionPage { sessions: good.map(|one| one.session).collect(), next })
        })
        .await
}

/// A session as it stands in the store, good or not.
#[derive(Clone)]
struct Found {
    at: (TokenKind, TokenDigest),
    org: OrgKey,
    standing: Standing,
    /// The first instant it is over.
    until: Option<Timestamp>,
    code: CodeState,
    code_asked: bool,
    session: Session,
}

impl Found {
    fn is_good(&self, org: OrgKey, other_doors: OtherDoors, now: Timestamp) -> bool {
        self.org == org
            && other_doors.lets_in(Some(self.at.0), self.code, self.code_asked)
            && self.until.is_none_or(|until| now < until)
            && self.standing.sign_in(now) == SignIn::Allowed
    }
}

/// Whose sessions the caller is told of; none: everybody's.
fn whose(caller: &Caller) -> Result<Option<UserKey>, Refusal> {
    match (caller.may(Privilege::DirectoryRead), caller.key()) {
        (Ok(()), _) => Ok(None),
        (Err(_), Some(own)) => Ok(Some(own)),
        (Err(refusal), None) => Err(refusal),
    }
}

/// The session that this request is made with.
fn own(c: &mut dyn Conn, caller: &Caller, now: Timestamp) -> db::Result<Option<Found>> {
    let Some(token) = caller.token().filter(|token| token.kind.is_session()) else { return Ok(None) };
    let (kind, digest) = (token.kind, token.digest);
    let of = [kind.number().into(), now.micros().into(), digest.as_bytes().into()];
    Ok(select(c, kind, "t.kind = $1 AND t.digest = $3", &of)?.pop())
}

/// The sessions of at most a page of tokens, and where to go on; none: that was all.
fn page(
    c: &mut dyn Conn,
    whose: Option<UserKey>,
    after: Option<SessionsAfter>,
    now: Timestamp,
) -> db::Result<(Vec<Found>, Option<SessionsAfter>)> {
    let mut found = Vec::new();
    let is_passed = |kind: &TokenKind| after.is_some_and(|after| after.kind != *kind);
    for kind in TokenKind::ALL.into_iter().filter(|kind| kind.is_session()).skip_while(is_passed) {
        let behind = after.filter(|after| after.kind == kind).map(|after| after.digest);
        found.extend(of_kind(c, (kind, behind), whose, PAGE - found.len(), now)?);
        if let (Some(last), true) = (found.last(), found.len() == PAGE) {
            let (kind, digest) = last.at;
            return Ok((found, Some(SessionsAfter { kind, digest })));
        }
    }
    Ok((found, None))
}

/// At most `limit` sessions of one kind, by digest.
fn of_kind(
    c: &mut dyn Conn,
    (kind, behind): (TokenKind, Option<TokenDigest>),
    whose: Option<UserKey>,
    limit: usize,
    now: Timestamp,
) -> db::Result<Vec<Found>> {
    let behind = behind.as_ref().map_or(&[] as &[u8], TokenDigest::as_bytes);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let params: [Param<'_>; 4] = [kind.number().into(), now.micros().into(), behind.into(), limit.into()];
    match whose {
        None => {
            let which = "t.kind = $1 AND t.digest > $3 ORDER BY t.kind, t.digest LIMIT $4";
            select(c, kind, which, &params)
        }
        Some(user) => {
            let [kind_number, now, behind, limit] = params;
            let which = "t.kind = $1 AND t.digest > $3 AND t.user_key = $5 ORDER BY t.digest LIMIT $4";
            select(c, kind, which, &[kind_number, now, behind, limit, user.0.into()])
        }
    }
}

/// Sessions of one kind; `$1` is that kind, and `$2` now.
fn select(c: &mut dyn Conn, kind: TokenKind, which: &str, params: &[Param<'_>]) -> db::Result<Vec<Found>> {
    let sql = format!(
        "SELECT t.digest, u.org_key, u.user_id, u.login, u.enabled, u.lock_since, u.lock_until, u.window_from,
                u.window_until, t.created, t.expires, t.ends_at_latest, t.last_used_from, t.code, {code_asked}
         FROM tokens t JOIN users u ON u.user_key = t.user_key WHERE {which}",
        code_asked = code_is_asked!("u.user_key", "$2"),
    );
    c.all(&sql, params, |row| found(kind, row))
}

fn found(kind: TokenKind, row: &Row<'_>) -> db::Result<Found> {
    let mut r = row.columns();
    let digest = TokenDigest::from_store(&r.next::<Vec<u8>>()?);
    let at = (kind, digest.ok_or_else(|| db::Error::schema("a digest has another length"))?);
    let (org, user, login) = (OrgKey(r.next()?), UserId(r.next()?), r.next()?);
    let standing = Standing::from_columns(&mut r)?;
    let mut time = || Ok::<_, db::Error>(r.next::<Option<i64>>()?.and_then(Timestamp::from_micros));
    let (opened, expires, latest) = (time()?.unwrap_or_default(), time()?, time()?);
    let until = [expires, latest].into_iter().flatten().min();
    let address = r.next::<Option<String>>()?.and_then(|address| address.parse().ok());
    let code = CodeState::by_number(r.next()?);
    let code = code.ok_or_else(|| db::Error::schema("no such state of a code"))?;
    let session = Session { user, login, opened, address };
    Ok(Found { at, org, standing, until, code, code_asked: r.next()?, session })
}
