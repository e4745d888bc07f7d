//! On which terms a user has a token.

use std::fmt;
use std::sync::Arc;

use model::{Timestamp, UserView};

use crate::Draft;

/// Whether a user may have a token, and from where and until when it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether the user may have one.
    pub access: bool,
    /// The host it may be used from; none: from anywhere.
    pub host: Option<String>,
    /// The first instant at which no token of his is good any more.
    pub until: Option<Timestamp>,
    /// How many seconds after its issue a token ends.
    pub lasts: Option<i64>,
}

impl Terms {
    /// The end of a token that was issued at this instant: the earlier of both, where there are two.
    pub fn end(&self, issued: Timestamp) -> Option<Timestamp> {
        let lasted = self.lasts.map(|seconds| issued.plus_seconds(seconds));
        [self.until, lasted].into_iter().flatten().min()
    }
}

/// How a dialect reads the terms out of what it keeps of a user: pure. Refuses `Invalid` for words that do not fit
/// together.
#[derive(Clone)]
pub struct TermsOf(Arc<Read>);

type Read = dyn Fn(&UserView) -> Draft<Terms> + Send + Sync;

impl TermsOf {
    /// Reads them by `read`, which is shown the columns of a user and what its dialect said of him.
    pub fn new(read: impl Fn(&UserView) -> Draft<Terms> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    pub(crate) fn read(&self, view: &UserView) -> Draft<Terms> {
        (self.0)(view)
    }
}

impl fmt::Debug for TermsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TermsOf")
    }
}

/// An update's change of the terms.
#[derive(Clone, Debug)]
pub(crate) struct NewTerms {
    pub before: Terms,
    pub after: Terms,
}

impl NewTerms {
    /// Whether a token becomes good that was not, or for longer, or elsewhere: anything but an end of access.
    pub fn repoint(&self) -> bool {
        self.after != self.before && self.after != Terms { access: false, ..self.before.clone() }
    }
}
