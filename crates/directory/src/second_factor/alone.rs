//! What a password alone is worth where a code is asked.

use model::TokenKind;

use super::CodeState;

/// Whether doors at which no code can be typed let in those of whom one is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OtherDoors {
    /// Not: a factor that one door skips is none.
    #[default]
    Refuse,
    /// With the password alone.
    Allow,
}

/// What is done with a credential for which no code was given, where one is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alone {
    /// It opens what it opens.
    Suffices,
    /// The door has a step for the code.
    AwaitsCode,
    /// It opens nothing.
    Refused,
}

impl OtherDoors {
    /// What is done with a token of this kind, or with a password that comes with each call. An API token is a credential of
    /// its own, and needs no code.
    pub(crate) const fn alone(self, kind: Option<TokenKind>) -> Alone {
        match (kind, self) {
            (Some(kind), _) if !kind.is_session() => Alone::Suffices,
            (Some(kind), _) if kind.has_code_step() => Alone::AwaitsCode,
            (Some(_) | None, Self::Refuse) => Alone::Refused,
            (Some(_) | None, Self::Allow) => Alone::Suffices,
        }
    }

    /// Whether a token of this kind, or a password that comes with each call, opens what it opens: `code` is what it has to
    /// do with a code, `asked` whether one is asked now.
    pub(crate) fn lets_in(self, kind: Option<TokenKind>, code: CodeState, asked: bool) -> bool {
        match code {
            CodeState::Given => true,
            CodeState::Awaited => false,
            CodeState::NotGiven => !asked || self.alone(kind) == Alone::Suffices,
        }
    }
}
