//! Asking the servers of a source: never inside a transaction, and never for more callers than a node can bear.

use ldap::{Certificate, Source, Thumbprint};
use model::Refusal;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::JoinSet;

use super::properties::{is_true, value_of};
use super::types::names;
use super::{Accepted, AuthSource, SourceType, connect};

/// Administrators' questions that are on their way at once, on this node. Each may take its half minute.
static QUESTIONS: Semaphore = Semaphore::const_new(32);

/// The right to ask. Refuses `Unavailable` while too many questions are on their way.
pub(super) fn turn() -> Result<SemaphorePermit<'static>, Refusal> {
    QUESTIONS.try_acquire().map_err(|_| Refusal::Unavailable { retry_after: 5 })
}

/// What a failed question is to whoever asked: `draft` where the settings came with the request.
pub(super) fn failed(draft: bool, error: &ldap::Error) -> Refusal {
    tracing::warn!(%error, draft, "an auth source could not be asked");
    let why = error.to_string();
    let mut letters = why.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    Refusal::SourceFailed { draft, why: format!("{first}{}.", letters.as_str()) }
}

/// How the servers of a source are asked whose settings came with this request.
pub(super) fn drafted(source: &AuthSource, secret: Option<&super::Secret>) -> Result<Source, Refusal> {
    connect::ldap(source, secret).map_err(|refusal| match refusal {
        Refusal::SourceFailed { why, .. } => Refusal::SourceFailed { draft: true, why },
        other => other,
    })
}

/// Whether a source is spoken to over TLS, so that somebody must have accepted certificates.
pub(super) fn is_secured(source: &AuthSource) -> bool {
    let flag = |name| value_of(&source.properties, name).is_some_and(is_true);
    let is_spoken = SourceType::find(&source.source_type).is_some_and(SourceType::is_spoken);
    is_spoken && (flag(names::USE_SSL) || flag(names::START_TLS))
}

/// Whether two settings of a source may lead to different servers, or to the same ones less safely.
pub(super) fn leads_elsewhere(one: &AuthSource, other: &AuthSource) -> bool {
    const WAY: [&str; 6] =
        [names::HOST, names::PORT, names::USE_SSL, names::START_TLS, names::HOST_AUTO_SELECT, names::DOMAIN];
    let differs = |name: &str| value_of(&one.properties, name) != value_of(&other.properties, name);
    WAY.into_iter().any(differs)
}

/// Whether the password of `before` would be sent to somebody else with `after`: to another server, or to one that only
/// needs a certificate which was not accepted before.
pub(super) fn tells_others(before: &AuthSource, after: &AuthSource) -> bool {
    let is_new = |one: &Accepted| {
        let print = one.thumbprint.parse::<Thumbprint>().ok();
        print.is_none() || !before.certificates.iter().any(|known| known.thumbprint.parse().ok() == print)
    };
    leads_elsewhere(before, after) || (is_secured(after) && after.certificates.iter().any(is_new))
}

/// The certificates that the hosts of a source show, each once: of all that can be reached, so that one which stands in for
/// another is known too. Nothing is trusted, and no password sent. Refuses `SourceFailed` where no host can be reached.
pub(super) async fn shown(source: &AuthSource) -> Result<Vec<Certificate>, Refusal> {
    let _turn = turn()?;
    let server = drafted(source, None)?;
    let mut asked = JoinSet::new();
    for (place, host) in server.hosts.iter().enumerate() {
        let one = Source { hosts: vec![host.clone()], ..server.clone() };
        asked.spawn(async move { (place, one.certificates().await) });
    }
    let mut answers = asked.join_all().await;
    answers.sort_by_key(|(place, _)| *place);
    let (mut all, mut error): (Vec<Certificate>, _) = (Vec::new(), None);
    for (_, answer) in answers {
        match answer {
            Ok(certificates) => {
                for one in certificates {
                    if !all.iter().any(|known| known.thumbprint == one.thumbprint) {
                        all.push(one);
                    }
                }
            }
            Err(failed) => error = error.or(Some(failed)),
        }
    }
    match error {
        Some(error) if all.is_empty() => Err(failed(true, &error)),
        _ => Ok(all),
    }
}
