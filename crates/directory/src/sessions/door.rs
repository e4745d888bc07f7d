//! What is typed at a door besides the password.

/// Where the password of whoever signs in is to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptAt<S> {
    /// Wherever the user's is.
    #[default]
    Anywhere,
    /// Here, and nowhere else.
    Here,
    /// At the auth source of this name.
    Source(S),
}

impl KeptAt<String> {
    /// With the name borrowed.
    pub fn as_deref(&self) -> KeptAt<&str> {
        match self {
            Self::Anywhere => KeptAt::Anywhere,
            Self::Here => KeptAt::Here,
            Self::Source(name) => KeptAt::Source(name),
        }
    }
}

impl KeptAt<&str> {
    /// With a name of its own.
    pub(super) fn to_owned(self) -> KeptAt<String> {
        match self {
            Self::Anywhere => KeptAt::Anywhere,
            Self::Here => KeptAt::Here,
            Self::Source(name) => KeptAt::Source(name.to_owned()),
        }
    }
}

/// Who is meant: users of one login and another source than the door names are nobody there.
#[derive(Clone, Copy, Debug)]
pub struct Door<'a> {
    /// The login, as typed.
    pub login: &'a str,
    /// Where the password is to be kept.
    pub kept_at: KeptAt<&'a str>,
}

impl<'a> From<&'a str> for Door<'a> {
    /// A door that asks for a login alone.
    fn from(login: &'a str) -> Self {
        Self { login, kept_at: KeptAt::Anywhere }
    }
}
