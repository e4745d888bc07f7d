//! Who is behind a credential, by one statement.

use db::Conn;
use model::refusal::{BadCredential, Expiry};
use model::{OrgKey, PrivilegeSet, Refusal, SignIn, Timestamp, TokenId, TokenKind, UserId, UserKey};

use super::{Actor, Caller, Stage, Terms, TokenUse, acting_in};
use crate::authority::rows_of_effective;
use crate::run::Step;
use crate::second_factor::CodeState;
use crate::second_factor::repo::code_is_asked;
use crate::users::Standing;
use crate::{Request, TokenDigest};

/// The user behind a credential, as far as admission asks.
pub(super) struct Found {
    user: Actor,
    home: OrgKey,
    standing: Standing,
    privileges: PrivilegeSet,
    token: Option<TokenUse>,
    /// Whether a code is asked of him.
    code_asked: bool,
    /// What the session has to do with one; a password in the request itself is without.
    code: CodeState,
    /// When the credential ends.
    pub expires: Option<Timestamp>,
    /// From where alone it is good.
    pub host: Option<String>,
    /// The digest of what a call that changes something must bring too.
    pub companion: Option<Vec<u8>>,
}

impl Found {
    /// Refuses whoever may not sign in now.
    pub fn admit(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.standing.sign_in(now) {
            SignIn::Allowed => Ok(()),
            SignIn::Disabled => Err(Refusal::Locked { disabled: true }),
            SignIn::Locked => Err(Refusal::Locked { disabled: false }),
            SignIn::NotYet | SignIn::Over => Err(Refusal::Expired(Expiry::Window)),
        }
    }

    /// Refuses whoever has not come so far in signing in, as rows tell it now.
    pub fn has_come(&self, terms: &Terms<'_>) -> Result<(), Refusal> {
        let kind = self.token.as_ref().map(|token| token.kind);
        let come = match terms.stage {
            Stage::SignedIn => terms.other_doors.lets_in(kind, self.code, self.code_asked),
            Stage::AwaitsCode => self.code == CodeState::Awaited,
            Stage::Any => true,
        };
        if come { Ok(()) } else { Err(Refusal::Unauthenticated(BadCredential::NoCode)) }
    }

    /// The organisation he is of.
    pub const fn home(&self) -> OrgKey {
        self.home
    }

    /// In the organisation that the request names. Who has not given his code may use nothing.
    pub fn into_caller(self, c: &mut dyn Conn, request: &Request) -> Step<Caller> {
        let privileges = match self.code {
            CodeState::Awaited => PrivilegeSet::NONE,
            CodeState::NotGiven | CodeState::Given => self.privileges,
        };
        let home = self.home;
        let mut caller = Caller { user: Some(self.user), home, org: home, privileges, token: self.token };
        caller.org = acting_in(c, &caller, request.org.as_deref())?;
        request.acts_in(caller.org);
        Ok(caller)
    }
}

/// Whoever's organisation is in this column, if it stays, and if the host of the request is not bound to another one.
macro_rules! may_come_by {
    ($org:literal, $host:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM orgs o WHERE o.org_key = ",
            $org,
            " AND o.leaving IS NULL)
             AND NOT EXISTS (SELECT 1 FROM org_hosts h WHERE h.host = ",
            $host,
            " AND h.org_key <> ",
            $org,
            ")"
        )
    };
}

