//! Drawing a token, before the transaction that keeps it.

use model::{Refusal, TokenId, TokenKind};

use super::repo::TokenRow;
use super::shape;
use crate::second_factor::CodeState;
use crate::{Outside, TokenSecret};

/// A new API token, and its row without an end or a host.
pub(crate) fn draw(kind: TokenKind, outside: &Outside) -> Result<(TokenSecret, TokenRow), Refusal> {
    let secret = shape::draw(kind, outside);
    let row = TokenRow {
        kind,
        digest: shape::digest(kind, secret.reveal()).ok_or(Refusal::Internal)?,
        id: TokenId(outside.id()),
        expires: None,
        slides_by: None,
        ends_at_latest: None,
        host: None,
        companion: None,
        opened_from: None,
        code: CodeState::NotGiven,
    };
    Ok((secret, row))
}
