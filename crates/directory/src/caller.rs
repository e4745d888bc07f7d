//! Who calls: a value that can be made in no other way than by looking a credential up.

use db::Conn;
use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{
    AccessWindow, Lock, OrgKey, Privilege, PrivilegeSet, Refusal, SignIn, Timestamp, TokenId, TokenKind,
    UserId, UserKey, state,
};

use crate::run::{HostVerdicts, Step, Stop};
use crate::{Credential, Request, TokenDigest, authority, hosts, orgs};

/// Whoever a credential named, at the instant it was looked up, with the rights of that instant.
#[derive(Clone, Debug)]
pub struct Caller {
    user: Option<Actor>,
    org: OrgKey,
    privileges: PrivilegeSet,
    token: Option<TokenUse>,
}

#[derive(Clone, Debug)]
struct Actor {
    key: UserKey,
    id: UserId,
    login: String,
    must_change: bool,
}

/// The token a caller used.
#[derive(Clone, Debug)]
pub(crate) struct TokenUse {
    pub kind: TokenKind,
    pub id: TokenId,
    pub digest: TokenDigest,
    pub created: Timestamp,
    /// Microseconds by which a use moves the expiry.
    pub slides_by: Option<i64>,
    pub ends_at_latest: Option<Timestamp>,
    pub last_used: Option<Timestamp>,
}

impl Caller {
    /// The operator of this machine.
    fn system(org: OrgKey) -> Self {
        Self { user: None, org, privileges: PrivilegeSet::ALL, token: None }
    }

    /// The organisation he acts in.
    pub const fn org(&self) -> OrgKey {
        self.org
    }

    /// His key; none for the operator of this machine.
    pub fn key(&self) -> Option<UserKey> {
        self.user.as_ref().map(|user| user.key)
    }

    /// His id.
    pub fn id(&self) -> Option<UserId> {
        self.user.as_ref().map(|user| user.id)
    }

    /// His login, or `system`.
    pub fn login(&self) -> &str {
        self.user.as_ref().map_or("system", |user| &user.login)
    }

    /// What he may use now.
    pub const fn privileges(&self) -> PrivilegeSet {
        self.privileges
    }

    /// When he signed in, if that was in an earlier request.
    pub(crate) fn signed_in_since(&self) -> Option<Timestamp> {
        self.token.as_ref().map(|token| token.created)
    }

    pub(crate) const fn token(&self) -> Option<&TokenUse> {
        self.token.as_ref()
    }

    /// Refuses `Forbidden` when he lacks `privilege`, or must change his password before anything else.
    pub fn may(&self, privilege: Privilege) -> Result<(), Refusal> {
        self.not_before_a_change()?;
        if self.privileges.has(privilege) {
            Ok(())
        } else {
            Err(Refusal::Forbidden(Forbidden::Lacks(privilege)))
        }
    }

    /// Rule G: refuses an act that would let somebody use a privilege the caller does not hold (`one-record` 4.6).
    pub fn may_give(&self, given: PrivilegeSet) -> Result<(), Refusal> {
        match (given - self.privileges).iter().next() {
            Some(lacking) => Err(Refusal::Forbidden(Forbidden::GivesMoreThanHeld(lacking))),
            None => Ok(()),
        }
    }

    /// Refuses `Forbidden` to whoever must change his password before anything else.
    pub(crate) fn not_before_a_change(&self) -> Result<(), Refusal> {
        let by_password = self.token.as_ref().is_none_or(|token| token.kind.is_session());
        match &self.user {
            Some(user) if user.must_change && by_password => {
                Err(Refusal::Forbidden(Forbidden::MustChangePassword))
            }
            _ => Ok(()),
        }
    }
}

/// Looks `credential` up, in the order of `pam360` 5.2 and `one-record` section 9: credential, state, host,
/// organisation.
pub(crate) fn resolve(
    c: &mut dyn Conn,
    request: &Request,
    credential: &Credential,
    hosts: &HostVerdicts,
    now: Timestamp,
) -> Step<Caller> {
    match credential {
        Credential::None => Err(Refusal::Unauthenticated(BadCredential::Missing).into()),
        Credential::System => {
            let org = orgs::repo::named_or_first(c, request.org.as_deref())?;
            Ok(Caller::system(org))
        }
        Credential::Token { kind, digest } => {
            let found = by_token(c, request, hosts, now, *kind, digest)?;
            found.into_caller(c, request, now)
        }
        Credential::Guarded { kind, digest, companion } => {
            let found = by_token(c, request, hosts, now, *kind, digest)?;
            let sent = companion.as_ref().map(TokenDigest::as_bytes);
            if sent.is_none() || sent != found.companion.as_deref() {
                return Err(Refusal::Forbidden(Forbidden::Companion).into());
            }
            found.into_caller(c, request, now)
        }
        Credential::Password { user, version } => {
            let found =
                find_user(c, *user, *version)?.ok_or(Refusal::Unauthenticated(BadCredential::Unknown))?;
            found.admit(now)?;
            found.into_caller(c, request, now)
        }
    }
}

