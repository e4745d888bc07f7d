//! Creating users.

use std::sync::Arc;

use model::{GroupId, Noun, Privilege, Refusal, UserId, UserKey, UserView};

use super::insert::{Drawn, insert};
use super::new::{NewPassword, NewUser};
use super::rules::RuleBook;
use super::{Parts, limits, repo};
use crate::numbers::{SHARED, Series};
use crate::passwords::{Password, PolicyRules, Source, Standing, StoredPassword};
use crate::run::busy;
use crate::tokens::{self, repo::TokenRow};
use crate::{Credential, Directory, Draft, Request, TokenSecret};

/// A user that was made.
#[derive(Debug)]
pub struct Created {
    /// Its id.
    pub id: UserId,
    /// Its number.
    pub number: i64,
    /// The user as it stands, with the parts that were asked for; none when none were.
    pub view: Option<UserView>,
    /// The token that was issued with it.
    pub token: Option<TokenSecret>,
}

/// A new user with everything that is drawn or computed before the transaction.
pub(super) struct Prepared {
    pub user: NewUser,
    pub id: UserId,
    /// One for each group that may have to be made.
    pub group_ids: Vec<GroupId>,
    pub password: Option<StoredPassword>,
    pub generated: bool,
    pub token: Option<TokenRow>,
}

/// Creates all of `draft`, or none of them; answers in its order.
///
/// Refuses `Forbidden` without `users.manage`, without `grants.manage` where a role with privileges is given, and
/// when the caller would give a privilege it does not hold (rule G); `NotFound` for a role or group that does not
/// exist; `Invalid` for a password that its policy refuses; `Exists` for a login that is taken.
/// `parts`: which lists the answer needs; [`Parts::NONE`] reads nothing back.
pub async fn create(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<Vec<NewUser>>,
    parts: Option<Parts>,
) -> Result<Vec<Created>, Refusal> {
    let users = match draft {
        Ok(users) if users.iter().all(|user| matches!(user.password, NewPassword::None)) => {
            users.into_iter().map(|user| (user, None)).collect()
        }
        draft => check_first(directory, request, credential, draft).await?,
    };
    let (prepared, secrets) = prepare(directory, request, users).await?;
    let prepared = Arc::new(prepared);
    let inserted = directory
        .write_as(request, credential, move |work, caller| {
            caller.may(Privilege::UsersManage)?;
            let count = i64::try_from(prepared.len()).unwrap_or(i64::MAX);
            let keys = work.numbers(SHARED, Series::UserKey, count)?;
            let numbers = work.numbers(caller.org(), Series::User, count)?;
            let drawn = (keys..).zip(numbers..);
            let inserted = prepared.iter().zip(drawn).map(|(new, (key, number))| {
                let row = Drawn { key: UserKey(key), number, origin: new.user.origin };
                insert(work, caller, new, row, parts)
            });
            inserted.collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let created = inserted.into_iter().zip(secrets);
    Ok(created
        .map(|(inserted, token)| Created {
            id: inserted.id,
            number: inserted.number,
            view: inserted.view,
            token,
        })
        .collect())
}

/// Before any password is hashed: authority, then the draft, then the passwords' rules and the logins. The
/// transaction that writes asks all of it again but the rules. Answers the users, each with what a password that is
/// drawn for him must meet.
async fn check_first(
    directory: &Directory,
    request: &Request,
    credential: &Credential,
    draft: Draft<Vec<NewUser>>,
) -> Result<Vec<(NewUser, Option<PolicyRules>)>, Refusal> {
    let users = Arc::new(draft);
    let checked = Arc::clone(&users);
    let rules = RuleBook::of(directory);
    let drawn = directory
        .read_as(request, credential, move |c, caller, now| {
            caller.may(Privilege::UsersManage)?;
            let users = checked.as_ref().as_ref().map_err(Clone::clone)?;
            for user in users {
                super::insert::authority(c, caller, user, now)?;
                limits::check_new(user)?;
            }
            let drawn = rules.check(c, caller.org(), users)?;
            for user in users {
                if repo::find_by_login(c, caller.org(), user.login.as_str())?.is_some() {
                    let name = user.login.to_string();
                    return Err(Refusal::Exists { what: Noun::User, name }.into());
                }
            }
            Ok(drawn)
        })
        .await?;
    Ok(Arc::unwrap_or_clone(users)?.into_iter().zip(drawn).collect())
}

/// Draws ids, tokens and the passwords that rules are given for, and hashes all passwords: many as one bulk job, so that
/// others are served meanwhile.
pub(super) async fn prepare(
    directory: &Directory,
    request: &Request,
    users: Vec<(NewUser, Option<PolicyRules>)>,
) -> Result<(Vec<Prepared>, Vec<Option<TokenSecret>>), Refusal> {
    let passwords: Vec<Option<(Password, bool)>> =
        users.iter().map(|(user, drawn_by)| password(directory, user, drawn_by.as_ref())).collect();
    let to_hash: Vec<_> = passwords.iter().flatten().map(|(password, _)| password.clone()).collect();
    let mut hashed = hash(directory, request, to_hash).await?.into_iter();
    let mut prepared = Vec::with_capacity(users.len());
    let mut secrets = Vec::with_capacity(users.len());
    for ((user, _), password) in users.into_iter().zip(passwords) {
        let (row, secret) = token(directory, &user)?;
        prepared.push(Prepared {
            id: UserId(directory.outside().id()),
            group_ids: user.groups.iter().map(|_| GroupId(directory.outside().id())).collect(),
            password: if password.is_some() { hashed.next() } else { None },
            generated: password.is_some_and(|(_, generated)| generated),
            token: row,
            user,
        });
        secrets.push(secret);
    }
    Ok((prepared, secrets))
}

/// The password of a new user, and whether nobody chose it.
fn password(
    directory: &Directory,
    user: &NewUser,
    drawn_by: Option<&PolicyRules>,
) -> Option<(Password, bool)> {
    match (&user.password, drawn_by) {
        (NewPassword::Given(password, _), _) => Some((password.clone(), false)),
        (NewPassword::Drawn(_), Some(rules)) => Some((directory.draw_password(rules), true)),
        (NewPassword::Drawn(_), None) | (NewPassword::None | NewPassword::Later(_), _) => None,
    }
}

async fn hash(
    directory: &Directory,
    request: &Request,
    passwords: Vec<Password>,
) -> Result<Vec<StoredPassword>, Refusal> {
    if passwords.is_empty() {
        return Ok(Vec::new());
    }
    let source = match (passwords.len(), request.address) {
        (1, Some(address)) => Source::Peer(address, Standing::Unknown),
        (1, None) => Source::System,
        _ => Source::Bulk(directory.bulk_request()),
    };
    let salted = passwords.into_iter().map(|password| (password, directory.outside().random())).collect();
    directory.pool().hash_many(source, salted).await.map_err(busy)
}

fn token(directory: &Directory, user: &NewUser) -> Result<(Option<TokenRow>, Option<TokenSecret>), Refusal> {
    let Some(new) = &user.token else { return Ok((None, None)) };
    let (secret, row) = tokens::draw(new.kind, directory.outside())?;
    let row = TokenRow { expires: new.expires, host: new.host.clone(), ..row };
    Ok((Some(row), Some(secret)))
}
