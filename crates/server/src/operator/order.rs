//! What an operator can order, and how it is done.

use directory::tokens::{self, NewToken};
use directory::{Credential, Directory, Via, users};
use model::{Refusal, Timestamp, TokenKind};
use serde::{Deserialize, Serialize};

/// An order, as it stands on one line of the socket.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Make an API token.
    CreateToken {
        /// Login of its owner.
        user: String,
        /// Which API it opens.
        kind: OrderedKind,
        /// Microseconds since 1970.
        expires: Option<i64>,
        /// Only from this host.
        host: Option<String>,
    },
    /// Open the way back for an administrator.
    ResetAdministrator {
        /// The login.
        user: String,
    },
}

/// Kinds of tokens that can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderedKind {
    /// PAM360's AUTHTOKEN.
    Pam360,
    /// A SCIM bearer.
    Scim,
    /// A token of our own API.
    Native,
}

/// What came of an order.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The token or password that was made, to be shown once.
    Made(String),
    /// Why it was not done, in a sentence.
    Refused(String),
}

/// Carries an order out, as the operator of this machine.
pub async fn carry_out(directory: &Directory, order: Order) -> Reply {
    let done = match order {
        Order::CreateToken { user, kind, expires, host } => {
            create_token(directory, &user, kind, expires, host).await
        }
        Order::ResetAdministrator { user } => {
            let request = directory.own_request(Via::CommandLine, "admin reset");
            let password = users::reset_administrator(directory, &request, &user).await;
            password.map(|password| password.as_str().to_owned())
        }
    };
    match done {
        Ok(secret) => Reply::Made(secret),
        Err(refusal) => Reply::Refused(refusal.to_string()),
    }
}

async fn create_token(
    directory: &Directory,
    user: &str,
    kind: OrderedKind,
    expires: Option<i64>,
    host: Option<String>,
) -> Result<String, Refusal> {
    let kind = match kind {
        OrderedKind::Pam360 => TokenKind::Pam360,
        OrderedKind::Scim => TokenKind::Scim,
        OrderedKind::Native => TokenKind::Native,
    };
    let request = directory.own_request(Via::CommandLine, "token create");
    let new = NewToken { kind, expires: expires.and_then(Timestamp::from_micros), host };
    let issued = tokens::issue(directory, &request, &Credential::System, user, new).await?;
    Ok(issued.secret.reveal().to_owned())
}
