//! What becomes of refusals besides their answer: counts for the audit, and a wait for whoever guesses.

use model::Refusal;
use model::refusal::{BadCredential, Expiry};

use super::Directory;
use crate::audit::FailureKey;
use crate::audit::repo::FORBIDDEN;
use crate::{Credential, Request};

impl Directory {
    /// Counts a refused authentication or access for the audit.
    pub(crate) fn note_refusal(&self, request: &Request, credential: &Credential, refusal: &Refusal) {
        let reason = match refusal {
            Refusal::Unauthenticated(BadCredential::Missing | BadCredential::Unknown) => "unknown credential",
            Refusal::Unauthenticated(BadCredential::Host) => "host",
            Refusal::Unauthenticated(BadCredential::NoCode) => "no code",
            Refusal::Locked { disabled: true } => "disabled",
            Refusal::Locked { disabled: false } => "locked",
            Refusal::Expired(Expiry::Credential) => "expired",
            Refusal::Expired(Expiry::Window) => "outside window",
            Refusal::Forbidden(_) => FORBIDDEN,
            // A wrong code is counted by its own step, under the login.
            _ => return,
        };
        let subject = match credential {
            Credential::Token { digest, .. } | Credential::Guarded { digest, .. } => digest.hint(),
            Credential::None => "no credential".to_owned(),
            Credential::Password { .. } => "password".to_owned(),
            Credential::System => "system".to_owned(),
        };
        self.count_failure(request, subject, reason);
    }

    /// The refusal, but for whoever has sent many tokens that nobody has: he is told to wait. Nobody else notices, and a token
    /// that is good is never refused for it.
    pub(crate) fn unless_guessing(
        &self,
        request: &Request,
        credential: &Credential,
        refusal: Refusal,
    ) -> Refusal {
        let unknown = refusal == Refusal::Unauthenticated(BadCredential::Unknown);
        let guessed = match credential {
            Credential::Token { .. } | Credential::Guarded { .. } => request.address.filter(|_| unknown),
            Credential::None | Credential::Password { .. } | Credential::System => None,
        };
        let wait = guessed.and_then(|address| self.0.guesses.one_more(address, self.now()));
        wait.map_or(refusal, |retry_after| Refusal::Limited { retry_after })
    }

    pub(crate) fn count_failure(&self, request: &Request, subject: String, reason: &'static str) {
        let address = request.address_text().unwrap_or_default();
        let key = FailureKey { org: request.org_key(), address, subject, reason, via: request.via.name() };
        self.0.failures.count(key, self.now());
    }
}