/// The user with a token, good or ended.
pub(super) fn by_token(
    c: &mut dyn Conn,
    request: &Request,
    (kind, digest): (TokenKind, &TokenDigest),
    now: Timestamp,
) -> db::Result<Option<Found>> {
    let sql = concat!(
        "WITH found AS (
             SELECT u.user_key, u.org_key, u.user_id, u.login, u.must_change, u.enabled,
                    u.lock_since, u.lock_until, u.window_from, u.window_until, ",
        code_is_asked!("u.user_key", "$3"),
        " AS code_asked, t.code,
                    t.token_id, t.created, t.expires, t.slides_by, t.ends_at_latest, t.host, t.companion, t.last_used
             FROM tokens t JOIN users u ON u.user_key = t.user_key
             WHERE t.kind = $1 AND t.digest = $2 AND ",
        may_come_by!("u.org_key", "$4"),
        "
         )
         SELECT found.*, CAST(NULL AS BIGINT) FROM found
         UNION ALL ",
        rows_of_effective!(
            "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
             NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ",
            "(SELECT user_key FROM found)",
            "$3"
        )
    );
    let host = request.host_text();
    let params = [kind.number().into(), digest.as_bytes().into(), now.micros().into(), host.into()];
    let found = with_privileges(c, sql, &params, 20, |r| {
        let mut found = read_found(r)?;
        let code = CodeState::by_number(r.next()?);
        found.code = code.ok_or_else(|| db::Error::schema("no such state of a code"))?;
        let id = TokenId(r.next()?);
        let created = Timestamp::from_micros(r.next()?).unwrap_or_default();
        let expires = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
        let slides_by = r.next()?;
        let ends_at_latest = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
        found.host = r.next()?;
        found.companion = r.next()?;
        let last_used = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
        let digest = *digest;
        found.token = Some(TokenUse { kind, id, digest, created, slides_by, ends_at_latest, last_used });
        found.expires = [expires, ends_at_latest].into_iter().flatten().min();
        Ok(found)
    })?;
    Ok(found)
}

/// The user whose password was proved, while it is still that password.
pub(super) fn by_password(
    c: &mut dyn Conn,
    request: &Request,
    (user, version): (UserKey, i64),
    now: Timestamp,
) -> db::Result<Option<Found>> {
    let sql = concat!(
        "SELECT user_key, org_key, user_id, login, must_change, enabled,
                lock_since, lock_until, window_from, window_until, ",
        code_is_asked!("u.user_key", "$3"),
        ", CAST(NULL AS BIGINT)
         FROM users u WHERE user_key = $1 AND password_version = $2
           AND (password IS NOT NULL OR source_key IS NOT NULL) AND ",
        may_come_by!("u.org_key", "$4"),
        "
         UNION ALL ",
        rows_of_effective!("NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ", "$1", "$3")
    );
    let params = [user.0.into(), version.into(), now.micros().into(), request.host_text().into()];
    with_privileges(c, sql, &params, 11, read_found)
}

/// Reads an answer of one row that says who he is, and of others with nothing but privileges in the column at `privileges`:
/// one statement instead of two, which a server elsewhere answers in half the time.
fn with_privileges(
    c: &mut dyn Conn,
    sql: &str,
    params: &[db::Param<'_>],
    privileges: usize,
    mut read: impl FnMut(&mut db::Columns<'_>) -> db::Result<Found>,
) -> db::Result<Option<Found>> {
    let (mut found, mut held) = (None, PrivilegeSet::NONE);
    c.for_each(sql, params, &mut |row| {
        match row.get::<Option<i64>>(privileges)? {
            Some(bits) => held |= PrivilegeSet::from_bits(bits),
            None => found = Some(read(&mut row.columns())?),
        }
        Ok(())
    })?;
    Ok(found.map(|found| Found { privileges: held, ..found }))
}

fn read_found(r: &mut db::Columns<'_>) -> db::Result<Found> {
    let key = UserKey(r.next()?);
    let home = OrgKey(r.next()?);
    let user = Actor { key, id: UserId(r.next()?), login: r.next()?, must_change: r.next()? };
    let standing = Standing::from_columns(r)?;
    let (code_asked, code) = (r.next()?, CodeState::NotGiven);
    let privileges = PrivilegeSet::NONE;
    let (token, expires, host, companion) = (None, None, None, None);
    Ok(Found { user, home, standing, privileges, token, code_asked, code, expires, host, companion })
}
