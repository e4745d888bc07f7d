//! Who calls: a value that can be made in no other way than by looking a credential up.

mod found;

use db::Conn;
use model::refusal::{BadCredential, Expiry, Forbidden};
use model::{OrgKey, Privilege, PrivilegeSet, Refusal, Timestamp, TokenId, TokenKind, UserId, UserKey};

use self::found::Found;
use crate::run::{HostVerdicts, Step, Stop};
use crate::second_factor::OtherDoors;
use crate::{Credential, Request, TokenDigest, hosts, orgs};

/// Whoever a credential named, at the instant it was looked up, with the rights of that instant.
#[derive(Clone, Debug)]
pub struct Caller {
    user: Option<Actor>,
    home: OrgKey,
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
        Self { user: None, home: OrgKey::FIRST, org, privileges: PrivilegeSet::ALL, token: None }
    }

    /// The organisation he is of.
    pub(crate) const fn home(&self) -> OrgKey {
        self.home
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
        if self.has(privilege) { Ok(()) } else { Err(Refusal::Forbidden(Forbidden::Lacks(privilege))) }
    }

    /// Whether he may use a privilege. `orgs.manage` counts only where it is held in the first organisation.
    fn has(&self, privilege: Privilege) -> bool {
        self.privileges.has(privilege) && (privilege != Privilege::OrgsManage || self.home == OrgKey::FIRST)
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

/// How far a caller must have come in signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// All the way.
    SignedIn,
    /// To the code that his session awaits, and not past it.
    AwaitsCode,
    /// To either.
    Any,
}

/// What a credential is held to besides its own row.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    /// How far its user must have come.
    pub stage: Stage,
    /// What becomes of passwords alone, where a code is asked.
    pub other_doors: OtherDoors,
    /// What is known of hosts.
    pub hosts: &'a HostVerdicts,
    /// Now.
    pub now: Timestamp,
}

/// Looks `credential` up, in the order of `pam360` 5.2 and `one-record` section 9: credential, state, host,
/// organisation.
pub(crate) fn resolve(
    c: &mut dyn Conn,
    request: &Request,
    credential: &Credential,
    terms: &Terms<'_>,
) -> Step<Caller> {
    match credential {
        Credential::None => {
            request.acts_in(orgs::repo::at_host(c, request.host_text())?);
            Err(Refusal::Unauthenticated(BadCredential::Missing).into())
        }
        Credential::System => Ok(Caller::system(system_acts_in(c, request)?)),
        Credential::Token { kind, digest } => {
            by_token(c, request, terms, *kind, digest)?.into_caller(c, request)
        }
        Credential::Guarded { kind, digest, companion } => {
            let found = by_token(c, request, terms, *kind, digest)?;
            let sent = companion.as_ref().map(TokenDigest::as_bytes);
            if sent.is_none() || sent != found.companion.as_deref() {
                return Err(Refusal::Forbidden(Forbidden::Companion).into());
            }
            found.into_caller(c, request)
        }
        Credential::Password { user, version } => {
            let found = found::by_password(c, request, (*user, *version), terms.now)?;
            let found = known(c, request, found)?;
            found.has_come(terms)?;
            found.admit(terms.now)?;
            found.into_caller(c, request)
        }
    }
}

/// The user behind a token that is still good, let in, and used from where it may be.
fn by_token(
    c: &mut dyn Conn,
    request: &Request,
    terms: &Terms<'_>,
    kind: TokenKind,
    digest: &TokenDigest,
) -> Step<Found> {
    let found = found::by_token(c, request, (kind, digest), terms.now)?;
    let found = known(c, request, found)?;
    if found.expires.is_some_and(|expires| terms.now >= expires) {
        return Err(Refusal::Expired(Expiry::Credential).into());
    }
    found.has_come(terms)?;
    found.admit(terms.now)?;
    if let Some(host) = &found.host {
        check_host(host, request, terms.hosts)?;
    }
    Ok(found)
}

/// Whoever was found; where nobody was, the refusal is counted for the organisation that the request came to.
fn known(c: &mut dyn Conn, request: &Request, found: Option<Found>) -> Step<Found> {
    let Some(found) = found else {
        request.acts_in(orgs::repo::at_host(c, request.host_text())?);
        return Err(Refusal::Unauthenticated(BadCredential::Unknown).into());
    };
    request.acts_in(found.home());
    Ok(found)
}

/// Where the system acts: in the organisation it was asked for in, while there is one; else in the named one, or the first.
fn system_acts_in(c: &mut dyn Conn, request: &Request) -> Step<OrgKey> {
    match (&request.on_behalf, request.org.as_deref()) {
        (Some((org, _)), _) if orgs::repo::stays(c, *org)? => Ok(*org),
        (Some(_), _) => Err(Refusal::Unauthenticated(BadCredential::Unknown).into()),
        (None, Some(named)) => orgs::repo::find_by_name(c, named)?
            .ok_or_else(|| Refusal::Forbidden(Forbidden::Org(named.to_owned())).into()),
        (None, None) => Ok(OrgKey::FIRST),
    }
}

/// The own organisation always; another only with `orgs.manage` held in the first (`one-record` section 11).
fn acting_in(c: &mut dyn Conn, caller: &Caller, named: Option<&str>) -> Step<OrgKey> {
    let Some(named) = named.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(caller.home) };
    let org = orgs::repo::find_by_name(c, named)?;
    let allowed = org.filter(|org| *org == caller.home || caller.has(Privilege::OrgsManage));
    allowed.ok_or_else(|| Stop::from(Refusal::Forbidden(Forbidden::Org(named.to_owned()))))
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