/// The user behind a token that is still good, let in, and used from where it may be.
fn by_token(
    c: &mut dyn Conn,
    request: &Request,
    hosts: &HostVerdicts,
    now: Timestamp,
    kind: TokenKind,
    digest: &TokenDigest,
) -> Step<Found> {
    let found = find_token(c, kind, digest)?.ok_or(Refusal::Unauthenticated(BadCredential::Unknown))?;
    if found.expires.is_some_and(|expires| now >= expires) {
        return Err(Refusal::Expired(Expiry::Credential).into());
    }
    found.admit(now)?;
    if let Some(host) = &found.host {
        check_host(host, request, hosts)?;
    }
    Ok(found)
}

/// The user behind a credential, as far as admission asks.
struct Found {
    user: Actor,
    org: OrgKey,
    enabled: bool,
    lock: Option<Lock>,
    window: AccessWindow,
    token: Option<TokenUse>,
    expires: Option<Timestamp>,
    host: Option<String>,
    companion: Option<Vec<u8>>,
}

impl Found {
    fn admit(&self, now: Timestamp) -> Result<(), Refusal> {
        match state::sign_in(self.enabled, self.lock.as_ref(), self.window, now) {
            SignIn::Allowed => Ok(()),
            SignIn::Disabled => Err(Refusal::Locked { disabled: true }),
            SignIn::Locked => Err(Refusal::Locked { disabled: false }),
            SignIn::NotYet | SignIn::Over => Err(Refusal::Expired(Expiry::Window)),
        }
    }

    fn into_caller(self, c: &mut dyn Conn, request: &Request, now: Timestamp) -> Step<Caller> {
        let privileges = authority::effective(c, self.user.key, now)?;
        let org = acting_in(c, self.org, privileges, request.org.as_deref())?;
        Ok(Caller { user: Some(self.user), org, privileges, token: self.token })
    }
}

/// The own organisation always; another only with `orgs.manage` held in the first (`one-record` section 11).
fn acting_in(c: &mut dyn Conn, own: OrgKey, held: PrivilegeSet, named: Option<&str>) -> Step<OrgKey> {
    let Some(named) = named.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(own) };
    let refused = || Stop::from(Refusal::Forbidden(Forbidden::Org(named.to_owned())));
    let org = orgs::repo::find_by_name(c, named)?.ok_or_else(refused)?;
    let foreign_allowed = own == OrgKey::FIRST && held.has(Privilege::OrgsManage);
    if org == own || foreign_allowed { Ok(org) } else { Err(refused()) }
}

fn check_host(host: &str, request: &Request, verdicts: &HostVerdicts) -> Step<()> {
    let matches = match (request.address, hosts::literal(host)) {
        (None, _) => Some(false),
        (Some(peer), Some(address)) => Some(hosts::same(peer, address)),
        (Some(_), None) => verdicts.get(host).copied(),
    };
    match matches {
        Some(true) => Ok(()),
        Some(false) => Err(Refusal::Unauthenticated(BadCredential::Host).into()),
        None => Err(Stop::Host(host.to_owned())),
    }
}

fn find_token(c: &mut dyn Conn, kind: TokenKind, digest: &TokenDigest) -> Step<Option<Found>> {
    let found = c.optional(
        "SELECT t.token_id, t.created, t.expires, t.slides_by, t.ends_at_latest, t.host, t.companion, t.last_used,
                u.user_key, u.org_key, u.user_id, u.login, u.must_change, u.enabled,
                u.lock_since, u.lock_until, u.window_from, u.window_until
         FROM tokens t JOIN users u ON u.user_key = t.user_key
         WHERE t.kind = $1 AND t.digest = $2",
        &[kind.number().into(), digest.as_bytes().into()],
        |row| {
            let mut r = row.columns();
            let id = TokenId(r.next()?);
            let created = Timestamp::from_micros(r.next()?).unwrap_or_default();
            let expires = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
            let slides_by = r.next()?;
            let ends_at_latest = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
            let host = r.next()?;
            let companion = r.next()?;
            let last_used = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
            let mut found = read_found(&mut r)?;
            let digest = *digest;
            found.token =
                Some(TokenUse { kind, id, digest, created, slides_by, ends_at_latest, last_used });
            found.expires = [expires, ends_at_latest].into_iter().flatten().min();
            (found.host, found.companion) = (host, companion);
            Ok(found)
        },
    )?;
    Ok(found)
}

fn find_user(c: &mut dyn Conn, user: UserKey, version: i64) -> Step<Option<Found>> {
    let found = c.optional(
        "SELECT user_key, org_key, user_id, login, must_change, enabled,
                lock_since, lock_until, window_from, window_until
         FROM users WHERE user_key = $1 AND password_version = $2 AND password IS NOT NULL",
        &[user.0.into(), version.into()],
        |row| read_found(&mut row.columns()),
    )?;
    Ok(found)
}

fn read_found(r: &mut db::Columns<'_>) -> db::Result<Found> {
    let key = UserKey(r.next()?);
    let org = OrgKey(r.next()?);
    let user = Actor { key, id: UserId(r.next()?), login: r.next()?, must_change: r.next()? };
    let enabled = r.next()?;
    let since = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
    let until = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
    let lock = since.map(|since| Lock { reason: None, since, until });
    let from = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
    let window_until = r.next::<Option<i64>>()?.and_then(Timestamp::from_micros);
    let window = AccessWindow::new(from, window_until).unwrap_or(AccessWindow::ALWAYS);
    Ok(Found { user, org, enabled, lock, window, token: None, expires: None, host: None, companion: None })
}
